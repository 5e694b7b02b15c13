import { describe, expect, it } from 'vitest'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { BUY, GOOD_TILL_CANCEL, SELL } from '../src/book/book-codes.ts'
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
})
