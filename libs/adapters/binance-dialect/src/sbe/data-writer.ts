import { partAt } from './json-path.ts'
import type { PartOf } from './json-path.ts'
import type { DataLayout } from './layout.ts'
import { NotRepresentable } from './not-representable.ts'
import type { Output } from './output.ts'

/** Writes the message that a part of a body is. */
export type MessagePut = (body: unknown, output: Output, isShortened: boolean) => void

/** Writes text, or a message within a message, behind its length. */
export class DataWriter {
  readonly #layout: DataLayout
  readonly #part: PartOf
  readonly #putMessage: MessagePut

  constructor(layout: DataLayout, putMessage: MessagePut) {
    this.#layout = layout
    // An answer that is a list of messages has nothing around them.
    this.#part = partAt(layout.path ?? (layout.name === 'response' ? '..' : layout.name), 0)
    this.#putMessage = putMessage
  }

  write(body: unknown, output: Output, isShortened: boolean): void {
    const { name, lengthOctets, isMessage, missing } = this.#layout
    const part = this.#part(body)
    const at = output.takeEmpty(lengthOctets)
    if (part === undefined || part === null || part === missing) return
    if (isMessage !== true) putText(output, part as string)
    else if (part instanceof Uint8Array) output.octets.set(part, output.take(part.length))
    else this.#putMessage(part, output, isShortened)
    const length = output.length - at - lengthOctets
    if (length >= 2 ** (8 * lengthOctets) - 1) throw new NotRepresentable(`${name} of ${length} octets`)
    output.octets.writeUIntLE(length, at, lengthOctets)
  }
}

const SHORT = 64
const ASCII_MAX = 0x7f

/** Most texts are names and short; they are written faster one by one. */
function putText(output: Output, text: string): void {
  const { length } = text
  if (length > SHORT) {
    putLongText(output, text)
    return
  }
  const at = output.take(length)
  const { octets } = output
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > ASCII_MAX) {
      output.length = at
      putLongText(output, text)
      return
    }
    octets[at + index] = code
  }
}

function putLongText(output: Output, text: string): void {
  const at = output.take(Buffer.byteLength(text))
  output.octets.write(text, at)
}
