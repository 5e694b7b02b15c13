import { blockLengthAt } from '../schema/layout.ts'
import { alignedGet, plus, quote } from './literals.ts'
import type { MessageContext, PlannedBlock } from './message-context.ts'
import { byVersion, isFixed } from './message-context.ts'
import { countOf, roomStatements } from './message-start.ts'
import { method } from './source.ts'

/** Statements that check what a decoder is wrapped around. */
export function blockWrap(message: PlannedBlock, context: MessageContext): string[] {
  const needed = byVersion(message.block, 'version', blockLengthAt)
  return isFixed(message) ? fixedWrap(needed, context) : cursorWrap(needed, context)
}

/** For a message that is its block alone. */
function fixedWrap(needed: string, context: MessageContext): string[] {
  const refuse = context.imports.value('refuseBlock', context.runtime)
  return [
    `if (blockLength < ${needed.includes('?') ? `(${needed})` : needed}) ${refuse}(version, ${needed}, blockLength)`,
    ...roomStatements('blockLength', context),
    'this.#length = blockLength',
  ]
}

/** For a message with groups or data. */
function cursorWrap(needed: string, context: MessageContext): string[] {
  const wrap = `this.#cursor.wrap(view, offset, blockLength, version, ${needed})`
  return context.aligned ? [wrap, ...roomStatements('blockLength', context)] : [wrap]
}

/** The method that reads a header, and wraps the decoder around the message behind it. */
export function wrapMessage({ block }: PlannedBlock, context: MessageContext): string {
  const { schema, access, imports, runtime, aligned } = context
  const { header } = schema
  const get = (name: string) => {
    const { offset, primitive } = countOf(header, name)
    const word = aligned ? alignedGet(primitive, offset, 'words', 'word') : undefined
    return word ?? access.get(primitive, plus('offset', offset), 'view')
  }
  const compared = (name: string) => (get(name).includes(' & ') ? `(${get(name)})` : get(name))
  const refuse = imports.value('refuseTemplate', runtime)
  return method(
    'Reads the message behind the header that starts here. Throws an `SbeError` where it is another message.',
    'wrapMessage(view: DataView, offset: number): this',
    ...roomStatements(header.size, context),
    aligned && 'const words = this.$words',
    aligned && 'const word = offset >> 2',
    `if (${compared('templateId')} !== ${block.id} || ${compared('schemaId')} !== ${schema.id}) {`,
    `  return ${refuse}(${quote(block.name)}, ${get('templateId')}, ${get('schemaId')})`,
    '}',
    `return this.wrap(view, offset + ${header.size}, ${get('blockLength')}, ${get('version')})`,
  )
}
