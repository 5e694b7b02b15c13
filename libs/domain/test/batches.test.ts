import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookCommand, BookReply } from '../src/book/book-command.ts'
import { applyBatch, applyCommand, BATCH_COMMANDS_MAX } from '../src/book/book-command.ts'
import * as codes from '../src/index.ts'
import { BUY, SELL } from '../src/book/book-codes.ts'
import { InstrumentBooks } from '../src/book/instrument-books.ts'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { StateHash } from '../src/state-hash.ts'
import { instrumentId } from '../src/units.ts'
import { ReportLog } from '../src/book/report-log.ts'
import { SilentListener } from './silent-listener.ts'

const buy = (orderId: number, priceTicks: number, more: object = {}): BookCommand => {
  return { kind: 'place', ticket: { orderId, side: BUY, priceTicks, quantityLots: 5, ...more } }
}
const refused = (code: codes.BookCode): BookReply => ({ kind: 'done', code })

describe('a batch', () => {
  it('is done command by command: one that is refused changes nothing, and the next one follows', () => {
    const book = new LadderBook(new SilentListener())
    const replies = applyBatch(book, [
      buy(1, 99),
      buy(1, 98),
      buy(2, 0),
      { kind: 'amend', orderId: 1, priceTicks: 99, leavesLots: 3 },
      { kind: 'reduce', orderId: 1, byLots: 1 },
      buy(3, 97, { accountId: 7 }),
      { kind: 'replace', cancelOrderId: 3, ticket: { orderId: 4, side: BUY, priceTicks: 96, quantityLots: 1 }, mode: 0 },
      { kind: 'cancelAll', filter: { side: BUY } },
    ])
    expect(replies).toEqual([
      refused(codes.ACCEPTED),
      refused(codes.DUPLICATE_ORDER_ID),
      refused(codes.PRICE_OUT_OF_RANGE),
      refused(codes.ACCEPTED),
      refused(codes.ACCEPTED),
      refused(codes.ACCEPTED),
      { kind: 'replaced', cancel: codes.ACCEPTED, place: codes.ACCEPTED },
      { kind: 'canceled', canceledCount: 2 },
    ])
    expect(book.orderCount).toBe(0)
  })

  it('does what its commands do one by one', () => {
    const ids = fc.integer({ min: 1, max: 9 })
    const command = fc.oneof(
      fc.tuple(ids, fc.integer({ min: 0, max: 5 })).map(([orderId, price]) => buy(orderId, price)),
      ids.map((orderId): BookCommand => ({ kind: 'cancel', orderId })),
      ids.map((orderId): BookCommand => ({ kind: 'amendStop', orderId, stopPriceTicks: 9 })),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const [one, other] = [new ReportLog(), new ReportLog()]
        const [fast, obvious] = [new LadderBook(one), new ReferenceBook(other)]
        expect(applyBatch(fast, commands)).toEqual(commands.map((each) => applyCommand(obvious, each)))
        expect(one.take()).toEqual(other.take())
        expect(StateHash.of(fast)).toBe(StateHash.of(obvious))
      }),
      { seed: 42, numRuns: 50 },
    )
  })

  const nonsense: [string, BookCommand][] = [
    ['side=2', { kind: 'place', ticket: { orderId: 2, side: 2 as 0, priceTicks: 1, quantityLots: 1 } }],
    ['mode=2', { kind: 'replace', cancelOrderId: 1, ticket: { orderId: 2, side: 0 }, mode: 2 as 0 }],
    ['contingency=9', { kind: 'placeList', list: { contingency: 9 as 0, orders: [] } }],
    ['side=7', { kind: 'cancelAll', filter: { side: 7 as 0 } }],
    ['phase=7', { kind: 'setPhase', phase: 7 as 0 }],
    ['source=0', { kind: 'setTriggerPrice', source: 0, priceTicks: 1 }],
    ['action', { kind: 'setPriceBands', bands: { downBasisPoints: 1, upBasisPoints: 1, action: 5 as 0 } }],
  ]
  it.each(nonsense)('throws before anything is done where an enumeration is none of its codes: %s', (text, command) => {
    const book = new LadderBook(new SilentListener())
    expect(() => applyBatch(book, [buy(1, 99), command])).toThrow(text)
    expect(book.orderCount).toBe(0)
  })

  it('has a limit', () => {
    const book = new LadderBook(new SilentListener())
    const many = Array.from({ length: BATCH_COMMANDS_MAX + 1 }, (_, at) => buy(at + 1, 99))
    expect(() => applyBatch(book, many)).toThrow('a batch has at most 1000 commands: commands=1001')
    expect(book.orderCount).toBe(0)
    expect(applyBatch(book, many.slice(1))).toHaveLength(1000)
  })
})

describe('the books of several instruments', () => {
  const [bitcoin, ether] = [instrumentId(1), instrumentId(2)]

  function twoBooks() {
    const recorder = new ReportLog()
    const books = new InstrumentBooks<LadderBook>()
    books.add(ether, new LadderBook(recorder))
    books.add(bitcoin, new LadderBook(recorder))
    for (const [base, id] of [[10, bitcoin], [20, ether]] as const) {
      const book = books.get(id)!
      book.place({ orderId: base, side: BUY, priceTicks: 99, quantityLots: 1, accountId: 1, sessionId: 5 })
      book.place({ orderId: base + 1, side: SELL, priceTicks: 101, quantityLots: 1, accountId: 1 })
      book.place({ orderId: base + 2, side: BUY, priceTicks: 98, quantityLots: 1, accountId: 2, sessionId: 6 })
      book.placeLimit(base + 3, BUY, 97, 1, codes.GOOD_TILL_CANCEL)
    }
    recorder.take()
    return { books, events: () => recorder.take().map((event) => event.split(':')[0]) }
  }

  it('cancel an account everywhere, or in one of them, by ascending instrument and order', () => {
    const { books, events } = twoBooks()
    const both = [bitcoin, ether].map((id) => ({ instrumentId: id, canceledCount: 2 }))
    expect(books.cancelAll({ accountId: 1 })).toEqual(both)
    expect(events()).toEqual(['canceled 10', 'canceled 11', 'canceled 20', 'canceled 21'])
    expect(books.cancelAll({ accountId: 2, instrumentId: ether })).toEqual([{ instrumentId: ether, canceledCount: 1 }])
    expect(books.cancelAll({ accountId: 1 })).toEqual([])
  })

  it('cancel by side and price range', () => {
    const { books, events } = twoBooks()
    books.cancelAll({ side: BUY, minPriceTicks: 97, maxPriceTicks: 98 })
    expect(events()).toEqual(['canceled 12', 'canceled 13', 'canceled 22', 'canceled 23'])
  })

  it('cancel what a session placed, once it is gone', () => {
    const { books, events } = twoBooks()
    books.cancelSession(5)
    expect(events()).toEqual(['canceled 10', 'canceled 20'])
  })

  it('hear of the time together, or none of them does', () => {
    const { books } = twoBooks()
    books.get(ether)!.advanceTime(50)
    for (const timeUs of [49, -1, 0.5, Number.NaN]) expect(books.advanceTime(timeUs)).toBe(codes.TIME_OUT_OF_RANGE)
    expect(books.get(bitcoin)!.timeUs).toBe(0)
    expect(books.advanceTime(60)).toBe(codes.ACCEPTED)
    expect([bitcoin, ether].map((id) => books.get(id)!.timeUs)).toEqual([60, 60])
  })

  it('come and go, one an instrument', () => {
    const { books } = twoBooks()
    expect(books.instrumentIds).toEqual([bitcoin, ether])
    expect(() => { books.add(ether, new LadderBook(new SilentListener())) }).toThrow('instrumentId=2')
    expect(books.remove(bitcoin)).toBeInstanceOf(LadderBook)
    expect(books.remove(bitcoin)).toBeUndefined()
    expect(books.instrumentIds).toEqual([ether])
    expect(books.get(bitcoin)).toBeUndefined()
  })

  it('throw for a side that is none, before anything is cancelled', () => {
    const { books, events } = twoBooks()
    expect(() => books.cancelAll({ side: 2 as 0 })).toThrow('side=2')
    expect(events()).toEqual([])
  })
})
