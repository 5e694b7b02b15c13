import { MAX_UNITS } from '@openlob/domain'
import type { Transfer } from '@openlob/domain'
import type { ConfirmTransfers, Deposit, ReceiveTransfer, SendTransfer, Withdraw } from '../commands/command.ts'
import { FLOW_NUMBER_MAX } from './flow-number.ts'
import type { FlowState } from './flow-state.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** So many transfers to one flow may be on their way. */
const TRANSFERS_IN_TRANSIT_MAX = 10_000

/** Brings money in. */
export function deposit(state: FlowState, command: Deposit): Refusal | undefined {
  const { accountId, assetId, units } = command
  const refused = checkMovement(state, command) ?? checkSupply(state, command)
  if (refused !== undefined) return refused
  state.postings.deposit(accountId, assetId, units)
  state.emitter.deposited(accountId, assetId, units)
  return undefined
}

/** Takes free money out. */
export function withdraw(state: FlowState, command: Withdraw): Refusal | undefined {
  const { accountId, assetId, units } = command
  const refused = checkMovement(state, command) ?? checkFree(state, command)
  if (refused !== undefined) return refused
  state.postings.withdraw(accountId, assetId, units)
  state.emitter.withdrawn(accountId, assetId, units)
  return undefined
}

/** Takes free money out for another flow, and remembers that it is on its way. */
export function sendTransfer(state: FlowState, command: SendTransfer): Refusal | undefined {
  const { accountId, assetId, units, fromFlow, toFlow } = command
  const refused = checkFlows(state, fromFlow, toFlow) ?? checkMovement(state, command) ?? checkFree(state, command)
  if (refused !== undefined) return refused
  const { transfers } = state
  if (transfers.countInTransit(toFlow) >= TRANSFERS_IN_TRANSIT_MAX)
    return refusal('CAPACITY_EXCEEDED', `transfers on their way: toFlow=${toFlow} max=${TRANSFERS_IN_TRANSIT_MAX}`)
  const transfer: Transfer = { fromFlow, toFlow, number: transfers.lastSent(toFlow) + 1, accountId, assetId, units }
  state.postings.withdraw(accountId, assetId, units)
  transfers.send(transfer)
  state.emitter.transferSent(transfer)
  return undefined
}

/** Brings in the next that another flow has sent: each once, in the order in which they were sent. */
export function receiveTransfer(state: FlowState, command: ReceiveTransfer): Refusal | undefined {
  const { accountId, assetId, units, fromFlow, toFlow, number } = command
  const refused =
    checkFlows(state, toFlow, fromFlow) ??
    checkNumber(state.transfers.lastReceived(fromFlow), command) ??
    checkMovement(state, command) ??
    checkSupply(state, command)
  if (refused !== undefined) return refused
  state.postings.deposit(accountId, assetId, units)
  state.transfers.receive(fromFlow, number)
  state.emitter.transferReceived({ fromFlow, toFlow, number, accountId, assetId, units })
  return undefined
}

/** Forgets what has arrived; nothing where it is forgotten already. */
export function confirmTransfers(state: FlowState, command: ConfirmTransfers): Refusal | undefined {
  const { fromFlow, toFlow, number } = command
  const refused = checkFlows(state, fromFlow, toFlow)
  if (refused !== undefined) return refused
  const last = state.transfers.lastSent(toFlow)
  if (number > last) return refusal('TRANSFER_OUT_OF_ORDER', `toFlow=${toFlow} number=${number} sent=${last}`)
  state.transfers.confirm(toFlow, number)
  state.emitter.transfersConfirmed(fromFlow, toFlow, number)
  return undefined
}

function checkFlows({ settings }: FlowState, own: number, other: number): Refusal | undefined {
  const isFlow = Number.isInteger(other) && other >= 0 && other <= FLOW_NUMBER_MAX && other !== settings.flowNumber
  if (own === settings.flowNumber && isFlow) return undefined
  return refusal('UNKNOWN_FLOW', `this flow is ${settings.flowNumber}: own=${own} other=${other}`)
}

function checkNumber(last: number, { fromFlow, number }: ReceiveTransfer): Refusal | undefined {
  if (number === last + 1) return undefined
  const reason = number >= 1 && number <= last ? 'DUPLICATE_TRANSFER' : 'TRANSFER_OUT_OF_ORDER'
  return refusal(reason, `fromFlow=${fromFlow} number=${number} received=${last}`)
}

type Movement = Deposit | Withdraw | SendTransfer | ReceiveTransfer

function checkMovement(state: FlowState, { accountId, assetId, units }: Movement): Refusal | undefined {
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  if (state.venue.asset(assetId) === undefined) return refusal('UNKNOWN_ASSET', `assetId=${assetId}`)
  if (units <= 0n || units > MAX_UNITS) return refusal('INVALID_AMOUNT', `units=${units}`)
  return undefined
}

function checkSupply({ postings }: FlowState, { assetId, units }: Movement): Refusal | undefined {
  if (units <= MAX_UNITS - postings.ledger.supplyUnits(assetId)) return undefined
  return refusal('INVALID_AMOUNT', `the asset's supply would pass 2^63 - 1: assetId=${assetId} units=${units}`)
}

function checkFree({ postings }: FlowState, { accountId, assetId, units }: Movement): Refusal | undefined {
  const freeUnits = postings.ledger.freeUnits(accountId, assetId)
  if (units <= freeUnits) return undefined
  return refusal('INSUFFICIENT_BALANCE', `assetId=${assetId} neededUnits=${units} freeUnits=${freeUnits}`)
}
