import type { Fee } from '@openlob/domain'
import type { FeeBasis, FeePolicy } from './fees.ts'
import { PluginError, STATELESS } from './policy.ts'
import type { Plugin } from './plugin.ts'
import { integerOption, listOption, optionsOf } from './plugin-options.ts'

const PPM = 1_000_000

/** The rates of one tier, in parts per million (100 are a basis point), 0 to 1,000,000. */
export interface FeeTierRates {
  readonly makerPpm: number
  readonly takerPpm: number
}

/** The options of {@link makerTaker} and {@link quoteOnTop}. */
export interface FeeTiersOptions {
  /** By tier, from 0; one tier free of charge where left out. */
  readonly tiers?: readonly FeeTierRates[]
}

/** The default fee plugin: a rate for makers and one for takers by tier, on the asset received, rounded down. */
export const makerTaker: Plugin<'fees'> = {
  slot: 'fees',
  name: 'maker-taker',
  create(options: unknown): FeePolicy {
    const tiers = feeTiers(options, this.name)
    return {
      ...STATELESS,
      hasTier: (feeTier) => feeTier in tiers,
      fee: (basis) => receivedFee(basis, ratePpm(tiers, basis)),
      receivedSharePpm: (basis) => ratePpm(tiers, basis),
    }
  },
}

/** The tiers that the options give; throws a {@link PluginError} that names what is wrong. */
export function feeTiers(options: unknown, name: string): readonly FeeTierRates[] {
  const { tiers } = optionsOf(options, ['tiers'], name)
  if (tiers === undefined) return [{ makerPpm: 0, takerPpm: 0 }]
  return listOption(tiers, 'tiers').map((tier, index) => {
    const { makerPpm, takerPpm } = optionsOf(tier, ['makerPpm', 'takerPpm'], `tiers[${index}]`)
    return {
      makerPpm: integerOption(makerPpm, `tiers[${index}].makerPpm`, 0, PPM),
      takerPpm: integerOption(takerPpm, `tiers[${index}].takerPpm`, 0, PPM),
    }
  })
}

/** The rate of a tier for a maker or taker. */
export function ratePpm(tiers: readonly FeeTierRates[], basis: Pick<FeeBasis, 'feeTier' | 'role'>): number {
  const tier = tiers[basis.feeTier]
  if (tier === undefined) throw new PluginError(`there is no fee tier ${basis.feeTier}`)
  return basis.role === 'maker' ? tier.makerPpm : tier.takerPpm
}

/** A share of an amount, rounded down: exact. */
export function shareUnits(units: bigint, ppm: number): bigint {
  return (units * BigInt(ppm)) / BigInt(PPM)
}

function receivedFee(basis: FeeBasis, ppm: number): Fee {
  const { instrument } = basis
  return basis.side === 'buy'
    ? { assetId: instrument.baseAssetId, units: shareUnits(basis.baseUnits, ppm) }
    : { assetId: instrument.quoteAssetId, units: shareUnits(basis.quoteUnits, ppm) }
}
