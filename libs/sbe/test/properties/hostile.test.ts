import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, SbeError } from '@openlob/sbe'
import { plainMessage } from '../arbitraries.ts'
import { loadGenerated } from '../generated.ts'
import { featuresSchema } from '../schemas.ts'

/** How often a message that nobody sent is tried, and octets that may be changed in a good one. */
const RUNS = { seed: 42, numRuns: 3000 }

describe.each(['littleEndian', 'bigEndian'] as const)('octets that nobody has sent as a message, %s', async (byteOrder) => {
  const schema = featuresSchema(byteOrder)
  const fast = await loadGenerated(schema)
  const debug = await loadGenerated(schema, { checks: true })
  const aligned = await loadGenerated(schema, { aligned: true })
  const everything = schema.messages[0]!
  const good = fc.sample(plainMessage(everything), { seed: 7, numRuns: 40 }).map((value) => encodeMessage(schema, 'Everything', value))

  /** The code of the error that reading gives; empty where there is none. Anything else but an SbeError is a defect. */
  function refusalOf(read: () => unknown): string {
    try {
      read()
      return ''
    } catch (error) {
      // Generated code has a runtime of its own here.
      if (error instanceof SbeError || (error as Error).name === 'SbeError') return (error as SbeError).code
      throw error
    }
  }

  /** Reads octets in all ways, which must agree; in a buffer of their own, with other octets around them. */
  function readAll(octets: Uint8Array): string {
    const around = new Uint8Array(octets.length + 64).fill(0xff)
    around.set(octets, 32)
    const within = around.subarray(32, 32 + octets.length)
    const code = refusalOf(() => decodeMessage(schema, within))
    const templateIs = schema.messages.find(({ name }) => name === 'Everything')!
    for (const generated of [fast, debug, aligned]) {
      const other = refusalOf(() => generated.read(templateIs, within))
      if (!['WRONG_SCHEMA', 'UNKNOWN_TEMPLATE', 'WRONG_TEMPLATE'].includes(other) && code !== 'WRONG_SCHEMA') {
        if (isEverything(within)) expect(other).toBe(code)
      }
    }
    return code
  }

  function isEverything(octets: Uint8Array): boolean {
    if (octets.length < 6) return false
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
    const [template, id] = [2, 4].map((at) => view.getUint16(at, schema.littleEndian))
    return template === everything.id && id === schema.id
  }

  it('are refused with a typed error when they are random', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => void readAll(octets)), RUNS)
  })

  it('are refused or read when they are a message with octets changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const seen = new Set<string>()
    const property = fc.property(fc.constantFrom(...good), changes, (octets, changed) => {
      const copy = octets.slice()
      for (const [at, value] of changed) copy[at % copy.length] = value
      seen.add(readAll(copy))
    })
    fc.assert(property, RUNS)
    expect(seen).toContain('BUFFER_TOO_SHORT')
  })

  it('are refused when they are a message cut short anywhere', () => {
    for (const octets of good.slice(0, 8)) {
      for (let length = 0; length < octets.length; length += 1) {
        expect(readAll(octets.subarray(0, length))).toBe('BUFFER_TOO_SHORT')
      }
    }
  })

  it('are refused at once where they claim more entries than octets', () => {
    const octets = encodeMessage(schema, 'Everything', decodeMessage(schema, good[0]!).value).slice()
    const view = new DataView(octets.buffer)
    const dimension = schema.header.size + everything.blockLength
    view.setUint32(dimension + 4, 0xfffffffe, schema.littleEndian)
    expect(readAll(octets)).toBe('BUFFER_TOO_SHORT')
  })

  it('are refused where a block is shorter than its version has it', () => {
    const octets = good[0]!.slice()
    new DataView(octets.buffer).setUint16(0, 100, schema.littleEndian)
    expect(readAll(octets)).toBe('BLOCK_TOO_SHORT')
  })
})
