import type { ExpiryReason, InstrumentStatus, OrderStatus, OrderType, Side, TimeInForce } from '@openlob/domain'
import type { ErrorCode } from './errors.ts'
import type { Channel } from './messages.ts'

/** A price level on the wire: price and quantity; quantity `0` says that the level is gone. */
export type LevelText = readonly [price: string, quantity: string]

/** An order on the wire. */
export interface OrderText {
  readonly order_id: string
  readonly client_order_id?: string | undefined
  readonly symbol: string
  readonly side: Side
  readonly order_type: OrderType
  readonly time_in_force: TimeInForce
  readonly post_only: boolean
  /** Absent for a market order. */
  readonly price?: string | undefined
  /** In all, executed part included. */
  readonly quantity: string
  readonly executed_quantity: string
  /** What the executed part cost or brought in the quote asset, before fees. */
  readonly executed_value: string
  readonly status: OrderStatus
  /** Why what was left expired. */
  readonly reason?: ExpiryReason | undefined
  readonly created_us: number
  readonly updated_us: number
}

/** `order_ack`: an order was placed, amended or cancelled, and that is durable. */
export interface OrderAck extends OrderText {
  readonly type: 'order_ack'
  /** The event that made the order what it shows. */
  readonly sequence: number
}

/** `authenticated`: the connection speaks for the account of a key from here on. */
export interface AuthReply {
  readonly type: 'authenticated'
  readonly trader_id: string
  /** Whether it may place orders and move money, or only look. */
  readonly can_trade: boolean
}

/** `orders_canceled`: the answer to `cancel_all_orders`. */
export interface OrdersCanceled {
  readonly type: 'orders_canceled'
  readonly trader_id: string
  readonly order_ids: readonly string[]
}

/** `open_orders`: oldest first. */
export interface OpenOrdersReply {
  readonly type: 'open_orders'
  readonly trader_id: string
  readonly orders: readonly OrderText[]
}

/** `order`: how far an order has come. */
export interface OrderReply {
  readonly type: 'order'
  readonly trader_id: string
  readonly order: OrderText
}

/** `balances`: those that are not zero. */
export interface BalancesReply {
  readonly type: 'balances'
  readonly trader_id: string
  /** The flow, where one was named. */
  readonly flow?: string | undefined
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly held: string }[]
}

/** `transfer`: money has left one flow for another. */
export interface TransferReply {
  readonly type: 'transfer'
  readonly trader_id: string
  readonly asset: string
  readonly amount: string
  readonly from: string
  readonly to: string
  /** What is left in the flow that it left. */
  readonly free: string
  readonly held: string
  /** Whether it is there; if not, the other flow is down, and it arrives when that runs again. */
  readonly arrived: boolean
}

/** One instrument on the wire; amounts in its base or quote asset. */
export interface InstrumentText {
  readonly symbol: string
  readonly kind: 'spot'
  readonly status: InstrumentStatus
  readonly base_asset: string
  readonly quote_asset: string
  readonly tick_size: string
  readonly lot_size: string
  readonly min_quantity: string
  readonly max_quantity: string
  readonly max_price: string
  readonly min_notional: string
  readonly max_notional: string
}

/** `instruments`: in the order of listing. */
export interface InstrumentsReply {
  readonly type: 'instruments'
  readonly instruments: readonly InstrumentText[]
}

/** The best levels of a book as they stood after the event `sequence`. */
export interface BookText {
  readonly sequence: number
  readonly bids: readonly LevelText[]
  readonly asks: readonly LevelText[]
}

/** `book`: a snapshot on request. */
export interface BookReply extends BookText {
  readonly type: 'book'
  readonly symbol: string
}

/** `subscribed`: with the snapshot that the book updates behind it chain to, where the channel is among them. */
export interface Subscribed {
  readonly type: 'subscribed'
  /** Absent where the channel `orders` alone was asked for. */
  readonly symbol?: string | undefined
  readonly channels: readonly Channel[]
  readonly book?: BookText | undefined
}

/** `unsubscribed`: nothing more of these channels comes behind it. */
export interface Unsubscribed {
  readonly type: 'unsubscribed'
  readonly symbol?: string | undefined
  readonly channels: readonly Channel[]
}

/** `pong`: the answer to `ping`. */
export interface Pong {
  readonly type: 'pong'
}

/** `error`: a message was refused and changed nothing; the connection lives on. */
export interface ErrorReply {
  readonly type: 'error'
  readonly code: ErrorCode
  readonly message: string
}

/** The answers to requests; `request_id` and, for commands, `latency_us` come beside. */
export type Reply =
  | AuthReply
  | OrderAck
  | OrdersCanceled
  | OpenOrdersReply
  | OrderReply
  | BalancesReply
  | TransferReply
  | InstrumentsReply
  | BookReply
  | Subscribed
  | Unsubscribed
  | Pong
  | ErrorReply

/** `trade`: two orders traded; to the subscribers of `trades` and to both owners. */
export interface TradeNotice {
  readonly type: 'trade'
  readonly trade_id: string
  readonly symbol: string
  readonly buyer: string
  readonly seller: string
  readonly price: string
  readonly quantity: string
  /** The side of the order that arrived. */
  readonly taker_side: Side
  readonly buy_order_id: string
  readonly sell_order_id: string
  readonly sequence: number
  readonly timestamp_us: number
}

/** `book_update`: price levels that changed; covers the events from `first_sequence` to `last_sequence`. */
export interface BookUpdateNotice {
  readonly type: 'book_update'
  readonly symbol: string
  readonly first_sequence: number
  readonly last_sequence: number
  readonly bids: readonly LevelText[]
  readonly asks: readonly LevelText[]
}

/** `order_update`: one of the connection's own orders changed. */
export interface OrderUpdateNotice extends OrderText {
  readonly type: 'order_update'
  readonly trader_id: string
  readonly event: 'accepted' | 'trade' | 'amended' | 'canceled' | 'expired'
  /** The fill, where the event is a trade; a negative fee is a rebate. */
  readonly trade?:
    | {
        readonly trade_id: string
        readonly price: string
        readonly quantity: string
        readonly liquidity: 'maker' | 'taker'
        readonly fee: string
        readonly fee_asset: string
      }
    | undefined
  readonly sequence: number
}

/** `gap`: trades that were not sent because the client read too slowly. */
export interface GapNotice {
  readonly type: 'gap'
  readonly channel: 'trades'
  readonly symbol: string
  readonly missed: number
  readonly first_trade_id: string
  readonly last_trade_id: string
  readonly first_sequence: number
  readonly last_sequence: number
}

/** What the server sends unasked. */
export type Notice = TradeNotice | BookUpdateNotice | OrderUpdateNotice | GapNotice
