import type { Schema } from '../schema/layout.ts'
import { memberOf } from '../schema/layout.ts'
import type { Primitive } from '../schema/primitive.ts'
import type { MessageContext } from './message-context.ts'
import { method } from './source.ts'

// How a message's class comes to the octets that it is wrapped around: through a view, and where messages are aligned
// through typed arrays of the same octets, which are made where the view is another than before.

/** Fields of a message's class for its view and place. */
export function startFields({ aligned, imports, runtime }: MessageContext): string[] {
  const view = [`private $view: DataView = ${imports.value('NOTHING', runtime)}`, 'private $at = 0']
  if (!aligned) return view
  return [
    ...view,
    `private $words: Int32Array = ${imports.value('NO_WORDS', runtime)}`,
    `private $longs: BigInt64Array = ${imports.value('NO_LONGS', runtime)}`,
    `private $octets: Uint8Array = ${imports.value('NO_OCTETS', runtime)}`,
    'private $word = 0',
  ]
}

/** Statements that check that octets from `offset` of `view` are there, and that they start at a multiple of 8. */
export function roomStatements(length: number | string, { aligned, imports, runtime }: MessageContext): string[] {
  if (!aligned) return [`${imports.value('requireRoom', runtime)}(view, offset, ${length})`]
  // No octets beyond 2^31, no fraction, no negative number and no NaN come through the mask unchanged.
  const outside = `(offset & 0x7ffffff8) !== offset || offset + ${length} > this.$octets.length`
  return [
    `if (view !== this.$view) this.$take(view, offset, ${length})`,
    `if (${outside}) return ${imports.value('refuseStart', runtime)}(view, offset, ${length})`,
  ]
}

/** The same some octets behind `offset`, which has been checked. */
export function laterRoom(from: number, length: string, { aligned, imports, runtime }: MessageContext): string[] {
  if (!aligned) return [`${imports.value('requireRoom', runtime)}(view, offset + ${from}, ${length})`]
  const refuse = imports.value('refuseStart', runtime)
  return [`if (offset + ${from} + ${length} > this.$octets.length) return ${refuse}(view, offset + ${from}, ${length})`]
}

/** Statements that start a message's block some octets from `offset`, where there is room. */
export function startStatements(from: number, { aligned }: MessageContext): string[] {
  const start = (name: string, octets: number) => (octets === 0 ? name : `${name} + ${octets}`)
  if (!aligned) return ['this.$view = view', `this.$at = ${start('offset', from)}`]
  return [`this.$at = ${start('offset', from)}`, `this.$word = ${from === 0 ? 'offset >> 2' : start('word', from / 4)}`]
}

/** The method that makes the typed arrays of a view. */
export function takeMethod({ aligned, imports, runtime }: MessageContext): string {
  if (!aligned) return ''
  return method(
    '',
    'private $take(view: DataView, offset: number, length: number): void',
    `${imports.value('requireStart', runtime)}(view, offset, length)`,
    `this.$words = ${imports.value('wordsOf', runtime)}(view)`,
    `this.$longs = ${imports.value('longsOf', runtime)}(view)`,
    `this.$octets = ${imports.value('allOctetsOf', runtime)}(view)`,
    'this.$view = view',
  )
}

/** The place of a member of a header or dimension that counts, and its type. */
export function countOf(composite: Schema['header'], name: string): { offset: number; primitive: Primitive } {
  const { offset, encoding } = memberOf(composite, name)!
  return { offset, primitive: encoding.kind === 'scalar' ? encoding.primitive : 'uint16' }
}
