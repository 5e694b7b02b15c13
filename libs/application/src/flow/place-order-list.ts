import {
  ACCEPTED,
  ONE_CANCELS_OTHER,
  ONE_PAYS_ONE_CANCELS_OTHER,
  ONE_PAYS_OTHER,
  ONE_TRIGGERS_ONE_CANCELS_OTHER,
  ONE_TRIGGERS_OTHER,
  rejectReasonOf,
} from '@openlob/domain'
import type { ContingencyCode } from '@openlob/domain'
import type { OrderContingency, PlaceOrderList } from '../commands/command.ts'
import { REQUIRED } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { followArrival } from './follow-command.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import { OrderName } from './order-name.ts'
import { OrderRequest } from './order-request.ts'
import { ticketOf } from './order-ticket.ts'
import { checkRequired } from './place-conditional.ts'
import { holdAssetOf } from './policy-views.ts'
import { prepareOrder } from './prepare-order.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { checkClearing } from "./validate.ts"

const CONTINGENCIES: Readonly<Record<OrderContingency, readonly [ContingencyCode, orders: number]>> = {
  OCO: [ONE_CANCELS_OTHER, 2],
  OTO: [ONE_TRIGGERS_OTHER, 2],
  OTOCO: [ONE_TRIGGERS_ONE_CANCELS_OTHER, 3],
  OPO: [ONE_PAYS_OTHER, 2],
  OPOCO: [ONE_PAYS_ONE_CANCELS_OTHER, 3],
}

/** Place → risk → match → clear for orders that depend on each other: all of them, or none. */
export function placeOrderList(state: FlowState, command: PlaceOrderList): Refusal | undefined {
  const { accountId, instrumentId, contingency } = command
  if (!state.venue.accounts.has(accountId)) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const market = state.venue.market(instrumentId)
  if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${instrumentId}`)
  const requests = command.orders.map((terms) => {
    const request = new OrderRequest()
    request.set({ type: 'PlaceOrder', accountId, instrumentId, ...terms })
    return request
  })
  const heldUnits: bigint[] = []
  return (
    checkNames(state, command, requests) ??
    checkListRoom(state, requests) ??
    checkClearing(state) ??
    checkOrders(state, market, contingency, requests, heldUnits) ??
    carryOut(state, market, command, requests, heldUnits)
  )
}

/** Whether the number of orders is that of the list, and each can be called what it is to be called. */
function checkNames(state: FlowState, command: PlaceOrderList, requests: readonly OrderRequest[]): Refusal | undefined {
  const { accountId, contingency, clientListId } = command
  const count = CONTINGENCIES[contingency][1]
  if (requests.length !== count) return refusal('UNSUPPORTED_COMBINATION', `${contingency} has ${count} orders`)
  const names = requests.flatMap(({ clientOrderId }) => clientOrderId ?? [])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return refusal('DUPLICATE_CLIENT_ORDER_ID', `clientOrderId=${twice}`)
  if (clientListId === undefined) return undefined
  const name = new OrderName()
  name.setText(clientListId)
  if (!name.isFit) return refusal('INVALID_CLIENT_ORDER_ID', `of the list: length=${clientListId.length}`)
  const existing = state.orders.conditional.listNamed(accountId, clientListId)
  if (existing === undefined) return undefined
  return refusal('DUPLICATE_CLIENT_ORDER_ID', `clientListId=${clientListId} listId=${existing.listId}`)
}

function checkListRoom(state: FlowState, requests: readonly OrderRequest[]): Refusal | undefined {
  const { settings, orders } = state
  const { maxOpenOrders, maxOpenOrdersPerAccount } = settings.limits
  const [first] = requests
  if (first === undefined) return undefined
  const open = orders.countOf(first.accountId)
  if (open + requests.length > maxOpenOrdersPerAccount)
    return refusal('TOO_MANY_OPEN_ORDERS', `openOrders=${open} max=${maxOpenOrdersPerAccount}`)
  if (orders.count + requests.length > maxOpenOrders)
    return refusal('CAPACITY_EXCEEDED', `openOrders=${orders.count} max=${maxOpenOrders}`)
  return undefined
}

/** Whether each order can be taken; writes what is held for each: of two legs the more, for the first. */
function checkOrders(
  state: FlowState,
  market: Market,
  contingency: OrderContingency,
  requests: readonly OrderRequest[],
  heldUnits: bigint[],
): Refusal | undefined {
  const { units } = state.amounts
  const isPaying = contingency === 'OPO' || contingency === 'OPOCO'
  for (const [index, request] of requests.entries()) {
    const isPending = contingency !== 'OCO' && index > 0
    const refused = prepareOrder(state, market, request, { isPending, isPaid: isPaying && isPending })
    if (refused !== undefined) return refused
    heldUnits.push(units[REQUIRED]!)
    const first = heldUnits[0]!
    if (contingency === 'OCO' && index === 1) {
      units[REQUIRED] = heldUnits[1]! > first ? heldUnits[1]! - first : 0n
      heldUnits[0] = first + units[REQUIRED]
      heldUnits[1] = 0n
    }
    const uncovered = checkRequired(state, market, request)
    if (uncovered !== undefined) return uncovered
  }
  units[REQUIRED] = heldUnits[0]!
  // What the second leg needs more was asked about alone.
  return contingency === 'OCO' ? checkRequired(state, market, requests[0]!) : undefined
}

function carryOut(
  state: FlowState,
  market: Market,
  { contingency, clientListId }: PlaceOrderList,
  requests: readonly OrderRequest[],
  heldUnits: readonly bigint[],
): Refusal | undefined {
  const { amounts, arrival, matches, postings, nextOrderId } = state
  const balances = requests.map(({ accountId, side }) => postings.ledger.slotOf(accountId, holdAssetOf(market, side)))
  amounts.units[REQUIRED] = heldUnits[0]!
  if (!postings.holdAt(balances[0]!, REQUIRED)) broken(`the risk step has seen the money: orderId=${nextOrderId}`)
  arrival.beginList(nextOrderId, requests, balances, { contingency, clientListId, heldUnits })
  matches.reset(nextOrderId)
  const orders = requests.map((request, index) => ticketOf(request, nextOrderId + index))
  const code = market.book.placeList({ contingency: CONTINGENCIES[contingency][0], orders })
  if (code === ACCEPTED) followArrival(state)
  else {
    amounts.units[REQUIRED] = heldUnits[0]!
    postings.releaseAt(balances[0]!, REQUIRED)
  }
  arrival.end()
  if (code === ACCEPTED) return undefined
  return refusal(rejectReasonOf(code), `listId=${nextOrderId} instrument=${market.instrument.symbol}`)
}

