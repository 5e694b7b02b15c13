import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, parseSchema } from '@openlob/sbe'
import { plainMessage } from '../arbitraries.ts'
import { growingSchema, seenBy } from '../evolution.ts'
import { loadGenerated } from '../generated.ts'
import { featuresSchema, schemaWith } from '../schemas.ts'

const pairs = [
  ['an old reader of a new message', growingSchema(1), growingSchema(0)],
  ['a new reader of an old message', growingSchema(0), growingSchema(1)],
  ['a reader of a message with everything of version 0', featuresSchema('littleEndian', 0), featuresSchema()],
  ['a reader of a message with everything of version 1', featuresSchema('bigEndian', 1), featuresSchema('bigEndian')],
] as const

describe.each(pairs)('%s', async (_, writer, reader) => {
  const fast = await loadGenerated(reader)
  const debug = await loadGenerated(reader, { checks: true })
  const aligned = await loadGenerated(reader, { aligned: true })
  const sent = writer.messages[0]!
  const known = reader.messages[0]!

  it('sees all that both know, and null where only it knows something', () => {
    const property = fc.property(plainMessage(sent), (value) => {
      const octets = encodeMessage(writer, sent.name, value)
      const seen = seenBy(known, sent, value, writer.version)
      const decoded = decodeMessage(reader, octets)
      expect(decoded.value).toEqual(seen)
      for (const generated of [fast, debug, aligned]) {
        expect(generated.read(known, octets)).toEqual({ value: seen, end: decoded.end })
      }
    })
    fc.assert(property, { seed: 42, numRuns: 200 })
  })

  it('goes past all of it, field by field or not', () => {
    const property = fc.property(plainMessage(sent), (value) => {
      const octets = encodeMessage(writer, sent.name, value)
      const { end } = decodeMessage(reader, octets)
      for (const generated of [fast, debug, aligned]) {
        const decoder = generated.decoder(known.name).wrapMessage(new DataView(octets.buffer), 0).skipToEnd()
        expect(reader.header.size + decoder.checkComplete().decodedLength()).toBe(end)
      }
    })
    fc.assert(property, { seed: 42, numRuns: 50 })
  })
})

describe('a composite that has grown since, as the last field of a message', async () => {
  const old = `<composite name="C"><type name="x" primitiveType="uint16"/></composite>`
  const grown = old.replace('</composite>', '<type name="y" primitiveType="uint32" sinceVersion="1"/></composite>')
  const parts = '<field name="c" id="1" type="C"/>'
  const [writer, reader] = [parseSchema(schemaWith(old, parts)), parseSchema(schemaWith(grown, parts))]
  const generated = await loadGenerated(reader)

  it('is read where the message ends with what it was', () => {
    const octets = encodeMessage({ ...writer, version: 0 }, 'M', { c: { x: 7 } })
    const value = { c: { x: 7, y: null } }
    expect(octets.length).toBe(10)
    expect(decodeMessage(reader, octets)).toMatchObject({ value, end: 10 })
    expect(generated.read(reader.messages[0]!, octets)).toEqual({ value, end: 10 })
  })
})

describe('what was read from an old message', () => {
  it('can be written again by the new schema, as null where it was not there', () => {
    const [old, current] = [growingSchema(0), growingSchema(1)]
    const property = fc.property(plainMessage(old.messages[0]!), (value) => {
      const { value: seen } = decodeMessage(current, encodeMessage(old, 'M', value))
      const again = decodeMessage(current, encodeMessage(current, 'M', seen)).value
      expect(again).toMatchObject({ ...seen, b: 2n ** 64n - 1n, seven: 7, side: 255, set: [], c: expect.anything() as unknown, many: expect.anything() as unknown, text: '', composite: expect.anything() as unknown, g: expect.anything() as unknown })
    })
    fc.assert(property, { seed: 42, numRuns: 50 })
  })
})
