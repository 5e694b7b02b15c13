import { describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY } from '../../src/book/book-codes.ts'
import { InvariantError } from '../../src/invariant.ts'
import { StateHash } from '../../src/state-hash.ts'
import type { BookFilters } from '../../src/book/rules/filters.ts'
import type { CreateBook } from './create-book.ts'
import type { More } from './desk.ts'
import { Desk } from './desk.ts'

/** How a book is set up: filters, price bands and how a price is shared. */
export function describeSettings(create: CreateBook): void {
  describe('filters', () => {
    const cases: [string, BookFilters, [number, number, More?], codes.BookCode][] = [
      ['tick', { tickMultiple: 5 }, [102, 1], codes.PRICE_OFF_TICK],
      ['tick of a stop', { tickMultiple: 5 }, [0, 1, { type: codes.STOP, stopPriceTicks: 102 }], codes.PRICE_OFF_TICK],
      ['lowest price', { minPriceTicks: 100 }, [99, 1], codes.PRICE_OUT_OF_RANGE],
      ['highest price', { maxPriceTicks: 100 }, [101, 1], codes.PRICE_OUT_OF_RANGE],
      ['lot', { lotMultiple: 10 }, [100, 15], codes.QUANTITY_OFF_LOT],
      ['lot of a slice', { lotMultiple: 10 }, [100, 20, { displayLots: 5 }], codes.QUANTITY_OFF_LOT],
      ['least quantity', { minQuantityLots: 2 }, [100, 1], codes.QUANTITY_OUT_OF_RANGE],
      ['most quantity', { maxQuantityLots: 2 }, [100, 3], codes.QUANTITY_OUT_OF_RANGE],
      ['most of a market', { maxMarketQuantityLots: 2 }, [0, 3, { type: codes.MARKET }], codes.QUANTITY_OUT_OF_RANGE],
      ['least notional', { minNotionalTickLots: 500n }, [100, 4], codes.NOTIONAL_OUT_OF_RANGE],
      ['most notional', { maxNotionalTickLots: 500n }, [100, 6], codes.NOTIONAL_OUT_OF_RANGE],
      ['parts of an iceberg', { maxIcebergParts: 3 }, [100, 10, { displayLots: 3 }], codes.TOO_MANY_ICEBERG_PARTS],
    ]
    it.each(cases)('refuse by %s, and change nothing', (_, filters, [price, lots, more], code) => {
      const desk = new Desk(create, { filters })
      const before = StateHash.of(desk.book)
      expect(desk.buy(1, price, lots, more)).toBe(code)
      expect(StateHash.of(desk.book)).toBe(before)
    })

    it('refuse prices far from the reference, or from the last price', () => {
      const desk = new Desk(create, { filters: { bandDownBasisPoints: 500, bandUpBasisPoints: 500 } })
      expect(desk.buy(1, 50, 1)).toBe(codes.ACCEPTED)
      desk.trade(100)
      expect(desk.buy(2, 94, 1)).toBe(codes.PRICE_OUTSIDE_BAND)
      expect(desk.book.placeLimit(2, BUY, 94, 1, codes.GOOD_TILL_CANCEL)).toBe(codes.PRICE_OUTSIDE_BAND)
      expect(desk.sell(2, 106, 1)).toBe(codes.PRICE_OUTSIDE_BAND)
      expect(desk.sell(2, 105, 1)).toBe(codes.ACCEPTED)
      expect(desk.book.amend(2, 106, 1)).toBe(codes.PRICE_OUTSIDE_BAND)
      desk.book.setReferencePrice(110)
      expect(desk.book.amend(2, 106, 1)).toBe(codes.ACCEPTED)
    })

    it('count the open orders of an account', () => {
      const desk = new Desk(create, { filters: { maxOpenOrders: 3, maxTriggerOrders: 1 } })
      const own: More = { accountId: 1 }
      const stop: More = { ...own, type: codes.STOP, stopPriceTicks: 110 }
      desk.buy(1, 99, 1, own)
      desk.buy(2, 0, 1, stop)
      expect(desk.buy(3, 0, 1, stop)).toBe(codes.TOO_MANY_TRIGGER_ORDERS)
      desk.buy(3, 98, 1, own)
      expect(desk.buy(4, 97, 1, own)).toBe(codes.TOO_MANY_OPEN_ORDERS)
      expect(desk.buy(4, 97, 1, { ...own, timeInForce: codes.IMMEDIATE_OR_CANCEL })).toBe(codes.ACCEPTED)
      expect(desk.buy(4, 97, 1, { accountId: 2 })).toBe(codes.ACCEPTED)
      desk.book.cancel(1)
      expect(desk.buy(5, 97, 1, own)).toBe(codes.ACCEPTED)
    })
  })

  describe('price bands', () => {
    const banded = (action: codes.BandActionCode) => {
      const desk = new Desk(create)
      desk.book.setReferencePrice(100)
      desk.book.setPriceBands({ downBasisPoints: 500, upBasisPoints: 500, action })
      desk.sell(1, 104, 1)
      desk.sell(2, 106, 1)
      return desk
    }

    it('expire what would trade beyond them', () => {
      const desk = banded(codes.EXPIRE_BEYOND_BAND)
      expect(desk.of(() => desk.buy(3, 106, 3))).toEqual(['3 buys 1 at 104 from 1, leaves 2 and 0', 'expired 3: 2, band exceeded'])
      expect(desk.of(() => desk.book.placeMarket(4, BUY, 1))).toEqual(['expired 4: 1, band exceeded'])
      desk.book.setPriceBands(undefined)
      expect(desk.of(() => desk.book.placeMarket(4, BUY, 1))).toEqual(['4 buys 1 at 106 from 2, leaves 0 and 0'])
    })

    it('pause the market, whose auction then finds a price', () => {
      const desk = banded(codes.PAUSE_BEYOND_BAND)
      expect(desk.of(() => desk.buy(3, 106, 2))).toEqual(['3 buys 1 at 104 from 1, leaves 1 and 0', 'phase: volatility pause'])
      expect(desk.of(() => desk.book.setPhase(codes.CONTINUOUS))).toEqual([
        'phase: continuous',
        'uncrossed 1 at 106',
        '3 buys 1 at 106 from 2, leaves 0 and 0',
      ])
      expect(desk.book.referencePriceTicks).toBe(106)
    })

    it('pause the market also where the order itself expires', () => {
      const desk = banded(codes.PAUSE_BEYOND_BAND)
      expect(desk.of(() => desk.buy(3, 106, 2, { timeInForce: codes.IMMEDIATE_OR_CANCEL }))).toEqual([
        '3 buys 1 at 104 from 1, leaves 1 and 0',
        'expired 3: 1, band exceeded',
        'phase: volatility pause',
      ])
    })

    it('throw where they are none', () => {
      const desk = new Desk(create)
      for (const downBasisPoints of [-1, 0.5, 10_001, Number.NaN]) {
        expect(() => desk.book.setPriceBands({ downBasisPoints, upBasisPoints: 1, action: 0 })).toThrow(InvariantError)
      }
      const unknown = { downBasisPoints: 1, upBasisPoints: 1, action: 2 as 0 }
      expect(() => desk.book.setPriceBands(unknown)).toThrow(InvariantError)
      expect(desk.of(() => desk.book.setReferencePrice(0))).toEqual(['rejected 0: price out of range'])
    })
  })

  describe('an adviser', () => {
    it('knows whose plain orders are', () => {
      const desk = new Desk(create, { adviser: { accountOf: (orderId) => orderId % 2 } })
      desk.sell(1, 101, 5)
      desk.sell(2, 101, 5)
      desk.sell(4, 102, 5)
      const amount = { quantityLots: 9, selfTrade: codes.EXPIRE_MAKER } as const
      const market = { orderId: 5, side: BUY, type: codes.MARKET, ...amount } as const
      // All but the 5 of its own at 101.
      expect(desk.book.quoteMarket(market)).toEqual({ fillableLots: 9, costTickLots: 913n })
      expect(desk.of(() => desk.buy(5, 101, 7, { selfTrade: codes.EXPIRE_MAKER }))).toEqual([
        'prevented: 5 does not buy 5 at 101 from 1, leaves 7 and 0',
        'expired 1: 5, self-trade prevented',
        '5 buys 5 at 101 from 2, leaves 2 and 0',
      ])
      // It rests as a plain order: the arriving one decides from here on.
      expect(desk.book.order(5)?.details).toBeUndefined()
      expect(desk.of(() => desk.sell(7, 101, 1, { selfTrade: codes.DECREMENT_BOTH }))).toEqual([
        'prevented: 7 does not sell 1 at 101 from 5, leaves 0 and 1',
        'expired 7: 0, self-trade prevented',
      ])
      expect(desk.of(() => desk.sell(7, 101, 2, { selfTrade: codes.DECREMENT_BOTH }))).toEqual([
        'prevented: 7 does not sell 1 at 101 from 5, leaves 1 and 0',
        'expired 5: 0, self-trade prevented',
      ])
    })

    it('refuses what waited when it is to begin', () => {
      const asked: number[] = []
      const admits = (orderId: number): boolean => {
        asked.push(orderId)
        return orderId !== 2
      }
      const desk = new Desk(create, { adviser: { admits } })
      desk.buy(2, 0, 1, { type: codes.STOP, stopPriceTicks: 101 })
      desk.buy(3, 0, 1, { type: codes.STOP, stopPriceTicks: 101 })
      desk.sell(4, 101, 1)
      expect(desk.of(() => desk.buy(5, 101, 1))).toEqual([
        '5 buys 1 at 101 from 4, leaves 0 and 0',
        'activated 2: buy 1 at 0, trigger fired',
        'expired 2: 1, refused on entry',
        'activated 3: buy 1 at 0, trigger fired',
        'expired 3: 1, no liquidity',
      ])
      expect(asked).toEqual([2, 3])
    })

    it('says what a list that pays sells', () => {
      const desk = new Desk(create, { adviser: { paidLots: (orderId, executedLots) => executedLots - orderId } })
      desk.sell(1, 101, 5)
      const pays = (orderId: number) => {
        const orders = [
          { orderId, side: BUY, priceTicks: 101, quantityLots: 2 },
          { orderId: orderId + 1, side: codes.SELL, priceTicks: 110 },
        ] as const
        desk.book.placeList({ contingency: codes.ONE_PAYS_OTHER, orders })
      }
      const reports = desk.of(() => {
        pays(2)
      })
      expect(reports.at(-1)).toBe('expired 3: 0, refused on entry')
      expect(desk.book.order(3)).toBeUndefined()
    })
  })

  describe('pro-rata allocation', () => {
    it('shares a price in proportion, and what is left over by time', () => {
      const desk = new Desk(create, { allocation: codes.proRata() })
      desk.sell(1, 101, 10)
      desk.sell(2, 101, 30)
      desk.sell(3, 102, 30)
      expect(desk.of(() => desk.buy(4, 101, 21))).toEqual([
        '4 buys 6 at 101 from 1, leaves 15 and 4',
        '4 buys 15 at 101 from 2, leaves 0 and 15',
      ])
    })

    it('shares the next slices of icebergs again', () => {
      const desk = new Desk(create, { allocation: codes.proRata() })
      desk.sell(1, 101, 4, { displayLots: 2 })
      desk.sell(2, 101, 2)
      expect(desk.of(() => desk.buy(3, 101, 5))).toEqual([
        '3 buys 2 at 101 from 1, leaves 3 and 2',
        'replenished 1: sell shows 2 of 2 at 101',
        '3 buys 2 at 101 from 2, leaves 1 and 0',
        '3 buys 1 at 101 from 1, leaves 0 and 1',
      ])
    })

    it('deals with own orders before it shares', () => {
      const desk = new Desk(create, { allocation: codes.proRata() })
      desk.sell(1, 101, 10)
      desk.sell(2, 101, 10, { accountId: 1 })
      expect(desk.of(() => desk.buy(3, 101, 4, { accountId: 1, selfTrade: codes.EXPIRE_MAKER }))).toEqual([
        'prevented: 3 does not buy 4 at 101 from 2, leaves 4 and 0',
        'expired 2: 10, self-trade prevented',
        '3 buys 4 at 101 from 1, leaves 0 and 6',
      ])
    })
  })
}
