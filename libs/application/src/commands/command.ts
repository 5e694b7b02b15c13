import type {
  AccountId,
  AssetId,
  InstrumentId,
  InstrumentStatus,
  OrderConditions,
  OrderId,
  PriceTicks,
  QuantityLots,
  Side,
  SpotInstrumentTerms,
  TimeInForce,
  Transfer,
} from '@openlob/domain'

/** Opens an account under a name that no other has. */
export interface OpenAccount {
  readonly type: 'OpenAccount'
  readonly name: string
}

/** Makes an asset known, so that it can be deposited and traded. */
export interface ListAsset {
  readonly type: 'ListAsset'
  readonly symbol: string
  /** Decimal places of the base unit, 0 to 18. */
  readonly scale: number
}

/** Opens a spot market between two listed assets. */
export interface ListInstrument {
  readonly type: 'ListInstrument'
  readonly kind: 'spot'
  readonly terms: SpotInstrumentTerms
  readonly baseAssetId: AssetId
  readonly quoteAssetId: AssetId
}

/** Halts, resumes or closes an instrument. Closing cancels its open orders. */
export interface SetInstrumentStatus {
  readonly type: 'SetInstrumentStatus'
  readonly instrumentId: InstrumentId
  readonly status: InstrumentStatus
}

/** What a client may say of a command, so that it can send it again after a lost answer. */
export interface Repeatable {
  /**
   * The client's own name for the command, 1 to 64 letters, digits and . _ : / -, unique among the account's recent
   * ones. The same command again under it is not carried out again: its answer is the first one.
   */
  readonly commandId?: string | undefined
}

/** Brings money in. */
export interface Deposit extends Repeatable {
  readonly type: 'Deposit'
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** In base units, positive. */
  readonly units: bigint
}

/** Takes free money out. */
export interface Withdraw extends Repeatable {
  readonly type: 'Withdraw'
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** In base units, positive. */
  readonly units: bigint
}

/**
 * Takes free money out of this flow, for another flow of the exchange. It is on its way then, and arrives by a
 * {@link ReceiveTransfer} there.
 */
export interface SendTransfer extends Repeatable {
  readonly type: 'SendTransfer'
  /** The number of this flow. */
  readonly fromFlow: number
  /** The number of the flow that it is for. */
  readonly toFlow: number
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** In base units, positive. */
  readonly units: bigint
}

/**
 * Brings in money that another flow has sent. It is refused as `DUPLICATE_TRANSFER` where it has arrived, and as
 * `TRANSFER_OUT_OF_ORDER` before the ones sent earlier have. The exchange hands it in itself.
 */
export interface ReceiveTransfer extends Transfer {
  readonly type: 'ReceiveTransfer'
}

/** Forgets the transfers to a flow up to a number, since they have arrived. The exchange hands it in itself. */
export interface ConfirmTransfers {
  readonly type: 'ConfirmTransfers'
  /** The number of this flow. */
  readonly fromFlow: number
  /** The number of the flow that they have arrived in. */
  readonly toFlow: number
  /** The last one that has arrived. */
  readonly number: number
}

/** Puts an account on another tier of the fee schedule. */
export interface SetFeeTier {
  readonly type: 'SetFeeTier'
  readonly accountId: AccountId
  readonly feeTier: number
}

interface CommonTerms {
  readonly side: Side
  /** 0 where the conditions say an amount of the quote asset, or where a list says how much. */
  readonly quantityLots: QuantityLots | 0
  /** The client's own name for the order, 1 to 64 characters, unique among the account's open orders. */
  readonly clientOrderId?: string | undefined
  /** What is asked of it beside; nothing where left out. */
  readonly conditions?: OrderConditions | undefined
}

/** An order at a price or better, at once or from its stop on. */
export interface LimitTerms extends CommonTerms {
  readonly orderType: 'limit' | 'stop_limit' | 'take_profit_limit'
  /** 0 for a peg without a limit. */
  readonly priceTicks: PriceTicks | 0
  readonly timeInForce: TimeInForce
  /** Refuse the order rather than let any of it trade at once; goes with GTC alone. */
  readonly postOnly: boolean
}

/** An order at whatever the book offers, at once or from its stop on; what finds nothing expires. */
export interface MarketTerms extends CommonTerms {
  readonly orderType: 'market' | 'stop' | 'take_profit'
}

/** What an order asks for: a closed union over `orderType`. */
export type OrderTerms = LimitTerms | MarketTerms

interface Placing extends Repeatable {
  readonly type: 'PlaceOrder'
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
}

/** Places an order at a price or better. */
export interface PlaceLimitOrder extends Placing, LimitTerms {}

/** Places an order at whatever the book offers. */
export interface PlaceMarketOrder extends Placing, MarketTerms {}

/** Places an order: a closed union over `orderType`. */
export type PlaceOrder = PlaceLimitOrder | PlaceMarketOrder

/**
 * How the orders of a list depend on each other: one cancels the other; one triggers the other once it is filled, or
 * two that cancel each other; one pays the other, which sells what the first has bought, or two that cancel each other.
 */
export type OrderContingency = 'OCO' | 'OTO' | 'OTOCO' | 'OPO' | 'OPOCO'

/**
 * Places orders that depend on each other: all of them, or none. The working order first where there is one, then the
 * stop leg, then the other leg: post-only, or one that takes the profit.
 */
export interface PlaceOrderList extends Repeatable {
  readonly type: 'PlaceOrderList'
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  readonly contingency: OrderContingency
  /** The client's own name for the list, 1 to 64 characters, unique among the account's open lists. */
  readonly clientListId?: string | undefined
  /** Two or three. What a list that pays sells has a quantity of 0: it is what was bought, less the fee. */
  readonly orders: readonly OrderTerms[]
}

/** An open order list, by the exchange's id or by the client's. */
export type OrderListReference =
  | { readonly listId: number; readonly clientListId?: undefined }
  | { readonly clientListId: string; readonly listId?: undefined }

/** Cancels what is open of one of the account's order lists. */
export interface CancelOrderList extends Repeatable {
  readonly type: 'CancelOrderList'
  readonly accountId: AccountId
  readonly list: OrderListReference
}

/** An open order, by the exchange's id or by the client's. */
export type OrderReference =
  | { readonly orderId: OrderId; readonly clientOrderId?: undefined }
  | { readonly clientOrderId: string; readonly orderId?: undefined }

/** Takes one of the account's open orders out of the book, and with it the rest of its list. */
export interface CancelOrder extends Repeatable {
  readonly type: 'CancelOrder'
  readonly accountId: AccountId
  readonly order: OrderReference
}

/**
 * Changes price or total quantity of an open order under the same id. Less quantity at the same price keeps the
 * place in the queue; anything else loses it.
 */
export interface AmendOrder extends Repeatable {
  readonly type: 'AmendOrder'
  readonly accountId: AccountId
  readonly order: OrderReference
  /** Unchanged where left out. */
  readonly priceTicks?: PriceTicks | undefined
  /** The new total, executed part included (FIX OrderQty); unchanged where left out. */
  readonly quantityLots?: QuantityLots | undefined
  /**
   * What the client calls the order from here on, by the rules of a new order's name; unchanged where left out. It goes
   * with a change of price or quantity.
   */
  readonly newClientOrderId?: string | undefined
}

/** Cancels all open orders of an account, or those on one instrument. */
export interface CancelAllOrders extends Repeatable {
  readonly type: 'CancelAllOrders'
  readonly accountId: AccountId
  readonly instrumentId?: InstrumentId | undefined
}

/**
 * Puts a configuration in force: the plugins, their options and the limits as one text. The exchange journals it
 * itself, first of all and wherever it starts with another one; handed in by a client it is malformed.
 */
export interface ConfigureFlow {
  readonly type: 'ConfigureFlow'
  /** What `configurationText` gives. */
  readonly configuration: string
}

/** Everything that can change the state of a flow: there is no other way in. */
export type Command =
  | ConfigureFlow
  | OpenAccount
  | ListAsset
  | ListInstrument
  | SetInstrumentStatus
  | Deposit
  | Withdraw
  | SendTransfer
  | ReceiveTransfer
  | ConfirmTransfers
  | SetFeeTier
  | PlaceOrder
  | CancelOrder
  | AmendOrder
  | CancelAllOrders
  | PlaceOrderList
  | CancelOrderList

/** The name of a command. */
export type CommandType = Command['type']

/** A command in its place: what the journal keeps and the flow applies. */
export interface SequencedCommand {
  /** From 1, gapless, one sequence a flow. */
  readonly sequence: number
  /** When the sequencer took it, in microseconds since the Unix epoch; never less than the one before. */
  readonly timestampUs: number
  readonly command: Command
}
