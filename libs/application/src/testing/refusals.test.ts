import { describe, expect, it } from 'vitest'
import { ManualClock } from '../memory/manual-clock.ts'
import type { ClearingPolicy, ClearingTrade, Postings } from '../plugins/clearing.ts'
import { spotSettlement } from '../plugins/spot-settlement.ts'
import { STATELESS } from '../plugins/policy.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { LatestSnapshot, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts'
import { firstRefusal } from './first-refusal.ts'
import { clearingConformance, clockConformance, snapshotStoreConformance } from './index.ts'
import type { SnapshotStorage } from './index.ts'

describe('the clock suite', () => {
  const refusal = (nowUs: number): Promise<string | undefined> =>
    firstRefusal(clockConformance(() => ({ nowUs: () => nowUs }), { wallClock: true }))

  it('refuses a clock that gives fractions', async () => {
    expect(await refusal(1.8e15 + 0.5)).toContain('a whole number of microseconds is wanted: nowUs=1800000000000000.5')
  })

  it('refuses a wall clock that gives nanoseconds', async () => {
    expect(await refusal(1.8e18)).toContain('a whole number of microseconds is wanted')
  })

  it('refuses a wall clock that gives milliseconds', async () => {
    expect(await refusal(1.8e12)).toContain('a time after 2001, in microseconds since 1970, is wanted: nowUs=1800000000000')
  })

  it('refuses a clock that gives milliseconds only where a wall clock is wanted', async () => {
    expect(await refusal(1.8e15)).toBeUndefined()
    expect(await firstRefusal(clockConformance(() => new ManualClock(5)))).toBeUndefined()
  })
})

describe('the clearing suite', () => {
  type Clear = (trade: ClearingTrade, postings: Postings) => void
  const clearing = (name: string, clear: Clear): Plugin<'clearing'> => ({
    slot: 'clearing',
    name,
    create: (): ClearingPolicy => ({ ...STATELESS, accounts: [], clear }),
  })
  const refusal = (clear: Clear): Promise<string | undefined> =>
    firstRefusal(clearingConformance({ plugin: clearing('wrong', clear) }))

  const baseBack: Clear = (trade, postings) => {
    const { instrument, buyerAccountId, sellerAccountId, quoteUnits, baseUnits } = trade
    postings.payHeld(buyerAccountId, sellerAccountId, instrument.quoteAssetId, quoteUnits)
    postings.payHeld(sellerAccountId, sellerAccountId, instrument.baseAssetId, baseUnits)
  }
  const quoteBack: Clear = (trade, postings) => {
    const { instrument, buyerAccountId, sellerAccountId, quoteUnits, baseUnits } = trade
    postings.payHeld(buyerAccountId, buyerAccountId, instrument.quoteAssetId, quoteUnits)
    postings.payHeld(sellerAccountId, buyerAccountId, instrument.baseAssetId, baseUnits)
  }

  it('refuses a plugin that gives the base back to the seller', async () => {
    expect(await refusal(baseBack)).toContain("the buyer's free base after a trade of base=3000")
  })

  it('refuses a plugin that gives the quote back to the buyer', async () => {
    expect(await refusal(quoteBack)).toContain("the buyer's quote after a trade of base=3000")
  })

  it('refuses both where fees take all that was received, by that case alone', async () => {
    for (const clear of [baseBack, quoteBack]) {
      const cases = clearingConformance({ plugin: clearing('wrong', clear) })
      const withFees = cases.filter(({ name }) => name === 'gives it before fees are charged, which may take all of it')
      expect(withFees.length).toBe(1)
      expect(await firstRefusal(withFees)).toContain('gives it before fees are charged, which may take all of it: ')
    }
  })

  it('refuses a plugin that keeps a unit of the base back', async () => {
    const refused = await refusal((trade, postings) => {
      spotSettlement.create(undefined).clear(trade, postings)
      postings.pay(trade.buyerAccountId, trade.sellerAccountId, trade.instrument.baseAssetId, 1n)
    })
    expect(refused).toContain("the buyer's free base after a trade of base=3000")
  })

  it('refuses a plugin that keeps a unit of the quote back', async () => {
    const refused = await refusal((trade, postings) => {
      spotSettlement.create(undefined).clear(trade, postings)
      postings.pay(trade.sellerAccountId, trade.buyerAccountId, trade.instrument.quoteAssetId, 1n)
    })
    expect(refused).toContain("the buyer's quote after a trade of base=3000")
  })
})

describe('the snapshot store suite', () => {
  type OnDamaged = 'names it' | 'gives it' | 'says nothing' | 'gives none'

  /** Snapshots in an array that the store shares with its harness. */
  class ArrayStore implements SnapshotStore {
    readonly kept: { snapshot: Snapshot; damaged: boolean }[]
    readonly #most: number
    readonly #onDamaged: OnDamaged

    constructor(kept: ArrayStore['kept'], most: number, onDamaged: OnDamaged) {
      this.kept = kept
      this.#most = most
      this.#onDamaged = onDamaged
    }

    save({ sequence, payload }: Snapshot): Promise<void> {
      this.kept.push({ snapshot: { sequence, payload: payload.slice() }, damaged: false })
      this.kept.sort((left, right) => right.snapshot.sequence - left.snapshot.sequence).splice(this.#most)
      return Promise.resolve()
    }

    latest(isWanted: (snapshot: Snapshot) => boolean = () => true): Promise<LatestSnapshot> {
      const good = this.kept.findIndex(({ damaged, snapshot }) => (!damaged || this.#onDamaged === 'gives it') && isWanted(snapshot))
      const bad = (good < 0 ? this.kept : this.kept.slice(0, good)).filter(({ damaged }) => damaged)
      const named = bad.map(({ snapshot }) => ({ location: `snapshot ${snapshot.sequence}`, problem: 'damaged' }))
      const found = this.#onDamaged === 'gives none' && bad.length > 0 ? undefined : this.kept[good]?.snapshot
      return Promise.resolve({ snapshot: found, unusable: this.#onDamaged === 'says nothing' ? [] : named })
    }
  }

  const refusal = (most: number, onDamaged: OnDamaged) => {
    const create = (): SnapshotStorage => {
      const kept: ArrayStore['kept'] = []
      return {
        store: () => new ArrayStore(kept, most, onDamaged),
        count: () => kept.length,
        damageNewest: () => {
          kept[0]!.damaged = true
        },
        dispose: () => undefined,
      }
    }
    return firstRefusal(snapshotStoreConformance(create, { canCount: true, canDamage: true }))
  }

  it('refuses none that keeps three and names the damaged ones', async () => {
    expect(await refusal(3, 'names it')).toBeUndefined()
  })

  it('refuses a store that keeps all snapshots for ever', async () => {
    expect(await refusal(Infinity, 'names it')).toContain('at most 16 snapshots are kept: kept=17 after 17')
  })

  it('refuses a store that keeps only the last one', async () => {
    expect(await refusal(1, 'names it')).toContain('at least 2 snapshots are kept: kept=1 after 2')
  })

  it('refuses a store that gives a damaged snapshot', async () => {
    expect(await refusal(3, 'gives it')).toContain('the snapshot before the damaged one')
  })

  it('refuses a store that gives none where the newest is damaged', async () => {
    expect(await refusal(3, 'gives none')).toContain('the snapshot before the damaged one')
  })

  it('refuses a store that passes over a damaged snapshot and says nothing', async () => {
    expect(await refusal(3, 'says nothing')).toContain('how many are named as unusable: expected 1, got 0')
  })

  it('refuses a harness that lacks what it was said to have', async () => {
    const create = (): SnapshotStorage => {
      const kept: ArrayStore['kept'] = []
      return { store: () => new ArrayStore(kept, 3, 'names it'), dispose: () => undefined }
    }
    expect(await firstRefusal(snapshotStoreConformance(create))).toBeUndefined()
    expect(await firstRefusal(snapshotStoreConformance(create, { canCount: true }))).toContain('the storage has count')
    expect(await firstRefusal(snapshotStoreConformance(create, { canDamage: true }))).toContain('the storage has damageNewest')
  })
})
