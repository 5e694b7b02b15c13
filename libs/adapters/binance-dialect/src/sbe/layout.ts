/*
 * How messages lie on the wire and which part of a JSON body each value is: what is known of a schema, without its
 * texts. Made from the schema by `npm run generate`.
 */

/** What a value is written as. */
export type FieldKind =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float'
  | 'mantissa64'
  | 'mantissa128'
  | 'exponent'
  | 'boolean'
  | 'enum'
  | 'set'

/** A value at a place in a block. */
export interface FieldLayout {
  readonly name: string
  /** Octets from the start of the block. */
  readonly at: number
  readonly kind: FieldKind
  /** Where it is in JSON, where that is not its name: `a.b`, `..` for the whole, `[]` for the next of a list. */
  readonly path?: string
  /** Whether there may be no value. */
  readonly optional?: true
  /** What JSON has where there is none. */
  readonly missing?: string
  /** Of a mantissa, the field that has its exponent. */
  readonly exponent?: string
  /** The enumeration or set. */
  readonly of?: string
}

/** Text or a message of a variable length. */
export interface DataLayout {
  readonly name: string
  readonly path?: string
  readonly missing?: string
  /** Octets of the length before it. */
  readonly lengthOctets: 1 | 2 | 4
  readonly isMessage?: true
}

/** Fields at fixed places, then groups, then data. */
export interface BlockLayout {
  readonly length: number
  readonly fields: readonly FieldLayout[]
  readonly groups: readonly GroupLayout[]
  readonly data: readonly DataLayout[]
}

/** Blocks that repeat. */
export interface GroupLayout extends BlockLayout {
  readonly name: string
  readonly path?: string
  /** Octets of the number of blocks. */
  readonly countOctets: 2 | 4
}

/** A message: a block behind a header. */
export interface MessageLayout extends BlockLayout {
  readonly templateId: number
  /** Values of it that are the same always, and do not travel; as JSON has them. */
  readonly constants?: Readonly<Record<string, string>>
}

/** All messages of a schema. */
export interface SchemaLayout {
  readonly schemaId: number
  readonly version: number
  /** By enumeration, the numbers of its values as JSON has them. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** By set, the bits of its choices. */
  readonly sets: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly messages: Readonly<Record<string, MessageLayout>>
}
