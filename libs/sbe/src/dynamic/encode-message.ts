import { octetsOf, putOctets } from '../runtime/buffers.ts'
import { Cursor } from '../runtime/cursor.ts'
import type { PlainObject, PlainValue } from '../runtime/json.ts'
import { refuseCount, refuseData, refuseValue } from '../runtime/refusals.ts'
import { SbeError } from '../runtime/sbe-error.ts'
import { putText, textLength } from '../runtime/text.ts'
import type { Block, Data, Group, Member, Message, Schema } from '../schema/layout.ts'
import { MemberWriter } from './member-writer.ts'
import { putNumeric } from './numerics.ts'

/**
 * Writes a message with its header by the schema alone, without generated code: for tools. `header` has values for
 * the members of a header that are not of the standard; those it does not name are null or 0. Throws an
 * {@link SbeError} that names the field whose value does not fit.
 */
export function encodeMessage(
  schema: Schema,
  name: string,
  value: PlainObject,
  header: PlainObject = {},
): Uint8Array {
  const message = schema.messages.find((candidate) => candidate.name === name)
  if (message === undefined) throw new SbeError('UNKNOWN_TEMPLATE', `the schema has no message ${JSON.stringify(name)}`)
  const length = schema.header.size + lengthOf(message, value, name)
  const view = new DataView(new ArrayBuffer(length))
  new MessageEncoder(schema, view).encode(message, value, header)
  return octetsOf(view, 0, length)
}

/** The octets that a block takes with its groups and data. */
function lengthOf(block: Block, value: PlainValue | undefined, path: string): number {
  let length = block.blockLength
  for (const group of block.groups) {
    const name = `${path}.${group.name}`
    length += group.dimension.size
    for (const entry of entriesOf(group, value, name)) length += lengthOf(group, entry, name)
  }
  for (const data of block.data) {
    const octets = octetsOfData(data, value, `${path}.${data.name}`)
    length += data.dataOffset + (typeof octets === 'string' ? textLength(octets, data.characterEncoding!) : octets.length)
  }
  return length
}

function partOf(value: PlainValue | undefined, name: string): PlainValue | undefined {
  return typeof value === 'object' && value !== null && name in value ? (value as PlainObject)[name] : undefined
}

function entriesOf(group: Group, value: PlainValue | undefined, name: string): readonly PlainValue[] {
  const entries = partOf(value, group.name) ?? []
  if (!Array.isArray(entries)) return refuseValue(name, entries, 'an array')
  const { minimumCount, maximumCount } = group
  if (entries.length < minimumCount || entries.length > maximumCount) {
    return refuseCount(name, entries.length, minimumCount, maximumCount)
  }
  return entries as readonly PlainValue[]
}

function octetsOfData(data: Data, value: PlainValue | undefined, name: string): string | Uint8Array {
  const octets = partOf(value, data.name) ?? (data.characterEncoding === undefined ? new Uint8Array() : '')
  const fits = data.characterEncoding === undefined ? octets instanceof Uint8Array : typeof octets === 'string'
  if (!fits) return refuseValue(name, octets, data.characterEncoding === undefined ? 'octets' : 'a text')
  return octets as string | Uint8Array
}

class MessageEncoder {
  readonly #schema: Schema
  readonly #cursor: Cursor = new Cursor()
  readonly #writer: MemberWriter

  constructor(schema: Schema, view: DataView) {
    this.#schema = schema
    this.#cursor.view = view
    this.#writer = new MemberWriter(view, schema.littleEndian)
  }

  encode(message: Message, value: PlainObject, header: PlainObject): void {
    const { header: layout, id, version } = this.#schema
    const start = this.#cursor.advance(layout.size)
    const own = { blockLength: message.blockLength, templateId: message.id, schemaId: id, version }
    const all = { ...header, ...own, ...contentsOf(message) }
    this.#writer.putAll(layout.members.map(optional), start, all, 'header')
    this.#putBlock(message, value, message.name)
  }

  #putBlock(block: Block, value: PlainValue | undefined, path: string): void {
    const start = this.#cursor.advance(block.blockLength)
    this.#writer.putAll(block.fields, start, value, path)
    for (const group of block.groups) this.#putGroup(group, value, `${path}.${group.name}`)
    for (const data of block.data) this.#putData(data, value, `${path}.${data.name}`)
  }

  #putGroup(group: Group, value: PlainValue | undefined, name: string): void {
    const entries = entriesOf(group, value, name)
    const at = this.#cursor.advance(group.dimension.size)
    const counts = { blockLength: group.blockLength, numInGroup: entries.length, ...contentsOf(group) }
    this.#writer.putAll(group.dimension.members.map(optional), at, counts, name)
    for (const entry of entries) this.#putBlock(group, entry, name)
  }

  #putData(data: Data, value: PlainValue | undefined, name: string): void {
    const octets = octetsOfData(data, value, name)
    const isText = typeof octets === 'string'
    const length = isText ? textLength(octets, data.characterEncoding!) : octets.length
    if (length > data.maximumLength) refuseData(name, length, data.maximumLength)
    const at = this.#cursor.advance(data.dataOffset)
    const { view } = this.#cursor
    putNumeric(view, at + data.lengthOffset, data.lengthPrimitive, length, this.#schema.littleEndian)
    const start = this.#cursor.advance(length)
    if (isText) putText(view, start, octets, data.characterEncoding!)
    else putOctets(view, start, octets)
  }
}

/** What a header or dimension says that counts what stands behind a block. */
function contentsOf({ groups, data }: Block): PlainObject {
  return { numGroups: groups.length, numVarDataFields: data.length }
}

/** A member of a header or dimension, which need not be given. */
function optional(member: Member): Member {
  return member.presence === 'constant' ? member : { ...member, presence: 'optional' }
}
