import { beforeEach, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import type { BookSnapshot } from '../../src/book/book-snapshot.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import { InvariantError } from '../../src/invariant.ts'
import { StateHash } from '../../src/state-hash.ts'
import type { CreateBook } from './create-book.ts'
import { Desk } from './desk.ts'

/** What a book shows of orders with more than a price and a quantity. */
export function describeFeatureViews(create: CreateBook): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
    desk.sell(1, 101, 10, { displayLots: 3 })
    desk.sell(2, 101, 4)
    desk.sell(3, 101, 5, { hidden: true })
    desk.sell(4, 101, 6, { hidden: true })
    desk.sell(5, 103, 2)
    desk.buy(6, 99, 7)
    desk.buy(7, 0, 1, { type: codes.STOP, stopPriceTicks: 120 })
    desk.buy(8, 0, 2, { peg: codes.PEG_BID, accountId: 3 })
    desk.events()
  })

  it('counts all live orders', () => {
    expect(desk.book.orderCount).toBe(8)
  })

  it('says what stands before an order', () => {
    expect(desk.book.queuePosition(1)).toEqual({ ordersAhead: 0, lotsAhead: 0 })
    expect(desk.book.queuePosition(2)).toEqual({ ordersAhead: 1, lotsAhead: 3 })
    expect(desk.book.queuePosition(7)).toBeUndefined()
    expect(desk.book.queuePosition(99)).toBeUndefined()
  })

  it('shows the hidden orders beside the displayed', () => {
    expect([...desk.book.hiddenOrders(SELL)].map(({ orderId }) => orderId)).toEqual([3, 4])
    expect([...desk.book.hiddenOrders(BUY)].map(({ orderId, priceTicks }) => [orderId, priceTicks])).toEqual([[8, 99]])
    expect([...desk.book.orders(SELL)].map(({ orderId }) => orderId)).toEqual([1, 2, 5])
    expect(() => desk.book.hiddenOrders(2 as 0)).toThrow(InvariantError)
  })

  it('says how much is displayed on each side', () => {
    expect(desk.book.imbalance(1)).toEqual({ bidLots: 7n, askLots: 7n })
    expect(desk.book.imbalance(9)).toEqual({ bidLots: 7n, askLots: 9n })
  })

  it('quotes the hidden parts too', () => {
    expect(desk.book.quote(BUY, 100)).toEqual({ fillableLots: 27, costTickLots: 25n * 101n + 2n * 103n })
    expect(desk.book.quote(BUY, 20, 101)).toEqual({ fillableLots: 20, costTickLots: 2020n })
  })

  it('says in an auction alone where that would end', () => {
    expect(desk.book.indicative()).toBeUndefined()
    desk.book.setPhase(codes.HALTED)
    desk.book.setPhase(codes.PRE_OPEN)
    expect(desk.book.indicative()).toBeUndefined()
    desk.book.setPhase(codes.OPENING_AUCTION)
    desk.buy(20, 102, 8)
    expect(desk.book.indicative()).toEqual({ priceTicks: 101, quantityLots: 8n, imbalanceLots: -17n })
  })

  it('shows all that an order is', () => {
    expect(desk.book.order(8)).toMatchObject({
      priceTicks: 99,
      leavesLots: 2,
      postOnly: false,
      details: { standing: 'hidden', peg: codes.PEG_BID, pegOffsetLevels: -1, accountId: 3, executedLots: 0 },
    })
    expect(desk.book.order(6)?.details).toBeUndefined()
  })

  it('is the same again from its snapshot, and acts the same', () => {
    const other = new Desk(create)
    other.book.restore(JSON.parse(JSON.stringify(desk.book.snapshot())) as BookSnapshot)
    expect(other.events()).toEqual([])
    expect(other.book.snapshot()).toEqual(desk.book.snapshot())
    expect(StateHash.of(other.book)).toBe(StateHash.of(desk.book))
    const acts = (one: Desk) => one.of(() => {
      one.buy(30, 103, 16)
      one.sell(31, 99, 8)
      one.trade(120)
      one.book.cancelAll({})
    })
    expect(acts(other)).toEqual(acts(desk))
    expect(StateHash.of(other.book)).toBe(StateHash.of(desk.book))
  })
}
