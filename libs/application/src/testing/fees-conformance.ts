import { assetId, instrumentId, spotInstrument } from '@openlob/domain'
import type { Instrument } from '@openlob/domain'
import type { FeePolicy } from '../plugins/fees.ts'
import type { PluginChoice } from '../plugins/plugin.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { conformanceCases, pluginConformance } from './plugin-conformance.ts'

/** Prices and quantities that round in every way, up to what 64 bits hold. */
const SIZES = [1, 3, 7, 999, 40_000, 1_000_003].flatMap((priceTicks) =>
  [1, 2, 3, 10, 99, 12_345, 2 ** 40].map((lots) => ({ priceTicks, lots })),
)
const TIERS_TRIED = 16
const PPM = 1_000_000

/** Everything that the flow relies on in a fee plugin with some options. */
export function feesConformance(choice: PluginChoice<'fees'>): ConformanceCase[] {
  const policy = (): FeePolicy => choice.plugin.create(choice.options)
  return [
    ...pluginConformance('fees', choice),
    ...conformanceCases({
      'has tier 0, and none that is not a whole number': () => {
        expectEqual(policy().hasTier(0), true, 'whether there is tier 0')
        for (const wrong of [-1, 0.5, Number.NaN]) expectEqual(policy().hasTier(wrong), false, `whether there is tier ${wrong}`)
      },
      'charges whole units of the base or quote asset, never more than is there': () => {
        forEachCase(policy(), checkFee)
      },
      'has enough held for a fill in parts, whatever the parts': () => {
        forEachCase(policy(), checkParts)
      },
      'charges the share of what is received that it says, where it says one': () => {
        forEachCase(policy(), checkShare)
      },
    }),
  ]
}

interface Basis {
  readonly instrument: Instrument
  readonly feeTier: number
  readonly side: 'buy' | 'sell'
  readonly role: 'maker' | 'taker'
  readonly quoteUnits: bigint
  readonly baseUnits: bigint
}

/** One side of an order or a trade of so many lots. */
interface Case extends Pick<Basis, 'feeTier' | 'side' | 'role'> {
  readonly policy: FeePolicy
  readonly priceTicks: number
  readonly lots: number
}

function forEachCase(policy: FeePolicy, check: (tried: Case) => void): void {
  const sides = [
    { side: 'buy', role: 'maker' },
    { side: 'buy', role: 'taker' },
    { side: 'sell', role: 'maker' },
    { side: 'sell', role: 'taker' },
  ] as const
  const tiers = Array.from({ length: TIERS_TRIED }, (_, tier) => tier).filter((tier) => policy.hasTier(tier))
  const accounts = tiers.flatMap((feeTier) => sides.map((side) => ({ ...side, feeTier })))
  for (const account of accounts) for (const size of SIZES) check({ policy, ...account, ...size })
}

function basisOf({ feeTier, side, role }: Case, priceTicks: number, lots: number): Basis {
  const instrument = sampleInstrument()
  const quoteUnits = BigInt(priceTicks) * BigInt(lots) * instrument.quoteUnitsPerTickLot
  return { instrument, feeTier, side, role, quoteUnits, baseUnits: BigInt(lots) * instrument.baseUnitsPerLot }
}

function checkFee(tried: Case): void {
  const basis = basisOf(tried, tried.priceTicks, tried.lots)
  const { instrument, side, quoteUnits, baseUnits } = basis
  const { assetId: asset, units } = tried.policy.fee(basis)
  const what = `side=${side} quote=${quoteUnits} base=${baseUnits} fee=${String(units)} asset=${asset}`
  expectThat(typeof units === 'bigint', `a fee is a bigint: ${what}`)
  const inQuote = asset === instrument.quoteAssetId
  expectThat(inQuote || asset === instrument.baseAssetId, `a fee is in the base or the quote asset: ${what}`)
  const moved = inQuote ? quoteUnits : baseUnits
  const received = inQuote === (side === 'sell')
  const most = received ? moved : openFeeOf(tried, tried.priceTicks, tried.lots)
  expectThat(units <= most && -units <= moved, `a fee is at most ${most}, a rebate at most ${moved}: ${what}`)
}

function checkParts(tried: Case): void {
  const { side, priceTicks, lots } = tried
  const held = openFeeOf(tried, priceTicks, lots)
  expectThat(typeof held === 'bigint' && held >= 0n, `what is held is not negative: ${String(held)}`)
  const better = side === 'buy' ? Math.ceil(priceTicks / 2) : priceTicks * 2
  for (const part of [1, Math.floor(lots / 3), lots - 1].filter((size) => size >= 1 && size < lots))
    for (const fillTicks of [priceTicks, better]) {
      const needed = heldFeeOf(tried, fillTicks, part) + openFeeOf(tried, priceTicks, lots - part)
      const what = `side=${side} priceTicks=${priceTicks} lots=${lots} part=${part} fillTicks=${fillTicks}`
      expectThat(held >= needed, `held=${held} covers the fee of a part and the rest: needed=${needed} ${what}`)
    }
}

/** What is held for fees on so much, nothing where the policy does not say. */
function openFeeOf(tried: Case, priceTicks: number, lots: number): bigint {
  const { policy } = tried
  return policy.openFeeUnits === undefined ? 0n : policy.openFeeUnits(basisOf(tried, priceTicks, lots))
}

/** The share of what is received, where the policy says one, is the fee that it says too. */
function checkShare(tried: Case): void {
  const { policy, side } = tried
  const basis = basisOf(tried, tried.priceTicks, tried.lots)
  if (policy.receivedSharePpm === undefined) return
  const ppm = policy.receivedSharePpm(basis)
  expectThat(Number.isInteger(ppm) && ppm >= 0 && ppm <= PPM, `a share is 0 to ${PPM} parts per million: ${ppm}`)
  const { quoteAssetId, baseAssetId } = basis.instrument
  const [received, receivedId] = side === 'buy' ? [basis.baseUnits, baseAssetId] : [basis.quoteUnits, quoteAssetId]
  const { assetId: asset, units } = policy.fee(basis)
  const what = `side=${side} received=${received} ppm=${ppm} fee=${units} asset=${asset}`
  expectEqual(asset, receivedId, `the asset of the fee: ${what}`)
  expectEqual(units, (received * BigInt(ppm)) / BigInt(PPM), `the fee: ${what}`)
}

/** What the fee of a fill takes out of what is held: nothing where it comes out of what is received. */
function heldFeeOf(tried: Case, fillTicks: number, lots: number): bigint {
  const basis = basisOf(tried, fillTicks, lots)
  const { assetId: asset, units } = tried.policy.fee(basis)
  const paid = tried.side === 'buy' ? basis.instrument.quoteAssetId : basis.instrument.baseAssetId
  return asset === paid && units > 0n ? units : 0n
}

function sampleInstrument(): Instrument {
  const base = { assetId: assetId(1), symbol: 'BASE', scale: 1 }
  const quote = { assetId: assetId(2), symbol: 'QUOTE', scale: 3 }
  const terms = { symbol: 'BASE-QUOTE', tickSize: '0.01', lotSize: '0.1' }
  const instrument = spotInstrument(instrumentId(1), terms, base, quote)
  if ('invalid' in instrument) throw new Error(instrument.invalid)
  return instrument
}
