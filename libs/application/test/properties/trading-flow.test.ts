import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReferenceBook, StateHash } from '@openlob/domain'
import { CommandBuffer,
  decodeCommand,
  decodeSnapshot,
  encodeCommand,
  encodeSnapshot,
  RecentHistory,
  TradingFlow,
} from '../../src/index.ts'
import { encodeJsonSnapshot } from '../../src/snapshot/json-snapshot.ts'
import type { BookFactory, SequencedCommand } from '../../src/index.ts'
import { anyHistory } from '../arbitraries.ts'
import { checkInvariants, stateOf } from '../invariants.ts'
import { VARIANTS } from '../variants.ts'
import { ShadowState } from '../shadow-state.ts'

describe.each(VARIANTS)('TradingFlow with $name', ({ options, heldFee }) => {
  it('keeps its invariants after every command, whatever comes (FLOW-01, MONEY-01, MONEY-02, MATCH-10, MATCH-11)', () => {
    let [trades, refusals] = [0, 0]
    fc.assert(
      fc.property(anyHistory(120), (history) => {
        const flow = new TradingFlow(options)
        const shadow = new ShadowState()
        let before = stateOf(flow)
        for (const command of history) {
          const events = flow.apply(command)
          if (events.length === 0) throw new Error('a command without an event')
          shadow.take(events)
          checkInvariants(flow, shadow, heldFee)
          const after = stateOf(flow)
          if (events[0]?.type === 'CommandRejected') {
            refusals += 1
            if (after !== before || events.length > 1) throw new Error('a refused command changed something')
          }
          before = after
        }
        trades += shadow.trades
      }),
      { seed: 42, numRuns: 25 },
    )
    // The histories are worth something only where they trade and where they are refused.
    expect(trades).toBeGreaterThan(100)
    expect(refusals).toBeGreaterThan(100)
  })

  it('gives the same after a replay of the encoded commands, and with either book (FLOW-02)', () => {
    fc.assert(
      fc.property(anyHistory(200), (history) => {
        const hashes = hashesAfter(new TradingFlow(options), history)
        const encoded = history.map((command) => decodeCommand(encodeCommand(command)))
        expect(hashesAfter(new TradingFlow(options), encoded)).toEqual(hashes)
        expect(hashesAfterMessages(new TradingFlow(options), history)).toEqual(hashes)
        const createBook: BookFactory = (listener, adviser) => new ReferenceBook(listener, { adviser })
        expect(hashesAfter(new TradingFlow({ ...options, createBook }), history)).toEqual(hashes)
      }),
      { seed: 42, numRuns: 25 },
    )
  })

  it('continues from a snapshot as if it had never stopped (FLOW-03)', () => {
    fc.assert(
      fc.property(anyHistory(160), fc.nat(), (history, roll) => {
        const cut = roll % history.length
        const whole = new TradingFlow(options)
        const first = new TradingFlow(options)
        hashesAfter(first, history.slice(0, cut))
        const nothing = { finishedOrders: [], trades: [] }
        const payloads = [
          encodeSnapshot(first.save(), new RecentHistory().save()),
          encodeJsonSnapshot({ flow: first.snapshot(), history: nothing }),
        ]
        const after = hashesAfter(whole, history)
        for (const payload of payloads) {
          const second = TradingFlow.restore(decodeSnapshot(payload).flow, options)
          expect(StateHash.of(second)).toBe(StateHash.of(first))
          expect(second.stateHash(1)).toBe(first.stateHash(1))
          expect(hashesAfter(second, history.slice(cut))).toEqual(after)
          expect(second.snapshot()).toEqual(whole.snapshot())
          expect(second.save()).toEqual(whole.save())
        }
      }),
      { seed: 42, numRuns: 25 },
    )
  })
})

function hashesAfter(flow: TradingFlow, history: readonly SequencedCommand[]): { events: string; state: string } {
  for (const command of history) flow.apply(command)
  return { events: flow.eventHash, state: StateHash.of(flow) }
}

function hashesAfterMessages(flow: TradingFlow, history: readonly SequencedCommand[]): ReturnType<typeof hashesAfter> {
  const messages = history.map(encodeCommand)
  const { buffer, starts } = CommandBuffer.of(messages)
  messages.forEach(({ length }, index) => {
    flow.applyMessage(buffer, starts[index]!, length)
  })
  return { events: flow.eventHash, state: StateHash.of(flow) }
}
