import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import { BUY, SELL } from '../../src/book/book-codes.ts'
import { MAX_PRICE_TICKS } from '../../src/units.ts'
import type { CreateBook } from './create-book.ts'
import type { More } from './desk.ts'
import { Desk } from './desk.ts'

const { CLOSED, PRE_OPEN, OPENING_AUCTION, CONTINUOUS, VOLATILITY_PAUSE, CLOSING_AUCTION, HALTED } = codes
const ALL_PHASES = [CLOSED, PRE_OPEN, OPENING_AUCTION, CONTINUOUS, VOLATILITY_PAUSE, CLOSING_AUCTION, HALTED] as const
const ALLOWED: Record<codes.PhaseCode, readonly codes.PhaseCode[]> = {
  [CLOSED]: [PRE_OPEN],
  [PRE_OPEN]: [OPENING_AUCTION, CLOSED],
  [OPENING_AUCTION]: [CONTINUOUS, HALTED],
  [CONTINUOUS]: [VOLATILITY_PAUSE, CLOSING_AUCTION, HALTED, CLOSED],
  [VOLATILITY_PAUSE]: [CONTINUOUS, CLOSING_AUCTION, HALTED],
  [CLOSING_AUCTION]: [CLOSED, HALTED],
  [HALTED]: [PRE_OPEN, OPENING_AUCTION, CONTINUOUS, CLOSING_AUCTION, CLOSED],
}

/** What a market takes in each phase, and how an auction ends. */
export function describeAuctions(create: CreateBook): void {
  describe('phases', () => {
    it('follow each other as they may and in no other way', () => {
      for (const from of ALL_PHASES) {
        for (const to of ALL_PHASES) {
          const desk = new Desk(create, { phase: from })
          const allowed = ALLOWED[from].includes(to)
          expect(desk.book.setPhase(to)).toBe(allowed ? codes.ACCEPTED : codes.FORBIDDEN_TRANSITION)
          expect(desk.book.phase).toBe(allowed ? to : from)
        }
      }
    })

    it('refuse orders where the market is closed or halted, and let them be cancelled and reduced', () => {
      for (const phase of [CLOSED, HALTED] as const) {
        const desk = new Desk(create)
        desk.buy(1, 99, 5)
        desk.buy(2, 0, 5, { type: codes.STOP, stopPriceTicks: 110 })
        desk.book.setPhase(phase)
        desk.events()
        expect(desk.buy(3, 99, 5)).toBe(codes.PHASE_REFUSES)
        expect(desk.book.placeLimit(3, BUY, 99, 5, codes.GOOD_TILL_CANCEL)).toBe(codes.PHASE_REFUSES)
        expect(desk.book.placeMarket(3, BUY, 5)).toBe(codes.PHASE_REFUSES)
        expect(desk.book.amend(1, 98, 5)).toBe(codes.PHASE_REFUSES)
        expect(desk.book.amendStop(2, 111)).toBe(codes.PHASE_REFUSES)
        expect(desk.book.amend(1, 99, 4)).toBe(codes.ACCEPTED)
        expect(desk.book.reduce(2, 1)).toBe(codes.ACCEPTED)
        expect(desk.book.cancel(1)).toBe(codes.ACCEPTED)
      }
    })

    it('that gather take orders that stand, without trading', () => {
      const desk = new Desk(create, { phase: OPENING_AUCTION })
      desk.buy(1, 105, 5)
      expect(desk.of(() => desk.sell(2, 95, 5))).toEqual([])
      expect(desk.book.bestPriceTicks(BUY)).toBe(105)
      expect(desk.book.bestPriceTicks(SELL)).toBe(95)
      expect(desk.buy(3, 99, 1, { timeInForce: codes.IMMEDIATE_OR_CANCEL })).toBe(codes.PHASE_REFUSES)
      expect(desk.buy(3, 99, 1, { postOnly: codes.REJECT_IF_TAKING })).toBe(codes.PHASE_REFUSES)
      expect(desk.buy(3, 99, 1, { minimumLots: 1 })).toBe(codes.PHASE_REFUSES)
      expect(desk.buy(3, 99, 1, { peg: codes.PEG_BID })).toBe(codes.PHASE_REFUSES)
      expect(desk.book.placeMarket(3, BUY, 1)).toBe(codes.PHASE_REFUSES)
      expect(desk.buy(3, 0, 1, { type: codes.MARKET, timeInForce: codes.AT_THE_OPENING })).toBe(codes.ACCEPTED)
      expect(desk.buy(4, 0, 1, { type: codes.STOP, stopPriceTicks: 99 })).toBe(codes.ACCEPTED)
    })
  })

  describe('an auction', () => {
    let desk: Desk
    beforeEach(() => {
      desk = new Desk(create)
      desk.book.setPhase(CLOSING_AUCTION)
    })
    const close = () => desk.of(() => desk.book.setPhase(CLOSED))

    it('trades at the price of most volume, and says before where it would', () => {
      desk.buy(1, 105, 6)
      desk.buy(2, 103, 4)
      desk.sell(3, 100, 5)
      desk.sell(4, 104, 5)
      expect(desk.book.indicative()).toEqual({ priceTicks: 104, quantityLots: 6n, imbalanceLots: -4n })
      expect(close()).toEqual([
        'phase: closed',
        'uncrossed 6 at 104',
        '1 buys 5 at 104 from 3, leaves 1 and 0',
        '1 buys 1 at 104 from 4, leaves 0 and 4',
      ])
      expect(desk.book.referencePriceTicks).toBe(104)
      expect(desk.book.triggerPriceTicks(codes.LAST_PRICE)).toBe(104)
    })

    it('leaves least over where several prices have that volume, then is nearest to the reference', () => {
      desk.buy(1, 105, 5)
      desk.buy(2, 103, 3)
      desk.sell(3, 100, 5)
      expect(desk.book.indicative()).toEqual({ priceTicks: 104, quantityLots: 5n, imbalanceLots: 0n })
      desk.book.cancel(2)
      desk.book.setReferencePrice(103)
      expect(desk.book.indicative()?.priceTicks).toBe(103)
      desk.book.setReferencePrice(90)
      expect(desk.book.indicative()?.priceTicks).toBe(100)
      desk.book.setReferencePrice(200)
      expect(desk.book.indicative()?.priceTicks).toBe(105)
    })

    it('without a reference takes the lowest of the prices that are equal', () => {
      desk.buy(1, 105, 5)
      desk.sell(2, 100, 5)
      expect(close().slice(0, 2)).toEqual(['phase: closed', 'uncrossed 5 at 100'])
    })

    it('does not trade where nothing crosses', () => {
      desk.buy(1, 99, 5)
      desk.sell(2, 100, 5)
      expect(desk.book.indicative()).toBeUndefined()
      expect(close()).toEqual(['phase: closed'])
    })

    it('has market orders first, and expires what they do not find', () => {
      const market: More = { type: codes.MARKET, timeInForce: codes.AT_THE_CLOSE }
      desk.buy(1, 0, 5, market)
      desk.buy(2, 105, 5)
      desk.sell(3, 100, 3)
      expect(desk.book.order(1)?.priceTicks).toBe(MAX_PRICE_TICKS)
      expect(close().slice(1)).toEqual(['uncrossed 3 at 106', '1 buys 3 at 106 from 3, leaves 2 and 0', 'expired 1: 2, auction over'])
    })

    it('trades the hidden behind the displayed, and an iceberg slice by slice', () => {
      desk.sell(1, 100, 4, { hidden: true })
      desk.sell(2, 100, 5, { displayLots: 2 })
      desk.sell(3, 100, 2)
      desk.buy(4, 100, 10)
      expect(close().slice(1)).toEqual([
        'uncrossed 10 at 100',
        '4 buys 2 at 100 from 2, leaves 8 and 3',
        'replenished 2: sell shows 2 of 3 at 100',
        '4 buys 2 at 100 from 3, leaves 6 and 0',
        '4 buys 2 at 100 from 2, leaves 4 and 1',
        'replenished 2: sell shows 1 of 1 at 100',
        '4 buys 1 at 100 from 2, leaves 3 and 0',
        '4 buys 3 at 100 from 1, leaves 0 and 1',
      ])
    })

    it('fires triggers once the market trades again', () => {
      desk = new Desk(create)
      desk.buy(1, 0, 1, { type: codes.STOP, stopPriceTicks: 100 })
      desk.book.setPhase(VOLATILITY_PAUSE)
      desk.sell(2, 101, 5)
      desk.buy(3, 101, 2)
      expect(desk.of(() => desk.book.setPhase(CONTINUOUS))).toEqual([
        'phase: continuous',
        'uncrossed 2 at 101',
        '3 buys 2 at 101 from 2, leaves 0 and 3',
        'activated 1: buy 1 at 0, trigger fired',
        '1 buys 1 at 101 from 2, leaves 0 and 2',
      ])
    })
  })

  describe('orders for an auction', () => {
    it('wait for it, take part in it, and are over with it', () => {
      const desk = new Desk(create)
      desk.buy(1, 99, 5, { timeInForce: codes.AT_THE_CLOSE })
      desk.buy(2, 99, 5, { timeInForce: codes.GOOD_FOR_AUCTION })
      expect(desk.buy(3, 99, 5, { timeInForce: codes.AT_THE_OPENING })).toBe(codes.PHASE_REFUSES)
      expect([desk.standing(1), desk.standing(2)]).toEqual(['parked', 'parked'])
      expect(desk.of(() => desk.book.setPhase(VOLATILITY_PAUSE))).toEqual([
        'phase: volatility pause',
        'activated 2: buy 5 at 99, auction began',
      ])
      expect(desk.of(() => desk.book.setPhase(CLOSING_AUCTION))).toEqual([
        'phase: closing auction',
        'activated 1: buy 5 at 99, auction began',
      ])
      expect(desk.of(() => desk.book.setPhase(CLOSED))).toEqual([
        'phase: closed',
        'expired 1: 5, auction over',
        'expired 2: 5, auction over',
      ])
    })

    it('that never came expire as the market closes', () => {
      const desk = new Desk(create)
      desk.buy(1, 99, 5, { timeInForce: codes.AT_THE_CLOSE })
      expect(desk.of(() => desk.book.setPhase(CLOSED))).toEqual(['phase: closed', 'expired 1: 5, session closed'])
    })
  })
}
