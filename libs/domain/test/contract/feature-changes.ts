import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import type { OrderTicket } from '../../src/book/order-ticket.ts'
import { StateHash } from '../../src/state-hash.ts'
import type { CreateBook } from './create-book.ts'
import { Desk } from './desk.ts'

/** How orders with more than a price and a quantity change and leave. */
export function describeFeatureChanges(create: CreateBook): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
  })
  const asks = () => [...desk.book.orders(SELL)].map(({ orderId }) => orderId)

  describe('amending', () => {
    it('an iceberg to less keeps its place, and its slice where that is not more', () => {
      desk.sell(1, 101, 10, { displayLots: 3 })
      desk.sell(2, 101, 1)
      desk.book.amend(1, 101, 5)
      expect(desk.book.order(1)?.details?.shownLots).toBe(3)
      desk.book.reduce(1, 3)
      expect(desk.book.order(1)?.details?.shownLots).toBe(2)
      expect(desk.book.levelLots(SELL, 101)).toBe(3)
      expect(asks()).toEqual([1, 2])
      expect(desk.of(() => desk.book.amend(1, 101, 9))).toEqual(['amended 1: sell 9 at 101, goes to the back'])
      expect(desk.book.order(1)?.details?.shownLots).toBe(3)
      expect(asks()).toEqual([2, 1])
    })

    it('a minimum order to less than its minimum lowers that', () => {
      desk.sell(1, 101, 10, { minimumLots: 6 })
      desk.book.reduce(1, 7)
      expect(desk.book.order(1)?.details?.minimumLots).toBe(3)
    })

    it('a hidden order to a price that crosses trades and stays hidden', () => {
      desk.sell(1, 102, 5, { hidden: true })
      desk.buy(2, 99, 2)
      expect(desk.of(() => desk.book.amend(1, 99, 5))).toEqual([
        'amended 1: sell 5 at 99, goes to the back',
        '1 sells 2 at 99 from 2, leaves 3 and 0',
      ])
      expect(desk.standing(1)).toBe('hidden')
    })

    it('a post-only order that slides slides again', () => {
      desk.sell(1, 101, 5)
      desk.buy(2, 90, 5, { postOnly: codes.SLIDE_IF_TAKING })
      expect(desk.of(() => desk.book.amend(2, 103, 5))).toEqual([
        'amended 2: buy 5 at 103, goes to the back',
        'repriced 2: buy 5 from 103 to 100',
      ])
    })

    it('a floating peg goes down in quantity and nothing else', () => {
      desk.buy(1, 99, 1)
      desk.buy(2, 0, 5, { peg: codes.PEG_BID })
      expect(desk.of(() => desk.book.amend(2, 99, 4))).toEqual(['amended 2: buy 4 at 99, keeps its place'])
      expect(desk.of(() => desk.book.amend(2, 98, 4))).toEqual(['rejected 2: not amendable'])
      expect(desk.of(() => desk.book.amend(2, 99, 5))).toEqual(['rejected 2: not amendable'])
    })
  })

  describe('cancelling all', () => {
    it('takes what the filter names, lowest id first, resting and waiting', () => {
      desk.buy(5, 99, 1, { accountId: 1, sessionId: 7 })
      desk.sell(3, 101, 1, { accountId: 1 })
      desk.buy(4, 0, 1, { accountId: 1, type: codes.STOP, stopPriceTicks: 120 })
      desk.buy(1, 98, 1, { accountId: 2, sessionId: 7 })
      desk.buy(2, 97, 1)
      let count = 0
      const canceled = (filter: codes.CancelFilter) => desk.of(() => { count = desk.book.cancelAll(filter) })
      expect(canceled({ accountId: 1, side: SELL })).toEqual(['canceled 3: sell 1 at 101'])
      expect(canceled({ minPriceTicks: 98 })).toEqual(['canceled 1: buy 1 at 98', 'canceled 5: buy 1 at 99'])
      expect(canceled({ sessionId: 7 })).toEqual([])
      expect(count).toBe(0)
      expect(canceled({})).toEqual(['canceled 2: buy 1 at 97', 'canceled 4: buy 1 at 0'])
      expect(count).toBe(2)
    })

    it('counts what leaves with a list', () => {
      const leg = { side: SELL, quantityLots: 5 } as const
      const orders: OrderTicket[] = [
        { ...leg, orderId: 1, type: codes.STOP, stopPriceTicks: 95, accountId: 1 },
        { ...leg, orderId: 2, priceTicks: 105, postOnly: codes.REJECT_IF_TAKING },
      ]
      desk.book.placeList({ contingency: codes.ONE_CANCELS_OTHER, orders })
      expect(desk.book.cancelAll({ accountId: 1 })).toBe(2)
    })
  })

  describe('cancel-replace', () => {
    const ticket: OrderTicket = { orderId: 2, side: BUY, priceTicks: 98, quantityLots: 5 }
    const replace = (more: Partial<OrderTicket> = {}, mode: codes.ReplaceModeCode = codes.STOP_ON_FAILURE) => {
      const { cancel, place } = desk.book.replace(1, { ...ticket, ...more }, mode)
      return [cancel, place]
    }

    it('takes one out and places the other', () => {
      desk.buy(1, 99, 1)
      expect(replace()).toEqual([codes.ACCEPTED, codes.ACCEPTED])
      expect(desk.events().slice(1)).toEqual(['canceled 1: buy 1 at 99', 'accepted 2: buy 5 at 98'])
      expect(desk.book.replace(2, { ...ticket, priceTicks: 97 }, codes.STOP_ON_FAILURE).place).toBe(codes.ACCEPTED)
    })

    it('places nothing where the cancel fails, or all the same', () => {
      expect(replace()).toEqual([codes.UNKNOWN_ORDER, codes.NOT_ATTEMPTED])
      expect(desk.book.orderCount).toBe(0)
      expect(replace({}, codes.ALLOW_FAILURE)).toEqual([codes.UNKNOWN_ORDER, codes.ACCEPTED])
      expect(desk.events()).toEqual(['rejected 1: unknown order', 'rejected 1: unknown order', 'accepted 2: buy 5 at 98'])
    })

    it('takes nothing out where the ticket alone is refused', () => {
      desk.buy(1, 99, 1)
      const before = StateHash.of(desk.book)
      const outcome = replace({ priceTicks: 0.5 }, codes.ALLOW_FAILURE)
      expect(outcome).toEqual([codes.NOT_ATTEMPTED, codes.PRICE_OUT_OF_RANGE])
      expect(desk.events().slice(1)).toEqual(['rejected 2: price out of range'])
      expect(StateHash.of(desk.book)).toBe(before)
    })

    it('does not bring the cancelled order back where what stands in the book refuses the new one', () => {
      desk.buy(1, 99, 1)
      desk.sell(3, 101, 1)
      const outcome = replace({ priceTicks: 101, postOnly: codes.REJECT_IF_TAKING })
      expect(outcome).toEqual([codes.ACCEPTED, codes.WOULD_TAKE_LIQUIDITY])
      expect(desk.book.order(1)).toBeUndefined()
    })
  })
}
