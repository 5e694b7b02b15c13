import type { BalanceRecord, Candle, Movement, TradePrevented } from '@openlob/application'
import type {
  AccountId,
  AssetId,
  InstrumentId,
  Order,
  OrderConditions,
  OrderId,
  PriceTicks,
  QuantityLots,
  Trade,
  TradeId,
} from '@openlob/domain'
import type { Selectable } from 'kysely'
import type { BalanceTable, CandleTable, MovementTable, OrderTable, TradeTable } from './tables.ts'

/** A row as the driver reads it. */
export type OrderRow = Selectable<OrderTable>

/** A row as it is written: JSON, in which every number may be text. */
export type WrittenRow = Readonly<Record<string, unknown>>

/** An order as a row. */
export function orderRow(order: Order): WrittenRow {
  const { conditions } = order
  return {
    order_id: order.orderId,
    account_id: order.accountId,
    instrument_id: order.instrumentId,
    client_order_id: order.clientOrderId,
    side: order.side,
    type: order.type,
    time_in_force: order.timeInForce,
    post_only: order.postOnly,
    price_ticks: order.priceTicks,
    quantity_lots: order.quantityLots,
    executed_lots: order.executedLots,
    executed_quote_units: String(order.executedQuoteUnits),
    status: order.status,
    conditions: conditions && { ...conditions, quoteUnits: conditions.quoteUnits?.toString() },
    list_id: order.listId,
    working_us: order.workingUs,
    expiry_reason: order.expiryReason,
    prevented_lots: order.preventedLots,
    created_us: order.createdUs,
    updated_us: order.updatedUs,
  }
}

/** The order of a row, or of one kept as JSON, in which numbers are numbers. */
export function orderOf(row: OrderRow): Order {
  const conditions = row.conditions as (Omit<OrderConditions, 'quoteUnits'> & { readonly quoteUnits?: string }) | null
  const optional = (value: string | null): number | undefined => (value === null ? undefined : Number(value))
  return {
    orderId: Number(row.order_id) as OrderId,
    accountId: Number(row.account_id) as AccountId,
    instrumentId: Number(row.instrument_id) as InstrumentId,
    clientOrderId: row.client_order_id ?? undefined,
    side: row.side as Order['side'],
    type: row.type as Order['type'],
    timeInForce: row.time_in_force as Order['timeInForce'],
    postOnly: row.post_only,
    priceTicks: optional(row.price_ticks) as PriceTicks | undefined,
    quantityLots: Number(row.quantity_lots) as QuantityLots,
    executedLots: Number(row.executed_lots),
    executedQuoteUnits: BigInt(row.executed_quote_units),
    status: row.status as Order['status'],
    createdUs: Number(row.created_us),
    updatedUs: Number(row.updated_us),
    ...(conditions === null ? {} : { conditions: conditionsOf(conditions) }),
    ...(row.list_id === null ? {} : { listId: Number(row.list_id) }),
    ...(row.working_us === null ? {} : { workingUs: Number(row.working_us) }),
    ...(row.expiry_reason === null ? {} : { expiryReason: row.expiry_reason as NonNullable<Order['expiryReason']> }),
    ...(row.prevented_lots === null ? {} : { preventedLots: Number(row.prevented_lots) }),
  }
}

function conditionsOf(kept: Omit<OrderConditions, 'quoteUnits'> & { readonly quoteUnits?: string }): OrderConditions {
  const { quoteUnits, ...others } = kept
  return quoteUnits === undefined ? others : { ...others, quoteUnits: BigInt(quoteUnits) }
}

/** The order of a row that was kept as JSON, where what is undefined was left out. */
export function keptOrder(kept: object): Order {
  const absent = { client_order_id: null, price_ticks: null, conditions: null, list_id: null, working_us: null }
  return orderOf({ ...absent, expiry_reason: null, prevented_lots: null, ...kept } as OrderRow)
}

/** A trade as a row. */
export function tradeRow(trade: Trade): WrittenRow {
  return {
    instrument_id: trade.instrumentId,
    trade_id: trade.tradeId,
    timestamp_us: trade.timestampUs,
    price_ticks: trade.priceTicks,
    quantity_lots: trade.quantityLots,
    quote_units: String(trade.quoteUnits),
    taker_side: trade.takerSide,
    maker_order_id: trade.makerOrderId,
    maker_account_id: trade.makerAccountId,
    maker_fee_asset_id: trade.makerFee.assetId,
    maker_fee_units: String(trade.makerFee.units),
    taker_order_id: trade.takerOrderId,
    taker_account_id: trade.takerAccountId,
    taker_fee_asset_id: trade.takerFee.assetId,
    taker_fee_units: String(trade.takerFee.units),
  }
}

/** The trade of a row. */
export function tradeOf(row: Selectable<TradeTable>): Trade {
  return {
    tradeId: Number(row.trade_id) as TradeId,
    instrumentId: Number(row.instrument_id) as InstrumentId,
    priceTicks: Number(row.price_ticks) as PriceTicks,
    quantityLots: Number(row.quantity_lots) as QuantityLots,
    quoteUnits: BigInt(row.quote_units),
    takerSide: row.taker_side as Trade['takerSide'],
    makerOrderId: Number(row.maker_order_id) as OrderId,
    makerAccountId: Number(row.maker_account_id) as AccountId,
    makerFee: { assetId: Number(row.maker_fee_asset_id) as AssetId, units: BigInt(row.maker_fee_units) },
    takerOrderId: Number(row.taker_order_id) as OrderId,
    takerAccountId: Number(row.taker_account_id) as AccountId,
    takerFee: { assetId: Number(row.taker_fee_asset_id) as AssetId, units: BigInt(row.taker_fee_units) },
    timestampUs: Number(row.timestamp_us),
  }
}

/** A prevented trade as JSON. */
export function preventionJson(event: TradePrevented): object {
  return { ...event, makerOrder: orderRow(event.makerOrder), takerOrder: orderRow(event.takerOrder) }
}

/** The prevented trade of its JSON. */
export function preventionOf(json: object): TradePrevented {
  const kept = json as Omit<TradePrevented, 'makerOrder' | 'takerOrder'> & {
    readonly makerOrder: object
    readonly takerOrder: object
  }
  return { ...kept, makerOrder: keptOrder(kept.makerOrder), takerOrder: keptOrder(kept.takerOrder) }
}

/** A candle as a row. */
export function candleRow(instrumentId: InstrumentId, widthMs: number, candle: Candle): WrittenRow {
  return {
    instrument_id: instrumentId,
    width_ms: widthMs,
    open_ms: candle.openMs,
    open_ticks: candle.openTicks,
    high_ticks: candle.highTicks,
    low_ticks: candle.lowTicks,
    close_ticks: candle.closeTicks,
    lots: String(candle.lots),
    quote_units: String(candle.quoteUnits),
    taker_buy_lots: String(candle.takerBuyLots),
    taker_buy_quote_units: String(candle.takerBuyQuoteUnits),
    trades: candle.trades,
    first_trade_id: candle.firstTradeId,
    last_trade_id: candle.lastTradeId,
  }
}

/** The candle of a row. */
export function candleOf(row: Selectable<CandleTable>): Candle {
  return {
    openMs: Number(row.open_ms),
    openTicks: Number(row.open_ticks),
    highTicks: Number(row.high_ticks),
    lowTicks: Number(row.low_ticks),
    closeTicks: Number(row.close_ticks),
    lots: BigInt(row.lots),
    quoteUnits: BigInt(row.quote_units),
    takerBuyLots: BigInt(row.taker_buy_lots),
    takerBuyQuoteUnits: BigInt(row.taker_buy_quote_units),
    trades: Number(row.trades),
    firstTradeId: Number(row.first_trade_id),
    lastTradeId: Number(row.last_trade_id),
  }
}

/** A movement as a row. */
export function movementRow({
  accountId,
  timestampUs,
  flow,
  sequence,
  kind,
  assetId,
  units,
  transfer,
}: Movement): WrittenRow {
  return {
    account_id: accountId,
    timestamp_us: timestampUs,
    flow,
    sequence,
    kind,
    asset_id: assetId,
    units: String(units),
    from_flow: transfer?.fromFlow,
    to_flow: transfer?.toFlow,
    transfer_number: transfer?.number,
  }
}

/** The movement of a row. */
export function movementOfRow(row: Selectable<MovementTable>): Movement {
  const { from_flow: fromFlow, to_flow: toFlow, transfer_number: number } = row
  const isTransfer = fromFlow !== null && toFlow !== null
  return {
    kind: row.kind as Movement['kind'],
    accountId: Number(row.account_id) as AccountId,
    assetId: Number(row.asset_id) as AssetId,
    units: BigInt(row.units),
    flow: row.flow,
    sequence: Number(row.sequence),
    timestampUs: Number(row.timestamp_us),
    ...(isTransfer ? { transfer: { fromFlow, toFlow, number: Number(number) } } : {}),
  }
}

/** A balance as a row. */
export function balanceRow({ accountId, assetId, flow, timestampUs, freeUnits, heldUnits }: BalanceRecord): WrittenRow {
  return {
    account_id: accountId,
    asset_id: assetId,
    flow,
    second: Math.floor(timestampUs / 1_000_000),
    timestamp_us: timestampUs,
    free_units: String(freeUnits),
    held_units: String(heldUnits),
  }
}

/** The balance of a row. */
export function balanceOf(row: Selectable<BalanceTable>): BalanceRecord {
  return {
    accountId: Number(row.account_id) as AccountId,
    assetId: Number(row.asset_id) as AssetId,
    flow: row.flow,
    timestampUs: Number(row.timestamp_us),
    freeUnits: BigInt(row.free_units),
    heldUnits: BigInt(row.held_units),
  }
}
