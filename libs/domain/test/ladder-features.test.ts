import { beforeEach, describe, expect, it } from 'vitest'
import type { OrderTicket } from '../src/book/order-ticket.ts'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { BookSnapshot } from '../src/book/book-snapshot.ts'
import * as codes from '../src/index.ts'
import { BUY, SELL } from '../src/index.ts'
import { StateHash } from '../src/state-hash.ts'
import { EventRecorder } from './event-recorder.ts'

const GTC = codes.GOOD_TILL_CANCEL
let recorder: EventRecorder
let book: LadderBook

beforeEach(() => {
  recorder = new EventRecorder()
  book = new LadderBook(recorder, { initialOrders: 2 })
})

const events = () => recorder.take()
const buy = (id: number, price: number, lots: number, more: Partial<OrderTicket> = {}) =>
  book.place({ orderId: id, side: BUY, priceTicks: price, quantityLots: lots, ...more })
const sell = (id: number, price: number, lots: number, more: Partial<OrderTicket> = {}) =>
  book.place({ orderId: id, side: SELL, priceTicks: price, quantityLots: lots, ...more })
/** What happens, without the acceptance of the order that makes it happen. */
const after = (act: () => unknown): string[] => {
  events()
  act()
  return events().filter((event) => !event.startsWith('accepted'))
}

describe('an iceberg', () => {
  it('shows a slice at a time and goes to the back with the next one', () => {
    sell(1, 101, 10, { displayLots: 3 })
    sell(2, 101, 4)
    expect(book.levelLots(SELL, 101)).toBe(7)
    expect(after(() => buy(3, 101, 5))).toEqual([
      '3 buys 3 at 101 from 1, leaves 2 and 7',
      'replenished 1: sell shows 3 of 7 at 101',
      '3 buys 2 at 101 from 2, leaves 0 and 2',
    ])
    expect(book.order(1)).toMatchObject({ leavesLots: 7, details: { shownLots: 3 } })
  })

  it('is refused where it shows all or none of its quantity', () => {
    expect(sell(1, 101, 10, { displayLots: 10 })).toBe(codes.DISPLAY_OUT_OF_RANGE)
    expect(sell(1, 101, 10, { displayLots: -1 })).toBe(codes.DISPLAY_OUT_OF_RANGE)
    expect(book.orderCount).toBe(0)
  })
})

describe('a hidden order', () => {
  it('is not shown and trades behind what is shown at its price', () => {
    sell(1, 101, 5, { hidden: true })
    sell(2, 101, 5)
    expect(book.depth(SELL, 9)).toEqual([{ priceTicks: 101, quantityLots: 5, orderCount: 1 }])
    expect(after(() => buy(3, 101, 7))).toEqual([
      '3 buys 5 at 101 from 2, leaves 2 and 0',
      '3 buys 2 at 101 from 1, leaves 0 and 3',
    ])
  })

  it('with a minimum is passed over by what is too small for it', () => {
    sell(1, 100, 10, { minimumLots: 6 })
    sell(2, 101, 5)
    expect(after(() => buy(3, 101, 5))).toEqual(['3 buys 5 at 101 from 2, leaves 0 and 0'])
    expect(after(() => buy(4, 101, 6))).toEqual(['4 buys 6 at 100 from 1, leaves 0 and 4'])
  })
})

describe('self-trade prevention', () => {
  const own = { accountId: 7 }
  it.each([
    [codes.EXPIRE_TAKER, ['prevented: 2 does not buy 4 at 101 from 1, leaves 0 and 4', 'expired 2: 6, self-trade prevented']],
    [codes.EXPIRE_MAKER, ['prevented: 2 does not buy 4 at 101 from 1, leaves 6 and 0', 'expired 1: 4, self-trade prevented']],
    [codes.DECREMENT_BOTH, ['prevented: 2 does not buy 4 at 101 from 1, leaves 2 and 0', 'expired 1: 0, self-trade prevented']],
  ] as const)('follows the mode of the arriving order: %s', (selfTrade, expected) => {
    sell(1, 101, 4, own)
    expect(after(() => buy(2, 101, 6, { ...own, selfTrade }))).toEqual(expected)
  })

  it('takes no notice of others', () => {
    sell(1, 101, 4, { accountId: 8 })
    expect(after(() => buy(2, 101, 4, { ...own, selfTrade: codes.EXPIRE_BOTH }))).toEqual(['2 buys 4 at 101 from 1, leaves 0 and 0'])
  })
})

describe('a stop', () => {
  it('is refused where it would trigger at once', () => {
    sell(1, 101, 1)
    buy(2, 101, 1)
    const stop: OrderTicket = { orderId: 3, side: BUY, type: codes.STOP, stopPriceTicks: 101, quantityLots: 1 }
    expect(book.place(stop)).toBe(codes.TRIGGERS_AT_ONCE)
  })

  it('that triggers another is followed to the end, 5,000 deep', () => {
    const count = 5000
    for (let at = 0; at < count; at += 1) {
      sell(at + 1, 101 + at, 1)
      book.place({ orderId: 10_000 + at, side: BUY, type: codes.STOP, stopPriceTicks: 101 + at, quantityLots: 1 })
    }
    sell(9000, 101 + count, 1)
    buy(9001, 101, 1)
    expect(book.orderCount).toBe(0)
    expect(events().filter((event) => event.startsWith('activated'))).toHaveLength(count)
  })

  it('that trails follows the market one way', () => {
    const trade = (id: number, price: number) => {
      sell(id, price, 1)
      buy(id + 1, price, 1)
    }
    trade(1, 1000)
    book.place({ orderId: 50, side: SELL, type: codes.STOP, trailingBasisPoints: 1000, quantityLots: 1 })
    expect(events().at(-1)).toBe('stop of 50 moved to 900')
    trade(3, 1100)
    expect(events().at(-1)).toBe('stop of 50 moved to 990')
    buy(60, 980, 1)
    trade(5, 995)
    const seen = after(() => {
      trade(7, 990)
    })
    expect(seen).toContain('activated 50: sell 1 at 0, trigger fired')
  })
})

describe('a list', () => {
  const bracket = () =>
    book.placeList({
      contingency: codes.ONE_TRIGGERS_ONE_CANCELS_OTHER,
      orders: [
        { orderId: 10, side: BUY, priceTicks: 101, quantityLots: 5 },
        { orderId: 11, side: SELL, type: codes.STOP, stopPriceTicks: 95, quantityLots: 5 },
        { orderId: 12, side: SELL, priceTicks: 110, quantityLots: 5, postOnly: codes.REJECT_IF_TAKING },
      ],
    })

  it('releases its legs once the working order is filled, and one leg ends the other', () => {
    sell(1, 101, 5)
    bracket()
    expect(events().slice(-2)).toEqual([
      'activated 11: sell 5 at 0, working order filled',
      'activated 12: sell 5 at 110, working order filled',
    ])
    expect(after(() => buy(20, 110, 2))).toEqual(['20 buys 2 at 110 from 12, leaves 0 and 3', 'expired 11: 5, other leg'])
  })

  it('leaves with the one of it that is cancelled', () => {
    bracket()
    expect(after(() => book.cancel(11))).toEqual([
      'canceled 11: sell 5 at 0',
      'canceled 10: buy 5 at 101',
      'canceled 12: sell 5 at 110',
    ])
    expect(book.orderCount).toBe(0)
  })

  it('is refused whole, under the order at fault', () => {
    buy(11, 90, 1)
    expect(after(bracket)).toEqual(['rejected 11: duplicate order id'])
    expect(book.orderCount).toBe(1)
  })
})

describe('an auction', () => {
  it('trades at the price of most volume, and says before where it would', () => {
    book.setPhase(codes.CLOSING_AUCTION)
    buy(1, 105, 6)
    buy(2, 103, 4)
    sell(3, 100, 5)
    sell(4, 104, 5)
    expect(book.indicative()).toEqual({ priceTicks: 104, quantityLots: 6n, imbalanceLots: -4n })
    expect(after(() => book.setPhase(codes.CLOSED))).toEqual([
      'phase: closed',
      'uncrossed 6 at 104',
      '1 buys 5 at 104 from 3, leaves 1 and 0',
      '1 buys 1 at 104 from 4, leaves 0 and 4',
    ])
    expect(book.referencePriceTicks).toBe(104)
  })

  it('follows a trade that would have left the price band', () => {
    book.setReferencePrice(100)
    book.setPriceBands({ downBasisPoints: 500, upBasisPoints: 500, action: codes.PAUSE_BEYOND_BAND })
    sell(1, 104, 1)
    sell(2, 106, 1)
    expect(after(() => buy(3, 106, 2))).toEqual(['3 buys 1 at 104 from 1, leaves 1 and 0', 'phase: volatility pause'])
    expect(after(() => book.setPhase(codes.CONTINUOUS))).toEqual([
      'phase: continuous',
      'uncrossed 1 at 106',
      '3 buys 1 at 106 from 2, leaves 0 and 0',
    ])
  })

  it('refuses every transition that is not one', () => {
    expect(book.setPhase(codes.PRE_OPEN)).toBe(codes.FORBIDDEN_TRANSITION)
    book.setPhase(codes.HALTED)
    expect(buy(1, 100, 1)).toBe(codes.PHASE_REFUSES)
    expect(book.placeLimit(1, BUY, 100, 1, GTC)).toBe(codes.PHASE_REFUSES)
  })
})

describe('a complete book', () => {
  it('is the same again from its snapshot', () => {
    sell(1, 101, 10, { displayLots: 3 })
    buy(2, 99, 4, { hidden: true })
    buy(3, 98, 4, { timeInForce: codes.GOOD_TILL_DATE, expiresAtUs: 10 })
    buy(7, 97, 1)
    book.place({ orderId: 4, side: BUY, type: codes.STOP, stopPriceTicks: 120, quantityLots: 1 })
    book.place({ orderId: 5, side: BUY, peg: codes.PEG_BID, quantityLots: 3 })
    const copy = new LadderBook(new EventRecorder())
    copy.restore(JSON.parse(JSON.stringify(book.snapshot())) as BookSnapshot)
    expect(copy.snapshot()).toEqual(book.snapshot())
    expect(StateHash.of(copy)).toBe(StateHash.of(book))
    expect(after(() => book.advanceTime(10))).toEqual(['expired 3: 4, time expired', 'repriced 5: buy 3 from 98 to 97'])
    expect(book.cancelAll({ side: BUY })).toBe(4)
    expect(book.orderCount).toBe(1)
  })

  it('has changed nothing where it refuses', () => {
    sell(1, 101, 10, { displayLots: 3 })
    const before = StateHash.of(book)
    for (const bad of [0, -1, 0.5, Number.NaN, 2 ** 53]) {
      expect(buy(9, 100, bad)).toBe(codes.QUANTITY_OUT_OF_RANGE)
      expect(buy(9, bad, 1)).toBe(codes.PRICE_OUT_OF_RANGE)
      expect(buy(bad, 100, 1)).toBe(codes.ORDER_ID_OUT_OF_RANGE)
    }
    expect(buy(9, 100, 1, { hidden: true, timeInForce: codes.IMMEDIATE_OR_CANCEL })).toBe(codes.UNSUPPORTED_COMBINATION)
    expect(buy(9, 101, 1, { postOnly: codes.REJECT_IF_TAKING })).toBe(codes.WOULD_TAKE_LIQUIDITY)
    expect(StateHash.of(book)).toBe(before)
  })

  it('goes back to the fast lane once nothing is left that needs more', () => {
    sell(1, 101, 10, { displayLots: 3 })
    book.placeLimit(2, BUY, 101, 10, GTC)
    expect(book.placeLimit(3, BUY, 100, 1, GTC)).toBe(codes.ACCEPTED)
    expect(book.snapshot().bids).toEqual([{ orderId: 3, side: BUY, priceTicks: 100, leavesLots: 1, postOnly: false }])
  })

  it('shares a price pro rata where it is set up so', () => {
    book = new LadderBook(recorder, { allocation: codes.proRata() })
    sell(1, 101, 10)
    sell(2, 101, 30)
    expect(after(() => buy(3, 101, 21))).toEqual(['3 buys 6 at 101 from 1, leaves 15 and 4', '3 buys 15 at 101 from 2, leaves 0 and 15'])
  })
})
