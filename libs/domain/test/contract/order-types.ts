import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import { MAX_QUANTITY_LOTS } from '../../src/units.ts'
import type { CreateBook } from './create-book.ts'
import type { More } from './desk.ts'
import { Desk } from './desk.ts'

const IOC: More = { timeInForce: codes.IMMEDIATE_OR_CANCEL }
const FOK: More = { timeInForce: codes.FILL_OR_KILL }
const MARKET: More = { type: codes.MARKET }
const TO_LIMIT: More = { type: codes.MARKET_TO_LIMIT }

/** What each type of order does. */
export function describeOrderTypes(create: CreateBook): void {
  let desk: Desk
  beforeEach(() => {
    desk = new Desk(create)
  })

  describe('a plain ticket', () => {
    it('is the same as the plain command', () => {
      desk.buy(1, 99, 3)
      desk.sell(2, 101, 3, { postOnly: codes.REJECT_IF_TAKING })
      expect(desk.book.snapshot()).toEqual({
        bids: [{ orderId: 1, side: BUY, priceTicks: 99, leavesLots: 3, postOnly: false }],
        asks: [{ orderId: 2, side: SELL, priceTicks: 101, leavesLots: 3, postOnly: true }],
      })
      expect(desk.of(() => desk.buy(3, 0, 5, MARKET))).toEqual(['3 buys 3 at 101 from 2, leaves 2 and 0', 'expired 3: 2, no liquidity'])
      expect(desk.of(() => desk.buy(4, 101, 5, IOC))).toEqual(['expired 4: 5, ioc remainder'])
      expect(desk.of(() => desk.sell(4, 99, 5, FOK))).toEqual(['expired 4: 5, fok not fillable'])
    })
  })

  describe('an iceberg', () => {
    it('shows a slice at a time and goes to the back with the next one', () => {
      desk.sell(1, 101, 10, { displayLots: 3 })
      desk.sell(2, 101, 4)
      expect(desk.book.levelLots(SELL, 101)).toBe(7)
      expect(desk.of(() => desk.buy(3, 101, 5))).toEqual([
        '3 buys 3 at 101 from 1, leaves 2 and 7',
        'replenished 1: sell shows 3 of 7 at 101',
        '3 buys 2 at 101 from 2, leaves 0 and 2',
      ])
      expect(desk.book.order(1)).toMatchObject({ leavesLots: 7, details: { shownLots: 3, executedLots: 3 } })
    })

    it('keeps its place while its slice lasts', () => {
      desk.sell(1, 101, 10, { displayLots: 3 })
      desk.sell(2, 101, 4)
      desk.buy(3, 101, 1)
      expect(desk.of(() => desk.buy(4, 101, 2))).toEqual([
        '4 buys 2 at 101 from 1, leaves 0 and 7',
        'replenished 1: sell shows 3 of 7 at 101',
      ])
      expect([...desk.book.orders(SELL)].map(({ orderId }) => orderId)).toEqual([2, 1])
    })

    it('trades out to the last lot, its last slice a smaller one', () => {
      desk.sell(1, 101, 7, { displayLots: 3 })
      expect(desk.of(() => desk.buy(2, 101, 8))).toEqual([
        '2 buys 3 at 101 from 1, leaves 5 and 4',
        'replenished 1: sell shows 3 of 4 at 101',
        '2 buys 3 at 101 from 1, leaves 2 and 1',
        'replenished 1: sell shows 1 of 1 at 101',
        '2 buys 1 at 101 from 1, leaves 1 and 0',
      ])
      expect(desk.book.depth(BUY, 9)).toEqual([{ priceTicks: 101, quantityLots: 1, orderCount: 1 }])
    })

    it('that arrives trades with all of it and shows a slice of the rest', () => {
      desk.buy(1, 99, 6)
      desk.sell(2, 99, 10, { displayLots: 3 })
      expect(desk.book.depth(SELL, 9)).toEqual([{ priceTicks: 99, quantityLots: 3, orderCount: 1 }])
      expect(desk.book.order(2)?.leavesLots).toBe(4)
    })

    it('counts whole for fill-or-kill', () => {
      desk.sell(1, 101, 10, { displayLots: 1 })
      expect(desk.of(() => desk.buy(2, 101, 11, FOK))).toEqual(['expired 2: 11, fok not fillable'])
      expect(desk.of(() => desk.buy(3, 101, 10, FOK)).at(-1)).toBe('3 buys 1 at 101 from 1, leaves 0 and 0')
    })
  })

  describe('a hidden order', () => {
    it('is not shown and trades behind what is shown at its price', () => {
      desk.sell(1, 101, 5, { hidden: true })
      desk.sell(2, 101, 5)
      expect(desk.book.depth(SELL, 9)).toEqual([{ priceTicks: 101, quantityLots: 5, orderCount: 1 }])
      expect(desk.of(() => desk.buy(3, 101, 7))).toEqual([
        '3 buys 5 at 101 from 2, leaves 2 and 0',
        '3 buys 2 at 101 from 1, leaves 0 and 3',
      ])
    })

    it('goes before what is shown at a worse price', () => {
      desk.sell(1, 100, 5, { hidden: true })
      desk.sell(2, 101, 5)
      expect(desk.book.bestPriceTicks(SELL)).toBe(101)
      expect(desk.of(() => desk.buy(3, 101, 6))[0]).toBe('3 buys 5 at 100 from 1, leaves 1 and 0')
    })

    it('is liquidity that a post-only order would take', () => {
      desk.sell(1, 100, 5, { hidden: true })
      expect(desk.buy(2, 100, 1, { postOnly: codes.REJECT_IF_TAKING })).toBe(codes.WOULD_TAKE_LIQUIDITY)
      expect(desk.of(() => desk.buy(2, 100, 1, { postOnly: codes.SLIDE_IF_TAKING }))).toEqual(['repriced 2: buy 1 from 100 to 99'])
    })
  })

  describe('a minimum quantity', () => {
    it('is passed over by what is too small for it, and keeps its place', () => {
      desk.sell(1, 100, 10, { minimumLots: 6 })
      desk.sell(2, 101, 5)
      desk.sell(3, 100, 2, { hidden: true })
      expect(desk.of(() => desk.buy(4, 101, 5))).toEqual([
        '4 buys 2 at 100 from 3, leaves 3 and 0',
        '4 buys 3 at 101 from 2, leaves 0 and 2',
      ])
      expect(desk.of(() => desk.buy(5, 101, 6))).toEqual(['5 buys 6 at 100 from 1, leaves 0 and 4'])
      expect(desk.book.order(1)?.details?.minimumLots).toBe(4)
      expect(desk.of(() => desk.buy(6, 100, 4))).toEqual(['6 buys 4 at 100 from 1, leaves 0 and 0'])
    })

    it('rests hidden without trading where too little is there', () => {
      desk.sell(1, 101, 5)
      expect(desk.of(() => desk.buy(2, 101, 8, { minimumLots: 6 }))).toEqual([])
      expect(desk.standing(2)).toBe('hidden')
      expect(desk.book.bestPriceTicks(BUY)).toBeUndefined()
    })

    it('that does not wait expires where too little is there', () => {
      desk.sell(1, 101, 5)
      expect(desk.of(() => desk.buy(2, 101, 8, { minimumLots: 6, ...IOC }))).toEqual(['expired 2: 8, minimum not met'])
      expect(desk.of(() => desk.buy(2, 0, 8, { minimumLots: 6, ...MARKET }))).toEqual(['expired 2: 8, minimum not met'])
      expect(desk.of(() => desk.buy(2, 0, 8, { minimumLots: 5, ...MARKET }))).toEqual([
        '2 buys 5 at 101 from 1, leaves 3 and 0',
        'expired 2: 3, no liquidity',
      ])
    })
  })

  describe('a market order for an amount', () => {
    it('spends what it can and is done', () => {
      desk.sell(1, 100, 3)
      desk.sell(2, 200, 3)
      expect(desk.of(() => desk.buy(3, 0, 0, { ...MARKET, quoteTickLots: 750 }))).toEqual([
        '3 buys 3 at 100 from 1, leaves 4 and 0',
        '3 buys 2 at 200 from 2, leaves 0 and 1',
      ])
      expect(desk.book.orderCount).toBe(1)
    })

    it('expires what it cannot', () => {
      desk.sell(1, 100, 3)
      expect(desk.of(() => desk.buy(2, 0, 0, { ...MARKET, quoteTickLots: 99 }))).toEqual(['expired 2: 0, no liquidity'])
      expect(desk.of(() => desk.buy(2, 0, 0, { ...MARKET, quoteTickLots: 550 }))).toEqual([
        '2 buys 3 at 100 from 1, leaves 2 and 0',
        'expired 2: 2, no liquidity',
      ])
      expect(desk.buy(2, 0, 1, { ...MARKET, quoteTickLots: 550 })).toBe(codes.UNSUPPORTED_COMBINATION)
      expect(desk.buy(2, 0, 0, { ...MARKET, quoteTickLots: 0.5 })).toBe(codes.QUOTE_AMOUNT_OUT_OF_RANGE)
    })
  })

  describe('a market-to-limit order', () => {
    it('rests at the price that it took', () => {
      desk.sell(1, 101, 3)
      desk.sell(2, 102, 3)
      expect(desk.of(() => desk.buy(3, 0, 5, TO_LIMIT))).toEqual(['3 buys 3 at 101 from 1, leaves 2 and 0', 'repriced 3: buy 2 from 0 to 101'])
      expect(desk.book.bestPriceTicks(BUY)).toBe(101)
      expect(desk.of(() => desk.book.cancel(3))).toEqual(['canceled 3: buy 2 at 101'])
    })

    it('finds nothing in an empty book', () => {
      expect(desk.of(() => desk.buy(3, 0, 5, TO_LIMIT))).toEqual(['expired 3: 5, no liquidity'])
    })
  })

  describe('a post-only order that slides', () => {
    it('rests one tick before what it would take', () => {
      desk.sell(1, 101, 3)
      expect(desk.of(() => desk.buy(2, 105, 3, { postOnly: codes.SLIDE_IF_TAKING }))).toEqual(['repriced 2: buy 3 from 105 to 100'])
      expect(desk.of(() => desk.sell(3, 99, 3, { postOnly: codes.SLIDE_IF_TAKING }))).toEqual(['repriced 3: sell 3 from 99 to 101'])
      expect(desk.of(() => desk.buy(4, 99, 3, { postOnly: codes.SLIDE_IF_TAKING }))).toEqual([])
    })

    it('is refused where no price is left', () => {
      desk.sell(1, 1, 3)
      expect(desk.buy(2, 1, 3, { postOnly: codes.SLIDE_IF_TAKING })).toBe(codes.WOULD_TAKE_LIQUIDITY)
    })
  })

  describe('the time in force', () => {
    it('ends at its time, earliest first and lowest id first', () => {
      const until = (expiresAtUs: number): More => ({ timeInForce: codes.GOOD_TILL_DATE, expiresAtUs })
      desk.buy(3, 99, 1, until(10))
      desk.buy(2, 98, 1, until(20))
      desk.buy(1, 97, 1, until(20))
      desk.buy(4, 96, 1, until(21))
      expect(desk.of(() => desk.book.advanceTime(9))).toEqual([])
      expect(desk.of(() => desk.book.advanceTime(20))).toEqual([
        'expired 3: 1, time expired',
        'expired 1: 1, time expired',
        'expired 2: 1, time expired',
      ])
      expect(desk.book.timeUs).toBe(20)
      expect(desk.buy(5, 95, 1, until(20))).toBe(codes.EXPIRY_OUT_OF_RANGE)
      expect(desk.of(() => desk.book.advanceTime(19))).toEqual(['rejected 0: time out of range'])
    })

    it('of a day ends with the market’s close', () => {
      desk.buy(1, 99, 1, { timeInForce: codes.DAY })
      desk.buy(2, 98, 1)
      expect(desk.of(() => desk.book.setPhase(codes.CLOSED))).toEqual(['phase: closed', 'expired 1: 1, session closed'])
      expect(desk.book.orderCount).toBe(1)
    })
  })

  describe('a peg', () => {
    it('to levels takes its price once', () => {
      desk.buy(1, 99, 1)
      desk.buy(2, 97, 1)
      desk.buy(3, 0, 1, { peg: codes.PEG_BID, pegOffsetLevels: 1 })
      expect(desk.book.order(3)?.priceTicks).toBe(97)
      desk.buy(4, 98, 1)
      expect(desk.book.order(3)?.priceTicks).toBe(97)
      expect(desk.buy(5, 0, 1, { peg: codes.PEG_BID, pegOffsetLevels: 3 })).toBe(codes.NO_PEG_REFERENCE)
      desk.buy(6, 95, 1, { peg: codes.PEG_BID, pegOffsetLevels: 0 })
      expect(desk.book.order(6)?.priceTicks).toBe(95)
    })

    it('that floats follows the market, hidden', () => {
      desk.buy(1, 99, 1)
      desk.sell(2, 103, 1)
      desk.buy(3, 0, 5, { peg: codes.PEG_MID })
      expect(desk.standing(3)).toBe('hidden')
      expect(desk.book.order(3)?.priceTicks).toBe(101)
      expect(desk.of(() => desk.buy(4, 100, 1))).toEqual([])
      expect(desk.of(() => desk.sell(5, 102, 1))).toEqual([])
      expect(desk.of(() => desk.book.cancel(4))).toEqual(['canceled 4: buy 1 at 100', 'repriced 3: buy 5 from 101 to 100'])
      expect(desk.of(() => desk.book.cancel(1))).toEqual(['canceled 1: buy 1 at 99', 'repriced 3: buy 5 from 100 to 0'])
      expect(desk.standing(3)).toBe('aside')
      expect(desk.of(() => desk.buy(6, 90, 1))).toEqual(['repriced 3: buy 5 from 0 to 96'])
    })

    it('that floats into a hidden order trades with it', () => {
      desk.buy(1, 99, 1)
      desk.sell(2, 100, 5, { hidden: true })
      desk.buy(3, 0, 5, { peg: codes.PEG_BID })
      expect(desk.of(() => desk.buy(4, 99, 1))).toEqual([])
      expect(desk.of(() => desk.buy(5, 0, 2, { peg: codes.PEG_BID, pegOffsetTicks: 1 }))).toEqual(['5 buys 2 at 100 from 2, leaves 0 and 3'])
    })

    it('never reaches beyond its limit nor across the other side', () => {
      desk.buy(1, 99, 1)
      desk.sell(2, 103, 1)
      desk.buy(3, 98, 5, { peg: codes.PEG_BID })
      expect(desk.book.order(3)?.priceTicks).toBe(98)
      desk.buy(4, 0, 5, { peg: codes.PEG_BID, pegOffsetTicks: 50 })
      expect(desk.book.order(4)?.priceTicks).toBe(102)
      expect(desk.sell(5, 0, 5, { peg: codes.PEG_ASK, pegOffsetTicks: -50 })).toBe(codes.ACCEPTED)
    })
  })

  describe('a hidden level', () => {
    it('takes 2^53 - 1 lots beside what is displayed', () => {
      desk.sell(1, 101, MAX_QUANTITY_LOTS)
      expect(desk.sell(2, 101, MAX_QUANTITY_LOTS, { hidden: true })).toBe(codes.ACCEPTED)
      expect(desk.sell(3, 101, 1, { hidden: true })).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(desk.sell(3, 101, 4, { displayLots: 1 })).toBe(codes.LEVEL_QUANTITY_OUT_OF_RANGE)
      expect(desk.sell(3, 102, 1, { hidden: true })).toBe(codes.ACCEPTED)
    })
  })
}
