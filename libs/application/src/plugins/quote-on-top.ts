import type { FeePolicy } from './fees.ts'
import { feeTiers, ratePpm, shareUnits } from './maker-taker.ts'
import { STATELESS } from './policy.ts'
import type { Plugin } from './plugin.ts'

/**
 * A fee plugin that charges both sides in the quote asset: a buyer on top of the price, so that its fee is held with
 * the order, a seller out of the proceeds. Options as those of {@link makerTaker}; rounded down.
 */
export const quoteOnTop: Plugin<'fees'> = {
  slot: 'fees',
  name: 'quote-on-top',
  create(options: unknown): FeePolicy {
    const tiers = feeTiers(options, this.name)
    return {
      ...STATELESS,
      hasTier: (feeTier) => feeTier in tiers,
      fee: (basis) => ({
        assetId: basis.instrument.quoteAssetId,
        units: shareUnits(basis.quoteUnits, ratePpm(tiers, basis)),
      }),
      // Rounding down a whole is never less than rounding down its parts, so the parts' fees always fit in.
      openFeeUnits: ({ feeTier, side, quoteUnits }) => {
        if (side === 'sell') return 0n
        const maker = ratePpm(tiers, { feeTier, role: 'maker' })
        const taker = ratePpm(tiers, { feeTier, role: 'taker' })
        return shareUnits(quoteUnits, Math.max(maker, taker))
      },
    }
  },
}
