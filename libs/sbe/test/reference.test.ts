import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Encoding, Schema } from '@openlob/sbe'
import { decodeMessage, encodeMessage, hexOf, jsonOf, parseSchema } from '@openlob/sbe'
import { loadGenerated } from './generated.ts'
import { hasReference, needsReference, reference, referenceSchema, referenceText, schemaWith } from './schemas.ts'

interface Golden {
  readonly messages: readonly { readonly name: string; readonly tokens: readonly Token[] }[]
  readonly cases: readonly { readonly message: string; readonly hex: string; readonly value: unknown }[]
}

interface Token {
  readonly signal: string
  readonly name: string
  readonly offset: number
  readonly length: number
}

const plain = (value: unknown): unknown => JSON.parse(jsonOf(value))

describe('the car of the reference implementation', () => {
  it('is read as the reference reads it, and written as the same octets', async ({ skip }) => {
    if (!hasReference) skip(needsReference)
    const schema = referenceSchema('example-schema.xml')
    const generated = await loadGenerated(schema)
    const octets = new Uint8Array(readFileSync(join(reference, 'car_example_baseline_data.sbe')))
    const expected = JSON.parse(referenceText('car_example_baseline_data.json')) as { value: unknown }
    const decoded = decodeMessage(schema, octets)
    const read = generated.read(schema.messages[0]!, octets)
    expect(plain(decoded)).toEqual(expected)
    expect(plain(read.value)).toEqual(expected.value)
    expect(read.end).toBe(octets.length)
    expect(hexOf(encodeMessage(schema, 'Car', decoded.value))).toBe(hexOf(octets))
    expect(hexOf(generated.write(schema.messages[0]!, read.value))).toBe(hexOf(octets))
  })

  it('is read in every case that the reference wrote, that of a later version among them', async ({ skip }) => {
    if (!hasReference) skip(needsReference)
    const schema = referenceSchema('example-schema.xml')
    const generated = await loadGenerated(schema)
    const { cases } = JSON.parse(referenceText('example-schema.golden.json')) as Golden
    expect(cases.length).toBeGreaterThanOrEqual(7)
    for (const { hex, value } of cases) {
      const octets = new Uint8Array(Buffer.from(hex, 'hex'))
      expect(plain(decodeMessage(schema, octets).value)).toEqual(value)
      expect(plain(generated.read(schema.messages[0]!, octets).value)).toEqual(value)
    }
  })

  it('has its fields where the reference has them', ({ skip }) => {
    if (!hasReference) skip(needsReference)
    const [message] = referenceSchema('example-schema.xml').messages
    const { messages } = JSON.parse(referenceText('example-schema.golden.json')) as Golden
    const block: [string, number][] = []
    for (const { signal, name, offset } of messages[0]!.tokens) {
      if (signal === 'BEGIN_GROUP') break
      if (signal === 'BEGIN_FIELD') block.push([name, offset])
    }
    expect(message!.fields.map(({ name, offset }) => [name, offset])).toEqual(block)
  })
})

/** The types of the single values of `field-vectors.json`, by what it calls them. */
const vectorTypes: Readonly<Record<string, string>> = {
  uint32: '<type name="t" primitiveType="uint32"/>',
  uint16: '<type name="t" primitiveType="uint16"/>',
  uint64: '<type name="t" primitiveType="uint64"/>',
  'uint8, maxValue 6, optional': '<type name="t" primitiveType="uint8" maxValue="6" presence="optional"/>',
  'uint32 null': '<type name="t" primitiveType="uint32" presence="optional"/>',
  'composite decimal: int64 mantissa, int8 exponent':
    '<composite name="t"><type name="mantissa" primitiveType="int64"/><type name="exponent" primitiveType="int8"/></composite>',
  'composite decimal64: int64 mantissa, constant exponent -2':
    '<composite name="t"><type name="mantissa" primitiveType="int64"/><type name="exponent" primitiveType="int8" presence="constant">-2</type></composite>',
  'composite decimal32: int32 mantissa, constant exponent -2':
    '<composite name="t"><type name="mantissa" primitiveType="int32"/><type name="exponent" primitiveType="int8" presence="constant">-2</type></composite>',
  float: '<type name="t" primitiveType="float"/>',
  double: '<type name="t" primitiveType="double"/>',
  char: '<type name="t" primitiveType="char"/>',
  'char length 6, NUL padded': '<type name="t" primitiveType="char" length="6"/>',
  'composite MonthYear (uint16, uint8, uint8 optional, uint8 optional)':
    '<composite name="t"><type name="year" primitiveType="uint16"/><type name="month" primitiveType="uint8"/><type name="day" primitiveType="uint8" presence="optional"/><type name="week" primitiveType="uint8" presence="optional"/></composite>',
  'UTCTimestamp, uint64 nanoseconds': '<type name="t" primitiveType="uint64"/>',
  'UTCTimeOnly, uint64 nanoseconds': '<type name="t" primitiveType="uint64"/>',
  'UTCDateOnly, uint16 days': '<type name="t" primitiveType="uint16"/>',
  'composite TZTimestamp: uint64 time, uint8 unit, int8 hour, uint8 minute':
    '<composite name="t"><type name="time" primitiveType="uint64"/><type name="unit" primitiveType="uint8"/><type name="timezoneHour" primitiveType="int8"/><type name="timezoneMinute" primitiveType="uint8"/></composite>',
  'group dimensions: blockLength, numInGroup, numGroups, numVarDataFields, all uint16':
    '<composite name="t"><type name="blockLength" primitiveType="uint16"/><type name="numInGroup" primitiveType="uint16"/><type name="numGroups" primitiveType="uint16"/><type name="numVarDataFields" primitiveType="uint16"/></composite>',
  'set uint8, choices 0 and 1': '<set name="t" encodingType="uint8"><choice name="zero">0</choice><choice name="one">1</choice></set>',
}

/** The message of one value: its header, which says how long it is, and the value. */
function messageOf({ id, messages }: Schema, hex: string): Uint8Array {
  const octets = Buffer.from(hex, 'hex')
  const header = Buffer.alloc(8)
  header.writeUInt16LE(messages[0]!.blockLength, 0)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(id, 4)
  header.writeUInt16LE(3, 6)
  return new Uint8Array(Buffer.concat([header, octets]))
}

describe('the examples of the specification', () => {
  const vectors = hasReference
    ? (JSON.parse(referenceText('field-vectors.json')) as { vectors: { encoding: string; hex: string; value: unknown }[] }).vectors
    : []

  it.each(vectors)('have $hex for a $encoding', async ({ encoding, hex, value }) => {
    const types = vectorTypes[encoding]
    const isData = encoding === 'variable data, uint16 length'
    const schema = parseSchema(schemaWith(types ?? '', isData ? '<data name="v" id="1" type="text"/>' : '<field name="v" id="1" type="t"/>'))
    const octets = messageOf(schema, hex)
    const named = (all: unknown) => (Array.isArray(all) ? all.map((bit: number) => ['zero', 'one'][bit]) : all)
    expect(plain(decodeMessage(schema, octets).value)).toEqual({ v: named(value) })
    const generated = await loadGenerated(schema)
    expect(plain(generated.read(schema.messages[0]!, octets).value)).toEqual({ v: named(value) })
    expect(hexOf(encodeMessage(schema, 'M', decodeMessage(schema, octets).value))).toBe(hexOf(octets))
  })

  it('are all there', ({ skip }) => {
    if (!hasReference) skip(needsReference)
    const kinds: Encoding['kind'][] = ['scalar', 'array', 'composite', 'set']
    expect(vectors.length).toBe(Object.keys(vectorTypes).length + 1)
    expect(kinds.length).toBe(4)
  })
})
