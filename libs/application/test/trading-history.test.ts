import fc from 'fast-check'
import type { InstrumentId } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { CANDLE_INTERVALS, MarketTape, MemoryHistory, restoreTape, TapedHistory } from '../src/index.ts'
import type { CandleSelection, Event } from '../src/index.ts'
import { sampleEvents, tradingHistoryConformance } from '../src/testing/index.ts'

describe('a history in memory', () => {
  const storage = () => {
    const history = new MemoryHistory()
    return {
      history,
      publish: (commands: readonly (readonly Event[])[], flow: number) => {
        for (const events of commands) history.publish(events, flow)
      },
      dispose: () => undefined,
    }
  }
  it.each(tradingHistoryConformance(storage))('$name', ({ run }) => run())
})

describe('a tape that begins in the middle', () => {
  const commands = sampleEvents({ length: 900, seed: 9 })
  const trades = commands.flat().flatMap((event) => (event.type === 'TradeExecuted' ? [event.trade] : []))
  const instrumentId = 1 as InstrumentId
  const lastMs = Math.ceil(trades.at(-1)!.timestampUs / 1000)
  const firstMs = Math.floor(trades[0]!.timestampUs / 1000)
  const selection: fc.Arbitrary<CandleSelection> = fc.record(
    {
      interval: fc.constantFrom(...CANDLE_INTERVALS),
      limit: fc.integer({ min: 1, max: 50 }),
      startMs: fc.integer({ min: firstMs - 5_000_000, max: lastMs }),
      endMs: fc.integer({ min: firstMs - 5_000_000, max: lastMs + 5_000_000 }),
      offsetMs: fc.constantFrom(0, 3_600_000, 5.75 * 3_600_000),
    },
    { requiredKeys: ['interval', 'limit'] },
  )

  it('has the candles of one that was there from the beginning, once what was before is put in front', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(commands.length),
        fc.array(selection, { minLength: 5, maxLength: 5 }),
        async (start, asked) => {
          const history = new MemoryHistory()
          const tape = new MarketTape()
          for (const [index, events] of commands.entries()) {
            history.publish(events, 0)
            if (index >= start) tape.publish(events)
          }
          const taped = new TapedHistory(tape, history)
          const whole = history.tape.candles(instrumentId)
          const beforehand = await Promise.all(asked.map((one) => taped.candlesOf(instrumentId, one, lastMs)))
          await restoreTape(tape, history, instrumentId)
          for (const [index, one] of asked.entries()) {
            const expected = whole.candles(one, lastMs)
            expect(beforehand[index]).toEqual(expected)
            expect(tape.candles(instrumentId).covers(one, lastMs)).toBe(true)
            expect(tape.candles(instrumentId).candles(one, lastMs)).toEqual(expected)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is restored without the trade that comes first of all while it is', async () => {
    const history = new MemoryHistory()
    for (const events of commands) history.publish(events, 0)
    const tape = new MarketTape()
    let isFirst = true
    const late = {
      trades: history.trades.bind(history),
      candles: async (wanted: Parameters<MemoryHistory['candles']>[0]) => {
        if (isFirst)
          tape.publish(
            commands.at(-1)!.length > 0
              ? commands
                  .flat()
                  .filter((event) => event.type === 'TradeExecuted')
                  .slice(-3)
              : [],
          )
        isFirst = false
        return history.candles(wanted)
      },
    }
    await restoreTape(tape, late, instrumentId)
    const asked = { interval: '1m', limit: 1000 } as const
    expect(tape.candles(instrumentId).candles(asked, lastMs)).toEqual(
      history.tape.candles(instrumentId).candles(asked, lastMs),
    )
  })

  it('answers the trades that it has, and leaves older ones to the history', async () => {
    const history = new MemoryHistory()
    const tape = new MarketTape()
    for (const [index, events] of commands.entries()) {
      history.publish(events, 0)
      if (index > commands.length / 2) tape.publish(events)
    }
    const taped = new TapedHistory(tape, history)
    const whole = new TapedHistory(new MarketTape(), history)
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            limit: fc.integer({ min: 1, max: 40 }),
            fromTradeId: fc.nat(500),
            startUs: fc.integer({ min: firstMs * 1000, max: lastMs * 1000 }),
            endUs: fc.integer({ min: firstMs * 1000, max: lastMs * 1000 }),
          },
          { requiredKeys: ['limit'] },
        ),
        async (page) => {
          expect(await taped.trades({ instrumentId, ...page })).toEqual(await whole.trades({ instrumentId, ...page }))
        },
      ),
    )
  })
})
