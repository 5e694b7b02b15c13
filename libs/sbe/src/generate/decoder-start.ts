import { blockLengthAt } from '../schema/layout.ts'
import { alignedGet, plus, quote } from './literals.ts'
import type { MessageContext, PlannedBlock } from './message-context.ts'
import { byVersion, isFixed } from './message-context.ts'
import { countOf, laterRoom, roomStatements, startStatements } from './message-start.ts'
import { method } from './source.ts'

/** Statements that check what a decoder is wrapped around. */
export function blockWrap(message: PlannedBlock, context: MessageContext): string[] {
  const needed = byVersion(message.block, 'version', blockLengthAt)
  if (isFixed(message)) {
    return [blockCheck(needed, context), ...roomStatements('blockLength', context), 'this.#length = blockLength']
  }
  const wrap = `this.#cursor.wrap(view, offset, blockLength, version, ${needed})`
  return context.aligned ? [wrap, ...roomStatements('blockLength', context)] : [wrap]
}

/** The method that reads a header and wraps the decoder around the message behind it, which ends with `rest`. */
export function wrapMessage(message: PlannedBlock, context: MessageContext, rest: readonly (string | false)[]): string {
  const { schema, imports, runtime, aligned } = context
  const { block } = message
  return method(
    'Reads the message behind the header that starts here. Throws an `SbeError` where it is another message.',
    'wrapMessage(view: DataView, offset: number): this',
    ...roomStatements(schema.header.size, context),
    aligned && 'const words = this.$words',
    aligned && 'const word = offset >> 2',
    ...['templateId', 'schemaId', 'blockLength', 'version'].map((name) => `const ${name} = ${read(name, context)}`),
    `if (templateId !== ${block.id} || schemaId !== ${schema.id}) {`,
    `  return ${imports.value('refuseTemplate', runtime)}(${quote(block.name)}, templateId, schemaId)`,
    '}',
    ...(isFixed(message)
      ? [...fixedStart(message, context), ...rest]
      : [`return this.wrap(view, offset + ${schema.header.size}, blockLength, version)`]),
  )
}

/** What `wrap` does, written out. */
function fixedStart({ block }: PlannedBlock, context: MessageContext): string[] {
  const { size } = context.schema.header
  return [
    blockCheck(byVersion(block, 'version', blockLengthAt), context),
    ...laterRoom(size, 'blockLength', context),
    'this.#length = blockLength',
    ...startStatements(size, context),
  ]
}

/** A member of the header that is at `offset`. */
function read(name: string, { schema, access, aligned }: MessageContext): string {
  const { offset, primitive } = countOf(schema.header, name)
  const word = aligned ? alignedGet(primitive, offset, 'words', 'word') : undefined
  return word ?? access.get(primitive, plus('offset', offset), 'view')
}

function blockCheck(needed: string, { imports, runtime }: MessageContext): string {
  const refuse = imports.value('refuseBlock', runtime)
  return `if (blockLength < ${needed.includes('?') ? `(${needed})` : needed}) ${refuse}(version, ${needed}, blockLength)`
}
