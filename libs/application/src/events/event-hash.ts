import type { Account, Asset, Fee, Instrument, Order, StateHash, Trade } from '@openlob/domain'
import type { Event } from './event.ts'

/** Folds an event, every field of it, so that two runs that differ in anything differ in the hash from there on. */
export function foldEvent(hash: StateHash, event: Event): void {
  hash.text(event.type)
  hash.integer(event.sequence)
  hash.integer(event.commandSequence)
  hash.integer(event.timestampUs)
  // The table pairs each type with its own fold, which the compiler cannot follow over a union.
  const fold = FOLDS[event.type] as (hash: StateHash, event: Event) => void
  fold(hash, event)
}

/** Folds an account. */
export function foldAccount(hash: StateHash, account: Account): void {
  hash.integer(account.accountId)
  hash.text(account.name)
  hash.integer(account.feeTier)
}

/** Folds an asset. */
export function foldAsset(hash: StateHash, asset: Asset): void {
  hash.integer(asset.assetId)
  hash.text(asset.symbol)
  hash.integer(asset.scale)
}

/** Folds an instrument. */
export function foldInstrument(hash: StateHash, instrument: Instrument): void {
  hash.text(instrument.kind)
  hash.integer(instrument.instrumentId)
  hash.text(instrument.symbol)
  hash.text(instrument.status)
  hash.text(instrument.tickSize.toString())
  hash.text(instrument.lotSize.toString())
  hash.integer(instrument.minQuantityLots)
  hash.integer(instrument.maxQuantityLots)
  hash.integer(instrument.maxPriceTicks)
  hash.int64(instrument.minNotionalUnits)
  hash.int64(instrument.maxNotionalUnits)
  hash.integer(instrument.baseAssetId)
  hash.integer(instrument.quoteAssetId)
  hash.int64(instrument.baseUnitsPerLot)
  hash.int64(instrument.quoteUnitsPerTickLot)
}

// One fold for each event: a new one without its fold does not compile.
const FOLDS: { readonly [Type in Event['type']]: (hash: StateHash, event: Extract<Event, { type: Type }>) => void } = {
  ConfigurationChanged: (hash, event) => {
    hash.text(event.configuration)
  },
  AccountOpened: (hash, event) => {
    foldAccount(hash, event.account)
  },
  FeeTierChanged: (hash, event) => {
    foldAccount(hash, event.account)
  },
  AssetListed: (hash, event) => {
    foldAsset(hash, event.asset)
  },
  InstrumentListed: (hash, event) => {
    foldInstrument(hash, event.instrument)
  },
  InstrumentStatusChanged: (hash, event) => {
    hash.integer(event.instrumentId)
    hash.text(event.status)
  },
  Deposited: foldTransfer,
  Withdrawn: foldTransfer,
  BalanceChanged: (hash, event) => {
    hash.integer(event.accountId)
    hash.integer(event.assetId)
    hash.int64(event.freeUnits)
    hash.int64(event.heldUnits)
  },
  OrderAccepted: (hash, event) => {
    foldOrder(hash, event.order)
  },
  TradeExecuted: (hash, event) => {
    foldTrade(hash, event.trade)
    foldOrder(hash, event.makerOrder)
    foldOrder(hash, event.takerOrder)
  },
  OrderAmended: (hash, event) => {
    foldOrder(hash, event.order)
    hash.int32(event.keptPlace ? 1 : 0)
  },
  OrderCanceled: (hash, event) => {
    foldOrder(hash, event.order)
  },
  AllOrdersCanceled: (hash, event) => {
    hash.integer(event.accountId)
    hash.integer(event.instrumentId ?? 0)
    hash.integer(event.count)
  },
  OrderExpired: (hash, event) => {
    foldOrder(hash, event.order)
    hash.text(event.reason)
  },
  BookLevelChanged: (hash, event) => {
    hash.integer(event.instrumentId)
    hash.text(event.side)
    hash.integer(event.priceTicks)
    hash.integer(event.quantityLots)
  },
  CommandRejected: (hash, event) => {
    hash.text(event.command)
    hash.text(event.reason)
    hash.text(event.text)
    hash.integer(event.accountId ?? 0)
    hash.integer(event.orderId ?? 0)
    foldOptionalText(hash, event.clientOrderId)
  },
}

function foldTransfer(hash: StateHash, event: Extract<Event, { type: 'Deposited' | 'Withdrawn' }>): void {
  hash.integer(event.accountId)
  hash.integer(event.assetId)
  hash.int64(event.units)
}

/** Folds an order as it stands. */
export function foldOrder(hash: StateHash, order: Order): void {
  hash.integer(order.orderId)
  hash.integer(order.accountId)
  hash.integer(order.instrumentId)
  foldOptionalText(hash, order.clientOrderId)
  hash.text(order.side)
  hash.text(order.type)
  hash.text(order.timeInForce)
  hash.int32(order.postOnly ? 1 : 0)
  hash.integer(order.priceTicks ?? 0)
  hash.integer(order.quantityLots)
  hash.integer(order.executedLots)
  hash.int64(order.executedQuoteUnits)
  hash.text(order.status)
  hash.integer(order.createdUs)
  hash.integer(order.updatedUs)
}

function foldTrade(hash: StateHash, trade: Trade): void {
  hash.integer(trade.tradeId)
  hash.integer(trade.instrumentId)
  hash.integer(trade.priceTicks)
  hash.integer(trade.quantityLots)
  hash.int64(trade.quoteUnits)
  hash.text(trade.takerSide)
  hash.integer(trade.makerOrderId)
  hash.integer(trade.makerAccountId)
  foldFee(hash, trade.makerFee)
  hash.integer(trade.takerOrderId)
  hash.integer(trade.takerAccountId)
  foldFee(hash, trade.takerFee)
  hash.integer(trade.timestampUs)
}

function foldFee(hash: StateHash, fee: Fee): void {
  hash.integer(fee.assetId)
  hash.int64(fee.units)
}

/** Absent text is not the empty one. */
function foldOptionalText(hash: StateHash, text: string | undefined): void {
  hash.int32(text === undefined ? 0 : 1)
  if (text !== undefined) hash.text(text)
}
