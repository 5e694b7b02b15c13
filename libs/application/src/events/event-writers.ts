import type { Account, Fee, SpotInstrument, Trade, Transfer } from '@openlob/domain'
import { Boolean as YesNo, OrderOptions } from '../messages/generated/index.ts'
import * as messages from '../messages/generated/index.ts'
import type { MessageEncoder } from '../messages/flyweights.ts'
import { writeConditions } from '../commands/order-terms-message.ts'
import type { CommandRejected, Event, EventHeader, OrderAccepted, OrderListChanged } from './event.ts'
import { writeOrder } from './order-message.ts'

/** An encoder of an event: each starts with its place in the sequence. */
interface EventEncoder extends MessageEncoder {
  sequenceNumber(value: number): this
  commandSequenceNumber(value: number): this
  timestampUsNumber(value: number): this
}

type Write<Type extends Event['type']> = (view: DataView, event: Extract<Event, { type: Type }>) => MessageEncoder

/** Writes each event as its message: a new one without its writer does not compile. */
export const EVENT_WRITERS: { readonly [Type in Event['type']]: Write<Type> } = {
  ConfigurationChanged: (view, event) =>
    start(new messages.ConfigurationChangedEncoder(), view, event).configuration(event.configuration),
  AccountOpened: (view, event) => writeAccount(start(new messages.AccountOpenedEncoder(), view, event), event.account),
  FeeTierChanged: (view, event) =>
    writeAccount(start(new messages.FeeTierChangedEncoder(), view, event), event.account),
  AssetListed: (view, event) =>
    start(new messages.AssetListedEncoder(), view, event)
      .assetIdNumber(event.asset.assetId)
      .scaleNumber(event.asset.scale)
      .symbol(event.asset.symbol),
  InstrumentListed: (view, event) =>
    writeInstrument(start(new messages.InstrumentListedEncoder(), view, event), event.instrument),
  InstrumentStatusChanged: (view, event) =>
    start(new messages.InstrumentStatusChangedEncoder(), view, event)
      .instrumentIdNumber(event.instrumentId)
      .statusName(event.status),
  Deposited: (view, event) =>
    start(new messages.DepositedEncoder(), view, event)
      .accountIdNumber(event.accountId)
      .assetIdNumber(event.assetId)
      .units(event.units),
  Withdrawn: (view, event) =>
    start(new messages.WithdrawnEncoder(), view, event)
      .accountIdNumber(event.accountId)
      .assetIdNumber(event.assetId)
      .units(event.units),
  TransferSent: (view, event) => {
    const encoder = start(new messages.TransferSentEncoder(), view, event)
    writeTransfer(encoder.transfer(), event.transfer)
    return encoder
  },
  TransferReceived: (view, event) => {
    const encoder = start(new messages.TransferReceivedEncoder(), view, event)
    writeTransfer(encoder.transfer(), event.transfer)
    return encoder
  },
  TransfersConfirmed: (view, event) =>
    start(new messages.TransfersConfirmedEncoder(), view, event)
      .fromFlowNumber(event.fromFlow)
      .toFlowNumber(event.toFlow)
      .numberNumber(event.number),
  BalanceChanged: (view, event) =>
    start(new messages.BalanceChangedEncoder(), view, event)
      .accountIdNumber(event.accountId)
      .assetIdNumber(event.assetId)
      .freeUnits(event.freeUnits)
      .heldUnits(event.heldUnits),
  OrderAccepted: (view, event) => {
    if (event.order.conditions !== undefined) return writeConditionalAccepted(view, event)
    const encoder = start(new messages.OrderAcceptedEncoder(), view, event)
    writeOrder(encoder.order(), event.order)
    return encoder
  },
  TradeExecuted: (view, event) => {
    const encoder = writeTrade(start(new messages.TradeExecutedEncoder(), view, event), event.trade)
    writeOrder(encoder.makerOrder(), event.makerOrder)
    writeOrder(encoder.takerOrder(), event.takerOrder)
    return encoder
  },
  OrderActivated: (view, event) => {
    const encoder = start(new messages.OrderActivatedEncoder(), view, event).works(yesNo(event.works))
    writeOrder(encoder.order(), event.order)
    return encoder
  },
  TradePrevented: (view, event) => {
    const encoder = start(new messages.TradePreventedEncoder(), view, event)
      .instrumentIdNumber(event.instrumentId)
      .priceTicksNumber(event.priceTicks)
      .quantityLotsNumber(event.quantityLots)
      .makerPreventedLotsNumber(event.makerPreventedLots)
      .takerPreventedLotsNumber(event.takerPreventedLots)
      .modeName(event.mode)
    writeOrder(encoder.makerOrder(), event.makerOrder)
    writeOrder(encoder.takerOrder(), event.takerOrder)
    return encoder
  },
  OrderListChanged: writeOrderListChanged,
  OrderAmended: (view, event) => {
    const encoder = start(new messages.OrderAmendedEncoder(), view, event).keptPlace(yesNo(event.keptPlace))
    writeOrder(encoder.order(), event.order)
    return encoder
  },
  OrderCanceled: (view, event) => {
    const encoder = start(new messages.OrderCanceledEncoder(), view, event)
    writeOrder(encoder.order(), event.order)
    return encoder
  },
  AllOrdersCanceled: (view, event) =>
    start(new messages.AllOrdersCanceledEncoder(), view, event)
      .accountIdNumber(event.accountId)
      .instrumentIdNumber(event.instrumentId ?? null)
      .countNumber(event.count),
  OrderExpired: (view, event) => {
    const encoder = start(new messages.OrderExpiredEncoder(), view, event).reasonName(event.reason)
    writeOrder(encoder.order(), event.order)
    return encoder
  },
  BookLevelChanged: (view, event) =>
    start(new messages.BookLevelChangedEncoder(), view, event)
      .instrumentIdNumber(event.instrumentId)
      .priceTicksNumber(event.priceTicks)
      .quantityLotsNumber(event.quantityLots)
      .sideName(event.side),
  CommandRejected: writeCommandRejected,
  CommandRepeated: (view, event) =>
    start(new messages.CommandRepeatedEncoder(), view, event)
      .accountIdNumber(event.accountId)
      .firstCommandSequenceNumber(event.firstCommandSequence)
      .commandId(event.commandId),
}

function start<Encoder extends EventEncoder>(encoder: Encoder, view: DataView, header: EventHeader): Encoder {
  return encoder
    .wrapMessage(view, 0)
    .sequenceNumber(header.sequence)
    .commandSequenceNumber(header.commandSequence)
    .timestampUsNumber(header.timestampUs)
}

function writeConditionalAccepted(view: DataView, event: OrderAccepted): MessageEncoder {
  const { order } = event
  const encoder = start(new messages.ConditionalOrderAcceptedEncoder(), view, event)
    .listIdNumber(order.listId ?? null)
    .workingUsNumber(order.workingUs ?? null)
  writeOrder(encoder.order(), order)
  writeConditions(encoder.conditions(), order.conditions ?? {})
  return encoder
}

function writeOrderListChanged(view: DataView, event: OrderListChanged): MessageEncoder {
  const { list, status } = event
  const encoder = start(new messages.OrderListChangedEncoder(), view, event)
    .listIdNumber(list.listId)
    .accountIdNumber(list.accountId)
    .instrumentIdNumber(list.instrumentId)
    .contingencyName(list.contingency)
    .statusName(status)
    .createdUsNumber(list.createdUs)
  const orders = encoder.orders(list.orders.length)
  for (const { orderId, clientOrderId } of list.orders)
    orders.next().orderIdNumber(orderId).clientOrderId(clientOrderId ?? null)
  return encoder.clientListId(list.clientListId ?? '')
}

function yesNo(value: boolean): YesNo {
  return value ? YesNo.yes : YesNo.no
}

function writeAccount(
  encoder: messages.AccountOpenedEncoder | messages.FeeTierChangedEncoder,
  { accountId, feeTier, name }: Account,
): MessageEncoder {
  return encoder.accountIdNumber(accountId).feeTierNumber(feeTier).name(name)
}

function writeInstrument(encoder: messages.InstrumentListedEncoder, instrument: SpotInstrument): MessageEncoder {
  return encoder
    .instrumentIdNumber(instrument.instrumentId)
    .minQuantityLotsNumber(instrument.minQuantityLots)
    .maxQuantityLotsNumber(instrument.maxQuantityLots)
    .maxPriceTicksNumber(instrument.maxPriceTicks)
    .minNotionalUnits(instrument.minNotionalUnits)
    .maxNotionalUnits(instrument.maxNotionalUnits)
    .baseAssetIdNumber(instrument.baseAssetId)
    .quoteAssetIdNumber(instrument.quoteAssetId)
    .baseUnitsPerLot(instrument.baseUnitsPerLot)
    .quoteUnitsPerTickLot(instrument.quoteUnitsPerTickLot)
    .kindName(instrument.kind)
    .statusName(instrument.status)
    .symbol(instrument.symbol)
    .tickSize(instrument.tickSize.toString())
    .lotSize(instrument.lotSize.toString())
}

function writeTrade(encoder: messages.TradeExecutedEncoder, trade: Trade): messages.TradeExecutedEncoder {
  writeFee(encoder.makerFee(), trade.makerFee)
  writeFee(encoder.takerFee(), trade.takerFee)
  return encoder
    .tradeIdNumber(trade.tradeId)
    .instrumentIdNumber(trade.instrumentId)
    .priceTicksNumber(trade.priceTicks)
    .quantityLotsNumber(trade.quantityLots)
    .quoteUnits(trade.quoteUnits)
    .makerOrderIdNumber(trade.makerOrderId)
    .makerAccountIdNumber(trade.makerAccountId)
    .takerOrderIdNumber(trade.takerOrderId)
    .takerAccountIdNumber(trade.takerAccountId)
    .tradeTimestampUsNumber(trade.timestampUs)
    .takerSideName(trade.takerSide)
}

function writeFee(encoder: messages.FeeEncoder, { assetId, units }: Fee): void {
  encoder.assetIdNumber(assetId).units(units)
}

function writeCommandRejected(view: DataView, event: CommandRejected): MessageEncoder {
  return start(new messages.CommandRejectedEncoder(), view, event)
    .accountIdNumber(event.accountId ?? null)
    .orderIdNumber(event.orderId ?? null)
    .commandName(event.command)
    .reasonName(event.reason)
    .options(event.clientOrderId === undefined ? 0 : OrderOptions.clientOrderId)
    .text(event.text)
    .clientOrderId(event.clientOrderId ?? '')
}

function writeTransfer(encoder: messages.TransferEncoder, transfer: Transfer): void {
  encoder
    .fromFlowNumber(transfer.fromFlow)
    .toFlowNumber(transfer.toFlow)
    .numberNumber(transfer.number)
    .accountIdNumber(transfer.accountId)
    .assetIdNumber(transfer.assetId)
    .units(transfer.units)
}
