import { beforeEach, describe, expect, it } from 'vitest'
import * as codes from '../../src/index.ts'
import type { CreateBook } from './create-book.ts'
import type { More } from './desk.ts'
import { Desk } from './desk.ts'

const own: More = { accountId: 7 }

/** How a book keeps orders of one owner from trading with each other. */
export function describeSelfTrade(create: CreateBook): void {
  describe('self-trade prevention', () => {
    let desk: Desk
    beforeEach(() => {
      desk = new Desk(create)
    })

    const expired = 'self-trade prevented'
    it.each([
      [codes.ALLOW_SELF_TRADE, ['2 buys 4 at 101 from 1, leaves 2 and 0']],
      [codes.EXPIRE_TAKER, ['prevented: 2 does not buy 4 at 101 from 1, leaves 0 and 4', `expired 2: 6, ${expired}`]],
      [codes.EXPIRE_MAKER, ['prevented: 2 does not buy 4 at 101 from 1, leaves 6 and 0', `expired 1: 4, ${expired}`]],
      [
        codes.EXPIRE_BOTH,
        ['prevented: 2 does not buy 4 at 101 from 1, leaves 0 and 0', `expired 1: 4, ${expired}`, `expired 2: 6, ${expired}`],
      ],
      [codes.DECREMENT_BOTH, ['prevented: 2 does not buy 4 at 101 from 1, leaves 2 and 0', `expired 1: 0, ${expired}`]],
    ] as const)('follows the mode of the arriving order: %s', (selfTrade, expected) => {
      desk.sell(1, 101, 4, { ...own, selfTrade: codes.EXPIRE_MAKER })
      expect(desk.of(() => desk.buy(2, 101, 6, { ...own, selfTrade }))).toEqual(expected)
      expect(desk.book.triggerPriceTicks(codes.LAST_PRICE)).toBe(selfTrade === codes.ALLOW_SELF_TRADE ? 101 : undefined)
    })

    it('goes on behind what it took away, and trades with others before it', () => {
      desk.sell(1, 101, 1)
      desk.sell(2, 101, 4, own)
      desk.sell(3, 101, 2)
      expect(desk.of(() => desk.buy(4, 101, 5, { ...own, selfTrade: codes.EXPIRE_MAKER }))).toEqual([
        '4 buys 1 at 101 from 1, leaves 4 and 0',
        'prevented: 4 does not buy 4 at 101 from 2, leaves 4 and 0',
        `expired 2: 4, ${expired}`,
        '4 buys 2 at 101 from 3, leaves 2 and 0',
      ])
    })

    it('takes the orders of a group for one', () => {
      desk.sell(1, 101, 4, { accountId: 8, groupId: 1 })
      expect(desk.of(() => desk.buy(2, 101, 4, { accountId: 9, groupId: 1, selfTrade: codes.EXPIRE_TAKER }))).toEqual([
        'prevented: 2 does not buy 4 at 101 from 1, leaves 0 and 4',
        `expired 2: 4, ${expired}`,
      ])
    })

    it('takes no notice of others, nor of nobody', () => {
      desk.sell(1, 101, 4, { accountId: 8 })
      desk.sell(2, 101, 4)
      expect(desk.of(() => desk.buy(3, 101, 4, { ...own, selfTrade: codes.EXPIRE_BOTH }))).toHaveLength(1)
      expect(desk.of(() => desk.buy(4, 101, 4, { selfTrade: codes.EXPIRE_BOTH }))).toEqual(['4 buys 4 at 101 from 2, leaves 0 and 0'])
    })

    it('decrements a slice, which is replenished', () => {
      desk.sell(1, 101, 10, { ...own, displayLots: 3 })
      expect(desk.of(() => desk.buy(2, 101, 4, { ...own, selfTrade: codes.DECREMENT_BOTH }))).toEqual([
        'prevented: 2 does not buy 3 at 101 from 1, leaves 1 and 7',
        'replenished 1: sell shows 3 of 7 at 101',
        'prevented: 2 does not buy 1 at 101 from 1, leaves 0 and 6',
        `expired 2: 0, ${expired}`,
      ])
    })

    it('is reckoned in by fill-or-kill', () => {
      desk.sell(1, 101, 4, own)
      desk.sell(2, 101, 4)
      const fok: More = { ...own, timeInForce: codes.FILL_OR_KILL }
      expect(desk.of(() => desk.buy(3, 101, 5, { ...fok, selfTrade: codes.EXPIRE_MAKER }))).toEqual(['expired 3: 5, fok not fillable'])
      expect(desk.of(() => desk.buy(3, 101, 1, { ...fok, selfTrade: codes.EXPIRE_TAKER }))).toEqual(['expired 3: 1, fok not fillable'])
      expect(desk.of(() => desk.buy(3, 101, 4, { ...fok, selfTrade: codes.EXPIRE_MAKER }))).toEqual([
        'prevented: 3 does not buy 4 at 101 from 1, leaves 4 and 0',
        `expired 1: 4, ${expired}`,
        '3 buys 4 at 101 from 2, leaves 0 and 0',
      ])
    })

    it('does not hold in an auction', () => {
      desk.book.setPhase(codes.CLOSING_AUCTION)
      desk.sell(1, 101, 4, own)
      desk.buy(2, 101, 4, { ...own, selfTrade: codes.EXPIRE_BOTH })
      expect(desk.of(() => desk.book.setPhase(codes.CLOSED)).at(-1)).toBe('2 buys 4 at 101 from 1, leaves 0 and 0')
    })
  })
}
