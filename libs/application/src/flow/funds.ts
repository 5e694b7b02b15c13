import { MAX_UNITS } from '@openlob/domain'
import type { Deposit, Withdraw } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** Brings money in. */
export function deposit(state: FlowState, command: Deposit): Refusal | undefined {
  const { accountId, assetId, units } = command
  const refused = checkTransfer(state, command)
  if (refused !== undefined) return refused
  if (units > MAX_UNITS - state.postings.ledger.supplyUnits(assetId))
    return refusal('INVALID_AMOUNT', `the asset's supply would pass 2^63 - 1: assetId=${assetId} units=${units}`)
  state.postings.deposit(accountId, assetId, units)
  state.emitter.deposited(accountId, assetId, units)
  return undefined
}

/** Takes free money out. */
export function withdraw(state: FlowState, command: Withdraw): Refusal | undefined {
  const { accountId, assetId, units } = command
  const refused = checkTransfer(state, command)
  if (refused !== undefined) return refused
  const freeUnits = state.postings.ledger.freeUnits(accountId, assetId)
  if (units > freeUnits)
    return refusal('INSUFFICIENT_BALANCE', `assetId=${assetId} neededUnits=${units} freeUnits=${freeUnits}`)
  state.postings.withdraw(accountId, assetId, units)
  state.emitter.withdrawn(accountId, assetId, units)
  return undefined
}

function checkTransfer(state: FlowState, { accountId, assetId, units }: Deposit | Withdraw): Refusal | undefined {
  if (state.venue.account(accountId) === undefined) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  if (state.venue.asset(assetId) === undefined) return refusal('UNKNOWN_ASSET', `assetId=${assetId}`)
  if (units <= 0n || units > MAX_UNITS) return refusal('INVALID_AMOUNT', `units=${units}`)
  return undefined
}
