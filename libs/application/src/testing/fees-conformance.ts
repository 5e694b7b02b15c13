import { assetId, instrumentId, spotInstrument } from '@openlob/domain'
import type { Instrument } from '@openlob/domain'
import type { FeePolicy } from '../plugins/fees.ts'
import type { PluginChoice } from '../plugins/plugin.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { conformanceCases, pluginConformance } from './plugin-conformance.ts'

const UNITS = [1n, 2n, 3n, 7n, 99n, 1_000n, 12_345n, 999_999n, 10n ** 12n, 2n ** 62n]
const TIERS_TRIED = 16

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
        forEachBasis(policy(), checkFee)
      },
      'has enough held for a fill in parts, whatever the parts': () => {
        forEachBasis(policy(), checkParts)
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

function forEachBasis(policy: FeePolicy, check: (policy: FeePolicy, basis: Basis) => void): void {
  const instrument = sampleInstrument()
  const tiers = Array.from({ length: TIERS_TRIED }, (_, tier) => tier).filter((tier) => policy.hasTier(tier))
  for (const feeTier of tiers)
    for (const side of ['buy', 'sell'] as const)
      for (const role of ['maker', 'taker'] as const)
        for (const quoteUnits of UNITS) check(policy, { instrument, feeTier, side, role, quoteUnits, baseUnits: quoteUnits / 3n + 1n })
}

function checkFee(policy: FeePolicy, basis: Basis): void {
  const { instrument, side, quoteUnits, baseUnits } = basis
  const { assetId: asset, units } = policy.fee(basis)
  const what = `side=${side} quote=${quoteUnits} base=${baseUnits} fee=${String(units)} asset=${asset}`
  expectThat(typeof units === 'bigint', `a fee is a bigint: ${what}`)
  const inQuote = asset === instrument.quoteAssetId
  expectThat(inQuote || asset === instrument.baseAssetId, `a fee is in the base or the quote asset: ${what}`)
  const moved = inQuote ? quoteUnits : baseUnits
  const received = inQuote === (side === 'sell')
  const most = received ? moved : policy.openFeeUnits(basis)
  expectThat(units <= most && -units <= moved, `a fee is at most ${most}, a rebate at most ${moved}: ${what}`)
}

function checkParts(policy: FeePolicy, basis: Basis): void {
  const { instrument, side } = basis
  const held = policy.openFeeUnits(basis)
  expectThat(typeof held === 'bigint' && held >= 0n, `what is held is not negative: ${String(held)}`)
  for (const divisor of [2n, 3n, 10n]) {
    const part = { ...basis, quoteUnits: basis.quoteUnits / divisor, baseUnits: basis.baseUnits / divisor }
    const rest = {
      ...basis,
      quoteUnits: basis.quoteUnits - part.quoteUnits,
      baseUnits: basis.baseUnits - part.baseUnits,
    }
    // At a better price a buyer pays less for the part than what was held for it.
    for (const quoteUnits of side === 'buy' ? [part.quoteUnits, part.quoteUnits / 2n] : [part.quoteUnits]) {
      const fee = policy.fee({ ...part, quoteUnits })
      const pays = fee.assetId === (side === 'buy' ? instrument.quoteAssetId : instrument.baseAssetId)
      const charged = pays && fee.units > 0n ? fee.units : 0n
      const needed = charged + policy.openFeeUnits(rest)
      expectThat(held >= needed, `held=${held} must cover fee=${charged} and the rest: needed=${needed}`)
    }
  }
}

function sampleInstrument(): Instrument {
  const base = { assetId: assetId(1), symbol: 'BASE', scale: 4 }
  const quote = { assetId: assetId(2), symbol: 'QUOTE', scale: 6 }
  const terms = { symbol: 'BASE-QUOTE', tickSize: '0.01', lotSize: '0.1' }
  const instrument = spotInstrument(instrumentId(1), terms, base, quote)
  if ('invalid' in instrument) throw new Error(instrument.invalid)
  return instrument
}
