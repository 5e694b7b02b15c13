import { centralCounterparty, makerTaker, priceBand, quoteOnTop } from '../src/index.ts'
import type { TradingFlowOptions } from '../src/index.ts'
import type { HeldFee } from './invariants.ts'

const tiers = [
  { makerPpm: 1_000, takerPpm: 2_500 },
  { makerPpm: 0, takerPpm: 90_000 },
  { makerPpm: 33_333, takerPpm: 3 },
]
const noneHeld: HeldFee = () => 0n
const heldOnTop: HeldFee = (feeTier, side, quoteUnits) => {
  const { makerPpm, takerPpm } = tiers[feeTier]!
  return side === 'sell' ? 0n : (quoteUnits * BigInt(Math.max(makerPpm, takerPpm))) / 1_000_000n
}

/** A flow of some plugins and limits. */
export interface Variant {
  readonly name: string
  readonly options: TradingFlowOptions
  readonly heldFee: HeldFee
}

/** The flows that properties are held against. */
export const VARIANTS: readonly Variant[] = [
  { name: 'the default plugins', options: {}, heldFee: noneHeld },
  {
    name: 'maker-taker fees in tiers',
    options: { plugins: { fees: { plugin: makerTaker, options: { tiers } } } },
    heldFee: noneHeld,
  },
  {
    name: 'fees on top',
    options: { plugins: { fees: { plugin: quoteOnTop, options: { tiers } } } },
    heldFee: heldOnTop,
  },
  {
    name: 'a price band',
    options: { plugins: { risk: { plugin: priceBand, options: { bandPpm: 200_000 } } } },
    heldFee: noneHeld,
  },
  {
    name: 'a central counterparty with fees on top',
    options: {
      plugins: {
        clearing: { plugin: centralCounterparty, options: { accountId: 2 } },
        fees: { plugin: quoteOnTop, options: { tiers } },
      },
    },
    heldFee: heldOnTop,
  },
  {
    name: 'tight limits',
    options: {
      limits: { maxAccounts: 5, maxAssets: 4, maxInstruments: 3, maxOpenOrdersPerAccount: 3, maxOpenOrders: 8 },
    },
    heldFee: noneHeld,
  },
]
