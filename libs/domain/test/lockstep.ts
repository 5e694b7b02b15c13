import type { BookOptions } from '../src/book/book-options.ts'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import type { OrderBook } from '../src/book/order-book.ts'
import { BUY, SELL } from '../src/book/book-codes.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { StateHash } from '../src/state-hash.ts'
import type { BookCommand } from './arbitraries.ts'
import { give } from './arbitraries.ts'
import { EventRecorder } from './event-recorder.ts'

/** The fast and the obvious book given the same commands; a difference throws, with what each of them said. */
export class Lockstep {
  readonly #fastEvents = new EventRecorder()
  readonly #obviousEvents = new EventRecorder()
  readonly fast: LadderBook
  readonly obvious: ReferenceBook = new ReferenceBook(this.#obviousEvents)

  /** `options` set up the fast book. */
  constructor(options: BookOptions = {}) {
    this.fast = new LadderBook(this.#fastEvents, { initialOrders: 1, ...options })
  }

  /** Gives a command to both and compares what they reply, report and show of the prices. */
  give(command: BookCommand): string[] {
    const what = JSON.stringify(command)
    same(`reply to ${what}`, give(this.fast, command), give(this.obvious, command))
    const events = this.#fastEvents.take()
    same(`events of ${what}`, events, this.#obviousEvents.take())
    same(`best prices after ${what}`, best(this.fast), best(this.obvious))
    return events
  }

  /** Compares everything that the two show. */
  compare(): void {
    same('snapshot', this.fast.snapshot(), this.obvious.snapshot())
    same('state hash', StateHash.of(this.fast), StateHash.of(this.obvious))
    same('order count', this.fast.orderCount, this.obvious.orderCount)
    for (const side of [BUY, SELL] as const) {
      const depth = this.obvious.depth(side, Infinity)
      same('depth', this.fast.depth(side, Infinity), depth)
      same('depth of 2', this.fast.depth(side, 2), depth.slice(0, 2))
      for (const { priceTicks, quantityLots } of depth) {
        same('level', this.fast.levelLots(side, priceTicks), quantityLots)
        same('quote', quote(this.fast, priceTicks, quantityLots), quote(this.obvious, priceTicks, quantityLots))
      }
    }
    for (const order of this.obvious.orders(BUY)) same('order', this.fast.order(order.orderId), order)
  }
}

function best(book: OrderBook): (number | undefined)[] {
  return [book.bestPriceTicks(BUY), book.bestPriceTicks(SELL)]
}

function quote(book: OrderBook, priceTicks: number, lots: number): string[] {
  return [BUY, SELL].flatMap((side) => [book.quote(side as 0 | 1, lots), book.quote(side as 0 | 1, lots, priceTicks)])
    .map(({ fillableLots, costTickLots }) => `${fillableLots} for ${String(costTickLots)}`)
}

function same(what: string, fast: unknown, obvious: unknown): void {
  const left = JSON.stringify(fast)
  const right = JSON.stringify(obvious)
  if (left !== right) throw new Error(`${what}: the fast book says ${left}, the obvious one ${right}`)
}
