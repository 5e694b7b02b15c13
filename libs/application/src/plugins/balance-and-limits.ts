import { MAX_QUANTITY_LOTS } from '@openlob/domain'
import { STATELESS } from './policy.ts'
import type { Plugin } from './plugin.ts'
import { integerOption, optionsOf, unitsOption } from './plugin-options.ts'
import type { ProposedOrder, RiskPolicy, RiskRefusal } from './risk.ts'

/** Limits on the size of one order; none where left out. */
export interface OrderSizeLimits {
  readonly maxOrderQuantityLots?: number
  /** In quote units; digits as text above 2^53 − 1. */
  readonly maxOrderNotionalUnits?: number | string
}

/** The options of {@link balanceAndLimits}. */
export interface BalanceAndLimitsOptions extends OrderSizeLimits {
  readonly maxOpenOrdersPerAccount?: number
  /** Limits of their own for instruments, by symbol; they replace the general ones. */
  readonly instruments?: Readonly<Record<string, OrderSizeLimits>>
}

interface SizeLimits {
  readonly quantityLots: number
  readonly notionalUnits: bigint | undefined
}

const SIZE_OPTIONS = ['maxOrderQuantityLots', 'maxOrderNotionalUnits']

/** The default risk plugin: the free balance covers the order, and the order is within the configured limits. */
export const balanceAndLimits: Plugin<'risk'> = {
  slot: 'risk',
  name: 'balance-and-limits',
  create(options: unknown): RiskPolicy {
    const given = optionsOf(options, [...SIZE_OPTIONS, 'maxOpenOrdersPerAccount', 'instruments'], this.name)
    const openOrdersMax =
      given['maxOpenOrdersPerAccount'] === undefined
        ? Number.MAX_SAFE_INTEGER
        : integerOption(given['maxOpenOrdersPerAccount'], 'maxOpenOrdersPerAccount', 0, Number.MAX_SAFE_INTEGER)
    const general = sizeLimits(given, '')
    const bySymbol = new Map<string, SizeLimits>()
    const instruments = given['instruments']
    const symbols = typeof instruments === 'object' && instruments !== null ? Object.keys(instruments) : []
    for (const [symbol, own] of Object.entries(optionsOf(instruments, symbols, 'instruments')))
      bySymbol.set(symbol, sizeLimits(optionsOf(own, SIZE_OPTIONS, `instruments.${symbol}`), `instruments.${symbol}.`))
    return {
      ...STATELESS,
      check: (order) =>
        checkOpenOrders(order, openOrdersMax) ??
        checkSize(order, bySymbol.size === 0 ? general : (bySymbol.get(order.instrument.symbol) ?? general)) ??
        checkBalance(order),
    }
  },
}

function sizeLimits(given: Readonly<Record<string, unknown>>, where: string): SizeLimits {
  const [quantity, notional] = [given['maxOrderQuantityLots'], given['maxOrderNotionalUnits']]
  return {
    quantityLots:
      quantity === undefined
        ? MAX_QUANTITY_LOTS
        : integerOption(quantity, `${where}maxOrderQuantityLots`, 1, MAX_QUANTITY_LOTS),
    notionalUnits: notional === undefined ? undefined : unitsOption(notional, `${where}maxOrderNotionalUnits`),
  }
}

function checkOpenOrders(order: ProposedOrder, most: number): RiskRefusal | undefined {
  // Only what may rest counts: an order that trades at once or goes leaves nothing open.
  if (order.amends || order.timeInForce !== 'GTC' || order.openOrders < most) return undefined
  return { reason: 'TOO_MANY_OPEN_ORDERS', detail: `openOrders=${order.openOrders} max=${most}` }
}

function checkSize(order: ProposedOrder, limits: SizeLimits): RiskRefusal | undefined {
  if (order.quantityLots > limits.quantityLots)
    return { reason: 'ORDER_LIMIT_EXCEEDED', detail: `quantityLots=${order.quantityLots} max=${limits.quantityLots}` }
  if (limits.notionalUnits !== undefined && order.notionalUnits > limits.notionalUnits)
    return { reason: 'ORDER_LIMIT_EXCEEDED', detail: `notionalUnits=${order.notionalUnits} max=${limits.notionalUnits}` }
  return undefined
}

function checkBalance(order: ProposedOrder): RiskRefusal | undefined {
  if (order.holdUnits <= order.freeUnits) return undefined
  return {
    reason: 'INSUFFICIENT_BALANCE',
    detail: `assetId=${order.holdAssetId} neededUnits=${order.holdUnits} freeUnits=${order.freeUnits}`,
  }
}
