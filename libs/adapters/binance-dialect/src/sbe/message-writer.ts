import { BlockWriter } from './block-writer.ts'
import type { MessageLayout, SchemaLayout } from './layout.ts'
import { NotRepresentable } from './not-representable.ts'
import { Output } from './output.ts'

/** Octets before every message: length of its block, template, schema and version. */
const HEADER_OCTETS = 8
/** Says that there is something which this version cannot say. */
const NOT_REPRESENTABLE = 'NonRepresentableMessage'

/** Writes JSON bodies as the messages of a schema. */
export class MessageWriter {
  readonly #schema: SchemaLayout
  readonly #writers = new Map<string, BlockWriter>()
  readonly #nameOf: (body: object) => string
  readonly #output = new Output()

  /** Of a schema; `nameOf` knows which message a body within another is. */
  constructor(schema: SchemaLayout, nameOf: (body: object) => string) {
    this.#schema = schema
    this.#nameOf = nameOf
  }

  /** The octets of a message of that name; of one that says so, where the schema has no way to say the body. */
  write(name: string, body: unknown): Buffer {
    try {
      return this.#attempt(name, body, false)
    } catch (error) {
      if (!(error instanceof NotRepresentable)) throw error
    }
    try {
      return this.#attempt(name, body, true)
    } catch (error) {
      if (!(error instanceof NotRepresentable)) throw error
      return this.#attempt(NOT_REPRESENTABLE, {}, false)
    }
  }

  #attempt(name: string, body: unknown, isShortened: boolean): Buffer {
    this.#output.reset()
    this.#put(name, body, this.#output, isShortened)
    return this.#output.written()
  }

  #put(name: string, body: unknown, output: Output, isShortened: boolean): void {
    const layout = this.#layoutOf(name)
    const at = output.take(HEADER_OCTETS)
    const { octets } = output
    octets.writeUInt16LE(layout.length, at)
    octets.writeUInt16LE(layout.templateId, at + 2)
    octets.writeUInt16LE(this.#schema.schemaId, at + 4)
    octets.writeUInt16LE(this.#schema.version, at + 6)
    this.#writerOf(name, layout).write(body, { output, isShortened, places: new Map() })
  }

  #layoutOf(name: string): MessageLayout {
    const layout = this.#schema.messages[name]
    if (layout === undefined) throw new Error(`the schema has no message ${name}`)
    return layout
  }

  #writerOf(name: string, layout: MessageLayout): BlockWriter {
    const known = this.#writers.get(name)
    if (known !== undefined) return known
    const made = new BlockWriter(layout, this.#schema, (part, output, isShortened) => {
      this.#put(this.#nameOf(part as object), part, output, isShortened)
    })
    this.#writers.set(name, made)
    return made
  }
}
