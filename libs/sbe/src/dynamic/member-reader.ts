import type { PlainObject, PlainValue } from '../runtime/json.ts'
import { readFixedText } from '../runtime/text.ts'
import type { ArrayEncoding, CompositeEncoding, Encoding, EnumEncoding, Member, SetEncoding } from '../schema/layout.ts'
import type { Numeric, Primitive } from '../schema/primitive.ts'
import { primitives } from '../schema/primitive.ts'
import { isNull, readNumeric } from './numerics.ts'

/** Reads fields and members from a view, whose octets the caller has checked to be there, as plain values. */
export class MemberReader {
  readonly #view: DataView
  readonly #littleEndian: boolean

  constructor(view: DataView, littleEndian: boolean) {
    this.#view = view
    this.#littleEndian = littleEndian
  }

  /** All members of a block or composite that starts at a place, null for those of later versions. */
  readAll(members: readonly Member[], start: number, version: number): PlainObject {
    return Object.fromEntries(members.map((member) => [member.name, this.#readMember(member, start, version)]))
  }

  /** A whole number without a sign, as lengths and counts are. */
  readCount(member: Member, start: number): number {
    const { encoding } = member
    return encoding.kind === 'scalar' ? Number(this.#numeric(encoding.primitive, start + member.offset)) : 0
  }

  #readMember(member: Member, start: number, version: number): PlainValue {
    if (member.sinceVersion > version) return null
    if (member.constant !== undefined) return member.constant
    const at = start + member.offset
    if (member.presence === 'optional' && this.#isNull(member.encoding, at)) return null
    return this.#read(member.encoding, at, version)
  }

  #read(encoding: Encoding, at: number, version: number): PlainValue {
    switch (encoding.kind) {
      case 'scalar':
        return plainOf(encoding.primitive, this.#numeric(encoding.primitive, at))
      case 'array':
        return this.#readArray(encoding, at)
      case 'enum':
        return this.#readEnum(encoding, at)
      case 'set':
        return this.#readSet(encoding, at)
      case 'composite':
        return this.readAll(encoding.members, at, version)
    }
  }

  #readArray({ primitive, length, characterEncoding }: ArrayEncoding, at: number): PlainValue {
    if (characterEncoding !== undefined) return readFixedText(this.#view, at, length, characterEncoding)
    const { size } = primitives[primitive]
    return Array.from({ length }, (_, index) => this.#numeric(primitive, at + index * size))
  }

  #readEnum({ primitive, values }: EnumEncoding, at: number): PlainValue {
    const value = this.#numeric(primitive, at)
    return values.find((valid) => valid.value === value)?.name ?? value
  }

  #readSet({ primitive, choices, size }: SetEncoding, at: number): PlainValue {
    const bits = BigInt(this.#numeric(primitive, at))
    const has = (bit: number) => ((bits >> BigInt(bit)) & 1n) === 1n
    const known = new Set(choices.map(({ bit }) => bit))
    const unknown = Array.from({ length: size * 8 }, (_, bit) => bit).filter((bit) => has(bit) && !known.has(bit))
    return [...choices.filter(({ bit }) => has(bit)).map(({ name }) => name), ...unknown]
  }

  /** Tells whether a value is the null of its type; a composite is where its first member is. */
  #isNull(encoding: Encoding, at: number): boolean {
    switch (encoding.kind) {
      case 'scalar':
      case 'array':
      case 'enum':
        return isNull(this.#numeric(encoding.primitive, at), encoding.nullValue)
      case 'set':
        return false
      case 'composite':
        return this.#isNullComposite(encoding, at)
    }
  }

  #isNullComposite({ members }: CompositeEncoding, at: number): boolean {
    const first = members.find(({ presence }) => presence !== 'constant')
    return first !== undefined && this.#isNull(first.encoding, at + first.offset)
  }

  #numeric(primitive: Primitive, at: number): Numeric {
    return readNumeric(this.#view, at, primitive, this.#littleEndian)
  }
}

function plainOf(primitive: Primitive, value: Numeric): PlainValue {
  return primitive === 'char' ? String.fromCharCode(Number(value)) : value
}
