import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountId, assetId, instrumentId, MAX_UNITS, orderId } from '@openlob/domain'
import type { PriceTicks, QuantityLots } from '@openlob/domain'
import { makerTaker, quoteOnTop, TradingFlow } from '../../src/index.ts'
import type { Command, Event, PlaceOrder, TradingFlowOptions } from '../../src/index.ts'
import { checkInvariants, stateOf } from '../invariants.ts'
import type { HeldFee } from '../invariants.ts'
import { rebateInQuote, rebateOnReceived } from '../rebate-plugins.ts'
import { ShadowState } from '../shadow-state.ts'

const [BASE, QUOTE] = [assetId(1), assetId(2)]
const ACCOUNTS = [1, 2, 3, 4].map(accountId)
const deposit = (account: number, asset: typeof BASE, units: bigint): Command => ({
  type: 'Deposit',
  accountId: accountId(account),
  assetId: asset,
  units,
})

/** Four accounts that own all the money there can be: 2^63 − 1 units of either asset, in lots and ticks of one unit. */
const SETTING: readonly Command[] = [
  { type: 'ListAsset', symbol: 'BASE', scale: 0 },
  { type: 'ListAsset', symbol: 'QUOTE', scale: 0 },
  {
    type: 'ListInstrument',
    kind: 'spot',
    terms: { symbol: 'BASE-QUOTE', tickSize: '1', lotSize: '1' },
    baseAssetId: BASE,
    quoteAssetId: QUOTE,
  },
  ...ACCOUNTS.map((account) => ({ type: 'OpenAccount', name: `a${account}` }) as const),
  ...[BASE, QUOTE].flatMap((asset) => [1, 2, 3].map((account) => deposit(account, asset, 2n ** 61n))),
  ...[BASE, QUOTE].map((asset) => deposit(4, asset, MAX_UNITS - 3n * 2n ** 61n)),
]

const account = fc.constantFrom(...ACCOUNTS)
const side = fc.constantFrom('buy' as const, 'sell' as const)
const price = fc.constantFrom(1, 2, 3, 500, 510, 1_000, 2 ** 31 - 1).map((ticks) => ticks as PriceTicks)
const quantity = fc
  .oneof(fc.constantFrom(1, 7, 2 ** 49 + 3, 2 ** 51, 2 ** 52 + 1, 2 ** 53 - 1), fc.integer({ min: 1, max: 10 ** 6 }))
  .map((lots) => lots as QuantityLots)

function placed(terms: Omit<PlaceOrder, 'type' | 'instrumentId'> & object): Command {
  return { type: 'PlaceOrder', instrumentId: instrumentId(1), ...terms } as PlaceOrder
}

const limit = fc
  .record({
    orderType: fc.constant('limit' as const),
    accountId: account,
    side,
    priceTicks: price,
    quantityLots: quantity,
    timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const),
    postOnly: fc.constant(false),
  })
  .map(placed)
const market = fc
  .record({ orderType: fc.constant('market' as const), accountId: account, side, quantityLots: quantity })
  .map(placed)
const amend: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('AmendOrder' as const),
  accountId: account,
  order: fc.integer({ min: 1, max: 30 }).map((id) => ({ orderId: orderId(id) })),
  priceTicks: fc.option(price, { nil: undefined }),
  quantityLots: fc.option(quantity, { nil: undefined }),
})
const tier = fc.record({
  type: fc.constant('SetFeeTier' as const),
  accountId: account,
  feeTier: fc.integer({ min: 0, max: 2 }),
})
const beyond = fc.record({
  type: fc.constant('Deposit' as const),
  accountId: account,
  assetId: fc.constantFrom(BASE, QUOTE),
  units: fc.constantFrom(1n, MAX_UNITS),
})
const step: fc.Arbitrary<Command> = fc.oneof(
  { weight: 16, arbitrary: limit },
  { weight: 2, arbitrary: market },
  { weight: 8, arbitrary: amend },
  { weight: 2, arbitrary: tier },
  { weight: 1, arbitrary: beyond },
)

const tiers = [
  { makerPpm: 1_000, takerPpm: 2_500 },
  { makerPpm: 0, takerPpm: 1_000_000 },
  { makerPpm: 333_333, takerPpm: 3 },
]
const noneHeld: HeldFee = () => 0n
const tierHeld: HeldFee = (feeTier, orderSide, quoteUnits) => {
  const { makerPpm, takerPpm } = tiers[feeTier]!
  return orderSide === 'sell' ? 0n : (quoteUnits * BigInt(Math.max(makerPpm, takerPpm))) / 1_000_000n
}
const percentHeld: HeldFee = (_feeTier, orderSide, quoteUnits) => (orderSide === 'sell' ? 0n : quoteUnits / 100n)

const fees = (plugin: typeof makerTaker, options?: unknown): TradingFlowOptions => ({
  plugins: { fees: { plugin, options } },
})
const VARIANTS: readonly (readonly [string, TradingFlowOptions, HeldFee])[] = [
  ['fees on what is received', fees(makerTaker, { tiers }), noneHeld],
  ['fees on top', fees(quoteOnTop, { tiers }), tierHeld],
  ['rebates beyond all fees', fees(rebateOnReceived(1_000_000n)), noneHeld],
  ['rebates of all fees', fees(rebateInQuote), percentHeld],
]

/** That no balance and no asset's fees are negative. */
function checkSigns(flow: TradingFlow, events: readonly Event[]): void {
  const { ledger } = flow.state.postings
  for (const event of events)
    if (event.type === 'BalanceChanged' && (event.freeUnits < 0n || event.heldUnits < 0n))
      throw new Error(`a negative balance: account=${event.accountId} asset=${event.assetId}`)
  for (const asset of [BASE, QUOTE]) {
    const units = ledger.feesCollectedUnits(asset)
    if (units < 0n) throw new Error(`negative fees: asset=${asset} units=${units}`)
  }
}

describe('TradingFlow with the largest amounts', () => {
  it.each(VARIANTS)('keeps its invariants with %s (MONEY-01, MONEY-02)', (_what, options, heldFee) => {
    let [trades, refusals, largest] = [0, 0, 0n]
    const count = (event: Event): void => {
      if (event.type === 'CommandRejected') refusals += 1
      if (event.type !== 'TradeExecuted') return
      trades += 1
      if (event.trade.quoteUnits > largest) largest = event.trade.quoteUnits
    }
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
        const flow = new TradingFlow(options)
        const shadow = new ShadowState()
        for (const command of [...SETTING, ...steps]) {
          const sequence = flow.commandSequence + 1
          const before = stateOf(flow)
          const events = flow.apply({ sequence, timestampUs: sequence, command })
          events.forEach(count)
          if (events[0]?.type === 'CommandRejected') expect(stateOf(flow)).toBe(before)
          shadow.take(events)
          checkInvariants(flow, shadow, heldFee)
          checkSigns(flow, events)
        }
      }),
      { seed: 42, numRuns: 12 },
    )
    expect(Math.min(trades, refusals)).toBeGreaterThan(50)
    expect(largest).toBeGreaterThan(2n ** 58n)
  })
})
