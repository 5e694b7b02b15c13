import { ACCEPTED, accountId as accountIdOf, BUY, CONTINUOUS, GOOD_TILL_CANCEL } from '@openlob/domain'
import { Ledger, POST_ONLY, SELL, StateHash } from '@openlob/domain'
import type { Asset, AssetTotals, BookSnapshot, OrderBook, OrderId, SideCode } from '@openlob/domain'
import type { SavedConditionals } from '../flow/conditional-orders.ts'
import type { IdentifiedCommand } from '../flow/command-ids.ts'
import type { EventEmitter } from '../flow/event-emitter.ts'
import type { TransfersRecord } from '../flow/transfers.ts'
import { checkSameFlow } from '../flow/flow-number.ts'
import { FlowState } from '../flow/flow-state.ts'
import type { FlowSettings } from '../flow/flow-state.ts'
import { Market } from '../flow/market.ts'
import { broken, must } from '../flow/must.ts'
import { BOOKED, SAVED_LONGS } from '../flow/order-records.ts'
import { holdAssetOf } from '../flow/policy-views.ts'
import type { Venue } from '../flow/venue.ts'
import { instrumentFrom, instrumentRecord } from './flow-snapshot.ts'
import type { InstrumentRecord } from './flow-snapshot.ts'
import { namesSections, openNamed } from './account-names.ts'
import { jsonSection, jsonValue } from './json.ts'
import { alignedLength, SnapshotDecodingError } from './sections.ts'

/*
 * The state of a flow as sections: what is many as columns of numbers, so that a million orders are copied, not made
 * into objects; the rest as JSON. First `StateHead`, then the orders, the balances, the order of each book, the names
 * of the accounts. Equal states give equal sections, whose hash is that of the state.
 */

/** Orders that are read before the book is given them. */
const ORDERS_AT_A_TIME = 256
/** Sections that every state has: head, orders, balances. */
const FIXED_SECTIONS = 3

interface StateHead {
  readonly configuration: string
  readonly commandSequence: number
  readonly timestampUs: number
  readonly eventSequence: number
  readonly nextOrderId: number
  readonly nextTradeId: number
  readonly accounts: number
  /** By account, where it is not 0. */
  readonly feeTiers: readonly (readonly [accountId: number, feeTier: number])[]
  readonly assets: readonly Asset[]
  readonly totals: readonly AssetTotals[]
  readonly instruments: readonly InstrumentRecord[]
  readonly commandIds: readonly IdentifiedCommand[]
  /** Undefined where there never was one. */
  readonly transfers?: TransfersRecord | undefined
  readonly orders: number
  /** Undefined where there is none. */
  readonly conditionals?: SavedConditionals | undefined
  /** By instrument: how many of its section are bids, and what the book has besides plain orders. */
  readonly books: readonly BookHead[]
}

interface BookHead {
  readonly bids: number
  readonly asks: number
  readonly rest: BookSnapshot
}

/** The state as sections. O(state). */
export function stateSections(state: FlowState): Uint8Array[] {
  const { venue, postings, orders } = state
  const { saved, ranks } = orders.saveAll()
  const books = venue.markets.map(({ book }) => bookSection(book, (orderId) => ranks[orders.find(orderId)]!))
  const head: StateHead = {
    configuration: state.configuration,
    commandSequence: state.commandSequence,
    timestampUs: state.timestampUs,
    eventSequence: state.emitter.sequence,
    nextOrderId: state.nextOrderId,
    nextTradeId: state.nextTradeId,
    accounts: venue.accounts.count,
    feeTiers: feeTiersOf(venue),
    assets: venue.assets,
    totals: postings.ledger.totals(),
    instruments: venue.markets.map(({ instrument }) => instrumentRecord(instrument)),
    commandIds: state.commandIds.all(),
    transfers: state.transfers.saved(),
    orders: orders.count,
    conditionals: orders.conditional.saved(),
    books: books.map(([bookHead]) => bookHead),
  }
  const balances = postings.ledger.balanceColumns()
  const columns = [saved, balances, ...books.map(([, order]) => order)]
  return [jsonSection(head), ...columns.map(octetsOf), ...namesSections(venue.accounts)]
}

function feeTiersOf({ accounts }: Venue): StateHead['feeTiers'] {
  const tiers: (readonly [number, number])[] = []
  for (let accountId = 1; accountId <= accounts.count; accountId += 1)
    if (accounts.feeTierOf(accountId) !== 0) tiers.push([accountId, accounts.feeTierOf(accountId)])
  return tiers
}

/** The hash of a state by its sections. O(state), some nanoseconds for 16 octets. */
export function sectionsHash(sections: readonly Uint8Array[]): string {
  const hash = new StateHash()
  for (const section of sections) {
    const words = new Int32Array(section.buffer, section.byteOffset, section.length >> 2)
    hash.words(words, 0, words.length)
  }
  return hash.digest()
}

/** The state again, without what its policies remember. Throws where the sections are none of a state. */
export function stateFromSections(
  sections: readonly Uint8Array[],
  settings: FlowSettings,
  emitterAt: (eventSequence: number) => EventEmitter,
): FlowState {
  if (sections.length < FIXED_SECTIONS) throw new SnapshotDecodingError('a state has a head, orders and balances')
  const head = jsonValue(sections[0]!) as StateHead
  checkSameFlow(head.nextOrderId, settings.flowNumber)
  const ledger = Ledger.restoreColumns(longsOf(sections[2]!), head.totals)
  const state = new FlowState(settings, ledger, emitterAt(head.eventSequence))
  state.configuration = head.configuration
  state.commandSequence = head.commandSequence
  state.timestampUs = head.timestampUs
  state.nextOrderId = head.nextOrderId
  state.nextTradeId = head.nextTradeId
  restoreAccounts(state, head, sections.slice(FIXED_SECTIONS + head.books.length))
  for (const asset of head.assets) state.venue.addAsset({ ...asset })
  head.instruments.forEach((record, index) => {
    const { bids, asks } = head.books[index] ?? { bids: 0, asks: 0 }
    const book = settings.createBook(state.matches, state.adviser, bids + asks)
    state.venue.addMarket(new Market(instrumentFrom(record), book))
  })
  for (const command of head.commandIds) state.commandIds.add(command)
  if (head.transfers !== undefined) state.transfers.restore(head.transfers)
  const slots = restoreOrders(state, longsOf(sections[1]!), head.orders)
  if (head.conditionals !== undefined) state.orders.restoreConditionals(head.conditionals)
  head.books.forEach((bookHead, index) => {
    const order = wordsOf(sections[FIXED_SECTIONS + index]!)
    restoreBook(state, state.venue.markets[index]!.book, bookHead, slots, order)
  })
  return state
}

function bookSection(book: OrderBook, rankOf: (orderId: OrderId) => number): readonly [BookHead, Int32Array] {
  const rest = book.rest()
  const order = new Int32Array(filled(book.orderCount))
  const counts = [0, 0]
  let isPlain = rest.market === undefined || (rest.market.phase === CONTINUOUS && rest.market.bands === null)
  let at = 0
  for (const side of [BUY, SELL] as const)
    for (const { orderId, details } of book.orders(side)) {
      isPlain &&= details === undefined
      order[at] = rankOf(orderId as OrderId)
      at += 1
      counts[side]! += 1
    }
  isPlain &&= at === book.orderCount
  // Whatever is more than a queue of plain orders is kept as the book has it.
  if (!isPlain) return [{ bids: 0, asks: 0, rest: book.snapshot() }, new Int32Array(0)]
  return [{ bids: counts[BUY]!, asks: counts[SELL]!, rest: { bids: [], asks: [], ...rest } }, order]
}

function restoreAccounts({ venue }: FlowState, head: StateHead, sections: readonly Uint8Array[]): void {
  venue.accounts.reserve(head.accounts)
  for (const section of sections) openNamed(venue.accounts, section)
  for (const [account, feeTier] of head.feeTiers) venue.accounts.setFeeTier(accountIdOf(account), feeTier)
}

function restoreOrders({ venue, orders, postings }: FlowState, columns: BigInt64Array, count: number): Int32Array {
  const slots = new Int32Array(count)
  orders.reserve(count)
  for (let index = 0; index < count; index += 1) {
    const slot = orders.load(columns, index * SAVED_LONGS)
    const market = venue.market(orders.instrumentIdOf(slot))
    if (market === undefined) return broken(`an order's instrument is listed: instrumentId=${orders.instrumentIdOf(slot)}`)
    const asset = holdAssetOf(market, orders.sideOf(slot))
    orders.setBalance(slot, postings.ledger.slotOf(orders.accountIdOf(slot), asset))
    orders.rest(slot)
    slots[index] = slot
  }
  return slots
}

/** Places the orders again as they stand: best price first, oldest first; none trades and each gets its place. */
function restoreBook(
  { orders }: FlowState,
  book: OrderBook,
  { bids, asks, rest }: BookHead,
  slots: Int32Array,
  ranks: Int32Array,
): void {
  book.restore(rest)
  const numbers = new Float64Array(BOOKED * ORDERS_AT_A_TIME)
  for (let first = 0; first < bids + asks; first += ORDERS_AT_A_TIME) {
    const end = Math.min(first + ORDERS_AT_A_TIME, bids + asks)
    // The records are all over the memory: read one after the other, they are waited for together.
    for (let index = first; index < end; index += 1)
      orders.readBooked(slots[ranks[index]!]!, numbers, (index - first) * BOOKED)
    for (let index = first; index < end; index += 1)
      place(book, index < bids ? BUY : SELL, numbers, (index - first) * BOOKED)
  }
  must(book.orderCount >= bids + asks, () => `no order trades as it is placed again: orderCount=${book.orderCount}`)
}

function place(book: OrderBook, side: SideCode, numbers: Float64Array, at: number): void {
  const execution = numbers[at + 3] === 1 ? POST_ONLY : GOOD_TILL_CANCEL
  const refused = book.placeLimit(numbers[at]!, side, numbers[at + 1]!, numbers[at + 2]!, execution)
  if (refused !== ACCEPTED) broken(`the book takes its orders again: orderId=${numbers[at]!} code=${refused}`)
}

/** How many words of 32 bits so many take, filled up with zeros to a multiple of 16 octets. */
function filled(words: number): number {
  return alignedLength(4 * words) >> 2
}

function octetsOf({ buffer, byteOffset, byteLength }: Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length >> 2)
}

function longsOf({ buffer, byteOffset, length }: Uint8Array): BigInt64Array {
  return new BigInt64Array(buffer, byteOffset, length >> 3)
}

