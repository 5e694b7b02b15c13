import type { FeePolicy, Plugin } from '../src/index.ts'
import { STATELESS } from '../src/index.ts'

function plugin(name: string, policy: Pick<FeePolicy, 'fee' | 'openFeeUnits'>): Plugin<'fees'> {
  return { slot: 'fees', name, create: () => ({ ...STATELESS, hasTier: (feeTier) => feeTier === 0, ...policy }) }
}

/** Takers pay 1% of what they receive; makers are given a share of what they receive. */
export function rebateOnReceived(makerPpm: bigint): Plugin<'fees'> {
  return plugin('rebate-on-received', {
    fee: ({ instrument, side, role, quoteUnits, baseUnits }) => {
      const ppm = role === 'maker' ? -makerPpm : 10_000n
      return side === 'buy'
        ? { assetId: instrument.baseAssetId, units: (baseUnits * ppm) / 1_000_000n }
        : { assetId: instrument.quoteAssetId, units: (quoteUnits * ppm) / 1_000_000n }
    },
    openFeeUnits: () => 0n,
  })
}

/** Makers are given, in the quote asset, the 1% that takers pay in it. */
export const rebateInQuote: Plugin<'fees'> = plugin('rebate-in-quote', {
  fee: ({ instrument, role, quoteUnits }) => {
    const units = quoteUnits / 100n
    return { assetId: instrument.quoteAssetId, units: role === 'maker' ? -units : units }
  },
  openFeeUnits: ({ side, quoteUnits }) => (side === 'buy' ? quoteUnits / 100n : 0n),
})
