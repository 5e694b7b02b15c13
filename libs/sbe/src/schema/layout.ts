import type { CharacterEncoding } from '../runtime/text.ts'
import type { Numeric, Primitive } from './primitive.ts'

/** Whether a value must be there, may be missing, or is said by the schema and not sent. */
export type Presence = 'required' | 'optional' | 'constant'

/** What a constant is: a number, a text, or the name of a valid value of an enumeration. */
export type Constant = Numeric | string

/** What everything that a schema names has. */
export interface Described {
  readonly name: string
  readonly description: string
  /** The version of the schema that has brought it, and the one since which it should not be used; 0 is never. */
  readonly sinceVersion: number
  readonly deprecated: number
  /** Attributes that are not of the standard, with their prefix. */
  readonly extensions: Readonly<Record<string, string>>
}

/** A number or a character. */
export interface ScalarEncoding extends Described, Semantics {
  readonly kind: 'scalar'
  readonly primitive: Primitive
  readonly presence: Presence
  readonly minimum: Numeric
  readonly maximum: Numeric
  readonly nullValue: Numeric
  readonly constant: Constant | undefined
  readonly size: number
}

/** A row of numbers or characters of a fixed length; a length of 0 says that the message has it. */
export interface ArrayEncoding extends Described, Semantics {
  readonly kind: 'array'
  readonly primitive: Primitive
  readonly presence: Presence
  readonly minimum: Numeric
  readonly maximum: Numeric
  readonly nullValue: Numeric
  readonly constant: Constant | undefined
  readonly length: number
  /** How its text is written; undefined where it is none. */
  readonly characterEncoding: CharacterEncoding | undefined
  readonly size: number
}

/** One of the values of an enumeration. */
export interface ValidValue extends Described {
  readonly value: Numeric
}

/** An enumeration. */
export interface EnumEncoding extends Described, Semantics {
  readonly kind: 'enum'
  readonly primitive: Primitive
  readonly nullValue: Numeric
  readonly values: readonly ValidValue[]
  readonly size: number
}

/** One of the bits of a set: 0 is the lowest. */
export interface Choice extends Described {
  readonly bit: number
}

/** A set of choices, a bit each. */
export interface SetEncoding extends Described, Semantics {
  readonly kind: 'set'
  readonly primitive: Primitive
  readonly choices: readonly Choice[]
  readonly size: number
}

/** Values that travel together. */
export interface CompositeEncoding extends Described, Semantics {
  readonly kind: 'composite'
  readonly members: readonly Member[]
  readonly size: number
}

/** How something is written on the wire. */
export type Encoding = ScalarEncoding | ArrayEncoding | EnumEncoding | SetEncoding | CompositeEncoding

/** What a value means in FIX, as the schema says it; an empty text where it says nothing. */
export interface Semantics {
  readonly semanticType: string
  readonly epoch: string
  readonly timeUnit: string
}

/** A value at a place in a composite, or a field at a place in a block. */
export interface Member extends Described, Semantics {
  readonly encoding: Encoding
  /** Bytes from the start of the composite or block; of a constant, which has none, where it would be. */
  readonly offset: number
  readonly presence: Presence
  readonly constant: Constant | undefined
}

/** A field of a message or of a group's entries. */
export interface Field extends Member {
  readonly id: number
}

/** A fixed block of fields, then groups, then data of a variable length: a message, or an entry of a group. */
export interface Block extends Described {
  readonly id: number
  /** Bytes of the fixed part. */
  readonly blockLength: number
  readonly fields: readonly Field[]
  readonly groups: readonly Group[]
  readonly data: readonly Data[]
}

/** Entries that repeat. */
export interface Group extends Block {
  /** What stands before the entries: how long and how many they are. */
  readonly dimension: CompositeEncoding
  readonly minimumCount: number
  readonly maximumCount: number
}

/** Text or octets of a variable length. */
export interface Data extends Described {
  readonly id: number
  readonly encoding: CompositeEncoding
  readonly lengthPrimitive: Primitive
  /** Bytes from the start of the composite to the length and to the octets. */
  readonly lengthOffset: number
  readonly dataOffset: number
  readonly maximumLength: number
  readonly characterEncoding: CharacterEncoding | undefined
}

/** A message of the schema. */
export interface Message extends Block {
  readonly semanticType: string
}

/** A schema: all that is needed to read and write its messages. */
export interface Schema {
  readonly package: string
  readonly id: number
  readonly version: number
  readonly semanticVersion: string
  readonly description: string
  readonly littleEndian: boolean
  /** What stands before every message. */
  readonly header: CompositeEncoding
  /** The named types, in the order of the schema. */
  readonly types: readonly Encoding[]
  readonly messages: readonly Message[]
}

/** The bytes that a block needs to have all fields of a version. */
export function blockLengthAt(block: Block, version: number): number {
  return block.fields
    .filter(({ presence, sinceVersion }) => presence !== 'constant' && sinceVersion <= version)
    .reduce((length, { offset, encoding }) => Math.max(length, offset + sizeAt(encoding, version)), 0)
}

/** The bytes that a value has in a version: a composite that is the last field of a block may have grown since. */
export function sizeAt(encoding: Encoding, version: number): number {
  if (encoding.kind !== 'composite') return encoding.size
  return encoding.members
    .filter(({ presence, sinceVersion }) => presence !== 'constant' && sinceVersion <= version)
    .reduce((size, member) => Math.max(size, member.offset + sizeAt(member.encoding, version)), 0)
}

/** The bytes that follow an entry's block at least, as a reader of some version knows it: dimensions and lengths. */
export function tailLengthAt(block: Block, version: number): number {
  const dimensions = block.groups.filter(({ sinceVersion }) => sinceVersion <= version)
  const lengths = block.data.filter(({ sinceVersion }) => sinceVersion <= version)
  return (
    dimensions.reduce((sum, { dimension }) => sum + dimension.size, 0) +
    lengths.reduce((sum, { dataOffset }) => sum + dataOffset, 0)
  )
}

/** The member of a composite with a name. */
export function memberOf(composite: CompositeEncoding, name: string): Member | undefined {
  return composite.members.find((member) => member.name === name)
}
