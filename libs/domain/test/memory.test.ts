import { describe, expect, it } from 'vitest'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import * as codes from '../src/book/book-codes.ts'
import { BUY, GOOD_TILL_CANCEL, SELL } from '../src/book/book-codes.ts'
import type { OrderTicket } from '../src/book/order-ticket.ts'
import { MAX_PRICE_TICKS } from '../src/units.ts'
import { SilentListener } from './silent-listener.ts'

const create = (initialOrders: number) => new LadderBook(new SilentListener(), { initialOrders })
const buy = (book: LadderBook, id: number, price: number) => book.placeLimit(id, BUY, price, 1, GOOD_TILL_CANCEL)

describe('the memory of a ladder book', () => {
  it('does not grow with orders that have gone, whatever their prices and ids', () => {
    const book = create(100)
    let id = 1
    const turnOver = (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const price = (count: number) => 1 + ((round * 77_777 + count * 1_111_111) % MAX_PRICE_TICKS)
        for (let count = 0; count < 50; count += 1) buy(book, id + count, price(count))
        for (let count = 0; count < 50; count += 1) book.cancel(id + count)
        id += 50
      }
    }
    turnOver(20)
    const before = book.memoryBytes
    turnOver(4000)
    expect(book.memoryBytes).toBe(before)
    expect(book.orderCount).toBe(0)
  })

  it('does not grow with orders that have been filled or moved', () => {
    const book = create(4)
    buy(book, 1, 1)
    const turnOver = (from: number, to: number) => {
      for (let id = from; id < to; id += 2) {
        book.placeLimit(id, SELL, 2 + id * 5000, 1, GOOD_TILL_CANCEL)
        book.amend(1, 1 + id, 1)
        buy(book, id + 1, MAX_PRICE_TICKS)
      }
    }
    turnOver(2, 100)
    const before = book.memoryBytes
    turnOver(100, 50_000)
    expect(book.memoryBytes).toBe(before)
    expect(book.orderCount).toBe(1)
  })

  it('is under a kilobyte for each order that stands far from all others', () => {
    const book = create(1)
    const empty = book.memoryBytes
    expect(empty).toBeLessThan(16_384)
    buy(book, 1, 1)
    buy(book, 2, 1_000_000)
    book.placeLimit(3, SELL, MAX_PRICE_TICKS, 1, GOOD_TILL_CANCEL)
    expect(book.memoryBytes - empty).toBeLessThan(3 * 1024)
    for (let count = 0; count < 10_000; count += 1) buy(book, 10 + count, 1 + count * 200_000)
    expect(book.memoryBytes / book.orderCount).toBeLessThan(1024)
  })

  it('is under 128 megabytes for a million orders on ten thousand prices', () => {
    const book = create(1)
    for (let id = 1; id <= 1_000_000; id += 1) buy(book, id, 1 + (id % 10_000))
    expect(book.orderCount).toBe(1_000_000)
    expect(book.memoryBytes).toBeLessThan(128 * 2 ** 20)
    expect(book.depth(BUY, 1)).toEqual([{ priceTicks: 10_000, quantityLots: 100, orderCount: 100 }])
  })

  it('is reserved for as many orders as are announced, a number within reason', () => {
    const book = create(1000)
    const before = book.memoryBytes
    for (let id = 1; id <= 1000; id += 1) buy(book, id, 5)
    expect(book.memoryBytes).toBe(before)
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 27]) expect(() => create(bad)).toThrow(`initialOrders=${bad}`)
  })

  it('does not grow with orders of any other kind that have gone', () => {
    const book = create(100)
    let id = 1
    const turnOver = (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        liveAndDie(book, id)
        id += 20
      }
    }
    turnOver(200)
    const before = book.memoryBytes
    turnOver(5000)
    expect(book.memoryBytes).toBe(before)
    expect(book.orderCount).toBe(0)
    expect(Object.keys(book.snapshot()).sort()).toEqual(['asks', 'bids', 'market'])
  })
})

/** Orders of every kind that leave in every way: filled, cancelled, expired, fired, refused on entry, with a list. */
function liveAndDie(book: LadderBook, id: number): void {
  const buy = (order: Partial<OrderTicket>) => book.place({ orderId: id++, side: BUY, quantityLots: 4, ...order })
  const sell = (order: Partial<OrderTicket>) => book.place({ orderId: id++, side: SELL, quantityLots: 4, ...order })
  const first = id
  sell({ priceTicks: 101, displayLots: 1 })
  sell({ priceTicks: 101, hidden: true })
  sell({ priceTicks: 101, minimumLots: 2, accountId: id })
  buy({ priceTicks: 101, quantityLots: 12, selfTrade: codes.EXPIRE_BOTH, accountId: id })
  buy({ priceTicks: 90, timeInForce: codes.GOOD_TILL_DATE, expiresAtUs: book.timeUs + 1 })
  buy({ peg: codes.PEG_BID })
  buy({ type: codes.STOP, stopPriceTicks: 1000 + (id % 5000) })
  sell({ type: codes.STOP, trailingTicks: 50, triggerSource: codes.MARK_PRICE })
  buy({ type: codes.TAKE_PROFIT, stopPriceTicks: 20 })
  buy({ priceTicks: 80, timeInForce: codes.GOOD_FOR_AUCTION })
  const legs: OrderTicket[] = [
    { orderId: id++, side: SELL, type: codes.STOP, stopPriceTicks: 50, quantityLots: 3 },
    { orderId: id++, side: SELL, priceTicks: 200, quantityLots: 3, postOnly: codes.REJECT_IF_TAKING },
  ]
  book.placeList({ contingency: codes.ONE_CANCELS_OTHER, orders: legs })
  book.setTriggerPrice(codes.MARK_PRICE, 300)
  book.setTriggerPrice(codes.MARK_PRICE, 100)
  book.advanceTime(book.timeUs + 1)
  book.cancel(first + 6)
  buy({ priceTicks: 200, quantityLots: 3 })
  book.cancelAll({})
}
