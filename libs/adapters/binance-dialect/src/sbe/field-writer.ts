import type { FieldLayout, SchemaLayout } from './layout.ts'
import { partAt } from './json-path.ts'
import type { PartOf } from './json-path.ts'
import { putInt64, putMantissa128, putMantissa64 } from './mantissa.ts'
import { NotRepresentable } from './not-representable.ts'

/** Writes a value into octets that are all 0 there. */
export type Put = (octets: Buffer, at: number, value: unknown) => void

/** What a value of 0 octets is where there is none. */
const NULL_OCTET = 0xff
const NULL_MANTISSA = -(2 ** 63)
const NOT_REPRESENTABLE = 'NON_REPRESENTABLE'

/** What is meant where JSON does not say it. */
const UNSAID: Readonly<Record<string, string>> = {
  floor: 'EXCHANGE',
  matchType: 'AUTO_MATCH',
  orderCapacity: 'PRINCIPAL',
}

/** A field that is no mantissa and no exponent: where its value is in JSON, and how it is written. */
export interface PlainField {
  readonly at: number
  readonly part: PartOf
  readonly put: Put
}

/** A field of a block; `row` is its place among those of a list. */
export function plainField(field: FieldLayout, row: number, schema: SchemaLayout): PlainField {
  return { at: field.at, part: partAt(field.path ?? field.name, row), put: putOf(field, schema) }
}

function putOf(field: FieldLayout, { enums, sets }: SchemaLayout): Put {
  const { kind, of = '' } = field
  if (kind === 'boolean') return putBoolean(field)
  if (kind === 'enum') return putEnum(field, enums[of] ?? {})
  if (kind === 'set') return putSet(field, sets[of] ?? {})
  return kind === 'float' ? putFloat(field) : putInteger(field)
}

function putBoolean({ optional }: FieldLayout): Put {
  const none = optional === true ? NULL_OCTET : 0
  return (octets, at, value) => {
    octets[at] = typeof value === 'boolean' ? Number(value) : none
  }
}

function putEnum({ of = '', optional }: FieldLayout, numbers: Readonly<Record<string, number>>): Put {
  const unknown = numbers[NOT_REPRESENTABLE] ?? NULL_OCTET
  const unsaid = optional === true ? NULL_OCTET : (numbers[UNSAID[of] ?? ''] ?? unknown)
  // An enumeration that has no word for none has no value then.
  const none = numbers['NONE'] ?? (optional === true ? NULL_OCTET : unknown)
  return (octets, at, value) => {
    if (value === undefined || value === null) octets[at] = unsaid
    else octets[at] = value === 'NONE' ? none : (numbers[value as string] ?? unknown)
  }
}

function putSet({ kind, of = '' }: FieldLayout, bits: Readonly<Record<string, number>>): Put {
  const unknown = bits[NOT_REPRESENTABLE]
  if (unknown === undefined || unknown > 31) throw new Error(`nothing is known of a ${kind} ${of} of more than 32 bits`)
  const octetCount = unknown > 15 ? 4 : unknown > 7 ? 2 : 1
  return (octets, at, value) => {
    let all = 0
    for (const name of (value ?? []) as readonly string[]) all |= 1 << (bits[name] ?? unknown)
    octets.writeUIntLE(all >>> 0, at, octetCount)
  }
}

function putFloat({ optional, missing }: FieldLayout): Put {
  return (octets, at, value) => {
    const number = value === undefined || value === null ? NaN : Number(value)
    const isNone = optional === true && number === Number(missing)
    octets.writeFloatLE(isNone ? NaN : number, at)
  }
}

interface IntegerKind {
  readonly lowest: number
  readonly highest: number
  readonly none: number
  readonly put: (octets: Buffer, at: number, value: number) => void
}

const SAFE = Number.MAX_SAFE_INTEGER
const INTEGERS: Readonly<Record<string, IntegerKind>> = {
  int8: { lowest: -127, highest: 127, none: -128, put: (octets, at, value) => octets.writeInt8(value, at) },
  int16: {
    lowest: -32_767,
    highest: 32_767,
    none: -32_768,
    put: (octets, at, value) => octets.writeInt16LE(value, at),
  },
  int32: {
    lowest: 1 - 2 ** 31,
    highest: 2 ** 31 - 1,
    none: -(2 ** 31),
    put: (octets, at, value) => octets.writeInt32LE(value, at),
  },
  int64: { lowest: -SAFE, highest: SAFE, none: -(2 ** 63), put: putInt64 },
  uint8: { lowest: 0, highest: 254, none: 255, put: (octets, at, value) => octets.writeUInt8(value, at) },
  uint16: { lowest: 0, highest: 65_534, none: 65_535, put: (octets, at, value) => octets.writeUInt16LE(value, at) },
  uint32: {
    lowest: 0,
    highest: 2 ** 32 - 2,
    none: 2 ** 32 - 1,
    put: (octets, at, value) => octets.writeUInt32LE(value, at),
  },
  uint64: {
    lowest: 0,
    highest: SAFE,
    none: -1,
    put: (octets, at, value) => {
      putInt64(octets, at, value)
    },
  },
}

function putInteger({ kind, name, optional, missing }: FieldLayout): Put {
  const integer = INTEGERS[kind]
  if (integer === undefined) throw new Error(`nothing is known of fields of the kind ${kind}`)
  const { lowest, highest, none, put } = integer
  const missed = missing === undefined ? undefined : Number(missing)
  return (octets, at, value) => {
    if (value === undefined || value === null || (optional === true && value === missed))
      put(octets, at, optional === true ? none : 0)
    else if (typeof value !== 'number' || value < lowest || value > highest)
      throw new NotRepresentable(`a ${typeof value} as ${name}`)
    else put(octets, at, value)
  }
}

/** Writes a mantissa, once its exponent is known; of `places` decimals. */
export function putMantissa(
  { kind, optional, missing }: FieldLayout,
  octets: Buffer,
  at: number,
  decimal: unknown,
  places: number,
): void {
  const isSaid = typeof decimal === 'string'
  const isNone = !isSaid || (missing !== undefined && Number(decimal) === Number(missing))
  if (optional === true && isNone) putInt64(octets, at, NULL_MANTISSA)
  else if (!isSaid) return
  else if (kind === 'mantissa128') putMantissa128(octets, at, decimal, places)
  else putMantissa64(octets, at, decimal, places)
}
