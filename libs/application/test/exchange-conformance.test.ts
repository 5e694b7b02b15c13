import { describe, expect, it } from 'vitest'
import { Exchange, ManualClock, MemoryJournal, MemorySnapshotStore } from '../src/index.ts'
import { exchangeConformance } from '../src/testing/index.ts'
import type { ExchangeStorage } from '../src/testing/index.ts'

function inMemory(): ExchangeStorage {
  const { storage } = new MemoryJournal()
  const snapshots = new MemorySnapshotStore()
  return {
    exchange: (limits) =>
      new Exchange({ journal: new MemoryJournal({ storage }), snapshots, clock: new ManualClock(1_000), ...limits }),
    dispose: () => undefined,
  }
}

describe('the exchange in one thread', () => {
  it.each(exchangeConformance(inMemory))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
