import { invariant } from '@openlob/domain'

/** How much a flow may hold at once; part of its configuration, since it decides what is refused. */
export interface FlowLimits {
  readonly maxAccounts: number
  readonly maxAssets: number
  readonly maxInstruments: number
  /** Resting orders of one account over all instruments. */
  readonly maxOpenOrdersPerAccount: number
  /** Resting orders in all. */
  readonly maxOpenOrders: number
}

/** The limits where nothing else is configured. */
export const DEFAULT_LIMITS: FlowLimits = {
  maxAccounts: 100_000,
  maxAssets: 256,
  maxInstruments: 1_000,
  maxOpenOrdersPerAccount: 10_000,
  maxOpenOrders: 1_000_000,
}

/** What a limit can be at most, where that is less than 2^53 − 1. */
const CEILINGS: Readonly<Record<string, number>> = { maxAssets: 65_536, maxInstruments: 1_000_000 }

/** The defaults with what is given in their place; throws where one is no positive integer, or beyond its ceiling. */
export function flowLimits(given: Partial<FlowLimits> = {}): FlowLimits {
  const limits = { ...DEFAULT_LIMITS, ...given }
  for (const [name, value] of Object.entries(limits)) {
    const most = CEILINGS[name] ?? Number.MAX_SAFE_INTEGER
    const good = name in DEFAULT_LIMITS && Number.isSafeInteger(value) && value >= 1 && value <= most
    invariant(good, `a limit of the flow is an integer from 1 to ${most}: ${name}=${value}`)
  }
  return limits
}
