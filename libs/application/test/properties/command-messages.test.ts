import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StateHash } from '@openlob/domain'
import { CommandBuffer, CommandDecodingError, decodeCommand, encodeCommand, TradingFlow } from '../../src/index.ts'
import type { Command, SequencedCommand } from '../../src/index.ts'
import { anyHistory, sequenced, SETTING } from '../arbitraries.ts'

/** What became of a message: the hashes behind it, or the error's name. */
function outcomeOf(flow: TradingFlow, act: () => void): string {
  try {
    act()
  } catch (error) {
    return (error as Error).name
  }
  return `${flow.eventHash} ${StateHash.of(flow)}`
}

function applied(history: readonly SequencedCommand[]): TradingFlow {
  const flow = new TradingFlow()
  for (const command of history) flow.apply(command)
  return flow
}

describe('a command that is applied as a message', () => {
  it('does what its decoded command does, or is refused as it is, whatever octets have changed', () => {
    const damages = fc.array(fc.tuple(fc.nat({ max: 90 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 2 })
    let [accepted, refused] = [0, 0]
    const property = fc.property(anyHistory(40), damages, fc.nat({ max: 3 }), (history, changes, cut) => {
      const last = history.at(-1)!
      const message = encodeCommand(last)
      for (const [at, octet] of changes) message[8 + (at % (message.length - 8))] = octet
      const shortened = message.subarray(0, message.length - cut)
      const before = history.slice(0, -1)
      const [decoding, reading] = [applied(before), applied(before)]
      const expected = outcomeOf(decoding, () => decoding.apply(decodeCommand(shortened)))
      const { buffer } = CommandBuffer.of([shortened])
      const actual = outcomeOf(reading, () => {
        reading.applyMessage(buffer, 0, shortened.length)
      })
      expect(actual).toBe(expected)
      if (expected.endsWith('Error')) {
        refused += 1
        expect(StateHash.of(reading)).toBe(StateHash.of(applied(before)))
      } else accepted += 1
    })
    fc.assert(property, { seed: 11, numRuns: 400 })
    expect(Math.min(accepted, refused)).toBeGreaterThan(40)
  })

  it.each([
    ['behind its memory', 8, 4_096],
    ['between two words', 4, 20],
    ['before its memory', -8, 20],
    ['with no octets', 0, 0],
  ])('is refused %s', (_, from, length) => {
    const flow = applied(sequenced(SETTING))
    const cancel: Command = { type: 'CancelOrder', accountId: 1 as never, order: { orderId: 1 as never } }
    const message = encodeCommand({ sequence: SETTING.length + 1, timestampUs: 9e9, command: cancel })
    const { buffer } = CommandBuffer.of([message])
    const before = StateHash.of(flow)
    expect(() => {
      flow.applyMessage(buffer, from, length)
    }).toThrow(CommandDecodingError)
    expect(StateHash.of(flow)).toBe(before)
  })

  it('has its events as messages, which the next command replaces', () => {
    const history = sequenced(SETTING)
    const flow = new TradingFlow()
    const messages = history.map(encodeCommand)
    const { buffer, starts } = CommandBuffer.of(messages)
    const counts = messages.map(({ length }, index) => {
      flow.applyMessage(buffer, starts[index]!, length)
      return [flow.events.count, Array.from(flow.events.messages()).length]
    })
    expect(counts.at(-1)).toEqual([2, 2])
    expect(counts.every(([count, length]) => count === length)).toBe(true)
    expect(flow.eventSequence).toBe(counts.reduce((sum, [count]) => sum + count!, 0))
  })
})
