import type { AmendOrder, CancelOrder, Command, ConfigureFlow, PlaceOrder } from '../commands/command.ts'
import { listAsset, listInstrument, openAccount, setFeeTier, setInstrumentStatus } from './administer.ts'
import { amendOrder } from './amend-order.ts'
import { cancelAllOrders, cancelOrder, cancelOrderList } from './cancel-orders.ts'
import type { FlowState } from './flow-state.ts'
import { confirmTransfers, deposit, receiveTransfer, sendTransfer, withdraw } from './funds.ts'
import { placeOrder } from './place-order.ts'
import { placeOrderList } from './place-order-list.ts'
import type { Refusal, RefusedCommand } from './refusal.ts'

/** A command for one order. */
export type OrderCommand = PlaceOrder | CancelOrder | AmendOrder

/** A command for many orders, or for none. */
export type AdministrativeCommand = Exclude<Command, OrderCommand | ConfigureFlow>

/** Whether a command is for one order. */
export function isOrderCommand(command: Command): command is OrderCommand {
  return command.type === 'PlaceOrder' || command.type === 'AmendOrder' || command.type === 'CancelOrder'
}

/** What a refusal says of the command that it answers. */
export function refusedCommand(command: Command): RefusedCommand {
  const accountId = 'accountId' in command ? command.accountId : undefined
  const reference = 'order' in command ? command.order : undefined
  const placed = command.type === 'PlaceOrder' ? command.clientOrderId : undefined
  const clientOrderId = reference?.clientOrderId ?? placed
  return { command: command.type, accountId, orderId: reference?.orderId, clientOrderId }
}

/** What carries out a command: changes the state and tells of it, or refuses and does neither. */
type Handler<Type extends Command['type']> = (
  state: FlowState,
  command: Extract<Command, { type: Type }>,
) => Refusal | undefined

/** A handler for each command but those of {@link carryOutRequest}; `ConfigureFlow` is the flow's own. */
type Handlers = { readonly [Type in AdministrativeCommand['type']]: Handler<Type> }

const HANDLERS: Handlers = {
  OpenAccount: openAccount,
  ListAsset: listAsset,
  ListInstrument: listInstrument,
  SetInstrumentStatus: setInstrumentStatus,
  SetFeeTier: setFeeTier,
  Deposit: deposit,
  Withdraw: withdraw,
  SendTransfer: sendTransfer,
  ReceiveTransfer: receiveTransfer,
  ConfirmTransfers: confirmTransfers,
  CancelAllOrders: cancelAllOrders,
  PlaceOrderList: placeOrderList,
  CancelOrderList: cancelOrderList,
}

/** Carries a command out, or says why not. */
export function carryOut(state: FlowState, command: AdministrativeCommand): Refusal | undefined {
  // The table pairs each type with its own handler, which the compiler cannot follow over a union.
  const handle = HANDLERS[command.type] as (state: FlowState, command: Command) => Refusal | undefined
  return handle(state, command)
}

/** Carries out what a client asks for one order, or says why not. */
export function carryOutRequest(state: FlowState): Refusal | undefined {
  const { request } = state
  if (request.command === 'PlaceOrder') return placeOrder(state, request)
  return request.command === 'AmendOrder' ? amendOrder(state, request) : cancelOrder(state, request)
}
