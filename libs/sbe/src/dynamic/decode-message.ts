import { Cursor, requireRoom } from '../runtime/cursor.ts'
import { octetsOf, viewOf } from '../runtime/buffers.ts'
import type { Octets } from '../runtime/buffers.ts'
import type { PlainObject, PlainValue } from '../runtime/json.ts'
import { SbeError } from '../runtime/sbe-error.ts'
import { readText } from '../runtime/text.ts'
import type { Block, CompositeEncoding, Data, Group, Message, Schema } from '../schema/layout.ts'
import { blockLengthAt, memberOf, tailLengthAt } from '../schema/layout.ts'
import { MemberReader } from './member-reader.ts'
import { readNumeric } from './numerics.ts'

/** A message that was read by its schema alone. */
export interface DecodedMessage {
  /** All members of the header. */
  readonly header: PlainObject
  /** The name of the message. */
  readonly name: string
  readonly value: PlainObject
  /** Where the message ends: octets from the start of the buffer. */
  readonly end: number
}

/**
 * Reads a message with its header by the schema alone, without generated code: for tools, some 20 times slower than
 * that. Throws an {@link SbeError} for what is truncated, of another schema or of no template that it has.
 */
export function decodeMessage(schema: Schema, octets: Octets, offset = 0): DecodedMessage {
  const view = viewOf(octets)
  requireRoom(view, offset, schema.header.size)
  const reader = new MemberReader(view, schema.littleEndian)
  const [blockLength, templateId, schemaId, version] = ['blockLength', 'templateId', 'schemaId', 'version'].map((name) =>
    reader.readCount(memberOf(schema.header, name)!, offset),
  )
  if (schemaId !== schema.id) {
    throw new SbeError('WRONG_SCHEMA', `this is a message of schema ${schemaId!}, not of ${schema.id}`)
  }
  const message = schema.messages.find(({ id }) => id === templateId)
  if (message === undefined) throw new SbeError('UNKNOWN_TEMPLATE', `schema ${schema.id} has no template ${templateId!}`)
  const header = reader.readAll(schema.header.members, offset, schema.version)
  const start = offset + schema.header.size
  const decoder = new MessageDecoder(schema, message, view, { start, blockLength: blockLength!, version: version! })
  return { header, name: message.name, value: decoder.decode(), end: decoder.end }
}

interface Wrapped {
  readonly start: number
  readonly blockLength: number
  readonly version: number
}

class MessageDecoder {
  readonly #message: Message
  readonly #littleEndian: boolean
  readonly #cursor: Cursor = new Cursor()
  readonly #reader: MemberReader

  constructor(schema: Schema, message: Message, view: DataView, { start, blockLength, version }: Wrapped) {
    this.#message = message
    this.#littleEndian = schema.littleEndian
    this.#reader = new MemberReader(view, schema.littleEndian)
    this.#cursor.wrap(view, start, blockLength, version, blockLengthAt(message, version))
  }

  get end(): number {
    return this.#cursor.limit
  }

  decode(): PlainObject {
    return this.#readBlock(this.#message, this.#cursor.start)
  }

  #readBlock(block: Block, start: number): PlainObject {
    const fields = this.#reader.readAll(block.fields, start, this.#cursor.version)
    const groups = block.groups.map((group): [string, PlainValue] => [group.name, this.#readGroup(group)])
    const data = block.data.map((field): [string, PlainValue] => [field.name, this.#readData(field)])
    return { ...fields, ...Object.fromEntries([...groups, ...data]) }
  }

  #readGroup(group: Group): PlainValue {
    const cursor = this.#cursor
    if (group.sinceVersion > cursor.version) return []
    const at = cursor.advance(group.dimension.size)
    const count = this.#readCount(group.dimension, 'numInGroup', at)
    const blockLength = this.#readCount(group.dimension, 'blockLength', at)
    const needed = blockLengthAt(group, cursor.version)
    cursor.requireEntries(count, blockLength, needed, tailLengthAt(group, cursor.version))
    return Array.from({ length: count }, () => this.#readBlock(group, cursor.advance(blockLength)))
  }

  #readData(data: Data): PlainValue {
    const cursor = this.#cursor
    const octets = data.sinceVersion > cursor.version ? 0 : this.#readDataLength(data)
    const at = cursor.advance(octets)
    if (data.characterEncoding !== undefined) return readText(cursor.view, at, octets, data.characterEncoding)
    return octetsOf(cursor.view, at, octets)
  }

  #readDataLength({ dataOffset, lengthOffset, lengthPrimitive }: Data): number {
    const at = this.#cursor.advance(dataOffset)
    return Number(readNumeric(this.#cursor.view, at + lengthOffset, lengthPrimitive, this.#littleEndian))
  }

  #readCount(dimension: CompositeEncoding, name: string, at: number): number {
    return this.#reader.readCount(memberOf(dimension, name)!, at)
  }
}
