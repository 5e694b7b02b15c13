import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import type { OrderTicket } from '../../src/book/order-ticket.ts'
import { InvariantError } from '../../src/invariant.ts'
import { StateHash } from '../../src/state-hash.ts'
import type { CreateBook } from './create-book.ts'
import { Desk } from './desk.ts'

const stopLeg = (orderId: number, stopPriceTicks: number, quantityLots: number): OrderTicket =>
  ({ orderId, side: SELL, type: codes.STOP, stopPriceTicks, quantityLots })
const limitLeg = (orderId: number, priceTicks: number, quantityLots: number): OrderTicket =>
  ({ orderId, side: SELL, priceTicks, quantityLots, postOnly: codes.REJECT_IF_TAKING })
const working = (orderId: number, priceTicks: number, quantityLots: number): OrderTicket =>
  ({ orderId, side: BUY, priceTicks, quantityLots })

/** How orders depend on each other. */
export function describeLists(create: CreateBook): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
  })
  const place = (contingency: codes.ContingencyCode, ...orders: OrderTicket[]) =>
    desk.book.placeList({ contingency, orders })

  describe('one-cancels-other', () => {
    const oco = (lots = 5) => place(codes.ONE_CANCELS_OTHER, stopLeg(1, 95, lots), limitLeg(2, 105, lots))

    it('ends with a first fill of the limit leg', () => {
      expect(oco()).toBe(codes.ACCEPTED)
      expect(desk.events()).toEqual(['accepted 1: sell 5 at 0', 'accepted 2: sell 5 at 105'])
      expect(desk.of(() => desk.buy(3, 105, 2))).toEqual(['3 buys 2 at 105 from 2, leaves 0 and 3', 'expired 1: 5, other leg'])
      expect(desk.book.order(2)?.leavesLots).toBe(3)
      expect(desk.book.snapshot().lists).toBeUndefined()
    })

    it('ends as the stop leg begins to work', () => {
      oco()
      desk.buy(4, 90, 9)
      expect(desk.of(() => { desk.trade(94) }).slice(1)).toEqual([
        'activated 1: sell 5 at 0, trigger fired',
        'expired 2: 5, other leg',
        '1 sells 5 at 90 from 4, leaves 0 and 4',
      ])
    })

    it('is cancelled whole', () => {
      oco()
      expect(desk.of(() => desk.book.cancel(2))).toEqual(['canceled 2: sell 5 at 105', 'canceled 1: sell 5 at 0'])
      oco()
      expect(desk.of(() => desk.book.cancel(1))).toEqual(['canceled 1: sell 5 at 0', 'canceled 2: sell 5 at 105'])
      expect(desk.book.orderCount).toBe(0)
    })

    it('loses quantity in both legs, and is changed in no other way', () => {
      oco()
      expect(desk.of(() => desk.book.reduce(2, 2))).toEqual([
        'amended 2: sell 3 at 105, keeps its place',
        'amended 1: sell 3 at 0, keeps its place',
      ])
      expect(desk.of(() => desk.book.amend(2, 105, 2))).toEqual([
        'amended 2: sell 2 at 105, keeps its place',
        'amended 1: sell 2 at 0, keeps its place',
      ])
      expect(desk.of(() => desk.book.amend(2, 106, 2))).toEqual(['rejected 2: not amendable'])
      expect(desk.of(() => desk.book.amendStop(1, 94))).toEqual(['rejected 1: not amendable'])
      expect(desk.of(() => desk.book.reduce(1, 2))).toEqual(['canceled 1: sell 2 at 0', 'canceled 2: sell 2 at 105'])
    })

    it('is refused whole, under the order at fault', () => {
      desk.trade(100)
      desk.buy(9, 99, 1)
      const before = StateHash.of(desk.book)
      const refused = (...orders: OrderTicket[]) => desk.of(() => place(codes.ONE_CANCELS_OTHER, ...orders))
      expect(refused(stopLeg(1, 95, 5), limitLeg(9, 105, 5))).toEqual(['rejected 9: duplicate order id'])
      expect(refused(stopLeg(1, 95, 5), limitLeg(1, 105, 5))).toEqual(['rejected 1: duplicate order id'])
      expect(refused(stopLeg(1, 101, 5), limitLeg(2, 105, 5))[0]).toContain('price relation')
      expect(refused(stopLeg(1, 95, 5), limitLeg(2, 99, 5))[0]).toContain('price relation')
      expect(refused(stopLeg(1, 95, 5), limitLeg(2, 105, 4))).toEqual(['rejected 2: unsupported combination'])
      expect(refused(stopLeg(1, 95, 5), { ...limitLeg(2, 105, 5), quantityLots: 0.5 })).toEqual(['rejected 2: quantity out of range'])
      expect(refused(limitLeg(1, 105, 5), stopLeg(2, 95, 5))).toEqual(['rejected 1: unsupported combination'])
      expect(() => place(codes.ONE_CANCELS_OTHER, stopLeg(1, 95, 5))).toThrow(InvariantError)
      expect(StateHash.of(desk.book)).toBe(before)
    })
  })

  describe('one-triggers-other', () => {
    const pending: OrderTicket = { orderId: 2, side: SELL, priceTicks: 110, quantityLots: 7 }
    const oto = () => place(codes.ONE_TRIGGERS_OTHER, working(1, 100, 5), pending)

    it('releases the pending order once the working one is filled whole', () => {
      oto()
      expect(desk.standing(2)).toBe('pending')
      expect(desk.of(() => desk.sell(3, 100, 4))).toHaveLength(1)
      expect(desk.of(() => desk.sell(4, 100, 1))).toEqual([
        '4 sells 1 at 100 from 1, leaves 0 and 0',
        'activated 2: sell 7 at 110, working order filled',
      ])
      expect(desk.book.bestPriceTicks(SELL)).toBe(110)
    })

    it('ends with the working order, and goes on without the pending one’s expiry', () => {
      oto()
      expect(desk.of(() => desk.book.cancel(1))).toEqual(['canceled 1: buy 5 at 100', 'canceled 2: sell 7 at 110'])
      const fok: OrderTicket = { ...working(1, 100, 5), timeInForce: codes.FILL_OR_KILL }
      expect(desk.of(() => place(codes.ONE_TRIGGERS_OTHER, fok, limitLeg(2, 110, 7)))).toEqual([
        'expired 1: 5, fok not fillable',
        'expired 2: 7, working order expired',
      ])
      const dated: OrderTicket = { ...limitLeg(2, 110, 7), timeInForce: codes.GOOD_TILL_DATE, expiresAtUs: 5 }
      place(codes.ONE_TRIGGERS_OTHER, working(1, 100, 5), dated)
      expect(desk.of(() => desk.book.advanceTime(5))).toEqual(['expired 2: 7, time expired'])
      expect(desk.book.order(1)?.leavesLots).toBe(5)
      expect(desk.book.snapshot().lists).toBeUndefined()
    })

    it('is cancelled with its pending order', () => {
      oto()
      expect(desk.of(() => desk.book.cancel(2))).toEqual(['canceled 2: sell 7 at 110', 'canceled 1: buy 5 at 100'])
    })
  })

  describe('one-triggers-one-cancels-other', () => {
    const bracket = () =>
      place(codes.ONE_TRIGGERS_ONE_CANCELS_OTHER, working(10, 101, 5), stopLeg(11, 95, 5), limitLeg(12, 110, 5))

    it('releases its legs once the working order is filled, and one leg ends the other', () => {
      desk.sell(1, 101, 5)
      expect(desk.of(bracket)).toEqual([
        '10 buys 5 at 101 from 1, leaves 0 and 0',
        'activated 11: sell 5 at 0, working order filled',
        'activated 12: sell 5 at 110, working order filled',
      ])
      expect(desk.of(() => desk.buy(20, 110, 2))).toEqual(['20 buys 2 at 110 from 12, leaves 0 and 3', 'expired 11: 5, other leg'])
    })

    it('leaves with the one of it that is cancelled', () => {
      bracket()
      expect(desk.of(() => desk.book.cancel(11))).toEqual([
        'canceled 11: sell 5 at 0',
        'canceled 10: buy 5 at 101',
        'canceled 12: sell 5 at 110',
      ])
    })

    it('has a leg that would trigger at once expire, and the other with it', () => {
      desk.sell(1, 101, 5)
      desk.trade(94)
      expect(desk.of(bracket)).toEqual([
        '10 buys 5 at 101 from 1, leaves 0 and 0',
        'activated 11: sell 5 at 0, working order filled',
        'activated 12: sell 5 at 110, working order filled',
      ])
      expect(desk.standing(11)).toBe('armed')
      desk.trade(90)
      expect(desk.book.orderCount).toBe(0)
    })
  })

  describe('one-pays-other', () => {
    it('sells what was bought, less the fee', () => {
      const pending: OrderTicket = { orderId: 2, side: SELL, priceTicks: 110 }
      const orders = [working(1, 100, 10), pending]
      desk.book.placeList({ contingency: codes.ONE_PAYS_OTHER, orders, feeRatePpm: 150_000 })
      expect(desk.events()).toEqual(['accepted 1: buy 10 at 100', 'accepted 2: sell 0 at 110'])
      expect(desk.of(() => desk.sell(3, 100, 10))).toEqual([
        '3 sells 10 at 100 from 1, leaves 0 and 0',
        'activated 2: sell 8 at 110, working order filled',
      ])
    })

    it('has nothing to sell where the fee takes all', () => {
      const pending: OrderTicket = { orderId: 2, side: SELL, priceTicks: 110 }
      desk.book.placeList({ contingency: codes.ONE_PAYS_OTHER, orders: [working(1, 100, 1), pending], feeRatePpm: 1 })
      expect(desk.of(() => desk.sell(3, 100, 1)).at(-1)).toBe('expired 2: 0, refused on entry')
      expect(desk.book.orderCount).toBe(0)
    })

    it('pays two legs that cancel each other', () => {
      const legs: OrderTicket[] = [
        { orderId: 2, side: SELL, type: codes.STOP, stopPriceTicks: 95 },
        { orderId: 3, side: SELL, priceTicks: 110, postOnly: codes.REJECT_IF_TAKING },
      ]
      place(codes.ONE_PAYS_ONE_CANCELS_OTHER, working(1, 100, 6), ...legs)
      expect(desk.of(() => desk.sell(4, 100, 6)).slice(1)).toEqual([
        'activated 2: sell 6 at 0, working order filled',
        'activated 3: sell 6 at 110, working order filled',
      ])
      expect(desk.of(() => desk.buy(5, 110, 6)).at(-1)).toBe('expired 2: 6, other leg')
    })
  })
}
