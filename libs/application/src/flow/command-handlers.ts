import type { Command } from '../commands/command.ts'
import { listAsset, listInstrument, openAccount, setFeeTier, setInstrumentStatus } from './administer.ts'
import { amendOrder } from './amend-order.ts'
import { cancelAllOrders, cancelOrder } from './cancel-orders.ts'
import type { FlowState } from './flow-state.ts'
import { deposit, withdraw } from './funds.ts'
import { placeOrder } from './place-order.ts'
import type { Refusal } from './refusal.ts'

/** What carries out a command: changes the state and tells of it, or refuses and does neither. */
type Handler<Type extends Command['type']> = (
  state: FlowState,
  command: Extract<Command, { type: Type }>,
) => Refusal | undefined

/** One handler for each command; `ConfigureFlow` is the flow's own. */
type Handlers = { readonly [Type in Exclude<Command['type'], 'ConfigureFlow'>]: Handler<Type> }

const HANDLERS: Handlers = {
  OpenAccount: openAccount,
  ListAsset: listAsset,
  ListInstrument: listInstrument,
  SetInstrumentStatus: setInstrumentStatus,
  SetFeeTier: setFeeTier,
  Deposit: deposit,
  Withdraw: withdraw,
  PlaceOrder: placeOrder,
  CancelOrder: cancelOrder,
  AmendOrder: amendOrder,
  CancelAllOrders: cancelAllOrders,
}

/** Carries a command out, or says why not. */
export function carryOut(state: FlowState, command: Exclude<Command, { type: 'ConfigureFlow' }>): Refusal | undefined {
  // The table pairs each type with its own handler, which the compiler cannot follow over a union.
  const handle = HANDLERS[command.type] as (state: FlowState, command: Command) => Refusal | undefined
  return handle(state, command)
}
