import { beforeEach, describe, expect, it } from 'vitest'
import type { OrderBook } from '../../src/book/order-book.ts'
import * as codes from '../../src/index.ts'
import { BUY, GOOD_TILL_CANCEL, SELL } from '../../src/book/book-codes.ts'
import { StateHash } from '../../src/state-hash.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../../src/units.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import type { CreateBook } from './create-book.ts'

/** How resting orders change. */
export function describeChanges(create: CreateBook): void {
  let recorder: ReportLog
  let book: OrderBook

  beforeEach(() => {
    recorder = new ReportLog()
    book = create(recorder)
  })

  const buy = (id: number, price: number, lots: number) => book.placeLimit(id, BUY, price, lots, GOOD_TILL_CANCEL)
  const sell = (id: number, price: number, lots: number) => book.placeLimit(id, SELL, price, lots, GOOD_TILL_CANCEL)
  const events = () => recorder.take()
  const asks = () => [...book.orders(SELL)].map((order) => order.orderId)

  describe('amend', () => {
    beforeEach(() => {
      for (const id of [1, 2, 3]) sell(id, 101, 5)
      buy(4, 99, 5)
      events()
    })

    it('to less or the same at the same price keeps the place (MATCH-08)', () => {
      expect(book.amend(1, 101, 4)).toBe(codes.ACCEPTED)
      expect(book.amend(2, 101, 5)).toBe(codes.ACCEPTED)
      expect(events()).toEqual([
        'amended 1: sell 4 at 101, keeps its place',
        'amended 2: sell 5 at 101, keeps its place',
      ])
      expect(asks()).toEqual([1, 2, 3])
      expect(book.levelLots(SELL, 101)).toBe(14)
    })

    it('to more at the same price goes to the back, even where it is the last already', () => {
      book.amend(1, 101, 6)
      book.amend(1, 101, 7)
      expect(events()).toEqual([
        'amended 1: sell 6 at 101, goes to the back',
        'amended 1: sell 7 at 101, goes to the back',
      ])
      expect(asks()).toEqual([2, 3, 1])
      expect(book.depth(SELL, 9)).toEqual([{ priceTicks: 101, quantityLots: 17, orderCount: 3 }])
    })

    it('to another price goes to the back there', () => {
      sell(5, 102, 1)
      events()
      book.amend(2, 102, 3)
      expect(events()).toEqual(['amended 2: sell 3 at 102, goes to the back'])
      expect(asks()).toEqual([1, 3, 5, 2])
      book.amend(2, 101, 3)
      expect(asks()).toEqual([1, 3, 2, 5])
    })

    it('to a price that crosses trades, and rests only what is left (MATCH-09)', () => {
      book.amend(4, 101, 12)
      expect(events()).toEqual([
        'amended 4: buy 12 at 101, goes to the back',
        '4 buys 5 at 101 from 1, leaves 7 and 0',
        '4 buys 5 at 101 from 2, leaves 2 and 0',
        '4 buys 2 at 101 from 3, leaves 0 and 3',
      ])
      expect(book.order(4)).toBeUndefined()
      expect(book.bestPriceTicks(BUY)).toBeUndefined()
      book.amend(3, 1, 3)
      expect(book.order(3)?.priceTicks).toBe(1)
      buy(5, 1, 4)
      expect(book.depth(BUY, 9)).toEqual([{ priceTicks: 1, quantityLots: 1, orderCount: 1 }])
    })

    it('moves the best price of a level’s only order, both ways and far', () => {
      for (const price of [98, 100, 1, 70, 100]) {
        book.amend(4, price, 5)
        expect(book.bestPriceTicks(BUY)).toBe(price)
        expect(book.depth(BUY, 9)).toHaveLength(1)
      }
      for (const id of [1, 2, 3]) book.amend(id, MAX_PRICE_TICKS, 1)
      expect(book.bestPriceTicks(SELL)).toBe(MAX_PRICE_TICKS)
      expect(asks()).toEqual([1, 2, 3])
    })

    it('refuses an order that is not there', () => {
      book.cancel(4)
      events()
      expect(book.amend(4, 99, 5)).toBe(codes.UNKNOWN_ORDER)
      expect(book.amend(9, 99, 5)).toBe(codes.UNKNOWN_ORDER)
      expect(events()).toEqual(['rejected 4: unknown order', 'rejected 9: unknown order'])
    })
  })

  describe('reduce', () => {
    beforeEach(() => {
      for (const id of [1, 2]) sell(id, 101, 5)
      events()
    })

    it('keeps the place', () => {
      expect(book.reduce(1, 4)).toBe(codes.ACCEPTED)
      expect(events()).toEqual(['amended 1: sell 1 at 101, keeps its place'])
      expect(asks()).toEqual([1, 2])
      expect(book.levelLots(SELL, 101)).toBe(6)
    })

    it('by all or more cancels', () => {
      book.reduce(1, 5)
      book.reduce(2, 6)
      expect(events()).toEqual(['canceled 1: sell 5 at 101', 'canceled 2: sell 5 at 101'])
      expect(book.orderCount).toBe(0)
    })

    it('refuses an order that is not there', () => {
      expect(book.reduce(3, 1)).toBe(codes.UNKNOWN_ORDER)
      expect(events()).toEqual(['rejected 3: unknown order'])
    })
  })

  describe('a level', () => {
    it('takes 2^53 - 1 lots in all and not one more (MATCH-13)', () => {
      sell(1, 101, MAX_QUANTITY_LOTS - 1)
      expect(sell(2, 101, 2)).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(book.placeLimit(2, SELL, 101, 2, codes.POST_ONLY)).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(sell(2, 101, 1)).toBe(codes.ACCEPTED)
      expect(book.levelLots(SELL, 101)).toBe(MAX_QUANTITY_LOTS)
      expect(sell(3, 101, MAX_QUANTITY_LOTS)).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
    })

    it('refuses an amendment that would fill it beyond, and the order stays as it was', () => {
      sell(1, 101, MAX_QUANTITY_LOTS - 5)
      sell(2, 101, 5)
      sell(3, 102, 1)
      const before = StateHash.of(book)
      events()
      expect(book.amend(2, 101, 6)).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(book.amend(3, 101, 1)).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(events()).toEqual([
        'rejected 2: level quantity out of range',
        'rejected 3: level quantity out of range',
      ])
      expect(StateHash.of(book)).toBe(before)
      expect(book.amend(1, 101, MAX_QUANTITY_LOTS - 6)).toBe(codes.ACCEPTED)
      expect(book.amend(2, 101, 6)).toBe(codes.ACCEPTED)
    })

    it('does not count what an arriving order trades', () => {
      buy(1, 101, 10)
      buy(2, 100, MAX_QUANTITY_LOTS)
      expect(sell(3, 101, MAX_QUANTITY_LOTS)).toBe(codes.ACCEPTED)
      expect(book.levelLots(SELL, 101)).toBe(MAX_QUANTITY_LOTS - 10)
    })
  })
}
