import type { Numeric, Primitive } from '../schema/primitive.ts'
import { isWide, primitives } from '../schema/primitive.ts'

/** A number as TypeScript writes it. */
export function literal(value: Numeric): string {
  if (typeof value === 'bigint') return `${value}n`
  return Number.isNaN(value) ? 'Number.NaN' : String(value)
}

/** A text as TypeScript writes it. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const ACCESSORS: Readonly<Record<Primitive, string>> = {
  char: 'Uint8',
  int8: 'Int8',
  int16: 'Int16',
  int32: 'Int32',
  int64: 'BigInt64',
  uint8: 'Uint8',
  uint16: 'Uint16',
  uint32: 'Uint32',
  uint64: 'BigUint64',
  float: 'Float32',
  double: 'Float64',
}

/** Reads and writes values of primitive types in generated code, in the byte order of the schema. */
export class Access {
  readonly littleEndian: boolean

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian
  }

  /** Reads a value at a place. */
  get(primitive: Primitive, at: string, view = 'this.$view'): string {
    return `${view}.get${ACCESSORS[primitive]}(${at}${this.#order(primitive)})`
  }

  /** Writes a value at a place. */
  set(primitive: Primitive, at: string, value: string, view = 'this.$view'): string {
    return `${view}.set${ACCESSORS[primitive]}(${at}, ${value}${this.#order(primitive)})`
  }

  /** Where the lower and the upper half of a 64-bit integer stand, from where it starts. */
  get halves(): { readonly low: number; readonly high: number } {
    return this.littleEndian ? { low: 0, high: 4 } : { low: 4, high: 0 }
  }

  #order(primitive: Primitive): string {
    return primitives[primitive].size === 1 ? '' : `, ${this.littleEndian}`
  }
}

/** A place some octets from another. */
export function plus(start: string, offset: number): string {
  return offset === 0 ? start : `${start} + ${offset}`
}

/** The type of a value of a primitive type in generated code. */
export function numericType(primitive: Primitive): 'bigint' | 'number' {
  return isWide(primitive) ? 'bigint' : 'number'
}

/** A test whether a value is what says that there is none. */
export function nullTest(value: string, nullValue: Numeric): string {
  return Number.isNaN(nullValue) ? `Number.isNaN(${value})` : `${value} === ${literal(nullValue)}`
}

/** The halves of a 64-bit integer, the upper one with the sign where the type has one. */
export function halvesOf(value: bigint, primitive: Primitive): { readonly low: number; readonly high: number } {
  const high = value >> 32n
  return { low: Number(value & 0xffffffffn), high: Number(primitive === 'int64' ? high : high & 0xffffffffn) }
}

/** A word of an aligned block, some octets from its start. */
export function wordAt(offset: number, words = 'this.$words', word = 'this.$word'): string {
  return `${words}[${plus(word, offset >> 2)}]!`
}

/** Reads a value through the typed arrays of an aligned block; undefined where they do not have it. */
export function alignedGet(primitive: Primitive, offset: number, words?: string, word?: string): string | undefined {
  const place = wordAt(offset, words, word)
  if (primitive === 'uint8' || primitive === 'char') return words === undefined ? `this.$octets[${plus('this.$at', offset)}]!` : undefined
  if (primitive === 'uint16' && offset % 2 === 0) return offset % 4 === 0 ? `${place} & 65535` : `${place} >>> 16`
  if (isWide(primitive)) return longGet(primitive, offset)
  if (offset % 4 !== 0) return undefined
  if (primitive === 'int32') return place
  return primitive === 'uint32' ? `${place} >>> 0` : undefined
}

function longAt(offset: number): string {
  return `this.$longs[${plus('(this.$word >> 1)', offset >> 3)}]`
}

function longGet(primitive: Primitive, offset: number): string | undefined {
  if (offset % 8 !== 0) return undefined
  return primitive === 'int64' ? `${longAt(offset)}!` : `BigInt.asUintN(64, ${longAt(offset)}!)`
}

/** Writes a value through the typed arrays of an aligned block; undefined where they do not have it. */
export function alignedSet(primitive: Primitive, offset: number, value: string): string | undefined {
  if (primitive === 'uint8' || primitive === 'char') return `this.$octets[${plus('this.$at', offset)}] = ${value}`
  if (isWide(primitive)) return offset % 8 === 0 ? `${longAt(offset)} = ${value}` : undefined
  if (offset % 4 !== 0 || (primitive !== 'int32' && primitive !== 'uint32')) return undefined
  return `${wordAt(offset).slice(0, -1)} = ${value}`
}
