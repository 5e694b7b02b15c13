import { beforeEach, describe, expect, it } from 'vitest'
import { InvariantError } from '../../src/invariant.ts'
import type { BookOrder, BookSnapshot } from '../../src/book/book-snapshot.ts'
import type { OrderBook } from '../../src/book/order-book.ts'
import * as codes from '../../src/index.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import { StateHash } from '../../src/state-hash.ts'
import { MAX_QUANTITY_LOTS } from '../../src/units.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import type { CreateBook } from './create-book.ts'

/** What a book shows, and how it is kept and brought back. */
export function describeViews(create: CreateBook): void {
  let recorder: ReportLog
  let book: OrderBook

  beforeEach(() => {
    recorder = new ReportLog()
    book = create(recorder)
    fill(book)
    recorder.take()
  })

  describe('depth', () => {
    it('shows the best levels of each side', () => {
      expect(book.depth(BUY, 1)).toEqual([{ priceTicks: 99, quantityLots: 7, orderCount: 2 }])
      expect(book.depth(BUY, Infinity)).toEqual([
        { priceTicks: 99, quantityLots: 7, orderCount: 2 },
        { priceTicks: 50, quantityLots: 1, orderCount: 1 },
      ])
      expect(book.depth(SELL, 2).map((level) => level.priceTicks)).toEqual([101, 1_000_101])
      expect(book.depth(SELL, 0)).toEqual([])
    })

    it('is empty where nothing rests', () => {
      expect(create(recorder).depth(SELL, 5)).toEqual([])
      expect(create(recorder).bestPriceTicks(SELL)).toBeUndefined()
    })
  })

  describe('an order', () => {
    it('is shown as it stands', () => {
      expect(book.order(2)).toEqual({ orderId: 2, side: BUY, priceTicks: 99, leavesLots: 4, postOnly: true })
      expect(book.order(99)).toBeUndefined()
      expect([...book.orders(BUY)].map((order) => order.orderId)).toEqual([1, 2, 3])
    })

    it('does not change once it is shown', () => {
      const shown = book.order(1)
      book.reduce(1, 1)
      expect(shown?.leavesLots).toBe(3)
    })
  })

  describe('a quote', () => {
    it('says what an order would meet', () => {
      expect(book.quote(BUY, 6)).toEqual({ fillableLots: 6, costTickLots: 5n * 101n + 1_000_101n })
      expect(book.quote(BUY, 6, 101)).toEqual({ fillableLots: 5, costTickLots: 505n })
      expect(book.quote(BUY, 6, 100)).toEqual({ fillableLots: 0, costTickLots: 0n })
      expect(book.quote(SELL, 100)).toEqual({ fillableLots: 8, costTickLots: 7n * 99n + 50n })
      expect(book.quote(SELL, 100, 51)).toEqual({ fillableLots: 7, costTickLots: 7n * 99n })
    })

    it('is exact where the sum passes 2^53', () => {
      book.placeLimit(10, SELL, 2_000_000_001, MAX_QUANTITY_LOTS, codes.GOOD_TILL_CANCEL)
      const { fillableLots, costTickLots } = book.quote(BUY, MAX_QUANTITY_LOTS)
      expect(fillableLots).toBe(MAX_QUANTITY_LOTS)
      const nearLots = 11n
      const near = 5n * 101n + 6n * 1_000_101n
      expect(costTickLots).toBe(near + (BigInt(MAX_QUANTITY_LOTS) - nearLots) * 2_000_000_001n)
    })
  })

  describe('a snapshot', () => {
    it('brings back every queue in its order (MATCH-14)', () => {
      const snapshot = JSON.parse(JSON.stringify(book.snapshot())) as BookSnapshot
      const restored = create(recorder)
      restored.restore(snapshot)
      expect(recorder.take()).toEqual([])
      expect(restored.snapshot()).toEqual(book.snapshot())
      expect(StateHash.of(restored)).toBe(StateHash.of(book))
      for (const other of [book, restored]) other.placeLimit(20, SELL, 50, 9, codes.GOOD_TILL_CANCEL)
      const events = recorder.take()
      expect(events.slice(0, events.length / 2)).toEqual(events.slice(events.length / 2))
      expect(events[1]).toBe('20 sells 3 at 99 from 1, leaves 6 and 0')
    })

    it('is refused by a book that is not empty', () => {
      expect(() => { book.restore(book.snapshot()) }).toThrow('orderCount=5')
    })

    const bid: BookOrder = { orderId: 1, side: BUY, priceTicks: 99, leavesLots: 3, postOnly: false }
    const ask: BookOrder = { orderId: 2, side: SELL, priceTicks: 101, leavesLots: 3, postOnly: false }
    const bad: [string, BookSnapshot, string][] = [
      ['twice the same id', { bids: [bid], asks: [{ ...ask, orderId: 1 }] }, 'orderId=1'],
      ['crossing sides', { bids: [bid], asks: [{ ...ask, priceTicks: 99 }] }, 'ask priceTicks=99'],
      ['the wrong side', { bids: [bid], asks: [{ ...ask, side: BUY }] }, 'orderId=2'],
      ['bids out of order', { bids: [bid, { ...bid, orderId: 3, priceTicks: 100 }], asks: [] }, 'priceTicks=100'],
      ['asks out of order', { bids: [bid], asks: [ask, { ...ask, orderId: 3, priceTicks: 100 }] }, 'priceTicks=100'],
      ['a price of 0', { bids: [{ ...bid, priceTicks: 0 }], asks: [] }, 'priceTicks=0'],
      ['a fractional id', { bids: [{ ...bid, orderId: 1.5 }], asks: [] }, 'orderId=1.5'],
      ['no quantity', { bids: [bid], asks: [{ ...ask, leavesLots: 0 }] }, 'leavesLots=0'],
      ['text for a quantity', { bids: [{ ...bid, leavesLots: '3' as unknown as number }], asks: [] }, 'leavesLots=3'],
      ['no flag', { bids: [{ ...bid, postOnly: 1 as unknown as boolean }], asks: [] }, 'postOnly=1'],
      ['too full a level', { bids: [], asks: [ask, { ...ask, orderId: 3, leavesLots: MAX_QUANTITY_LOTS }] }, 'orderId=3'],
      ['no asks', { bids: [bid] } as unknown as BookSnapshot, 'bids and asks'],
    ]
    it.each(bad)('with %s is refused and leaves the book empty', (_, snapshot, text) => {
      const empty = create(recorder)
      expect(() => { empty.restore(snapshot) }).toThrow(InvariantError)
      expect(() => { empty.restore(snapshot) }).toThrow(text)
      expect(empty.orderCount).toBe(0)
      empty.restore({ bids: [bid], asks: [ask] })
      expect(empty.orderCount).toBe(2)
    })
  })

  describe('the state hash', () => {
    it('tells apart books that would act differently', () => {
      const hashes = new Set([StateHash.of(book)])
      const changes: ((other: OrderBook) => void)[] = [
        (other) => other.cancel(3),
        (other) => other.reduce(1, 1),
        (other) => other.amend(1, 99, 4),
        (other) => other.amend(3, 51, 1),
        (other) => other.placeLimit(9, BUY, 50, 1, codes.GOOD_TILL_CANCEL),
        (other) => other.placeLimit(9, BUY, 50, 1, codes.POST_ONLY),
      ]
      for (const change of changes) {
        const other = create(recorder)
        other.restore(book.snapshot())
        change(other)
        hashes.add(StateHash.of(other))
      }
      expect(hashes.size).toBe(changes.length + 1)
    })
  })
}

function fill(book: OrderBook): void {
  book.placeLimit(1, BUY, 99, 3, codes.GOOD_TILL_CANCEL)
  book.placeLimit(2, BUY, 99, 4, codes.POST_ONLY)
  book.placeLimit(3, BUY, 50, 1, codes.GOOD_TILL_CANCEL)
  book.placeLimit(4, SELL, 101, 5, codes.GOOD_TILL_CANCEL)
  book.placeLimit(5, SELL, 1_000_101, 6, codes.GOOD_TILL_CANCEL)
}
