import { STATELESS } from '../../plugins/policy.ts'
import type { Plugin } from '../../plugins/plugin.ts'

/** A policy with a defect on purpose: it counts trades, decides by that, and tells no snapshot of it. */
export const forgetfulPolicy: Plugin<'risk'> = {
  slot: 'risk',
  name: 'forgetful',
  create: () => {
    let trades = 0
    return {
      ...STATELESS,
      check: () => (trades % 5 === 4 ? { reason: 'REFUSED_BY_RISK', detail: 'every fifth' } : undefined),
      onTrade: () => {
        trades += 1
      },
    }
  },
}
