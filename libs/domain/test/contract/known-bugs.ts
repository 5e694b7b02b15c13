import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import type { BookSnapshot } from '../../src/book/book-snapshot.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import type { OrderTicket } from '../../src/book/order-ticket.ts'
import { StateHash } from '../../src/state-hash.ts'
import type { CreateBook } from './create-book.ts'
import { Desk } from './desk.ts'

const NO_INTEGERS = [Number.NaN, -1, 0.5, Infinity, -Infinity, 2 ** 53]

/** One test for each defect that order books are known for, by its name; `many` orders are a lot for the book. */
export function describeKnownBugs(create: CreateBook, many: number): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
  })
  const asks = () => [...desk.book.orders(SELL)].map(({ orderId }) => orderId)

  describe('no book of ours has', () => {
    it('a partial fill that loses its place', () => {
      desk.sell(1, 101, 5)
      desk.sell(2, 101, 5, { accountId: 1 })
      desk.sell(3, 101, 9, { displayLots: 4 })
      desk.buy(4, 101, 1)
      desk.buy(5, 101, 6)
      expect(asks()).toEqual([2, 3])
      desk.buy(6, 101, 5)
      expect(asks()).toEqual([3])
      expect(desk.book.order(3)?.details?.shownLots).toBe(2)
    })

    it('first-in-first-out broken by a cancel in the middle', () => {
      for (const id of [1, 2, 3, 4, 5]) desk.sell(id, 101, 1, id % 2 === 0 ? { accountId: 1 } : {})
      desk.book.cancel(3)
      desk.sell(6, 101, 1)
      desk.book.cancel(2)
      expect(asks()).toEqual([1, 4, 5, 6])
      const fills = desk.of(() => desk.buy(7, 101, 4))
      expect(fills.map((fill) => fill.split(' from ')[1]?.split(',')[0])).toEqual(['1', '4', '5', '6'])
    })

    it('fills at the price of the taker', () => {
      desk.sell(1, 101, 1)
      desk.sell(2, 102, 1, { hidden: true })
      expect(desk.of(() => desk.buy(3, 110, 2, { accountId: 1 }))).toEqual([
        '3 buys 1 at 101 from 1, leaves 1 and 0',
        '3 buys 1 at 102 from 2, leaves 0 and 0',
      ])
    })

    it('an amendment that crosses and rests', () => {
      desk.sell(1, 101, 5)
      desk.buy(2, 99, 3, { accountId: 1 })
      desk.book.amend(2, 102, 3)
      expect(desk.book.order(2)).toBeUndefined()
      expect(desk.book.levelLots(SELL, 101)).toBe(2)
    })

    it('a market order that walks through its own limit', () => {
      desk.sell(1, 101, 1)
      desk.sell(2, 500, 9)
      desk.buy(3, 0, 5, { type: codes.MARKET_TO_LIMIT })
      expect(desk.book.levelLots(SELL, 500)).toBe(9)
      expect(desk.book.bestPriceTicks(BUY)).toBe(101)
    })

    it('a market order that walks out of the price band', () => {
      desk.book.setReferencePrice(100)
      desk.book.setPriceBands({ downBasisPoints: 1000, upBasisPoints: 1000, action: codes.EXPIRE_BEYOND_BAND })
      desk.sell(1, 110, 1)
      desk.sell(2, 111, 9)
      expect(desk.of(() => desk.book.placeMarket(3, BUY, 5)).at(-1)).toBe('expired 3: 4, band exceeded')
      expect(desk.book.levelLots(SELL, 111)).toBe(9)
    })

    it('an immediate-or-cancel remainder that rests', () => {
      desk.sell(1, 101, 1)
      desk.buy(2, 101, 5, { timeInForce: codes.IMMEDIATE_OR_CANCEL, accountId: 1 })
      expect(desk.book.orderCount).toBe(0)
      expect(desk.book.bestPriceTicks(BUY)).toBeUndefined()
    })

    it('a filled order that can still be cancelled', () => {
      desk.sell(1, 101, 4, { displayLots: 2 })
      desk.buy(2, 101, 4)
      for (const id of [1, 2]) {
        expect(desk.book.cancel(id)).toBe(codes.UNKNOWN_ORDER)
        expect(desk.book.amend(id, 101, 1)).toBe(codes.UNKNOWN_ORDER)
        expect(desk.book.reduce(id, 1)).toBe(codes.UNKNOWN_ORDER)
      }
    })

    it('two live orders with one id', () => {
      desk.buy(1, 99, 1, { hidden: true })
      desk.buy(2, 0, 1, { type: codes.STOP, stopPriceTicks: 120 })
      desk.buy(3, 99, 1)
      const before = StateHash.of(desk.book)
      for (const id of [1, 2, 3]) {
        expect(desk.sell(id, 110, 1, { accountId: 1 })).toBe(codes.DUPLICATE_ORDER_ID)
        expect(desk.sell(id, 0, 1, { type: codes.STOP, stopPriceTicks: 90 })).toBe(codes.DUPLICATE_ORDER_ID)
        expect(desk.book.placeLimit(id, SELL, 110, 1, codes.GOOD_TILL_CANCEL)).toBe(codes.DUPLICATE_ORDER_ID)
        expect(desk.book.placeMarket(id, SELL, 1)).toBe(codes.DUPLICATE_ORDER_ID)
      }
      expect(StateHash.of(desk.book)).toBe(before)
    })

    it('a stale best price once the best level goes', () => {
      desk.sell(1, 101, 2, { displayLots: 1 })
      desk.sell(2, 102, 1, { timeInForce: codes.GOOD_TILL_DATE, expiresAtUs: 9 })
      desk.sell(3, 103, 1, { accountId: 1 })
      desk.sell(4, 104, 1)
      const leave = [() => desk.buy(5, 101, 2), () => desk.book.advanceTime(9)]
      const bests = [...leave, () => desk.book.cancel(3), () => desk.book.cancel(4)]
      expect(bests.map((act) => [act(), desk.book.bestPriceTicks(SELL)][1])).toEqual([102, 103, 104, undefined])
    })

    it('a stop cascade that is evaluated once', () => {
      for (const at of [1, 2, 3]) {
        desk.sell(at, 100 + at, 1)
        desk.buy(10 + at, 0, 1, { type: codes.STOP, stopPriceTicks: 99 + at })
      }
      const fired = desk.of(() => { desk.trade(100) }).filter((event) => event.startsWith('activated'))
      expect(fired.map((event) => event.split(':')[0])).toEqual(['activated 11', 'activated 12', 'activated 13'])
      expect(desk.book.orderCount).toBe(0)
    })

    it(`a stack that overflows in a sweep of ${many} orders`, () => {
      for (let id = 1; id <= many; id += 1) desk.sell(id, 100 + (id % 50), 1, id % 3 === 0 ? { hidden: true } : {})
      const events = desk.of(() => desk.buy(many + 1, 200, many, { accountId: 1 }))
      expect(events).toHaveLength(many)
      expect(desk.book.orderCount).toBe(0)
    })

    it(`a stack that overflows in a cascade of ${many} stops`, () => {
      for (let at = 0; at < many; at += 1) {
        desk.sell(at + 1, 101 + at, 1)
        desk.buy(10_000 + at, 0, 1, { type: codes.STOP, stopPriceTicks: 101 + at })
      }
      desk.sell(9000, 101 + many, 1)
      const fired = desk.of(() => desk.buy(9001, 101, 1)).filter((event) => event.startsWith('activated'))
      expect(fired).toHaveLength(many)
      expect(desk.book.orderCount).toBe(0)
    })

    const fields: [keyof OrderTicket, OrderTicket, codes.BookCode][] = [
      ['orderId', ticket({}), codes.ORDER_ID_OUT_OF_RANGE],
      ['accountId', ticket({}), codes.TAG_OUT_OF_RANGE],
      ['groupId', ticket({}), codes.TAG_OUT_OF_RANGE],
      ['sessionId', ticket({}), codes.TAG_OUT_OF_RANGE],
      ['priceTicks', ticket({}), codes.PRICE_OUT_OF_RANGE],
      ['quantityLots', ticket({}), codes.QUANTITY_OUT_OF_RANGE],
      ['displayLots', ticket({}), codes.DISPLAY_OUT_OF_RANGE],
      ['minimumLots', ticket({}), codes.MINIMUM_OUT_OF_RANGE],
      ['expiresAtUs', ticket({ timeInForce: codes.GOOD_TILL_DATE }), codes.EXPIRY_OUT_OF_RANGE],
      ['quoteTickLots', ticket({ type: codes.MARKET, priceTicks: 0, quantityLots: 0 }), codes.QUOTE_AMOUNT_OUT_OF_RANGE],
      ['stopPriceTicks', ticket({ type: codes.STOP, priceTicks: 0 }), codes.STOP_PRICE_OUT_OF_RANGE],
      ['trailingTicks', ticket({ type: codes.STOP, priceTicks: 0 }), codes.TRAILING_OUT_OF_RANGE],
      ['trailingBasisPoints', ticket({ type: codes.STOP, priceTicks: 0 }), codes.TRAILING_OUT_OF_RANGE],
      ['pegOffsetLevels', ticket({ peg: codes.PEG_BID }), codes.PEG_OFFSET_OUT_OF_RANGE],
    ]
    it.each(fields)('a bad number accepted, or its state changed by one: %s', (field, good, code) => {
      desk.buy(1, 98, 1, { displayLots: 0, accountId: 5 })
      const before = StateHash.of(desk.book)
      for (const bad of NO_INTEGERS) {
        expect([bad, desk.book.place({ ...good, [field]: bad })]).toEqual([bad, code])
        const { cancel, place } = desk.book.replace(1, { ...good, [field]: bad }, codes.ALLOW_FAILURE)
        expect([bad, cancel, place]).toEqual([bad, codes.NOT_ATTEMPTED, code])
      }
      expect(StateHash.of(desk.book)).toBe(before)
    })

    it('a state that is changed before a refusal', () => {
      desk.sell(1, 101, 5, { hidden: true })
      desk.buy(2, 99, 5, { timeInForce: codes.DAY })
      desk.buy(3, 0, 1, { type: codes.STOP, stopPriceTicks: 120 })
      const before = StateHash.of(desk.book)
      const refused = [
        () => desk.buy(4, 101, 1, { postOnly: codes.REJECT_IF_TAKING, accountId: 1 }),
        () => desk.buy(4, 0, 1, { peg: codes.PEG_ASK, pegOffsetLevels: 0 }),
        () => desk.book.amendStop(3, 0),
        () => desk.book.amend(2, 0, 5),
        () => desk.book.setPhase(codes.PRE_OPEN),
        () => desk.book.advanceTime(-1),
        () => desk.book.setTriggerPrice(codes.MARK_PRICE, 0.5),
        () => desk.book.setReferencePrice(Number.NaN),
      ]
      for (const act of refused) {
        expect(act()).not.toBe(codes.ACCEPTED)
        expect(StateHash.of(desk.book)).toBe(before)
      }
    })

    it('a snapshot that loses the order of a queue', () => {
      const other = new Desk(create)
      for (const id of [9, 3, 7]) desk.sell(id, 101, 4, { displayLots: 2 })
      for (const id of [8, 2, 6]) desk.sell(id, 101, 4, { hidden: true })
      for (const id of [19, 13, 17]) desk.buy(id, 0, 1, { type: codes.STOP, stopPriceTicks: 101 })
      desk.buy(20, 101, 2, { accountId: 3, timeInForce: codes.IMMEDIATE_OR_CANCEL, minimumLots: 2 })
      other.book.restore(JSON.parse(JSON.stringify(desk.book.snapshot())) as BookSnapshot)
      const rest = (one: Desk) => one.of(() => one.buy(21, 101, 16))
      expect(rest(other)).toEqual(rest(desk))
      expect(StateHash.of(other.book)).toBe(StateHash.of(desk.book))
    })
  })
}

function ticket(more: Partial<OrderTicket>): OrderTicket {
  return { orderId: 50, side: BUY, priceTicks: 97, quantityLots: 4, ...more }
}
