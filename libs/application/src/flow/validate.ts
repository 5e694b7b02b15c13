import type { AccountId, Instrument } from '@openlob/domain'
import { NOTIONAL, QUOTE } from './amounts.ts'
import type { FlowState } from './flow-state.ts'
import { expose, notionalOf } from './holds.ts'
import { MAX_NOTIONAL, MIN_NOTIONAL } from './market.ts'
import type { Market } from './market.ts'
import type { OrderName } from './order-name.ts'
import type { OrderRequest } from './order-request.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

const NAME = /^[A-Za-z0-9._:-]{1,32}$/

/** Whether an account's name or a symbol is one: 1 to 32 letters, digits and . _ : - */
export function isName(text: string): boolean {
  return NAME.test(text)
}

/** Whether an order can be taken whatever its price and quantity. */
export function checkPlacing(state: FlowState, market: Market, request: OrderRequest): Refusal | undefined {
  if (!market.isTrading) return notTrading(market.instrument)
  if (request.postOnly && !request.canRest)
    return refusal('INVALID_TIME_IN_FORCE', `a post-only order is GTC: timeInForce=${request.timeInForceName}`)
  return request.name.isGiven ? checkName(state, request.accountId, request.name, 0) : undefined
}

/** That an instrument does not take a command as it is. */
export function notTrading(instrument: Instrument): Refusal {
  return refusal('INSTRUMENT_NOT_TRADING', `instrument=${instrument.symbol} status=${instrument.status}`)
}

/** Whether an account can call an order so: the one in `slot`, or a new one where that is 0. */
export function checkName(
  { orders }: FlowState,
  accountId: AccountId,
  name: OrderName,
  slot: number,
): Refusal | undefined {
  const id = name.text ?? ''
  if (!name.isFit) return refusal('INVALID_CLIENT_ORDER_ID', `length=${id.length}`)
  const existing = orders.findNamed(accountId, name)
  if (existing === 0 || existing === slot) return undefined
  return refusal('DUPLICATE_CLIENT_ORDER_ID', `clientOrderId=${id} orderId=${orders.orderIdOf(existing)}`)
}

/** Whether a price is within what the instrument allows. */
export function checkPrice({ maxPriceTicks }: Instrument, priceTicks: number): Refusal | undefined {
  if (priceTicks >= 1 && priceTicks <= maxPriceTicks) return undefined
  return refusal('PRICE_OUT_OF_RANGE', `priceTicks=${priceTicks} max=${maxPriceTicks}`)
}

/** Whether a quantity is within what the instrument allows. */
export function checkQuantity({ minQuantityLots, maxQuantityLots }: Instrument, lots: number): Refusal | undefined {
  if (lots >= minQuantityLots && lots <= maxQuantityLots) return undefined
  return refusal('QUANTITY_OUT_OF_RANGE', `quantityLots=${lots} min=${minQuantityLots} max=${maxQuantityLots}`)
}

/**
 * Whether price times quantity is within what the instrument allows. Where it is, it stands in `amounts[QUOTE]` and
 * `amounts[NOTIONAL]`, and the quantity in `amounts[BASE]`.
 */
export function checkNotional(state: FlowState, market: Market, priceTicks: number, lots: number): Refusal | undefined {
  const { units } = state.amounts
  const fits = expose(state, market, priceTicks, lots)
  if (!fits || units[QUOTE]! < market.terms[MIN_NOTIONAL]! || units[QUOTE]! > market.terms[MAX_NOTIONAL]!)
    return badNotional(market, notionalOf(market, priceTicks, lots))
  units[NOTIONAL] = units[QUOTE]!
  return undefined
}

/** That a notional is out of range. */
export function badNotional({ instrument }: Market, units: bigint): Refusal {
  const { minNotionalUnits, maxNotionalUnits } = instrument
  return refusal('NOTIONAL_OUT_OF_RANGE', `notionalUnits=${units} min=${minNotionalUnits} max=${maxNotionalUnits}`)
}

/** Whether there is room for the order, should it rest. */
export function checkRoom({ settings, orders }: FlowState, request: OrderRequest): Refusal | undefined {
  if (!request.canRest) return undefined
  const { maxOpenOrders, maxOpenOrdersPerAccount } = settings.limits
  const openOrders = orders.countOf(request.accountId)
  if (openOrders >= maxOpenOrdersPerAccount)
    return refusal('TOO_MANY_OPEN_ORDERS', `openOrders=${openOrders} max=${maxOpenOrdersPerAccount}`)
  if (orders.count >= maxOpenOrders) return refusal('CAPACITY_EXCEEDED', `openOrders=${orders.count} max=${maxOpenOrders}`)
  return undefined
}

/** Whether every account that clearing posts to is open. */
export function checkClearing(state: FlowState): Refusal | undefined {
  for (const accountId of state.settings.policies.clearing.accounts)
    if (!state.venue.accounts.has(accountId))
      return refusal('UNKNOWN_ACCOUNT', `clearing posts to it: accountId=${accountId}`)
  return undefined
}
