import type { MessageDecoder } from '../messages/flyweights.ts'
import { HEADER_LENGTH } from '../messages/flyweights.ts'
import { OrderOptions, TermsGiven } from '../messages/generated/index.ts'
import * as messages from '../messages/generated/index.ts'
import type { CommandType } from './command.ts'
import { readTerms } from './order-terms-message.ts'

/** A decoder of a command: each starts with its place in the sequence. */
interface CommandDecoder extends MessageDecoder {
  sequenceNumber(): number
  timestampUsNumber(): number
}

/** A message as a command, whose form is still to be checked, and where it ends. */
export interface ReadCommand {
  readonly sequence: number
  readonly timestampUs: number
  readonly command: unknown
  readonly end: number
}

type Read = (view: DataView) => ReadCommand

/** The fields of a command by its name, without the name. */
type Fields<Decoder> = (decoder: Decoder) => Readonly<Record<string, unknown>>

/** Reads each command by the template of its message. */
export const COMMAND_READERS: ReadonlyMap<number, Read> = new Map<number, Read>([
  reader('ConfigureFlow', messages.ConfigureFlowDecoder, (decoder) => ({ configuration: decoder.configuration() })),
  reader('OpenAccount', messages.OpenAccountDecoder, (decoder) => ({ name: decoder.name() })),
  reader('ListAsset', messages.ListAssetDecoder, (decoder) => ({
    scale: decoder.scaleNumber(),
    symbol: decoder.symbol(),
  })),
  reader('ListInstrument', messages.ListInstrumentDecoder, readListInstrument),
  reader('SetInstrumentStatus', messages.SetInstrumentStatusDecoder, (decoder) => ({
    instrumentId: decoder.instrumentIdNumber(),
    status: decoder.statusName(),
  })),
  reader('Deposit', messages.DepositDecoder, readMovement),
  reader('Withdraw', messages.WithdrawDecoder, readMovement),
  reader('SendTransfer', messages.SendTransferDecoder, (decoder) => ({ ...readFlows(decoder), ...readMovement(decoder) })),
  reader('ReceiveTransfer', messages.ReceiveTransferDecoder, (decoder) => ({
    ...readFlows(decoder),
    number: decoder.numberNumber(),
    ...readMoney(decoder),
  })),
  reader('ConfirmTransfers', messages.ConfirmTransfersDecoder, (decoder) => ({
    ...readFlows(decoder),
    number: decoder.numberNumber(),
  })),
  reader('SetFeeTier', messages.SetFeeTierDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    feeTier: decoder.feeTierNumber(),
  })),
  reader('PlaceOrder', messages.PlaceOrderDecoder, readPlaceOrder),
  reader('PlaceOrder', messages.PlaceConditionalOrderDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    ...readTerms(decoder),
    ...unlessEmpty(decoder.commandId()),
  })),
  reader('PlaceOrderList', messages.PlaceOrderListDecoder, readPlaceOrderList),
  reader('CancelOrderList', messages.CancelOrderListDecoder, (decoder) => {
    const listId = decoder.listIdNumber()
    const clientListId = decoder.clientListId()
    const list = listId === null ? { clientListId } : { listId }
    return { accountId: decoder.accountIdNumber(), list, ...unlessEmpty(decoder.commandId()) }
  }),
  reader('CancelOrder', messages.CancelOrderDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    order: readReference(decoder.orderIdNumber(), decoder.clientOrderId()),
    ...unlessEmpty(decoder.commandId()),
  })),
  reader('AmendOrder', messages.AmendOrderDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    ...unlessNull('priceTicks', decoder.priceTicksNumber()),
    ...unlessNull('quantityLots', decoder.quantityLotsNumber()),
    order: readReference(decoder.orderIdNumber(), decoder.clientOrderId()),
    ...unlessEmpty(decoder.commandId()),
    ...newName(decoder.newClientOrderId()),
  })),
  reader('CancelAllOrders', messages.CancelAllOrdersDecoder, (decoder) => ({
    accountId: decoder.accountIdNumber(),
    ...unlessNull('instrumentId', decoder.instrumentIdNumber()),
    ...unlessEmpty(decoder.commandId()),
  })),
])

function reader<Decoder extends CommandDecoder>(
  type: CommandType,
  Decoder: { new (): Decoder; readonly TEMPLATE_ID: number },
  fields: Fields<Decoder>,
): [number, Read] {
  const read = (view: DataView): ReadCommand => {
    const decoder = new Decoder().wrapMessage(view, 0)
    const command = { type, ...fields(decoder) }
    const end = HEADER_LENGTH + decoder.decodedLength()
    return { sequence: decoder.sequenceNumber(), timestampUs: decoder.timestampUsNumber(), command, end }
  }
  return [Decoder.TEMPLATE_ID, read]
}

function readListInstrument(decoder: messages.ListInstrumentDecoder): Readonly<Record<string, unknown>> {
  const given = decoder.given()
  const common = {
    kind: decoder.kindName(),
    baseAssetId: decoder.baseAssetIdNumber(),
    quoteAssetId: decoder.quoteAssetIdNumber(),
  }
  const terms: Record<string, string> = {
    symbol: decoder.symbol(),
    tickSize: decoder.tickSize(),
    lotSize: decoder.lotSize(),
  }
  const others = {
    minQuantity: decoder.minQuantity(),
    maxQuantity: decoder.maxQuantity(),
    maxPrice: decoder.maxPrice(),
    minNotional: decoder.minNotional(),
    maxNotional: decoder.maxNotional(),
  }
  for (const [name, term] of Object.entries(others)) {
    if ((given & TermsGiven[name as keyof typeof others]) !== 0) terms[name] = term
  }
  return { ...common, terms }
}

function readMovement(
  decoder: messages.DepositDecoder | messages.WithdrawDecoder | messages.SendTransferDecoder,
): Readonly<Record<string, unknown>> {
  return { ...readMoney(decoder), ...unlessEmpty(decoder.commandId()) }
}

interface MoneyDecoder {
  accountIdNumber(): number
  assetIdNumber(): number
  units(): messages.WideUnitsDecoder
}

function readMoney(decoder: MoneyDecoder): Readonly<Record<string, unknown>> {
  const units = decoder.units()
  return {
    accountId: decoder.accountIdNumber(),
    assetId: decoder.assetIdNumber(),
    units: (units.high() << 64n) | units.low(),
  }
}

function readFlows(decoder: { fromFlowNumber(): number; toFlowNumber(): number }): Readonly<Record<string, unknown>> {
  return { fromFlow: decoder.fromFlowNumber(), toFlow: decoder.toFlowNumber() }
}

function readPlaceOrder(decoder: messages.PlaceOrderDecoder): Readonly<Record<string, unknown>> {
  const options = decoder.options()
  const orderType = decoder.orderTypeName()
  const limit = {
    priceTicks: decoder.priceTicksNumber(),
    timeInForce: decoder.timeInForceName(),
    postOnly: (options & OrderOptions.postOnly) !== 0,
  }
  const clientOrderId = decoder.clientOrderId()
  const commandId = decoder.commandId()
  return {
    orderType,
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    side: decoder.sideName(),
    quantityLots: decoder.quantityLotsNumber(),
    ...(orderType === 'market' ? {} : limit),
    ...((options & OrderOptions.clientOrderId) === 0 ? {} : { clientOrderId }),
    ...unlessEmpty(commandId),
  }
}

function readPlaceOrderList(decoder: messages.PlaceOrderListDecoder): Readonly<Record<string, unknown>> {
  const common = {
    accountId: decoder.accountIdNumber(),
    instrumentId: decoder.instrumentIdNumber(),
    contingency: decoder.contingencyName(),
  }
  const orders: unknown[] = []
  for (const entries = decoder.orders(); entries.next(); ) orders.push(readTerms(entries))
  const clientListId = decoder.clientListId()
  const name = clientListId === '' ? {} : { clientListId }
  return { ...common, orders, ...name, ...unlessEmpty(decoder.commandId()) }
}

function readReference(orderId: number | null, clientOrderId: string): Readonly<Record<string, unknown>> {
  return orderId === null ? { clientOrderId } : { orderId }
}

function unlessNull(name: string, value: number | null): Readonly<Record<string, number>> {
  return value === null ? {} : { [name]: value }
}

function unlessEmpty(commandId: string): Readonly<Record<string, string>> {
  return commandId === '' ? {} : { commandId }
}

function newName(newClientOrderId: string): { readonly newClientOrderId?: string } {
  return newClientOrderId === '' ? {} : { newClientOrderId }
}
