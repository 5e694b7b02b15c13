import type {
  Account,
  AccountId,
  Asset,
  AssetId,
  ExpiryReason,
  Instrument,
  InstrumentId,
  InstrumentStatus,
  Order,
  OrderId,
  PriceTicks,
  QuantityLots,
  RejectReason,
  SelfTradePrevention,
  Side,
  Trade,
  Transfer,
} from '@openlob/domain'
import type { CommandType, OrderContingency } from '../commands/command.ts'

/** What every event carries. */
export interface EventHeader {
  /** From 1, gapless, one sequence a flow: a consumer that sees a gap has missed an event. */
  readonly sequence: number
  /** The command that caused it. */
  readonly commandSequence: number
  /** The timestamp of that command, in microseconds since the Unix epoch. */
  readonly timestampUs: number
}

/** The flow runs under these plugins, options and limits from here on. */
export interface ConfigurationChanged extends EventHeader {
  readonly type: 'ConfigurationChanged'
  readonly configuration: string
}

/** An account was opened. */
export interface AccountOpened extends EventHeader {
  readonly type: 'AccountOpened'
  readonly account: Account
}

/** An account trades on another fee tier from here on. */
export interface FeeTierChanged extends EventHeader {
  readonly type: 'FeeTierChanged'
  readonly account: Account
}

/** An asset was made known. */
export interface AssetListed extends EventHeader {
  readonly type: 'AssetListed'
  readonly asset: Asset
}

/** A market was opened. */
export interface InstrumentListed extends EventHeader {
  readonly type: 'InstrumentListed'
  readonly instrument: Instrument
}

/** A market was halted, resumed or closed. */
export interface InstrumentStatusChanged extends EventHeader {
  readonly type: 'InstrumentStatusChanged'
  readonly instrumentId: InstrumentId
  readonly status: InstrumentStatus
}

/** Money came in. */
export interface Deposited extends EventHeader {
  readonly type: 'Deposited'
  readonly accountId: AccountId
  readonly assetId: AssetId
  readonly units: bigint
}

/** Money left. */
export interface Withdrawn extends EventHeader {
  readonly type: 'Withdrawn'
  readonly accountId: AccountId
  readonly assetId: AssetId
  readonly units: bigint
}

/** Money left for another flow of the exchange: it is on its way. */
export interface TransferSent extends EventHeader {
  readonly type: 'TransferSent'
  readonly transfer: Transfer
}

/** Money came in from another flow of the exchange. */
export interface TransferReceived extends EventHeader {
  readonly type: 'TransferReceived'
  readonly transfer: Transfer
}

/** Transfers to another flow have arrived, and are forgotten in the one that they left. */
export interface TransfersConfirmed extends EventHeader {
  readonly type: 'TransfersConfirmed'
  readonly fromFlow: number
  readonly toFlow: number
  /** The last one. */
  readonly number: number
}

/** A balance is now this; the last word on it for one command. */
export interface BalanceChanged extends EventHeader {
  readonly type: 'BalanceChanged'
  readonly accountId: AccountId
  readonly assetId: AssetId
  readonly freeUnits: bigint
  readonly heldUnits: bigint
}

/** An order passed every check, before any of it traded. */
export interface OrderAccepted extends EventHeader {
  readonly type: 'OrderAccepted'
  readonly order: Order
}

/** Two orders traded. */
export interface TradeExecuted extends EventHeader {
  readonly type: 'TradeExecuted'
  readonly trade: Trade
  /** Both orders as they stand after it. */
  readonly makerOrder: Order
  readonly takerOrder: Order
}

/**
 * An order that waited begins: its trigger fired, or the order that it waited for was filled. Where it has a trigger of
 * its own, it waits for that now and is `open`, but does not work.
 */
export interface OrderActivated extends EventHeader {
  readonly type: 'OrderActivated'
  readonly order: Order
  /** Whether it works from here on, or waits for its trigger. */
  readonly works: boolean
}

/** Two orders of one account met, and did not trade; what expires for it follows. */
export interface TradePrevented extends EventHeader {
  readonly type: 'TradePrevented'
  readonly instrumentId: InstrumentId
  readonly priceTicks: PriceTicks
  readonly quantityLots: QuantityLots
  /** The mode of the order that arrived. */
  readonly mode: SelfTradePrevention
  readonly makerOrder: Order
  readonly takerOrder: Order
  /** What has been taken off each order so far. */
  readonly makerPreventedLots: number
  readonly takerPreventedLots: number
}

/** Orders that depend on each other. */
export interface OrderList {
  readonly listId: number
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  readonly contingency: OrderContingency
  readonly clientListId: string | undefined
  /** In the order in which they were placed. */
  readonly orders: readonly { readonly orderId: OrderId; readonly clientOrderId: string | undefined }[]
  /** When it was placed, in microseconds since the Unix epoch. */
  readonly createdUs: number
}

/** An order list was accepted, with all of its orders; or nothing of it is open any more. */
export interface OrderListChanged extends EventHeader {
  readonly type: 'OrderListChanged'
  readonly list: OrderList
  readonly status: 'executing' | 'done'
}

/** An order was amended; where it lost its place, trades may follow. */
export interface OrderAmended extends EventHeader {
  readonly type: 'OrderAmended'
  readonly order: Order
  readonly keptPlace: boolean
}

/** An order was cancelled: on request, because its instrument closed, or because its hold is no longer covered. */
export interface OrderCanceled extends EventHeader {
  readonly type: 'OrderCanceled'
  readonly order: Order
}

/** A request to cancel all orders was carried out; comes after their {@link OrderCanceled}, where there are any. */
export interface AllOrdersCanceled extends EventHeader {
  readonly type: 'AllOrdersCanceled'
  readonly accountId: AccountId
  /** Undefined for all instruments. */
  readonly instrumentId: InstrumentId | undefined
  /** How many there were. */
  readonly count: number
}

/** What was left of an order was dropped by the rules of its type. */
export interface OrderExpired extends EventHeader {
  readonly type: 'OrderExpired'
  readonly order: Order
  readonly reason: ExpiryReason
}

/** A price level of a book is now this; the last word on it for one command. 0 lots: the level is gone. */
export interface BookLevelChanged extends EventHeader {
  readonly type: 'BookLevelChanged'
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly priceTicks: PriceTicks
  readonly quantityLots: QuantityLots | 0
}

/** A command was refused and changed nothing. */
export interface CommandRejected extends EventHeader {
  readonly type: 'CommandRejected'
  readonly command: CommandType
  readonly reason: RejectReason
  /** The sentence for people: what was wrong, with the values. */
  readonly text: string
  readonly accountId: AccountId | undefined
  readonly orderId: OrderId | undefined
  readonly clientOrderId: string | undefined
}

/** A command came again under its command id: it is not carried out again, and changed nothing. */
export interface CommandRepeated extends EventHeader {
  readonly type: 'CommandRepeated'
  readonly accountId: AccountId
  readonly commandId: string
  /** The command that was carried out, or refused, under this id. */
  readonly firstCommandSequence: number
}

/** Everything that can happen: a closed union. */
export type Event =
  | ConfigurationChanged
  | AccountOpened
  | FeeTierChanged
  | AssetListed
  | InstrumentListed
  | InstrumentStatusChanged
  | Deposited
  | Withdrawn
  | TransferSent
  | TransferReceived
  | TransfersConfirmed
  | BalanceChanged
  | OrderAccepted
  | TradeExecuted
  | OrderActivated
  | TradePrevented
  | OrderListChanged
  | OrderAmended
  | OrderCanceled
  | AllOrdersCanceled
  | OrderExpired
  | BookLevelChanged
  | CommandRejected
  | CommandRepeated

/** The name of an event. */
export type EventType = Event['type']
