import { describe, it } from 'vitest'
import { journalConformance, snapshotStoreConformance } from '../testing/index.ts'
import { MemoryJournal } from './memory-journal.ts'
import { MemorySnapshotStore } from './memory-snapshot-store.ts'

describe('MemoryJournal', () => {
  const create = () => {
    const storage = { records: [] }
    return { journal: () => new MemoryJournal({ storage }), dispose: () => undefined }
  }
  for (const { name, run } of journalConformance(create)) it(name, run)
})

describe('MemorySnapshotStore', () => {
  const create = () => {
    const store = new MemorySnapshotStore()
    return { store: () => store, dispose: () => undefined }
  }
  for (const { name, run } of snapshotStoreConformance(create)) it(name, run)
})
