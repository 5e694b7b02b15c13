import type { Account, Asset, Instrument, Order, StateHash } from '@openlob/domain'

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

function foldOptionalText(hash: StateHash, text: string | undefined): void {
  hash.int32(text === undefined ? 0 : 1)
  if (text !== undefined) hash.text(text)
}
