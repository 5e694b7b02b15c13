import { DataWriter } from './data-writer.ts'
import type { MessagePut } from './data-writer.ts'
import { plainField, putMantissa } from './field-writer.ts'
import type { PlainField } from './field-writer.ts'
import { partAt } from './json-path.ts'
import type { PartOf } from './json-path.ts'
import type { BlockLayout, FieldLayout, GroupLayout, SchemaLayout } from './layout.ts'
import { placesOf } from './mantissa.ts'
import { NotRepresentable } from './not-representable.ts'
import type { Output } from './output.ts'

/** What holds for one message while it is written. */
export interface Writing {
  readonly output: Output
  /** Whether decimals lose the zeros at their end, so that more of them fit. */
  readonly isShortened: boolean
  /** By exponent, the places of the decimals that have it. */
  readonly places: Map<string, number>
}

interface MantissaField {
  readonly field: FieldLayout
  readonly exponent: string
  readonly part: PartOf
}

interface ExponentField {
  readonly name: string
  readonly at: number
}

/** Writes a block with its groups and data. */
export class BlockWriter {
  readonly length: number
  readonly #plain: readonly PlainField[]
  readonly #mantissas: readonly MantissaField[]
  readonly #exponents: readonly ExponentField[]
  readonly #groups: readonly GroupWriter[]
  readonly #data: readonly DataWriter[]

  /** Of a schema; messages within it are written by `putMessage`. */
  constructor(layout: BlockLayout, schema: SchemaLayout, putMessage: MessagePut) {
    this.length = layout.length
    const rows = layout.fields.filter(({ path }) => path === '[]')
    const rowOf = (field: FieldLayout): number => rows.indexOf(field)
    const isMantissa = ({ exponent }: FieldLayout): boolean => exponent !== undefined
    const isExponent = ({ kind }: FieldLayout): boolean => kind === 'exponent'
    this.#plain = layout.fields
      .filter((field) => !isMantissa(field) && !isExponent(field))
      .map((field) => plainField(field, rowOf(field), schema))
    this.#mantissas = layout.fields.filter(isMantissa).map((field) => {
      return { field, exponent: field.exponent ?? '', part: partAt(field.path ?? field.name, rowOf(field)) }
    })
    this.#exponents = layout.fields.filter(isExponent)
    this.#groups = layout.groups.map((group) => new GroupWriter(group, schema, putMessage))
    this.#data = layout.data.map((data) => new DataWriter(data, putMessage))
  }

  /** Writes what a body says. Throws {@link NotRepresentable} where the schema has no way to say it. */
  write(body: unknown, writing: Writing): void {
    const { output, places, isShortened } = writing
    const start = output.takeEmpty(this.length)
    for (const { name, at } of this.#exponents) {
      const count = this.placesUnder(name, body, isShortened)
      places.set(name, count)
      output.octets.writeInt8(-count, start + at)
    }
    const { octets } = output
    for (const { at, part, put } of this.#plain) put(octets, start + at, part(body))
    for (const { field, exponent, part } of this.#mantissas)
      putMantissa(field, octets, start + field.at, part(body), places.get(exponent) ?? 0)
    for (const group of this.#groups) group.write(body, writing)
    for (const data of this.#data) data.write(body, output, isShortened)
  }

  /** The places that the decimals of an exponent have at most. */
  placesUnder(exponent: string, body: unknown, isShortened: boolean): number {
    let most = 0
    for (const mantissa of this.#mantissas) {
      if (mantissa.exponent !== exponent) continue
      const decimal = mantissa.part(body)
      if (typeof decimal === 'string') most = Math.max(most, placesOf(decimal, isShortened))
    }
    for (const group of this.#groups) most = Math.max(most, group.placesUnder(exponent, body, isShortened))
    return most
  }
}

class GroupWriter {
  readonly #layout: GroupLayout
  readonly #part: PartOf
  readonly #block: BlockWriter

  constructor(layout: GroupLayout, schema: SchemaLayout, putMessage: MessagePut) {
    this.#layout = layout
    this.#part = partAt(layout.path ?? layout.name, 0)
    this.#block = new BlockWriter(layout, schema, putMessage)
  }

  write(body: unknown, writing: Writing): void {
    const entries = this.#entriesOf(body)
    const { output } = writing
    const { countOctets, name, length } = this.#layout
    if (countOctets === 2 && entries.length >= 65_535) throw new NotRepresentable(`${entries.length} ${name}`)
    const at = output.take(2 + countOctets)
    output.octets.writeUInt16LE(length, at)
    output.octets.writeUIntLE(entries.length, at + 2, countOctets)
    for (const entry of entries) this.#block.write(entry, writing)
  }

  placesUnder(exponent: string, body: unknown, isShortened: boolean): number {
    let most = 0
    for (const entry of this.#entriesOf(body))
      most = Math.max(most, this.#block.placesUnder(exponent, entry, isShortened))
    return most
  }

  #entriesOf(body: unknown): readonly unknown[] {
    return (this.#part(body) ?? []) as readonly unknown[]
  }
}
