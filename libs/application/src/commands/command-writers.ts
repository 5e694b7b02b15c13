import type { MessageEncoder } from '../messages/flyweights.ts'
import { OrderOptions, TermsGiven } from '../messages/generated/index.ts'
import * as messages from '../messages/generated/index.ts'
import type { AmendOrder, CancelOrder, CancelOrderList, Command, Deposit } from './command.ts'
import type { ListInstrument, PlaceOrder, PlaceOrderList } from './command.ts'
import { writeTerms } from './order-terms-message.ts'

/** An encoder of a command: each starts with its place in the sequence. */
interface CommandEncoder extends MessageEncoder {
  sequenceNumber(value: number): this
  timestampUsNumber(value: number): this
}

type Money = Pick<Deposit, 'accountId' | 'assetId' | 'units'>

/** Where a command stands. */
export interface CommandPlace {
  readonly sequence: number
  readonly timestampUs: number
}

type Write<Type extends Command['type']> = (
  view: DataView,
  place: CommandPlace,
  command: Extract<Command, { type: Type }>,
) => MessageEncoder

/** Writes each command as its message: a new one without its writer does not compile. */
export const COMMAND_WRITERS: { readonly [Type in Command['type']]: Write<Type> } = {
  ConfigureFlow: (view, place, { configuration }) =>
    start(new messages.ConfigureFlowEncoder(), view, place).configuration(configuration),
  OpenAccount: (view, place, { name }) => start(new messages.OpenAccountEncoder(), view, place).name(name),
  ListAsset: (view, place, { symbol, scale }) =>
    start(new messages.ListAssetEncoder(), view, place).scaleNumber(scale).symbol(symbol),
  ListInstrument: writeListInstrument,
  SetInstrumentStatus: (view, place, { instrumentId, status }) =>
    start(new messages.SetInstrumentStatusEncoder(), view, place).instrumentIdNumber(instrumentId).statusName(status),
  Deposit: (view, place, command) =>
    writeMoney(start(new messages.DepositEncoder(), view, place), command).commandId(command.commandId ?? ''),
  Withdraw: (view, place, command) =>
    writeMoney(start(new messages.WithdrawEncoder(), view, place), command).commandId(command.commandId ?? ''),
  SendTransfer: (view, place, command) =>
    writeMoney(start(new messages.SendTransferEncoder(), view, place), command)
      .fromFlowNumber(command.fromFlow)
      .toFlowNumber(command.toFlow)
      .commandId(command.commandId ?? ''),
  ReceiveTransfer: (view, place, command) =>
    writeMoney(start(new messages.ReceiveTransferEncoder(), view, place), command)
      .fromFlowNumber(command.fromFlow)
      .toFlowNumber(command.toFlow)
      .numberNumber(command.number),
  ConfirmTransfers: (view, place, { fromFlow, toFlow, number }) =>
    start(new messages.ConfirmTransfersEncoder(), view, place)
      .fromFlowNumber(fromFlow)
      .toFlowNumber(toFlow)
      .numberNumber(number),
  SetFeeTier: (view, place, { accountId, feeTier }) =>
    start(new messages.SetFeeTierEncoder(), view, place).accountIdNumber(accountId).feeTierNumber(feeTier),
  PlaceOrder: writePlaceOrder,
  CancelOrder: writeCancelOrder,
  AmendOrder: writeAmendOrder,
  PlaceOrderList: writePlaceOrderList,
  CancelOrderList: writeCancelOrderList,
  CancelAllOrders: (view, place, { accountId, instrumentId, commandId }) =>
    start(new messages.CancelAllOrdersEncoder(), view, place)
      .accountIdNumber(accountId)
      .instrumentIdNumber(instrumentId ?? null)
      .commandId(commandId ?? ''),
}

function start<Encoder extends CommandEncoder>(encoder: Encoder, view: DataView, place: CommandPlace): Encoder {
  return encoder.wrapMessage(view, 0).sequenceNumber(place.sequence).timestampUsNumber(place.timestampUs)
}

function writeListInstrument(view: DataView, place: CommandPlace, command: ListInstrument): MessageEncoder {
  const { symbol, tickSize, lotSize, minQuantity, maxQuantity, maxPrice, minNotional, maxNotional } = command.terms
  const given = { minQuantity, maxQuantity, maxPrice, minNotional, maxNotional }
  let bits = 0
  for (const [name, term] of Object.entries(given)) {
    if (term !== undefined) bits |= TermsGiven[name as keyof typeof given]
  }
  return start(new messages.ListInstrumentEncoder(), view, place)
    .baseAssetIdNumber(command.baseAssetId)
    .quoteAssetIdNumber(command.quoteAssetId)
    .kindName(command.kind)
    .given(bits)
    .symbol(symbol)
    .tickSize(tickSize)
    .lotSize(lotSize)
    .minQuantity(minQuantity ?? '')
    .maxQuantity(maxQuantity ?? '')
    .maxPrice(maxPrice ?? '')
    .minNotional(minNotional ?? '')
    .maxNotional(maxNotional ?? '')
}

interface MoneyEncoder {
  accountIdNumber(value: number): this
  assetIdNumber(value: number): this
  units(): messages.WideUnitsEncoder
}

function writeMoney<Encoder extends MoneyEncoder>(encoder: Encoder, { accountId, assetId, units }: Money): Encoder {
  encoder.accountIdNumber(accountId).assetIdNumber(assetId)
  encoder.units().low(BigInt.asUintN(64, units)).high(units >> 64n)
  return encoder
}

function writePlaceOrder(view: DataView, place: CommandPlace, command: PlaceOrder): MessageEncoder {
  const { clientOrderId } = command
  if (!isPlain(command)) return writeConditionalOrder(view, place, command)
  const limit = 'priceTicks' in command ? command : undefined
  const postOnly = limit?.postOnly === true ? OrderOptions.postOnly : 0
  const named = clientOrderId === undefined ? 0 : OrderOptions.clientOrderId
  return start(new messages.PlaceOrderEncoder(), view, place)
    .accountIdNumber(command.accountId)
    .instrumentIdNumber(command.instrumentId)
    .quantityLotsNumber(command.quantityLots)
    .priceTicksNumber(limit?.priceTicks ?? null)
    .sideName(command.side)
    .orderTypeName(command.orderType)
    .timeInForceName(limit?.timeInForce ?? null)
    .options(postOnly | named)
    .clientOrderId(clientOrderId ?? '')
    .commandId(command.commandId ?? '')
}

/** Whether it is no more than a price and a quantity. */
function isPlain({ orderType, conditions }: PlaceOrder): boolean {
  return conditions === undefined && (orderType === 'limit' || orderType === 'market')
}

function writeConditionalOrder(view: DataView, place: CommandPlace, command: PlaceOrder): MessageEncoder {
  const encoder = start(new messages.PlaceConditionalOrderEncoder(), view, place)
    .accountIdNumber(command.accountId)
    .instrumentIdNumber(command.instrumentId)
  writeTerms(encoder, command)
  return encoder.commandId(command.commandId ?? '')
}

function writePlaceOrderList(view: DataView, place: CommandPlace, command: PlaceOrderList): MessageEncoder {
  const encoder = start(new messages.PlaceOrderListEncoder(), view, place)
    .accountIdNumber(command.accountId)
    .instrumentIdNumber(command.instrumentId)
    .contingencyName(command.contingency)
  const orders = encoder.orders(command.orders.length)
  for (const terms of command.orders) writeTerms(orders.next(), terms)
  return encoder.clientListId(command.clientListId ?? '').commandId(command.commandId ?? '')
}

function writeCancelOrderList(view: DataView, place: CommandPlace, command: CancelOrderList): MessageEncoder {
  return start(new messages.CancelOrderListEncoder(), view, place)
    .accountIdNumber(command.accountId)
    .listIdNumber(command.list.listId ?? null)
    .clientListId(command.list.clientListId ?? '')
    .commandId(command.commandId ?? '')
}

function writeCancelOrder(view: DataView, place: CommandPlace, command: CancelOrder): MessageEncoder {
  const { accountId, order } = command
  return start(new messages.CancelOrderEncoder(), view, place)
    .accountIdNumber(accountId)
    .orderIdNumber(order.orderId ?? null)
    .clientOrderId(order.clientOrderId ?? '')
    .commandId(command.commandId ?? '')
}

function writeAmendOrder(view: DataView, place: CommandPlace, command: AmendOrder): MessageEncoder {
  const { accountId, order, priceTicks, quantityLots } = command
  return start(new messages.AmendOrderEncoder(), view, place)
    .accountIdNumber(accountId)
    .orderIdNumber(order.orderId ?? null)
    .priceTicksNumber(priceTicks ?? null)
    .quantityLotsNumber(quantityLots ?? null)
    .clientOrderId(order.clientOrderId ?? '')
    .commandId(command.commandId ?? '')
    .newClientOrderId(command.newClientOrderId ?? '')
}
