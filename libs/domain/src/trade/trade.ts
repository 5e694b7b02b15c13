import type { Side } from '../order/order.ts'
import type { AccountId, AssetId, InstrumentId, OrderId, PriceTicks, QuantityLots, TradeId } from '../units.ts'

/** A fee charged on one side of a trade; negative units are a rebate. */
export interface Fee {
  readonly assetId: AssetId
  readonly units: bigint
}

/** One fill between a resting (maker) and an arriving (taker) order, at the maker's price. */
export interface Trade {
  readonly tradeId: TradeId
  readonly instrumentId: InstrumentId
  readonly priceTicks: PriceTicks
  readonly quantityLots: QuantityLots
  /** Price times quantity in quote units. */
  readonly quoteUnits: bigint
  readonly takerSide: Side
  readonly makerOrderId: OrderId
  readonly makerAccountId: AccountId
  readonly makerFee: Fee
  readonly takerOrderId: OrderId
  readonly takerAccountId: AccountId
  readonly takerFee: Fee
  /** When the exchange sequenced the taker's command, in microseconds since the Unix epoch. */
  readonly timestampUs: number
}
