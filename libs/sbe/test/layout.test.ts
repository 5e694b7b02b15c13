import { describe, expect, it } from 'vitest'
import type { Field } from '@openlob/sbe'
import { generate, parseSchema } from '@openlob/sbe'
import { primitives } from '../src/schema/primitive.ts'
import { featuresSchema, schemaWith } from './schemas.ts'

const schema = featuresSchema()
const [everything] = schema.messages
const field = (name: string): Field => everything!.fields.find((candidate) => candidate.name === name)!

describe('the primitive types', () => {
  it.each([
    ['char', 1, 0x20, 0x7e, 0],
    ['int8', 1, -127, 127, -128],
    ['int16', 2, -32767, 32767, -32768],
    ['int32', 4, -2147483647, 2147483647, -2147483648],
    ['int64', 8, -(2n ** 63n) + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
    ['uint8', 1, 0, 254, 255],
    ['uint16', 2, 0, 65534, 65535],
    ['uint32', 4, 0, 4294967294, 4294967295],
    ['uint64', 8, 0n, 2n ** 64n - 2n, 2n ** 64n - 1n],
  ] as const)('%s has %d octets, from %s to %s, and %s for none', (primitive, size, minimum, maximum, nullValue) => {
    expect(primitives[primitive]).toMatchObject({ size, minimum, maximum, nullValue })
  })
})

describe('a schema', () => {
  it('says what it is', () => {
    expect(schema).toMatchObject({ package: 'features', id: 77, version: 2, semanticVersion: '1.2', littleEndian: true })
    expect(featuresSchema('bigEndian').littleEndian).toBe(false)
    expect(schema.header.members.map(({ name, offset }) => [name, offset]).at(-1)).toEqual(['sequence', 12])
  })

  it('has fields one behind another, at offsets where it says so, and constants nowhere', () => {
    const offsets = ['int8', 'int16', 'int32', 'int64'].map((name) => field(name).offset)
    expect(offsets).toEqual([0, 2, 4, 8])
    expect(field('fixedSide')).toMatchObject({ presence: 'constant', constant: 'sell' })
    expect(field('fixedLevel')).toMatchObject({ presence: 'constant', constant: 1 })
    expect(field('currency')).toMatchObject({ constant: 'EUR', encoding: { length: 3 } })
    expect(field('side').offset).toBe(field('currency').offset)
  })

  it('has composites in composites, with padding', () => {
    const { encoding } = field('outer')
    expect(encoding.kind === 'composite' && encoding.members.map(({ name, offset }) => [name, offset])).toEqual([
      ['amount', 0],
      ['inner', 12],
      ['side', 18],
      ['later', 19],
      ['nested', 21],
    ])
    expect(encoding.size).toBe(25)
  })

  it('has the ranges and nulls that its types say', () => {
    expect(field('rank').encoding).toMatchObject({ minimum: 1, maximum: 5, nullValue: 0 })
    expect(field('mantissa').encoding).toMatchObject({ minimum: 0n, nullValue: -1n, presence: 'optional' })
  })

  it('has groups of other dimensions, in each other', () => {
    const [legs] = everything!.groups
    expect(legs).toMatchObject({ blockLength: 11, maximumCount: 1000, dimension: { size: 12 } })
    expect(legs!.groups.map(({ name, blockLength }) => [name, blockLength])).toEqual([['fills', 5], ['empties', 0]])
  })

  it('takes the group of messages and the package of 2.0', () => {
    const text = schemaWith('', '<field name="a" id="1" type="uint8"/>').replace('<message ', '<messages package="x"><message ')
    expect(parseSchema(text.replace('</message>', '</message></messages>')).messages.length).toBe(1)
  })

  it('takes any namespace prefix, and none', () => {
    const text = schemaWith('', '<field name="a" id="1" type="uint8"/>')
    const prefixed = text.replaceAll(/<(\/?)(messageSchema|message)\b/g, '<$1ns2:$2').replace('package=', 'xmlns:ns2="urn:x" package=')
    expect(parseSchema(prefixed)).toEqual(parseSchema(text))
  })
})

describe('generated code', () => {
  it('is the same for the same schema', () => {
    expect(generate(featuresSchema())).toEqual(generate(schema))
  })

  it('has no objects when it is not to', () => {
    const names = generate(schema, { objects: false }).map(({ name }) => name)
    expect(names).not.toContain('everything.ts')
    expect(names).toContain('everything-decoder.ts')
  })

  it('has a file and a name for each of things that are called alike', () => {
    const types = '<enum name="m" encodingType="uint8"><validValue name="a">1</validValue></enum>'
    const parts = '<field name="decoder" id="1" type="m"/>'
    const messages = schemaWith(types, parts).replace('</message>', '</message><message name="MDecoder" id="2"/><message name="mEncoder" id="3"/>')
    const files = generate(parseSchema(messages))
    const names = files.map(({ name }) => name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    const exported = files.flatMap(({ text }) => [...text.matchAll(/^export (?:class|const|type|interface|function) (\w+)/gm)].map(([, name]) => name!))
    const twice = exported.filter((name, at) => exported.indexOf(name) !== at)
    // An enumeration is a value and the type of it.
    expect(twice).toEqual(['M'])
  })

  it('breaks no comment and no text with what a schema says', () => {
    const text = generate(schema).find(({ name }) => name === 'everything-encoder.ts')!.text
    expect(text).toContain('A name that the language has. *\\/ And an end of a comment.')
  })
})
