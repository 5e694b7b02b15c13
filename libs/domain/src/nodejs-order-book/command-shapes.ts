import type { BookSnapshot } from '../book/book-snapshot.ts'
import type { NodejsError } from './errors.ts'
import type { CatalogEntry } from './order-catalog.ts'
import type {
  NodejsLimitOrder,
  NodejsLimitView,
  NodejsMarketOrder,
  NodejsOcoOrder,
  NodejsOrderUpdate,
  NodejsStopLimitOrder,
  NodejsStopMarketOrder,
  NodejsStopView,
} from './order-shapes.ts'

/** What became of an order. */
export interface NodejsReply {
  /** Orders that left the book filled, the arriving limit order last; a stop order that was accepted. */
  done: (NodejsLimitView | NodejsStopView)[]
  /** Stop orders that this triggered. */
  activated: NodejsStopView[]
  /** The order that was filled partly and stands: the arriving one, or the last that it met. */
  partial: NodejsLimitView | null
  /** How much of that was filled. */
  partialQuantityProcessed: number
  /** How much of the arriving order was not filled. */
  quantityLeft: number
  err: NodejsError | null
  /** Where the book keeps a journal. */
  log?: NodejsJournalEntry
  /** Orders that self-trade prevention took out. */
  stpExpired?: NodejsLimitView[]
}

/** An order that was cancelled: a limit order, a stop order, or both of them where they were one. */
export interface NodejsCancelReply {
  order?: NodejsLimitView
  stopOrder?: NodejsStopView
  log?: NodejsJournalEntry
}

interface Entry<Code extends string, Options> {
  /** Counts up from 1. */
  readonly opId: number
  /** What the clock of the book said. */
  readonly ts: number
  readonly op: Code
  readonly o: Options
}

/** A command that was carried out, to be given to a new book in its order. */
export type NodejsJournalEntry =
  | Entry<'m', NodejsMarketOrder>
  | Entry<'l', NodejsLimitOrder>
  | Entry<'sm', NodejsStopMarketOrder>
  | Entry<'sl', NodejsStopLimitOrder>
  | Entry<'oco', NodejsOcoOrder>
  | Entry<'u', { readonly orderID: string; readonly orderUpdate: NodejsOrderUpdate }>
  | Entry<'d', { readonly orderID: string }>

/** The orders of a price. */
export interface NodejsPriceLevel<View> {
  readonly price: number
  readonly orders: readonly View[]
}

/** All that is in a book, best prices first. */
export interface NodejsSnapshot {
  readonly bids: readonly NodejsPriceLevel<NodejsLimitView>[]
  readonly asks: readonly NodejsPriceLevel<NodejsLimitView>[]
  readonly stopBook: {
    readonly bids: readonly NodejsPriceLevel<NodejsStopView>[]
    readonly asks: readonly NodejsPriceLevel<NodejsStopView>[]
  }
  readonly ts: number
  readonly lastOp: number
  /** What a snapshot of `nodejs-order-book` has not: with it the book is restored exactly, its last price included. */
  readonly exact?: {
    readonly book: BookSnapshot
    readonly orders: readonly CatalogEntry[]
    readonly nextNumber: number
  }
}

/** How a book is made. */
export interface NodejsOrderBookOptions {
  /** Prices are multiples of it: 0.01 where it is left out. */
  readonly tickSize?: string
  /** Sizes are multiples of it: 0.00000001 where it is left out. */
  readonly lotSize?: string
  /** The time in milliseconds for orders, snapshots and the journal; always 0 where it is left out. */
  readonly now?: () => number
  readonly snapshot?: NodejsSnapshot
  /** Carried out on the snapshot, those entries left out that it contains. */
  readonly journal?: readonly NodejsJournalEntry[]
  readonly enableJournaling?: boolean
}
