import type { Account, Instrument } from '@openlob/domain'
import type { PlaceOrder } from '../commands/command.ts'
import type { FlowState } from './flow-state.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { Market } from './venue.ts'

const NAME = /^[A-Za-z0-9._:-]{1,32}$/
const CLIENT_ORDER_ID = /^[A-Za-z0-9._:/-]{1,64}$/

/** Whether an account's name or a symbol is one: 1 to 32 letters, digits and . _ : - */
export function isName(text: string): boolean {
  return NAME.test(text)
}

/** Whether a client order id is one: 1 to 64 letters, digits and . _ : / - */
export function isClientOrderId(text: string): boolean {
  return CLIENT_ORDER_ID.test(text)
}

/** Who places an order, and where. */
export interface Placing {
  readonly account: Account
  readonly market: Market
}

/** The account and market of an order, or why it cannot be taken whatever its price and quantity. */
export function checkPlacing(state: FlowState, command: PlaceOrder): Placing | Refusal {
  const { accountId, instrumentId, clientOrderId } = command
  const account = state.venue.account(accountId)
  if (account === undefined) return refusal('UNKNOWN_ACCOUNT', `accountId=${accountId}`)
  const market = state.venue.market(instrumentId)
  if (market === undefined) return refusal('UNKNOWN_INSTRUMENT', `instrumentId=${instrumentId}`)
  if (market.instrument.status !== 'trading') return notTrading(market.instrument)
  return checkExecution(command) ?? checkClientOrderId(state, command, clientOrderId) ?? { account, market }
}

/** That an instrument does not take a command as it is. */
export function notTrading(instrument: Instrument): Refusal {
  return refusal('INSTRUMENT_NOT_TRADING', `instrument=${instrument.symbol} status=${instrument.status}`)
}

function checkExecution(command: PlaceOrder): Refusal | undefined {
  if (command.orderType === 'market' || !command.postOnly || command.timeInForce === 'GTC') return undefined
  return refusal('INVALID_TIME_IN_FORCE', `a post-only order is GTC: timeInForce=${command.timeInForce}`)
}

function checkClientOrderId(state: FlowState, { accountId }: PlaceOrder, id: string | undefined): Refusal | undefined {
  if (id === undefined) return undefined
  if (!isClientOrderId(id)) return refusal('INVALID_CLIENT_ORDER_ID', `length=${id.length}`)
  const existing = state.orders.find(accountId, { clientOrderId: id })
  return existing && refusal('DUPLICATE_CLIENT_ORDER_ID', `clientOrderId=${id} orderId=${existing.orderId}`)
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

/** Whether price times quantity is within what the instrument allows. */
export function checkNotional({ minNotionalUnits, maxNotionalUnits }: Instrument, units: bigint): Refusal | undefined {
  if (units >= minNotionalUnits && units <= maxNotionalUnits) return undefined
  return refusal('NOTIONAL_OUT_OF_RANGE', `notionalUnits=${units} min=${minNotionalUnits} max=${maxNotionalUnits}`)
}

/** Whether there is room for one more order of the account. */
export function checkRoom(state: FlowState, { accountId }: Account): Refusal | undefined {
  const { maxOpenOrders, maxOpenOrdersPerAccount } = state.settings.limits
  const openOrders = state.orders.countOf(accountId)
  if (openOrders >= maxOpenOrdersPerAccount)
    return refusal('TOO_MANY_OPEN_ORDERS', `openOrders=${openOrders} max=${maxOpenOrdersPerAccount}`)
  if (state.orders.count >= maxOpenOrders) return refusal('CAPACITY_EXCEEDED', `openOrders=${state.orders.count} max=${maxOpenOrders}`)
  return undefined
}

/** Whether every account that clearing posts to is open. */
export function checkClearing(state: FlowState): Refusal | undefined {
  for (const accountId of state.settings.policies.clearing.accounts)
    if (state.venue.account(accountId) === undefined)
      return refusal('UNKNOWN_ACCOUNT', `clearing posts to it: accountId=${accountId}`)
  return undefined
}
