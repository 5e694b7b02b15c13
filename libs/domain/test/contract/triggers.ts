import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY } from '../../src/book/book-codes.ts'
import { InvariantError } from '../../src/invariant.ts'
import type { CreateBook } from './create-book.ts'
import type { More } from './desk.ts'
import { Desk } from './desk.ts'

const stop = (stopPriceTicks: number, more: More = {}): More => ({ type: codes.STOP, stopPriceTicks, ...more })
const stopLimit = (stopPriceTicks: number, more: More = {}): More =>
  ({ type: codes.STOP_LIMIT, stopPriceTicks, ...more })
const profit = (stopPriceTicks: number, more: More = {}): More => ({ type: codes.TAKE_PROFIT, stopPriceTicks, ...more })

/** How orders wait for a price. */
export function describeTriggers(create: CreateBook): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
  })

  describe('a stop', () => {
    it('waits unseen until a trade reaches its price, and then is a market order', () => {
      desk.buy(1, 0, 2, stop(102))
      expect(desk.standing(1)).toBe('armed')
      expect(desk.book.bestPriceTicks(BUY)).toBeUndefined()
      desk.trade(101)
      desk.sell(2, 103, 5)
      expect(desk.of(() => { desk.trade(102) })).toEqual([
        '900002 buys 1 at 102 from 900001, leaves 0 and 0',
        'activated 1: buy 2 at 0, trigger fired',
        '1 buys 2 at 103 from 2, leaves 0 and 3',
      ])
    })

    it('of each type and side fires on its side of the price', () => {
      desk.trade(100)
      desk.buy(1, 0, 1, stop(102))
      desk.sell(2, 0, 1, stop(98))
      desk.buy(3, 0, 1, profit(98))
      desk.sell(4, 0, 1, profit(102))
      const fired = (price: number) =>
        desk.of(() => { desk.trade(price) }).filter((event) => event.startsWith('activated')).map((event) => event.slice(10, 11))
      expect(fired(101)).toEqual([])
      expect(fired(102)).toEqual(['1', '4'])
      expect(fired(97)).toEqual(['2', '3'])
    })

    it('with a limit rests where its limit is not met', () => {
      desk.sell(1, 105, 5)
      desk.buy(2, 103, 2, stopLimit(102))
      expect(desk.of(() => { desk.trade(102) }).slice(1)).toEqual(['activated 2: buy 2 at 103, trigger fired'])
      expect(desk.book.bestPriceTicks(BUY)).toBe(103)
      expect(desk.standing(2)).toBe('displayed')
    })

    it('is refused where it would trigger at once', () => {
      desk.trade(100)
      expect(desk.buy(1, 0, 1, stop(100))).toBe(codes.TRIGGERS_AT_ONCE)
      expect(desk.sell(1, 0, 1, stop(100))).toBe(codes.TRIGGERS_AT_ONCE)
      expect(desk.buy(1, 0, 1, profit(100))).toBe(codes.TRIGGERS_AT_ONCE)
      expect(desk.buy(1, 0, 1, profit(101))).toBe(codes.TRIGGERS_AT_ONCE)
      expect(desk.buy(1, 0, 1, stop(101))).toBe(codes.ACCEPTED)
    })

    it('fires lowest price first and oldest first to buy, highest first to sell', () => {
      const ids = [5, 6, 7, 8]
      desk.buy(5, 0, 1, stop(103))
      desk.buy(6, 0, 1, stop(102))
      desk.buy(7, 0, 1, stop(103))
      desk.buy(8, 0, 1, stop(104))
      const order = desk.of(() => { desk.trade(104) }).filter((event) => event.startsWith('activated'))
      expect(order.map((event) => Number(event[10]))).toEqual([6, 5, 7, 8])
      for (const id of ids) expect(desk.book.order(id)).toBeUndefined()
    })

    it('watches the price that it names', () => {
      desk.buy(1, 0, 1, stop(102, { triggerSource: codes.MARK_PRICE }))
      desk.buy(2, 0, 1, stop(102, { triggerSource: codes.INDEX_PRICE }))
      expect(desk.of(() => { desk.trade(110) })).toHaveLength(1)
      expect(desk.of(() => desk.book.setTriggerPrice(codes.MARK_PRICE, 102))[0]).toBe('activated 1: buy 1 at 0, trigger fired')
      expect(desk.of(() => desk.book.setTriggerPrice(codes.INDEX_PRICE, 101))).toEqual([])
      expect(desk.of(() => desk.book.setTriggerPrice(codes.INDEX_PRICE, 103))[0]).toBe('activated 2: buy 1 at 0, trigger fired')
      expect(desk.book.triggerPriceTicks(codes.INDEX_PRICE)).toBe(103)
      expect(desk.of(() => desk.book.setTriggerPrice(codes.INDEX_PRICE, 0))).toEqual(['rejected 0: price out of range'])
      expect(() => desk.book.setTriggerPrice(codes.LAST_PRICE, 100)).toThrow(InvariantError)
    })

    it('is cancelled and amended as it waits', () => {
      desk.buy(1, 0, 4, stop(102))
      desk.buy(2, 103, 4, stopLimit(102))
      expect(desk.of(() => desk.book.amend(2, 104, 5))).toEqual(['amended 2: buy 5 at 104, keeps its place'])
      expect(desk.of(() => desk.book.amend(1, 0, 5))).toEqual(['amended 1: buy 5 at 0, keeps its place'])
      expect(desk.of(() => desk.book.amend(1, 100, 5))).toEqual(['rejected 1: not amendable'])
      expect(desk.of(() => desk.book.amend(2, 0, 5))).toEqual(['rejected 2: price out of range'])
      expect(desk.of(() => desk.book.reduce(1, 2))).toEqual(['amended 1: buy 3 at 0, keeps its place'])
      expect(desk.of(() => desk.book.cancel(1))).toEqual(['canceled 1: buy 3 at 0'])
      expect(desk.of(() => desk.book.cancel(2))).toEqual(['canceled 2: buy 5 at 104'])
    })

    it('is moved by command, to the back of the queue there', () => {
      desk.trade(100)
      desk.buy(1, 0, 1, stop(105))
      desk.buy(2, 0, 1, stop(103))
      expect(desk.of(() => desk.book.amendStop(1, 103))).toEqual(['stop of 1 moved to 103'])
      expect(desk.book.snapshot().waiting?.map(({ orderId }) => orderId)).toEqual([2, 1])
      expect(desk.of(() => desk.book.amendStop(1, 100))).toEqual(['rejected 1: triggers at once'])
      expect(desk.of(() => desk.book.amendStop(1, 0.5))).toEqual(['rejected 1: stop price out of range'])
      expect(desk.of(() => desk.book.amendStop(9, 105))).toEqual(['rejected 9: unknown order'])
      desk.buy(3, 99, 1)
      expect(desk.of(() => desk.book.amendStop(3, 105))).toEqual(['rejected 3: not amendable'])
    })

    it('that fires into a market order’s sweep waits until the sweep is over', () => {
      desk.sell(1, 101, 1)
      desk.sell(2, 102, 1)
      desk.sell(3, 103, 1)
      desk.buy(4, 0, 1, stop(101))
      expect(desk.of(() => desk.buy(5, 102, 2))).toEqual([
        '5 buys 1 at 101 from 1, leaves 1 and 0',
        '5 buys 1 at 102 from 2, leaves 0 and 0',
        'activated 4: buy 1 at 0, trigger fired',
        '4 buys 1 at 103 from 3, leaves 0 and 0',
      ])
    })

    it('that cannot enter any more expires', () => {
      desk.sell(1, 105, 5)
      desk.buy(2, 105, 2, stopLimit(102, { postOnly: codes.REJECT_IF_TAKING }))
      expect(desk.of(() => { desk.trade(102) }).slice(1)).toEqual([
        'activated 2: buy 2 at 105, trigger fired',
        'expired 2: 2, refused on entry',
      ])
    })
  })

  describe('a trailing stop', () => {
    const trails = (more: More): More => ({ type: codes.STOP, ...more })
    const prices = (...list: number[]) => desk.of(() => { for (const price of list) desk.trade(price) })
      .filter((event) => event.startsWith('stop of') || event.startsWith('activated'))

    it('follows the market one way', () => {
      desk.trade(1000)
      expect(desk.of(() => desk.sell(1, 0, 1, trails({ trailingBasisPoints: 1000 })))).toEqual(['stop of 1 moved to 900'])
      expect(prices(1100, 1050, 995, 1101)).toEqual(['stop of 1 moved to 990'])
      expect(prices(1200)).toEqual(['stop of 1 moved to 1080'])
      expect(prices(1081)).toEqual([])
      expect(prices(1080)).toEqual(['activated 1: sell 1 at 0, trigger fired'])
    })

    it('to buy follows it down', () => {
      desk.trade(100)
      expect(desk.of(() => desk.buy(1, 0, 1, trails({ trailingTicks: 5 })))).toEqual(['stop of 1 moved to 105'])
      expect(prices(97, 99, 101)).toEqual(['stop of 1 moved to 102'])
      expect(prices(102)).toEqual(['activated 1: buy 1 at 0, trigger fired'])
    })

    it('begins at its gate where it has one', () => {
      desk.trade(100)
      desk.sell(1, 0, 1, { type: codes.TAKE_PROFIT, stopPriceTicks: 110, trailingTicks: 5 })
      expect(prices(109, 90)).toEqual([])
      expect(prices(110)).toEqual(['stop of 1 moved to 105'])
      expect(desk.book.order(1)?.details).toMatchObject({ stopPriceTicks: 110, extremeTicks: 110 })
      expect(prices(112)).toEqual(['stop of 1 moved to 107'])
      expect(prices(107)).toEqual(['activated 1: sell 1 at 0, trigger fired'])
    })

    it('waits for a first price where there is none, and is not moved by command', () => {
      expect(desk.of(() => desk.sell(1, 0, 1, trails({ trailingTicks: 5 })))).toEqual([])
      expect(desk.of(() => desk.book.amendStop(1, 90))).toEqual(['rejected 1: not amendable'])
      expect(prices(100)).toEqual(['stop of 1 moved to 95'])
    })

    it('is refused without a distance in range', () => {
      expect(desk.sell(1, 0, 1, trails({ trailingBasisPoints: 10_000 }))).toBe(codes.TRAILING_OUT_OF_RANGE)
      expect(desk.sell(1, 0, 1, trails({ trailingTicks: 0.5 }))).toBe(codes.TRAILING_OUT_OF_RANGE)
      const both = trails({ trailingTicks: 1, trailingBasisPoints: 1 })
      expect(desk.sell(1, 0, 1, both)).toBe(codes.UNSUPPORTED_COMBINATION)
      expect(desk.sell(1, 0, 1, { type: codes.STOP })).toBe(codes.UNSUPPORTED_COMBINATION)
      expect(desk.sell(1, 0, 1, stop(2 ** 31))).toBe(codes.STOP_PRICE_OUT_OF_RANGE)
    })
  })
}
