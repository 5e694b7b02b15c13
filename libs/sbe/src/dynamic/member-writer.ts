import type { PlainValue } from '../runtime/json.ts'
import { refuseIndex, refuseName, refuseValue } from '../runtime/refusals.ts'
import { putFixedText } from '../runtime/text.ts'
import type { ArrayEncoding, Encoding, EnumEncoding, Member, ScalarEncoding, SetEncoding } from '../schema/layout.ts'
import type { Numeric, Primitive } from '../schema/primitive.ts'
import { isInteger, isWide, primitives } from '../schema/primitive.ts'
import { putNumeric } from './numerics.ts'

/** Writes plain values into a view that has room for them and is all 0 there. */
export class MemberWriter {
  readonly #view: DataView
  readonly #littleEndian: boolean

  constructor(view: DataView, littleEndian: boolean) {
    this.#view = view
    this.#littleEndian = littleEndian
  }

  /** Writes all members of a block or composite that starts at a place. */
  putAll(members: readonly Member[], start: number, value: PlainValue | undefined, name: string): void {
    const object = isObject(value) ? value : refuseValue(name, value, 'an object')
    for (const member of members) {
      if (member.presence === 'constant') continue
      this.#putMember(member, start + member.offset, object[member.name], `${name}.${member.name}`)
    }
  }

  /** Writes a whole number without a sign, as lengths and counts are. */
  putCount(member: Member, start: number, count: number): void {
    if (member.encoding.kind === 'scalar') this.#numeric(member.encoding.primitive, start + member.offset, count)
  }

  #putMember(member: Member, at: number, value: PlainValue | undefined, name: string): void {
    const { encoding, presence, sinceVersion } = member
    // What an older sender has not sent is null in what was read from it.
    const mayBeNull = presence === 'optional' || sinceVersion > 0
    if (mayBeNull && (value === null || value === undefined)) this.#putNull(encoding, at)
    else this.#put(encoding, at, value, name)
  }

  #put(encoding: Encoding, at: number, value: PlainValue | undefined, name: string): void {
    switch (encoding.kind) {
      case 'scalar':
        this.#putScalar(encoding, at, encoding.primitive === 'char' ? codeOf(value) : value, name)
        return
      case 'array':
        this.#putArray(encoding, at, value, name)
        return
      case 'enum':
        this.#numeric(encoding.primitive, at, valueOf(encoding, value))
        return
      case 'set':
        this.#numeric(encoding.primitive, at, bitsOf(encoding, value))
        return
      case 'composite':
        this.putAll(encoding.members, at, value, name)
    }
  }

  #putScalar(encoding: ScalarEncoding | ArrayEncoding, at: number, value: unknown, name: string): void {
    this.#numeric(encoding.primitive, at, checked(encoding, value, name))
  }

  #putArray(encoding: ArrayEncoding, at: number, value: PlainValue | undefined, name: string): void {
    const { primitive, length, characterEncoding } = encoding
    if (characterEncoding !== undefined) {
      const text = typeof value === 'string' ? value : refuseValue(name, value, `a text of ${length} octets`)
      putFixedText(this.#view, at, length, text, characterEncoding)
      return
    }
    const values: readonly unknown[] = Array.isArray(value) ? value : refuseValue(name, value, 'an array')
    if (values.length > length) refuseIndex(name, values.length - 1, length)
    for (let index = 0; index < length; index += 1) {
      const place = at + index * primitives[primitive].size
      if (index < values.length) this.#putScalar(encoding, place, values[index], name)
    }
  }

  #putNull(encoding: Encoding, at: number): void {
    if (encoding.kind === 'scalar' || encoding.kind === 'enum') {
      this.#numeric(encoding.primitive, at, encoding.nullValue)
    } else if (encoding.kind === 'array') {
      const { size } = primitives[encoding.primitive]
      for (let index = 0; index < encoding.length; index += 1) {
        this.#numeric(encoding.primitive, at + index * size, encoding.nullValue)
      }
    } else if (encoding.kind === 'composite') {
      for (const member of encoding.members) {
        if (member.presence !== 'constant') this.#putNull(member.encoding, at + member.offset)
      }
    }
  }

  #numeric(primitive: Primitive, at: number, value: Numeric): void {
    putNumeric(this.#view, at, primitive, value, this.#littleEndian)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, PlainValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

function codeOf(value: PlainValue | undefined): unknown {
  return typeof value === 'string' && value.length === 1 ? value.charCodeAt(0) : value
}

/** A value that the type takes: in its range, whole where it counts, a bigint for 64 bits. */
function checked(encoding: ScalarEncoding | ArrayEncoding, value: unknown, name: string): Numeric {
  const { primitive, minimum, maximum } = encoding
  const range = (): never => refuseValue(name, value, `${minimum} to ${maximum}`)
  if (!isWide(primitive)) {
    if (typeof value !== 'number') return range()
    if (primitive === 'float' || primitive === 'double') return value
    return Number.isInteger(value) && value >= bound(primitive, minimum, 0) && value <= bound(primitive, maximum, 255)
      ? value
      : range()
  }
  return typeof value === 'bigint' && value >= minimum && value <= maximum ? value : range()
}

/** A char may be any octet: its printable range is a recommendation that codes in use do not keep. */
function bound(primitive: Primitive, limit: Numeric, octet: number): Numeric {
  return primitive === 'char' && !isInteger(primitive) ? octet : limit
}

/** The number of a valid value: by its name, or itself, so that a value of a newer schema can be passed on. */
function valueOf(encoding: EnumEncoding, value: PlainValue | undefined): Numeric {
  const { primitive, name, values } = encoding
  const { lowest, highest } = primitives[primitive]
  const isNumber = isWide(primitive) ? typeof value === 'bigint' : Number.isInteger(value)
  if (isNumber && (value as Numeric) >= lowest && (value as Numeric) <= highest) return value as Numeric
  return values.find((valid) => valid.name === value)?.value ?? refuseName(name, value)
}

/** The bits of a set: by the names of its choices, and by number those of a newer schema. */
function bitsOf({ name, primitive, choices, size }: SetEncoding, value: PlainValue | undefined): Numeric {
  if (!Array.isArray(value)) return refuseName(name, value)
  let bits = 0n
  for (const part of value as readonly PlainValue[]) {
    const isBit = typeof part === 'number' && Number.isInteger(part) && part >= 0 && part < size * 8
    const bit = isBit ? part : choices.find((choice) => choice.name === part)?.bit
    bits |= 1n << BigInt(bit ?? refuseName(name, part))
  }
  return isWide(primitive) ? bits : Number(bits)
}
