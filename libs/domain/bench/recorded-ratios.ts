import type { Figures } from './figures.ts'

/** How much of a recorded ratio may be lost before it counts: what a shared machine takes and gives. */
const TOLERATED = 0.2

/** What is worse than recorded, and how; a scenario that is not recorded is worse than anything. */
export function worse(
  scenarios: readonly Pick<Figures, 'name' | 'ratio'>[],
  recorded: Readonly<Record<string, number>>,
): { readonly name: string; readonly complaint: string }[] {
  return scenarios.flatMap(({ name, ratio }) => {
    const before = recorded[name]
    if (before === undefined) return [{ name, complaint: `${name}: not recorded, see --record` }]
    if (ratio >= before * (1 - TOLERATED)) return []
    const complaint = `${name}: ${ratio.toFixed(1)} x nodejs-order-book, recorded are ${before.toFixed(1)} x`
    return [{ name, complaint }]
  })
}
