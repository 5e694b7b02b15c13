import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyHistory } from '../../test/arbitraries.ts'
import { PlaceOrderDecoder } from '../messages/generated/index.ts'
import { decodeCommand, encodeCommand } from './command-codec.ts'
import { CommandDecodingError } from './command-decoding-error.ts'
import { malformationOf } from './command-shape.ts'
import type { Command, SequencedCommand } from './command.ts'

const deposit = (units: bigint): SequencedCommand => {
  const command = { type: 'Deposit', accountId: 1, assetId: 2, units } as unknown as Command
  return { sequence: 7, timestampUs: 9, command }
}

/** A good command with some octets put in place of its own. */
function changed(at: number, ...octets: number[]): Uint8Array {
  const copy = encodeCommand(deposit(5n))
  copy.set(octets, at)
  return copy
}

describe('the command codec', () => {
  it('gives back every command that has the form of one', () => {
    fc.assert(
      fc.property(anyHistory(60), (history) => {
        for (const command of history) {
          expect(malformationOf(command.command)).toBeUndefined()
          expect(decodeCommand(encodeCommand(command))).toEqual(command)
        }
      }),
      { seed: 42, numRuns: 30 },
    )
  })

  it('keeps amounts of every size that has the form of one', () => {
    const amounts = fc.bigInt(-(2n ** 127n) + 1n, 2n ** 127n - 1n)
    fc.assert(
      fc.property(amounts, (units) => {
        expect(decodeCommand(encodeCommand(deposit(units)))).toEqual(deposit(units))
      }),
      { seed: 42, examples: [[0n], [-1n], [2n ** 64n], [-(2n ** 64n)], [2n ** 127n - 1n], [-(2n ** 127n) + 1n]] },
    )
  })

  it('keeps text of every length that a command may have', () => {
    for (const name of ['', 'x'.repeat(256), '\u20ac'.repeat(256)]) {
      const command = { sequence: 1, timestampUs: 0, command: { type: 'OpenAccount', name } } as const
      expect(decodeCommand(encodeCommand(command))).toEqual(command)
    }
    const configuration = 'x'.repeat(2 ** 19 - 1024)
    const command = { sequence: 1, timestampUs: 0, command: { type: 'ConfigureFlow', configuration } } as const
    expect(decodeCommand(encodeCommand(command))).toEqual(command)
  })

  it('gives payloads of their own, which the next command does not write over', () => {
    const [first, second] = [encodeCommand(deposit(1n)), encodeCommand(deposit(2n))]
    expect([decodeCommand(first), decodeCommand(second)]).toEqual([deposit(1n), deposit(2n)])
  })

  it.each([
    ['nothing', new Uint8Array(), '8 octets at 0 are not in a buffer of 0 (BUFFER_TOO_SHORT)'],
    ['half a header', encodeCommand(deposit(5n)).subarray(0, 5), 'BUFFER_TOO_SHORT'],
    ['half a command', encodeCommand(deposit(5n)).subarray(0, 30), 'BUFFER_TOO_SHORT'],
    ['a short block', changed(0, 47), 'BLOCK_TOO_SHORT'],
    ['another schema', changed(4, 9), 'schema 9 is not 1'],
    ['a later version of the schema', changed(6, PlaceOrderDecoder.SCHEMA_VERSION + 1), 'of the schema is newer than'],
    ['a message that is no command', changed(2, 110), 'template 110 is no command'],
    ['an unknown message', changed(2, 99), 'template 99 is no command'],
    ['a sequence of 0', changed(8, 0), 'sequence: an integer from 1 is wanted'],
    ['a sequence beyond 2^53', changed(8, 255, 255, 255, 255, 255, 255, 255), 'UNSAFE_INTEGER'],
    ['octets behind it', new Uint8Array([...encodeCommand(deposit(5n)), 0]), '1 octets behind the message'],
    ['an amount of 128 bits', changed(40, ...new Array<number>(15).fill(0), 0x80), 'units: a bigint of at most 127 bits'],
  ])('refuses %s', (_what, payload, message) => {
    expect(() => decodeCommand(payload)).toThrow(CommandDecodingError)
    expect(() => decodeCommand(payload)).toThrow(message)
  })

  it('refuses a value that the schema does not know', () => {
    const command = { type: 'SetInstrumentStatus', instrumentId: 1, status: 'halted' } as unknown as Command
    const payload = encodeCommand({ sequence: 1, timestampUs: 0, command })
    payload[payload.length - 1] = 200
    expect(() => decodeCommand(payload)).toThrow('status: one of trading, halted, closed is wanted')
  })

  it('refuses whatever else is no command with its own error', () => {
    const octets = fc.uint8Array({ maxLength: 120 })
    const template = fc.constantFrom(1, 2, 4, 9, 10, 11)
    fc.assert(
      fc.property(octets, template, (payload, templateId) => {
        payload.set([255, 0, templateId, 0, 1, 0, 0, 0].slice(0, payload.length))
        if (payload.length > 0) payload[0] = 52
        try {
          decodeCommand(payload)
        } catch (error) {
          expect(error).toBeInstanceOf(CommandDecodingError)
        }
      }),
      { seed: 42, numRuns: 2000 },
    )
  })
})
