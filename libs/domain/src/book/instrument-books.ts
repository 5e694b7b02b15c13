import { invariant } from '../invariant.ts'
import type { InstrumentId } from '../units.ts'
import { isTime, requireSide } from './book-arguments.ts'
import { ACCEPTED, TIME_OUT_OF_RANGE } from './book-code.ts'
import type { BookCode } from './book-code.ts'
import type { CompleteOrderBook } from './order-book.ts'
import type { CancelFilter } from './order-ticket.ts'

/** A mass cancel over books: of all instruments where none is named. */
export interface InstrumentCancelFilter extends CancelFilter {
  readonly instrumentId?: InstrumentId
}

/** How many orders of an instrument a mass cancel took. */
export interface InstrumentCancelCount {
  readonly instrumentId: InstrumentId
  readonly canceledCount: number
}

/** The books of several instruments, and what goes over all of them, in the order of their ids. */
export class InstrumentBooks<Book extends CompleteOrderBook = CompleteOrderBook> {
  readonly #books: Map<InstrumentId, Book> = new Map<InstrumentId, Book>()
  #ids: readonly InstrumentId[] = []

  /** The instruments that have a book, ascending. */
  get instrumentIds(): readonly InstrumentId[] {
    return this.#ids
  }

  /** Adds the book of an instrument that has none. */
  add(instrumentId: InstrumentId, book: Book): void {
    invariant(!this.#books.has(instrumentId), `an instrument has one book: instrumentId=${instrumentId}`)
    this.#books.set(instrumentId, book)
    this.#ids = Object.freeze([...this.#books.keys()].sort((left, right) => left - right))
  }

  /** Takes out the book of an instrument, undefined where it has none. */
  remove(instrumentId: InstrumentId): Book | undefined {
    const book = this.#books.get(instrumentId)
    this.#books.delete(instrumentId)
    this.#ids = Object.freeze(this.#ids.filter((id) => id !== instrumentId))
    return book
  }

  /** The book of an instrument, undefined where it has none. */
  get(instrumentId: InstrumentId): Book | undefined {
    return this.#books.get(instrumentId)
  }

  /** Cancels what passes the filter in each book; replies what was taken where anything was. */
  cancelAll({ instrumentId, ...filter }: InstrumentCancelFilter): InstrumentCancelCount[] {
    if (filter.side !== undefined) requireSide(filter.side)
    const ids = instrumentId === undefined ? this.#ids : this.#ids.filter((id) => id === instrumentId)
    const counts = ids.map((id) => ({ instrumentId: id, canceledCount: this.#books.get(id)!.cancelAll(filter) }))
    return counts.filter(({ canceledCount }) => canceledCount > 0)
  }

  /** Cancels what a session placed: what a gateway does when a client that asked for it is disconnected. */
  cancelSession(sessionId: number): InstrumentCancelCount[] {
    return this.cancelAll({ sessionId })
  }

  /** Tells every book the time; refused, and told to none, where it is before that of any of them. */
  advanceTime(timeUs: number): BookCode {
    const books = this.#ids.map((id) => this.#books.get(id)!)
    if (!isTime(timeUs) || books.some((book) => timeUs < book.timeUs)) return TIME_OUT_OF_RANGE
    for (const book of books) book.advanceTime(timeUs)
    return ACCEPTED
  }
}
