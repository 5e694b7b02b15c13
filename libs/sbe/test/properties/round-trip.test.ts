import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '@openlob/sbe'
import { decodeMessage, encodeMessage, hexOf } from '@openlob/sbe'
import { plainMessage } from '../arbitraries.ts'
import { loadGenerated } from '../generated.ts'
import { featuresSchema } from '../schemas.ts'

describe.each(['littleEndian', 'bigEndian'] as const)('messages of a schema with everything, %s', async (byteOrder) => {
  const schema = featuresSchema(byteOrder)
  const fast = await loadGenerated(schema)
  const debug = await loadGenerated(schema, { checks: true })
  const aligned = await loadGenerated(schema, { aligned: true })

  it.each(schema.messages)('$name comes back as it went, both ways of writing it and all ways of reading it', (message: Message) => {
    const property = fc.property(plainMessage(message), (value) => {
      const octets = encodeMessage(schema, message.name, value)
      for (const generated of [fast, debug, aligned]) {
        expect(hexOf(generated.write(message, value))).toBe(hexOf(octets))
        expect(generated.read(message, octets)).toEqual({ value, end: octets.length })
      }
      const decoded = decodeMessage(schema, octets)
      expect(decoded.value).toEqual(value)
      expect(decoded.end).toBe(octets.length)
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })
})
