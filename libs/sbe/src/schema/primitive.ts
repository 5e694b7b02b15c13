/** The primitive types of SBE. */
export type Primitive =
  | 'char'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float'
  | 'double'

/** A value on the wire: a `bigint` for the 64-bit integers, else a number; a char is its code. */
export type Numeric = number | bigint

/** What the standard says of a primitive type, for a type that does not say otherwise. */
export interface PrimitiveFacts {
  /** Bytes on the wire. */
  readonly size: number
  /** Least and greatest value that bits can say, whatever is reserved. */
  readonly lowest: Numeric
  readonly highest: Numeric
  /** The range of values, and what says that there is none. */
  readonly minimum: Numeric
  readonly maximum: Numeric
  readonly nullValue: Numeric
}

function signed(bits: number): PrimitiveFacts {
  const highest = 2n ** BigInt(bits - 1) - 1n
  return facts(bits, -highest - 1n, highest, -highest, highest, -highest - 1n)
}

function unsigned(bits: number): PrimitiveFacts {
  const highest = 2n ** BigInt(bits) - 1n
  return facts(bits, 0n, highest, 0n, highest - 1n, highest)
}

function facts(bits: number, ...values: [bigint, bigint, bigint, bigint, bigint]): PrimitiveFacts {
  const [lowest, highest, minimum, maximum, nullValue] = bits === 64 ? values : narrowed(values)
  return {
    size: bits / 8,
    lowest,
    highest,
    minimum,
    maximum,
    nullValue,
  }
}

function narrowed(values: [bigint, bigint, bigint, bigint, bigint]): [number, number, number, number, number] {
  return [Number(values[0]), Number(values[1]), Number(values[2]), Number(values[3]), Number(values[4])]
}

function floating(size: number, highest: number): PrimitiveFacts {
  return { size, lowest: -highest, highest, minimum: -highest, maximum: highest, nullValue: Number.NaN }
}

/** Sizes, ranges and nulls: FIX SBE 1.0, section 2, "Field encoding". */
export const primitives: Readonly<Record<Primitive, PrimitiveFacts>> = {
  char: { size: 1, lowest: 0, highest: 255, minimum: 0x20, maximum: 0x7e, nullValue: 0 },
  int8: signed(8),
  int16: signed(16),
  int32: signed(32),
  int64: signed(64),
  uint8: unsigned(8),
  uint16: unsigned(16),
  uint32: unsigned(32),
  uint64: unsigned(64),
  float: floating(4, 3.4028234663852886e38),
  double: floating(8, Number.MAX_VALUE),
}

/** Tells whether a text names a primitive type. */
export function isPrimitive(name: string): name is Primitive {
  return Object.hasOwn(primitives, name)
}

/** Tells whether values of a primitive are `bigint`s. */
export function isWide(primitive: Primitive): boolean {
  return primitive === 'int64' || primitive === 'uint64'
}

/** Tells whether a primitive counts: neither a character nor with a fraction. */
export function isInteger(primitive: Primitive): boolean {
  return primitive.includes('int')
}

/** Reads a value as a schema writes it; undefined where it is none of the primitive. A char is itself or its code. */
export function parseNumeric(primitive: Primitive, text: string): Numeric | undefined {
  if (primitive === 'char' && text.length === 1) return withinBits(primitive, text.charCodeAt(0))
  if (primitive === 'float' || primitive === 'double') return parseFloating(text)
  if (!/^[-+]?\d+$/.test(text)) return undefined
  const value = BigInt(text)
  return withinBits(primitive, isWide(primitive) || value > 2n ** 53n || value < -(2n ** 53n) ? value : Number(value))
}

function withinBits(primitive: Primitive, value: Numeric): Numeric | undefined {
  const { lowest, highest } = primitives[primitive]
  return value < lowest || value > highest ? undefined : value
}

function parseFloating(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined
}
