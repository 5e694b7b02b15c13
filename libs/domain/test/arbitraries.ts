import fc from 'fast-check'
import type { BookCode } from '../src/book/book-code.ts'
import type { ExecutionCode, SideCode } from '../src/book/book-codes.ts'
import type { OrderBook } from '../src/book/order-book.ts'
import { MAX_PRICE_TICKS, MAX_QUANTITY_LOTS } from '../src/units.ts'

/** A command of a book as data, so that several books can be given the same. */
export type PlainCommand =
  | { kind: 'limit'; id: number; side: SideCode; price: number; lots: number; execution: ExecutionCode }
  | { kind: 'market'; id: number; side: SideCode; lots: number }
  | { kind: 'cancel'; id: number }
  | { kind: 'amend'; id: number; price: number; lots: number }
  | { kind: 'reduce'; id: number; lots: number }

/** Gives a command to a book. */
export function give(book: OrderBook, command: PlainCommand): BookCode {
  switch (command.kind) {
    case 'limit':
      return book.placeLimit(command.id, command.side, command.price, command.lots, command.execution)
    case 'market':
      return book.placeMarket(command.id, command.side, command.lots)
    case 'cancel':
      return book.cancel(command.id)
    case 'amend':
      return book.amend(command.id, command.price, command.lots)
    case 'reduce':
      return book.reduce(command.id, command.lots)
  }
}

/** A kind of market, in which some commands, prices, quantities and ids are likelier than others. */
export interface Regime {
  readonly name: string
  readonly ids: fc.Arbitrary<number>
  readonly prices: fc.Arbitrary<number>
  readonly lots: fc.Arbitrary<number>
  readonly weights: Readonly<Record<PlainCommand['kind'], number>>
}

const EVEN = { limit: 8, market: 1, cancel: 4, amend: 4, reduce: 2 }
const lots = fc.integer({ min: 1, max: 20 })
const ids = fc.integer({ min: 1, max: 80 })
const narrow = fc.integer({ min: 98, max: 102 })
const wide = fc.oneof(
  fc.integer({ min: 1, max: MAX_PRICE_TICKS }),
  fc.integer({ min: 0, max: 30 }).map((shift) => 2 ** shift),
  fc.constantFrom(1, MAX_PRICE_TICKS, MAX_PRICE_TICKS - 1),
)
const huge = fc.oneof(
  fc.integer({ min: 1, max: MAX_QUANTITY_LOTS }),
  fc.integer({ min: MAX_QUANTITY_LOTS - 3, max: MAX_QUANTITY_LOTS }),
  lots,
)
const wideIds = fc.integer({ min: 1, max: 80 }).map((id) => 2 ** 53 - id * 2 ** 40)

/** The markets in which the books are compared. */
export const REGIMES: readonly Regime[] = [
  { name: 'five prices', ids, prices: narrow, lots, weights: EVEN },
  { name: 'a hundred prices', ids, prices: fc.integer({ min: 50, max: 150 }), lots, weights: EVEN },
  { name: 'prices over the whole range', ids: wideIds, prices: wide, lots, weights: EVEN },
  {
    name: 'deep queues',
    ids: fc.integer({ min: 1, max: 400 }),
    prices: fc.integer({ min: 99, max: 101 }),
    lots: fc.integer({ min: 1, max: 3 }),
    weights: { ...EVEN, limit: 20 },
  },
  { name: 'many cancels', ids, prices: narrow, lots, weights: { ...EVEN, cancel: 12 } },
  { name: 'many amendments', ids, prices: fc.integer({ min: 80, max: 120 }), lots, weights: { ...EVEN, amend: 30 } },
  { name: 'quantities near 2^53', ids, prices: narrow, lots: huge, weights: EVEN },
  {
    name: 'numbers out of range',
    ids: fc.oneof(ids, fc.constantFrom(0, -1, 1.5, Number.NaN, 2 ** 53)),
    prices: fc.oneof(narrow, fc.constantFrom(0, -100, 99.5, Number.NaN, 2 ** 31)),
    lots: fc.oneof(lots, fc.constantFrom(0, -1, 0.5, Number.NaN, Infinity)),
    weights: EVEN,
  },
]

/** One command of a regime. */
function commandOf({ ids, prices: price, lots, weights }: Regime): fc.Arbitrary<PlainCommand> {
  const side = fc.constantFrom<SideCode>(0, 1)
  const execution = fc.constantFrom<ExecutionCode>(0, 0, 0, 1, 2, 3)
  return fc.oneof(
    { weight: weights.limit, arbitrary: fc.record({ kind: fc.constant('limit'), id: ids, side, price, lots, execution }) },
    { weight: weights.market, arbitrary: fc.record({ kind: fc.constant('market'), id: ids, side, lots }) },
    { weight: weights.cancel, arbitrary: fc.record({ kind: fc.constant('cancel'), id: ids }) },
    { weight: weights.amend, arbitrary: fc.record({ kind: fc.constant('amend'), id: ids, price, lots }) },
    { weight: weights.reduce, arbitrary: fc.record({ kind: fc.constant('reduce'), id: ids, lots }) },
  )
}

/** Commands of a regime, up to `maxLength` of them and mostly near that. */
export function commandsOf(regime: Regime, maxLength: number): fc.Arbitrary<PlainCommand[]> {
  return fc.array(commandOf(regime), { minLength: Math.floor(maxLength / 2), maxLength, size: 'max' })
}
