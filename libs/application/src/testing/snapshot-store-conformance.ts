import type { SnapshotStore } from '../ports/snapshot-store.ts'
import { expectEqual } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'

/** One place where snapshots are kept, empty at first. */
export interface SnapshotStorage {
  /** A store over it; the suite asks several times, as a restart does. */
  store(): SnapshotStore | Promise<SnapshotStore>
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

/** Everything that the exchange relies on in a snapshot store; run it over your own. */
export function snapshotStoreConformance(create: () => SnapshotStorage | Promise<SnapshotStorage>): ConformanceCase[] {
  return CASES.map(([name, body]) => ({
    name,
    run: async () => {
      const storage = await create()
      try {
        await body(storage)
      } finally {
        await storage.dispose()
      }
    },
  }))
}

type CaseBody = (storage: SnapshotStorage) => Promise<void>

const CASES: readonly (readonly [string, CaseBody])[] = [
  ['has nothing at first', hasNothingAtFirst],
  ['gives back what was saved, byte for byte', givesBackBytes],
  ['gives the newest of many', givesNewest],
  ['gives it to another instance too', survivesReopening],
  ['keeps what was saved when the caller writes over its bytes', ownsItsBytes],
  ['gives the highest sequence, whichever was saved last', ordersBySequence],
  ['keeps a large snapshot', keepsLarge],
]

async function hasNothingAtFirst(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  expectEqual(await store.latest(), { snapshot: undefined, unusable: [] }, 'the latest of an empty store')
}

async function givesBackBytes(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  await store.save({ sequence: 7, payload: bytes.slice() })
  expectEqual(await store.latest(), { snapshot: { sequence: 7, payload: bytes }, unusable: [] }, 'the latest')
  const view = Uint8Array.from([9, 1, 2, 9]).subarray(1, 3)
  await store.save({ sequence: 8, payload: view })
  const expected = { snapshot: { sequence: 8, payload: Uint8Array.from([1, 2]) }, unusable: [] }
  expectEqual(await store.latest(), expected, 'the latest, saved from a view')
}

async function givesNewest(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  for (let sequence = 1; sequence <= 12; sequence += 1)
    await store.save({ sequence, payload: Uint8Array.from([sequence]) })
  expectEqual((await store.latest()).snapshot, { sequence: 12, payload: Uint8Array.from([12]) }, 'the latest')
}

async function survivesReopening(storage: SnapshotStorage): Promise<void> {
  const first = await storage.store()
  await first.save({ sequence: 3, payload: Uint8Array.from([3, 3]) })
  const second = await storage.store()
  expectEqual((await second.latest()).snapshot, { sequence: 3, payload: Uint8Array.from([3, 3]) }, 'the latest')
  await second.save({ sequence: 4, payload: Uint8Array.from([4]) })
  const third = await storage.store()
  expectEqual((await third.latest()).snapshot, { sequence: 4, payload: Uint8Array.from([4]) }, 'the latest')
}

async function ownsItsBytes(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  const bytes = Uint8Array.from([1, 2, 3])
  await store.save({ sequence: 1, payload: bytes })
  bytes.fill(0)
  expectEqual((await store.latest()).snapshot, { sequence: 1, payload: Uint8Array.from([1, 2, 3]) }, 'the latest')
}

async function ordersBySequence(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  for (const sequence of [1000, 999]) await store.save({ sequence, payload: Uint8Array.from([sequence & 255]) })
  expectEqual((await store.latest()).snapshot?.sequence, 1000, 'the sequence of the latest')
}

async function keepsLarge(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  const bytes = new Uint8Array(1 << 20)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = (index * 7) & 255
  await store.save({ sequence: 1, payload: bytes.slice() })
  const payload = (await (await storage.store()).latest()).snapshot?.payload
  expectEqual(payload?.length, bytes.length, 'the length')
  expectEqual(payload?.every((byte, index) => byte === bytes[index]), true, 'whether every byte is the same')
}
