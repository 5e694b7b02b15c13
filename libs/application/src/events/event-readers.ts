import { Decimal } from '@openlob/decimal'
import type { Fee, Trade, Transfer } from '@openlob/domain'
import { Boolean as YesNo, OrderOptions } from '../messages/generated/index.ts'
import * as messages from '../messages/generated/index.ts'
import type { MessageDecoder } from '../messages/flyweights.ts'
import { HEADER_LENGTH } from '../messages/flyweights.ts'
import { readConditions } from '../commands/order-terms-message.ts'
import type { Event } from './event.ts'
import { readOrder } from './order-message.ts'

/** A decoder of an event: each starts with its place in the sequence. */
interface EventDecoder extends MessageDecoder {
  sequenceNumber(): number
  commandSequenceNumber(): number
  timestampUsNumber(): number
}

/** A message as an event, and where it ends. */
export interface ReadEvent {
  readonly event: Event
  readonly end: number
}

type Read = (view: DataView) => ReadEvent

/**
 * The fields of an event as plain ones. Numbers and names come back as the domain's own types, as nobody else writes
 * events: what is read was written from one.
 */
type Fields<Decoder> = (decoder: Decoder) => Readonly<Record<string, unknown>>

/** Reads each event by the template of its message. */
export const EVENT_READERS: ReadonlyMap<number, Read> = new Map<number, Read>([
  reader('ConfigurationChanged', messages.ConfigurationChangedDecoder, (decoder) => ({
    configuration: decoder.configuration(),
  })),
  reader('AccountOpened', messages.AccountOpenedDecoder, readAccount),
  reader('FeeTierChanged', messages.FeeTierChangedDecoder, readAccount),
  reader('AssetListed', messages.AssetListedDecoder, (decoder) => ({
    asset: { assetId: decoder.assetIdNumber(), scale: decoder.scaleNumber(), symbol: decoder.symbol() },
  })),
  reader('InstrumentListed', messages.InstrumentListedDecoder, readInstrument),
  reader('InstrumentStatusChanged', messages.InstrumentStatusChangedDecoder, (decoder) => ({
    instrumentId: decoder.instrumentIdNumber(),
    status: decoder.statusName(),
  })),
  reader('Deposited', messages.DepositedDecoder, readMovement),
  reader('Withdrawn', messages.WithdrawnDecoder, readMovement),
  reader('TransferSent', messages.TransferSentDecoder, (decoder) => ({ transfer: readTransfer(decoder.transfer()) })),
  reader('TransferReceived', messages.TransferReceivedDecoder, (decoder) => ({
    transfer: readTransfer(decoder.transfer()),
  })),
  reader('TransfersConfirmed', messages.TransfersConfirmedDecoder, (decoder) => ({
    fromFlow: decoder.fromFlowNumber(),
    toFlow: decoder.toFlowNumber(),
    number: decoder.numberNumber(),
  })),
  reader('BalanceChanged', messages.BalanceChangedDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    assetId: decoder.assetIdNumber(),
    freeUnits: decoder.freeUnits(),
    heldUnits: decoder.heldUnits(),
  })),
  reader('OrderAccepted', messages.OrderAcceptedDecoder, (decoder) => ({ order: readOrder(decoder.order()) })),
  reader('OrderAccepted', messages.ConditionalOrderAcceptedDecoder, (decoder) => ({
    order: {
      ...readOrder(decoder.order()),
      conditions: readConditions(decoder.conditions()),
      listId: decoder.listIdNumber() ?? undefined,
      workingUs: decoder.workingUsNumber() ?? undefined,
    },
  })),
  reader('OrderActivated', messages.OrderActivatedDecoder, (decoder) => ({
    order: readOrder(decoder.order()),
    works: decoder.works() === YesNo.yes,
  })),
  reader('TradePrevented', messages.TradePreventedDecoder, (decoder) => ({
    instrumentId: decoder.instrumentIdNumber(),
    priceTicks: decoder.priceTicksNumber(),
    quantityLots: decoder.quantityLotsNumber(),
    mode: decoder.modeName(),
    makerOrder: readOrder(decoder.makerOrder()),
    takerOrder: readOrder(decoder.takerOrder()),
    makerPreventedLots: decoder.makerPreventedLotsNumber(),
    takerPreventedLots: decoder.takerPreventedLotsNumber(),
  })),
  reader('OrderListChanged', messages.OrderListChangedDecoder, readOrderListChanged),
  reader('TradeExecuted', messages.TradeExecutedDecoder, (decoder) => ({
    trade: readTrade(decoder),
    makerOrder: readOrder(decoder.makerOrder()),
    takerOrder: readOrder(decoder.takerOrder()),
  })),
  reader('OrderAmended', messages.OrderAmendedDecoder, (decoder) => ({
    order: readOrder(decoder.order()),
    keptPlace: decoder.keptPlace() === YesNo.yes,
  })),
  reader('OrderCanceled', messages.OrderCanceledDecoder, (decoder) => ({ order: readOrder(decoder.order()) })),
  reader('AllOrdersCanceled', messages.AllOrdersCanceledDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber() ?? undefined,
    count: decoder.countNumber(),
  })),
  reader('OrderExpired', messages.OrderExpiredDecoder, (decoder) => ({
    order: readOrder(decoder.order()),
    reason: decoder.reasonName(),
  })),
  reader('BookLevelChanged', messages.BookLevelChangedDecoder, (decoder) => ({
    instrumentId: decoder.instrumentIdNumber(),
    side: decoder.sideName(),
    priceTicks: decoder.priceTicksNumber(),
    quantityLots: decoder.quantityLotsNumber(),
  })),
  reader('CommandRejected', messages.CommandRejectedDecoder, readCommandRejected),
  reader('CommandRepeated', messages.CommandRepeatedDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    firstCommandSequence: decoder.firstCommandSequenceNumber(),
    commandId: decoder.commandId(),
  })),
])

function reader<Decoder extends EventDecoder>(
  type: Event['type'],
  Decoder: { new (): Decoder; readonly TEMPLATE_ID: number },
  fields: Fields<Decoder>,
): [number, Read] {
  const read = (view: DataView): ReadEvent => {
    const decoder = new Decoder().wrapMessage(view, 0)
    const header = {
      sequence: decoder.sequenceNumber(),
      commandSequence: decoder.commandSequenceNumber(),
      timestampUs: decoder.timestampUsNumber(),
    }
    const event = { type, ...header, ...fields(decoder) } as unknown as Event
    return { event, end: HEADER_LENGTH + decoder.decodedLength() }
  }
  return [Decoder.TEMPLATE_ID, read]
}

function readOrderListChanged(decoder: messages.OrderListChangedDecoder): Readonly<Record<string, unknown>> {
  const list = {
    listId: decoder.listIdNumber(),
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    contingency: decoder.contingencyName(),
    createdUs: decoder.createdUsNumber(),
  }
  const status = decoder.statusName()
  const orders: unknown[] = []
  for (const entries = decoder.orders(); entries.next(); )
    orders.push({ orderId: entries.orderIdNumber(), clientOrderId: entries.clientOrderId() ?? undefined })
  const clientListId = decoder.clientListId()
  return { list: { ...list, orders, clientListId: clientListId === '' ? undefined : clientListId }, status }
}

function readAccount(
  decoder: messages.AccountOpenedDecoder | messages.FeeTierChangedDecoder,
): Readonly<Record<string, unknown>> {
  const { accountId, feeTier } = { accountId: decoder.accountIdNumber(), feeTier: decoder.feeTierNumber() }
  return { account: { accountId, feeTier, name: decoder.name() } }
}

function readMovement(
  decoder: messages.DepositedDecoder | messages.WithdrawnDecoder,
): Readonly<Record<string, unknown>> {
  return { accountId: decoder.accountIdNumber(), assetId: decoder.assetIdNumber(), units: decoder.units() }
}

function readTransfer(decoder: messages.TransferDecoder): Transfer {
  const transfer = {
    fromFlow: decoder.fromFlowNumber(),
    toFlow: decoder.toFlowNumber(),
    number: decoder.numberNumber(),
    accountId: decoder.accountIdNumber(),
    assetId: decoder.assetIdNumber(),
    units: decoder.units(),
  }
  return transfer as Transfer
}

function readInstrument(decoder: messages.InstrumentListedDecoder): Readonly<Record<string, unknown>> {
  const instrument = {
    kind: decoder.kindName(),
    instrumentId: decoder.instrumentIdNumber(),
    status: decoder.statusName(),
    minQuantityLots: decoder.minQuantityLotsNumber(),
    maxQuantityLots: decoder.maxQuantityLotsNumber(),
    maxPriceTicks: decoder.maxPriceTicksNumber(),
    minNotionalUnits: decoder.minNotionalUnits(),
    maxNotionalUnits: decoder.maxNotionalUnits(),
    baseAssetId: decoder.baseAssetIdNumber(),
    quoteAssetId: decoder.quoteAssetIdNumber(),
    baseUnitsPerLot: decoder.baseUnitsPerLot(),
    quoteUnitsPerTickLot: decoder.quoteUnitsPerTickLot(),
    symbol: decoder.symbol(),
    tickSize: Decimal.parse(decoder.tickSize()),
    lotSize: Decimal.parse(decoder.lotSize()),
  }
  return { instrument }
}

function readTrade(decoder: messages.TradeExecutedDecoder): Trade {
  const trade = {
    tradeId: decoder.tradeIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    priceTicks: decoder.priceTicksNumber(),
    quantityLots: decoder.quantityLotsNumber(),
    quoteUnits: decoder.quoteUnits(),
    takerSide: decoder.takerSideName(),
    makerOrderId: decoder.makerOrderIdNumber(),
    makerAccountId: decoder.makerAccountIdNumber(),
    makerFee: readFee(decoder.makerFee()),
    takerOrderId: decoder.takerOrderIdNumber(),
    takerAccountId: decoder.takerAccountIdNumber(),
    takerFee: readFee(decoder.takerFee()),
    timestampUs: decoder.tradeTimestampUsNumber(),
  }
  return trade as unknown as Trade
}

function readFee(decoder: messages.FeeDecoder): Fee {
  const fee = { assetId: decoder.assetIdNumber(), units: decoder.units() }
  return fee as Fee
}

function readCommandRejected(decoder: messages.CommandRejectedDecoder): Readonly<Record<string, unknown>> {
  const named = (decoder.options() & OrderOptions.clientOrderId) !== 0
  const rejected = {
    command: decoder.commandName(),
    reason: decoder.reasonName(),
    accountId: decoder.accountIdNumber() ?? undefined,
    orderId: decoder.orderIdNumber() ?? undefined,
    text: decoder.text(),
  }
  const clientOrderId = decoder.clientOrderId()
  return { ...rejected, clientOrderId: named ? clientOrderId : undefined }
}
