import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCEPTED } from '../../src/book/book-code.ts'
import { BUY, CONTINUOUS, DECREMENT_BOTH, MARKET, SELL } from '../../src/book/book-codes.ts'
import type { SelfTradeCode, SideCode } from '../../src/book/book-codes.ts'
import { LadderBook } from '../../src/book/ladder/ladder-book.ts'
import type { OrderBookListener } from '../../src/book/order-book-listener.ts'
import type { OrderTicket } from '../../src/book/order-ticket.ts'
import { FeatureTally } from '../feature-tally.ts'
import { giveFeature } from '../feature-commands.ts'
import { featureCommandsOf, FEATURE_REGIMES } from '../feature-regimes.ts'
import { Lockstep, ordersOf } from '../lockstep.ts'
import { SilentListener } from '../silent-listener.ts'

const marketTickets: fc.Arbitrary<OrderTicket> = fc
  .record({
    side: fc.constantFrom<SideCode>(BUY, SELL),
    selfTrade: fc.constantFrom<SelfTradeCode>(0, 1, 2, 3, 4),
    accountId: fc.integer({ min: 0, max: 3 }),
    amount: fc.oneof(
      fc.record({ quantityLots: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ quoteTickLots: fc.integer({ min: 1, max: 6000 }) }),
    ),
  })
  .map(({ amount, ...rest }) => ({ orderId: 4_001, type: MARKET, ...rest, ...amount }))

/** What one order takes before anything follows from it. */
function takenBy(orderId: number): OrderBookListener & { lots: number; costTickLots: bigint } {
  return Object.assign(new SilentListener(), {
    lots: 0,
    costTickLots: 0n,
    onTrade(...[, takerOrderId, , priceTicks, lots]: Parameters<OrderBookListener['onTrade']>) {
      if (takerOrderId !== orderId) return
      this.lots += lots
      this.costTickLots += BigInt(priceTicks) * BigInt(lots)
    },
  })
}

describe('the complete ladder book', () => {
  it.each(FEATURE_REGIMES)('does what the reference book does, command by command: $name', (regime) => {
    fc.assert(
      fc.property(featureCommandsOf(regime, 60), (commands) => {
        const books = new Lockstep(regime.options)
        for (const command of commands) {
          books.giveFeature(command)
          books.compare()
        }
        books.restart()
      }),
      { seed: 42, numRuns: 30, endOnFailure: true },
    )
  })

  it.each(FEATURE_REGIMES)('does the same over a long run, restored on the way: $name', (regime) => {
    fc.assert(
      fc.property(featureCommandsOf(regime, 1500), (commands) => {
        const books = new Lockstep(regime.options)
        for (const [index, command] of commands.entries()) {
          books.giveFeature(command)
          if (index % 50 === 0) books.compare()
          if (index % 150 === 0) books.restart()
        }
        books.compare()
      }),
      // A difference late in a long run shrinks for minutes: the short runs say it shortly.
      { seed: 42, numRuns: 6, endOnFailure: true },
    )
  })

  it.each(FEATURE_REGIMES)('quotes what a market order then trades: $name', (regime) => {
    fc.assert(
      fc.property(featureCommandsOf(regime, 40), marketTickets, (commands, ticket) => {
        const book = new LadderBook(new FeatureTally(), regime.options)
        for (const command of commands) giveFeature(book, command)
        if (book.phase !== CONTINUOUS || book.order(ticket.orderId) !== undefined) return
        book.setPriceBands(undefined)
        const traded = takenBy(ticket.orderId)
        const copy = new LadderBook(traded, regime.options)
        copy.restore(book.snapshot())
        const quote = copy.quoteMarket(ticket)
        if (copy.place(ticket) !== ACCEPTED) return
        if (ticket.selfTrade === DECREMENT_BOTH) expect(traded.lots).toBeLessThanOrEqual(quote.fillableLots)
        else expect(traded).toMatchObject({ lots: quote.fillableLots, costTickLots: quote.costTickLots })
      }),
      { seed: 42, numRuns: 60 },
    )
  })

  it.each(FEATURE_REGIMES)('is never crossed while it trades, and accounts for every lot: $name', (regime) => {
    fc.assert(
      fc.property(featureCommandsOf(regime, 150), (commands) => {
        const tally = new FeatureTally()
        const book = new LadderBook(tally, regime.options)
        for (const command of commands) {
          giveFeature(book, command)
          const bid = book.bestPriceTicks(BUY) ?? 0
          const ask = book.bestPriceTicks(SELL) ?? Infinity
          if (book.phase === CONTINUOUS) expect(bid).toBeLessThan(ask)
        }
        const alive = ordersOf(book.snapshot()).filter(({ leavesLots }) => leavesLots > 0)
        const byId = (left: readonly [number, number], right: readonly [number, number]) => left[0] - right[0]
        const open = alive.map((order) => [order.orderId, order.leavesLots] as const)
        expect([...tally.open].sort(byId)).toEqual([...open].sort(byId))
        const openLots = alive.reduce((sum, order) => sum + BigInt(order.leavesLots), 0n)
        expect(tally.placedLots).toBe(tally.tradedLots + tally.droppedLots + openLots)
      }),
      { seed: 42, numRuns: 16 },
    )
  })
})
