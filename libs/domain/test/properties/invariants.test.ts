import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LadderBook } from '../../src/book/ladder/ladder-book.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import type { OrderBook } from '../../src/book/order-book.ts'
import { commandsOf, give, REGIMES } from '../arbitraries.ts'
import { QuantityTally } from '../quantity-tally.ts'

describe('a book', () => {
  it.each(REGIMES)('is never crossed and its levels are the sums of their orders (MATCH-10): $name', (regime) => {
    fc.assert(
      fc.property(commandsOf(regime, 300), (commands) => {
        const book = new LadderBook(new QuantityTally())
        for (const command of commands) {
          give(book, command)
          const bid = book.bestPriceTicks(BUY) ?? 0
          const ask = book.bestPriceTicks(SELL) ?? Infinity
          expect(bid).toBeLessThan(ask)
          expect(levels(book, BUY)).toEqual(book.depth(BUY, Infinity))
          expect(levels(book, SELL)).toEqual(book.depth(SELL, Infinity))
        }
      }),
      { seed: 42, numRuns: 5 },
    )
  })

  it.each(REGIMES)('accounts for every lot: placed is filled, open, canceled or expired: $name', (regime) => {
    fc.assert(
      fc.property(commandsOf(regime, 500), (commands) => {
        const tally = new QuantityTally()
        const book = new LadderBook(tally)
        for (const command of commands) give(book, command)
        const resting = [...book.orders(BUY), ...book.orders(SELL)]
        const byId = (left: [number, number], right: [number, number]) => left[0] - right[0]
        const open = resting.map((order): [number, number] => [order.orderId, order.leavesLots])
        expect([...tally.open].sort(byId)).toEqual(open.sort(byId))
        const openLots = resting.reduce((sum, order) => sum + BigInt(order.leavesLots), 0n)
        expect(tally.placedLots).toBe(tally.tradedLots + tally.droppedLots + openLots)
      }),
      { seed: 42, numRuns: 20 },
    )
  })
})

/** The levels of a side as its orders make them up. */
function levels(book: OrderBook, side: 0 | 1): object[] {
  const levels: { priceTicks: number; quantityLots: number; orderCount: number }[] = []
  for (const { priceTicks, leavesLots } of book.orders(side)) {
    const last = levels.at(-1)
    if (last?.priceTicks === priceTicks) {
      last.quantityLots += leavesLots
      last.orderCount += 1
    } else {
      levels.push({ priceTicks, quantityLots: leavesLots, orderCount: 1 })
    }
  }
  return levels
}
