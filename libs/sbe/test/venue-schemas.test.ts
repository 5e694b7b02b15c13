import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, hexOf } from '@openlob/sbe'
import { plainMessage } from './arbitraries.ts'
import { loadGenerated } from './generated.ts'
import { referenceSchema, venueSchemas } from './schemas.ts'

const files = venueSchemas()

describe('the schemas of a venue', () => {
  it.each(files)('%s: random messages come back as they went, generated and not', async (file) => {
    const schema = referenceSchema(file)
    const generated = await loadGenerated(schema)
    for (const message of schema.messages) {
      const property = fc.property(plainMessage(message), (value) => {
        const octets = encodeMessage(schema, message.name, value)
        const decoded = decodeMessage(schema, octets)
        expect(decoded.value).toEqual(value)
        expect(generated.read(message, octets)).toEqual({ value, end: octets.length })
        expect(decoded.end).toBe(octets.length)
        expect(hexOf(generated.write(message, value))).toBe(hexOf(octets))
      })
      fc.assert(property, { seed: 42, numRuns: 5 })
    }
  })
})
