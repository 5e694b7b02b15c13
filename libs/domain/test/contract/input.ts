import { beforeEach, describe, expect, it } from 'vitest'
import { InvariantError } from '../../src/invariant.ts'
import type { BookCode } from '../../src/book/book-code.ts'
import type { SideCode } from '../../src/book/book-codes.ts'
import type { OrderBook } from '../../src/book/order-book.ts'
import * as codes from '../../src/index.ts'
import { BUY, GOOD_TILL_CANCEL, SELL } from '../../src/book/book-codes.ts'
import { StateHash } from '../../src/state-hash.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../../src/units.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import type { CreateBook } from './create-book.ts'

/** What strangers may pass from JavaScript where a number is meant. */
const NO_NUMBERS = ['5', 5n, null, undefined, {}, [5], true, Symbol('five')] as unknown as number[]
const NEVER = [Number.NaN, 0, -0, -1, 0.5, 1.000001, Infinity, -Infinity, 2 ** 53, ...NO_NUMBERS]
const BAD_PRICES = [...NEVER, MAX_PRICE_TICKS + 1, 2 ** 32 + 5, MAX_QUANTITY_LOTS]
const BAD_QUANTITIES = [...NEVER, 2 ** 60]

/** How a book takes what it must not take. */
export function describeInput(create: CreateBook): void {
  describe('bad input', () => {
    let recorder: ReportLog
    let rejected: [unknown, BookCode][]
    let book: OrderBook

    beforeEach(() => {
      recorder = new ReportLog()
      rejected = []
      recorder.onRejected = (orderId, reason) => void rejected.push([orderId, reason])
      book = create(recorder)
      book.placeLimit(1, BUY, 99, 5, GOOD_TILL_CANCEL)
      book.placeLimit(2, SELL, 101, 5, GOOD_TILL_CANCEL)
      recorder.take()
    })

    /** Runs a command and expects it to be refused, reported as refused and nothing else. */
    const refused = (orderId: number, code: BookCode, command: () => BookCode) => {
      const before = StateHash.of(book)
      expect(command()).toBe(code)
      expect(rejected.splice(0)).toEqual([[orderId, code]])
      expect(recorder.take()).toEqual([])
      expect(StateHash.of(book)).toBe(before)
    }

    it('is refused as a price (MATCH-13)', () => {
      for (const price of BAD_PRICES) {
        for (const execution of [0, 1, 2, 3] as const) {
          refused(3, codes.PRICE_OUT_OF_RANGE, () => book.placeLimit(3, BUY, price, 1, execution))
          refused(3, codes.PRICE_OUT_OF_RANGE, () => book.placeLimit(3, SELL, price, 1, execution))
        }
        refused(1, codes.PRICE_OUT_OF_RANGE, () => book.amend(1, price, 1))
        expect(book.levelLots(BUY, price)).toBe(0)
      }
    })

    it('is refused as a quantity (MATCH-13)', () => {
      for (const lots of BAD_QUANTITIES) {
        for (const execution of [0, 1, 2, 3] as const) {
          refused(3, codes.QUANTITY_OUT_OF_RANGE, () => book.placeLimit(3, BUY, 101, lots, execution))
        }
        refused(3, codes.QUANTITY_OUT_OF_RANGE, () => book.placeMarket(3, BUY, lots))
        refused(1, codes.QUANTITY_OUT_OF_RANGE, () => book.amend(1, 99, lots))
        refused(1, codes.QUANTITY_OUT_OF_RANGE, () => book.reduce(1, lots))
      }
    })

    it('is refused as an order id', () => {
      for (const id of BAD_QUANTITIES) {
        refused(id, codes.ORDER_ID_OUT_OF_RANGE, () => book.placeLimit(id, BUY, 100, 1, GOOD_TILL_CANCEL))
        refused(id, codes.ORDER_ID_OUT_OF_RANGE, () => book.placeMarket(id, BUY, 1))
        refused(id, codes.ORDER_ID_OUT_OF_RANGE, () => book.cancel(id))
        refused(id, codes.ORDER_ID_OUT_OF_RANGE, () => book.amend(id, 100, 1))
        refused(id, codes.ORDER_ID_OUT_OF_RANGE, () => book.reduce(id, 1))
        expect(book.order(id)).toBeUndefined()
      }
    })

    it('is named, id before price before quantity before what stands in the book', () => {
      refused(0, codes.ORDER_ID_OUT_OF_RANGE, () => book.placeLimit(0, BUY, 0, 0, GOOD_TILL_CANCEL))
      refused(1, codes.PRICE_OUT_OF_RANGE, () => book.placeLimit(1, BUY, 0, 0, GOOD_TILL_CANCEL))
      refused(1, codes.QUANTITY_OUT_OF_RANGE, () => book.placeLimit(1, BUY, 1, 0, GOOD_TILL_CANCEL))
      refused(1, codes.DUPLICATE_ORDER_ID, () => book.placeLimit(1, BUY, 101, 1, codes.POST_ONLY))
      refused(9, codes.PRICE_OUT_OF_RANGE, () => book.amend(9, 0, 0))
      refused(9, codes.QUANTITY_OUT_OF_RANGE, () => book.amend(9, 1, 0))
      refused(9, codes.QUANTITY_OUT_OF_RANGE, () => book.reduce(9, 0))
    })

    it('throws as a side or an execution, of which a program has no wrong one by bad luck', () => {
      const before = StateHash.of(book)
      for (const side of [2, -1, 0.5, 'buy', undefined] as unknown as SideCode[]) {
        expect(() => book.placeLimit(3, side, 100, 1, GOOD_TILL_CANCEL)).toThrow(`side=${String(side)}`)
        expect(() => book.placeMarket(3, side, 1)).toThrow(InvariantError)
        expect(() => book.bestPriceTicks(side)).toThrow(InvariantError)
        expect(() => book.depth(side, 1)).toThrow(InvariantError)
        expect(() => book.levelLots(side, 1)).toThrow(InvariantError)
        expect(() => book.orders(side)).toThrow(InvariantError)
        expect(() => book.quote(side, 1)).toThrow(InvariantError)
      }
      for (const execution of [4, -1, 0.5, 'GTC', undefined] as unknown as codes.ExecutionCode[]) {
        expect(() => book.placeLimit(3, BUY, 100, 1, execution)).toThrow(`execution=${String(execution)}`)
      }
      expect(StateHash.of(book)).toBe(before)
      expect(book.cancel(1)).toBe(codes.ACCEPTED)
    })

    it('throws as the question of a quote or a depth', () => {
      for (const lots of BAD_QUANTITIES) expect(() => book.quote(BUY, lots)).toThrow(InvariantError)
      for (const price of BAD_PRICES.filter((given: unknown) => given !== undefined)) {
        expect(() => book.quote(BUY, 1, price)).toThrow(InvariantError)
      }
      for (const levels of [-1, 0.5, Number.NaN]) expect(() => book.depth(BUY, levels)).toThrow(`levels=${levels}`)
    })
  })

  describe('a listener', () => {
    it('cannot command the book, which takes no more commands once a listener threw', () => {
      const recorder = new ReportLog()
      const book = create(recorder)
      recorder.onAccepted = () => void book.cancel(1)
      expect(() => book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)).toThrow('no command from within its listener')
      expect(() => book.placeLimit(2, BUY, 99, 1, GOOD_TILL_CANCEL)).toThrow(InvariantError)
      expect(() => book.placeMarket(2, BUY, 99)).toThrow(InvariantError)
      expect(() => book.cancel(1)).toThrow(InvariantError)
      expect(() => book.amend(1, 99, 1)).toThrow(InvariantError)
      expect(() => book.reduce(1, 1)).toThrow('nor after its listener threw')
    })
  })
}
