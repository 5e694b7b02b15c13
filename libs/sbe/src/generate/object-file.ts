import type { Group } from '../schema/layout.ts'
import type { MessageContext, PlannedBlock } from './message-context.ts'
import { blocksOf, memberContext } from './message-context.ts'
import type { ObjectParts } from './object-members.ts'
import { objectMembers } from './object-members.ts'
import { comment } from './source.ts'

/** The code of a message as a plain object: its type, and the functions that read and write it. */
export function objectFile(message: PlannedBlock, context: MessageContext, decoders: string, encoders: string): string {
  const objects = blocksOf(message)
    .reverse()
    .map((planned) => {
      context.imports.type(`${planned.name}Decoder`, decoders)
      context.imports.type(`${planned.name}Encoder`, encoders)
      const members = memberContext(planned, context)
      return objectMembers(planned.block.fields, planned.plan, members, planned.name, partsOf(planned, context))
    })
  return context.imports.file(objects.join('\n'))
}

function partsOf(planned: PlannedBlock, { imports, runtime }: MessageContext): ObjectParts {
  const { block, plan } = planned
  const parts = block.data.map((data) => {
    const { name, description, characterEncoding } = data
    const value = plan.data.get(data)!.value
    const about = comment(description === '' ? `The \`${name}\`.` : description, '  ')
    return {
      property: `${about}  readonly ${name}: ${characterEncoding === undefined ? 'Uint8Array' : 'string'}\n`,
      read: `${name}: decoder.${value}()`,
      put: `encoder.${value}(object.${name})`,
    }
  })
  const groups = planned.groups.map(({ block: group, name: type }) => {
    const own = plan.groups.get(group as Group)!
    const entries = `(count) => encoder.${own}(count), put${type}`
    return {
      property: `${comment(`The entries of \`${group.name}\`.`, '  ')}  readonly ${group.name}: readonly ${type}[]\n`,
      read: `${group.name}: ${imports.value('readEntries', runtime)}(decoder.${own}(), read${type})`,
      put: `${imports.value('putEntries', runtime)}(object.${group.name}, ${entries})`,
    }
  })
  const all = [...groups, ...parts]
  return {
    properties: all.map(({ property }) => property),
    reads: all.map(({ read }) => read),
    puts: all.map(({ put }) => put),
  }
}
