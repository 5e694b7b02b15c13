import { beforeEach, describe, expect, it } from 'vitest'
import type { OrderBook } from '../../src/book/order-book.ts'
import * as codes from '../../src/index.ts'
import { BUY, GOOD_TILL_CANCEL, SELL } from '../../src/book/book-codes.ts'
import { StateHash } from '../../src/state-hash.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../../src/units.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import type { CreateBook } from './create-book.ts'

const GTC = GOOD_TILL_CANCEL
const IOC = codes.IMMEDIATE_OR_CANCEL
const FOK = codes.FILL_OR_KILL
const POST = codes.POST_ONLY

/** How orders meet; `many` orders are a lot for the book. */
export function describeMatching(create: CreateBook, many: number): void {
  describe('matching', () => {
    let recorder: ReportLog
    let book: OrderBook

    beforeEach(() => {
      recorder = new ReportLog()
      book = create(recorder)
    })

    const buy = (id: number, price: number, lots: number, execution: codes.ExecutionCode = GTC) =>
      book.placeLimit(id, BUY, price, lots, execution)
    const sell = (id: number, price: number, lots: number, execution: codes.ExecutionCode = GTC) =>
      book.placeLimit(id, SELL, price, lots, execution)
    const events = () => recorder.take()
    const ids = (side: codes.SideCode) => [...book.orders(side)].map((order) => order.orderId)

    describe('limit orders', () => {
      it('rest where nothing crosses', () => {
        expect(buy(1, 99, 5)).toBe(codes.ACCEPTED)
        expect(sell(2, 101, 7)).toBe(codes.ACCEPTED)
        expect(events()).toEqual(['accepted 1: buy 5 at 99', 'accepted 2: sell 7 at 101'])
        expect(book.bestPriceTicks(BUY)).toBe(99)
        expect(book.bestPriceTicks(SELL)).toBe(101)
        expect(book.orderCount).toBe(2)
      })

      it('fill at the maker’s price, best price first (MATCH-01, MATCH-02)', () => {
        sell(1, 102, 5)
        sell(2, 101, 5)
        events()
        buy(3, 105, 8)
        expect(events()).toEqual([
          'accepted 3: buy 8 at 105',
          '3 buys 5 at 101 from 2, leaves 3 and 0',
          '3 buys 3 at 102 from 1, leaves 0 and 2',
        ])
      })

      it('sell into the bids best price first', () => {
        buy(1, 98, 5)
        buy(2, 99, 5)
        events()
        sell(3, 98, 12)
        expect(events()).toEqual([
          'accepted 3: sell 12 at 98',
          '3 sells 5 at 99 from 2, leaves 7 and 0',
          '3 sells 5 at 98 from 1, leaves 2 and 0',
        ])
        expect(book.depth(SELL, 9)).toEqual([{ priceTicks: 98, quantityLots: 2, orderCount: 1 }])
        expect(book.bestPriceTicks(BUY)).toBeUndefined()
      })

      it('stop at their own price and rest the remainder there', () => {
        sell(1, 101, 5)
        sell(2, 103, 5)
        buy(3, 102, 8)
        expect(book.bestPriceTicks(BUY)).toBe(102)
        expect(book.levelLots(BUY, 102)).toBe(3)
        expect(book.bestPriceTicks(SELL)).toBe(103)
      })

      it('fill oldest first at one price (MATCH-01)', () => {
        sell(1, 101, 5)
        sell(2, 101, 5)
        sell(3, 101, 5)
        events()
        buy(4, 101, 12)
        expect(events().slice(1)).toEqual([
          '4 buys 5 at 101 from 1, leaves 7 and 0',
          '4 buys 5 at 101 from 2, leaves 2 and 0',
          '4 buys 2 at 101 from 3, leaves 0 and 3',
        ])
      })

      it('keep their place after a partial fill (MATCH-03)', () => {
        sell(1, 101, 5)
        sell(2, 101, 5)
        buy(3, 101, 2)
        events()
        buy(4, 101, 4)
        expect(events().slice(1)).toEqual([
          '4 buys 3 at 101 from 1, leaves 1 and 0',
          '4 buys 1 at 101 from 2, leaves 0 and 4',
        ])
      })

      it('keep their order after one in the middle is canceled', () => {
        for (const id of [1, 2, 3, 4, 5]) sell(id, 101, 1)
        book.cancel(3)
        book.cancel(1)
        book.cancel(5)
        sell(6, 101, 1)
        expect(ids(SELL)).toEqual([2, 4, 6])
        events()
        buy(7, 101, 3)
        expect(events().slice(1)).toEqual([
          '7 buys 1 at 101 from 2, leaves 2 and 0',
          '7 buys 1 at 101 from 4, leaves 1 and 0',
          '7 buys 1 at 101 from 6, leaves 0 and 0',
        ])
      })

      it(`sweep ${many} orders on ${many / 2} levels`, () => {
        for (let id = 1; id <= many; id += 1) sell(id, 100 + (id >> 1), 2)
        events()
        buy(many + 1, 10_000, 2 * many + 1)
        expect(events()).toHaveLength(many + 1)
        expect(book.bestPriceTicks(SELL)).toBeUndefined()
        expect(book.depth(BUY, 9)).toEqual([{ priceTicks: 10_000, quantityLots: 1, orderCount: 1 }])
      })

      it('show the next best price once the best level is gone, filled or canceled', () => {
        sell(1, 101, 1)
        sell(2, 5_000_000, 1)
        sell(3, MAX_PRICE_TICKS, 1)
        buy(4, 101, 1)
        expect(book.bestPriceTicks(SELL)).toBe(5_000_000)
        book.cancel(2)
        expect(book.bestPriceTicks(SELL)).toBe(MAX_PRICE_TICKS)
        book.cancel(3)
        expect(book.bestPriceTicks(SELL)).toBeUndefined()
        buy(5, 1, 1)
        buy(6, 2_000_000_000, 1)
        book.cancel(6)
        expect(book.bestPriceTicks(BUY)).toBe(1)
      })

      it('trade at both ends of the price range', () => {
        buy(1, MAX_PRICE_TICKS, 1)
        sell(2, MAX_PRICE_TICKS, 1)
        sell(3, 1, 1)
        events()
        buy(4, 1, 1)
        expect(events().slice(1)).toEqual(['4 buys 1 at 1 from 3, leaves 0 and 0'])
        expect(book.orderCount).toBe(0)
      })
    })

    describe('immediate-or-cancel orders', () => {
      it('never rest (MATCH-04)', () => {
        sell(1, 101, 3)
        events()
        expect(buy(2, 101, 5, IOC)).toBe(codes.ACCEPTED)
        expect(buy(3, 101, 5, IOC)).toBe(codes.ACCEPTED)
        expect(events()).toEqual([
          'accepted 2: buy 5 at 101',
          '2 buys 3 at 101 from 1, leaves 2 and 0',
          'expired 2: 2, ioc remainder',
          'accepted 3: buy 5 at 101',
          'expired 3: 5, ioc remainder',
        ])
        expect(book.orderCount).toBe(0)
      })
    })

    describe('fill-or-kill orders', () => {
      it('trade whole over several levels', () => {
        sell(1, 101, 3)
        sell(2, 102, 3)
        events()
        buy(3, 102, 6, FOK)
        expect(events()).toHaveLength(3)
        expect(book.orderCount).toBe(0)
      })

      it('trade nothing where one lot is missing (MATCH-05)', () => {
        sell(1, 101, 3)
        sell(2, 102, 3)
        events()
        expect(buy(3, 101, 4, FOK)).toBe(codes.ACCEPTED)
        expect(buy(4, 200, 7, FOK)).toBe(codes.ACCEPTED)
        expect(events()).toEqual([
          'accepted 3: buy 4 at 101',
          'expired 3: 4, fok not fillable',
          'accepted 4: buy 7 at 200',
          'expired 4: 7, fok not fillable',
        ])
        expect(book.levelLots(SELL, 101)).toBe(3)
      })

      it('count what is there exactly beyond 2^53 lots', () => {
        sell(1, 101, MAX_QUANTITY_LOTS - 1)
        buy(2, 200, MAX_QUANTITY_LOTS, FOK)
        expect(book.orderCount).toBe(1)
        sell(3, 102, MAX_QUANTITY_LOTS)
        buy(4, 200, MAX_QUANTITY_LOTS, FOK)
        expect(book.levelLots(SELL, 101)).toBe(0)
        expect(book.levelLots(SELL, 102)).toBe(MAX_QUANTITY_LOTS - 1)
      })
    })

    describe('post-only orders', () => {
      it('rest where they do not cross and are refused where they would (MATCH-06)', () => {
        sell(1, 101, 3)
        events()
        expect(buy(2, 101, 1, POST)).toBe(codes.WOULD_TAKE_LIQUIDITY)
        expect(buy(2, 100, 1, POST)).toBe(codes.ACCEPTED)
        expect(events()).toEqual(['rejected 2: would take liquidity', 'accepted 2: buy 1 at 100'])
        expect(book.order(2)?.postOnly).toBe(true)
        expect(book.order(1)?.postOnly).toBe(false)
      })

      it('stay post-only when amended', () => {
        sell(1, 101, 3)
        buy(2, 100, 1, POST)
        const before = StateHash.of(book)
        events()
        expect(book.amend(2, 101, 1)).toBe(codes.WOULD_TAKE_LIQUIDITY)
        expect(events()).toEqual(['rejected 2: would take liquidity'])
        expect(StateHash.of(book)).toBe(before)
        expect(book.amend(2, 99, 4)).toBe(codes.ACCEPTED)
        expect(book.order(2)).toEqual({ orderId: 2, side: BUY, priceTicks: 99, leavesLots: 4, postOnly: true })
      })

      it('trade as makers', () => {
        sell(1, 101, 3, POST)
        events()
        buy(2, 101, 3)
        expect(events().slice(1)).toEqual(['2 buys 3 at 101 from 1, leaves 0 and 0'])
      })
    })

    describe('market orders', () => {
      it('take whatever the other side has and expire the rest (MATCH-07)', () => {
        sell(1, 101, 3)
        sell(2, MAX_PRICE_TICKS, 3)
        events()
        expect(book.placeMarket(3, BUY, 8)).toBe(codes.ACCEPTED)
        expect(events()).toEqual([
          'accepted 3: buy 8 at 0',
          '3 buys 3 at 101 from 1, leaves 5 and 0',
          `3 buys 3 at ${MAX_PRICE_TICKS} from 2, leaves 2 and 0`,
          'expired 3: 2, no liquidity',
        ])
        expect(book.orderCount).toBe(0)
      })

      it('find nothing in an empty book', () => {
        book.placeMarket(1, SELL, 8)
        expect(events()).toEqual(['accepted 1: sell 8 at 0', 'expired 1: 8, no liquidity'])
      })
    })

    describe('cancel', () => {
      it('takes out what is still open', () => {
        sell(1, 101, 3)
        buy(2, 101, 1)
        events()
        expect(book.cancel(1)).toBe(codes.ACCEPTED)
        expect(events()).toEqual(['canceled 1: sell 2 at 101'])
        expect(book.order(1)).toBeUndefined()
        expect(book.levelLots(SELL, 101)).toBe(0)
      })

      it('refuses an order that is filled, canceled, expired or was never there (MATCH-12)', () => {
        sell(1, 101, 3)
        buy(2, 101, 3)
        buy(3, 101, 3, IOC)
        buy(4, 101, 3)
        book.cancel(4)
        events()
        for (const id of [1, 2, 3, 4, 5]) expect(book.cancel(id)).toBe(codes.UNKNOWN_ORDER)
        expect(events()).toEqual([1, 2, 3, 4, 5].map((id) => `rejected ${id}: unknown order`))
      })
    })

    describe('orders', () => {
      it('may take an id again once its order has gone, and not before', () => {
        buy(1, 99, 1)
        expect(sell(1, 101, 1)).toBe(codes.DUPLICATE_ORDER_ID)
        expect(sell(1, 99, 1, IOC)).toBe(codes.DUPLICATE_ORDER_ID)
        expect(book.placeMarket(1, SELL, 1)).toBe(codes.DUPLICATE_ORDER_ID)
        expect(book.levelLots(BUY, 99)).toBe(1)
        book.cancel(1)
        expect(sell(1, 101, 1)).toBe(codes.ACCEPTED)
      })

      it('have ids up to 2^53 - 1 that differ in any bit', () => {
        const wide = [1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 52, 2 ** 53 - 1]
        for (const id of wide) buy(id, 99, 1)
        expect(ids(BUY)).toEqual(wide)
        for (const id of wide) expect(book.cancel(id)).toBe(codes.ACCEPTED)
        expect(book.orderCount).toBe(0)
      })
    })
  })
}
