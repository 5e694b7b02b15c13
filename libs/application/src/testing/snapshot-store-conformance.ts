import type { SnapshotStore } from '../ports/snapshot-store.ts'
import { ConformanceError, expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'

/** One place where snapshots are kept, empty at first. */
export interface SnapshotStorage {
  /** A store over it; the suite asks several times, as a restart does. */
  store(): SnapshotStore | Promise<SnapshotStore>
  /** How many snapshots are kept, good or not. */
  count?(): number | Promise<number>
  /** Spoils the newest snapshot, as a disk would. */
  damageNewest?(): void | Promise<void>
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

/** What a snapshot store's storages can do beyond what all can; false where left out. */
export interface SnapshotStoreConformanceOptions {
  /** They have {@link SnapshotStorage.count}: whether old snapshots go is checked too. */
  readonly canCount?: boolean
  /** They have {@link SnapshotStorage.damageNewest}: whether a damaged one is passed over is checked too. */
  readonly canDamage?: boolean
}

/** Everything that the exchange relies on in a snapshot store; run it over your own. */
export function snapshotStoreConformance(
  create: () => SnapshotStorage | Promise<SnapshotStorage>,
  { canCount = false, canDamage = false }: SnapshotStoreConformanceOptions = {},
): ConformanceCase[] {
  const cases = [...CASES, ...(canCount ? COUNTING_CASES : []), ...(canDamage ? DAMAGE_CASES : [])]
  return cases.map(([name, body]) => ({
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

/** Ample for "the last few"; fewer than 2 leave nothing where the newest is damaged. */
const MOST_KEPT = 16
const FEWEST_KEPT = 2

type CaseBody = (storage: SnapshotStorage) => Promise<void>

type NamedCases = readonly (readonly [string, CaseBody])[]

const CASES: NamedCases = [
  ['has nothing at first', hasNothingAtFirst],
  ['gives back what was saved, byte for byte', givesBackBytes],
  ['gives the newest of many', givesNewest],
  ['gives it to another instance too', survivesReopening],
  ['keeps what was saved when the caller writes over its bytes', ownsItsBytes],
  ['gives the highest sequence, whichever was saved last', ordersBySequence],
  ['keeps a large snapshot', keepsLarge],
]

const COUNTING_CASES: NamedCases = [
  ['keeps the last few, and lets the others go', keepsLastFew],
  ['gives an older one where a newer one is not wanted', givesWanted],
]

const DAMAGE_CASES: NamedCases = [
  ['passes over a damaged snapshot, names it, and gives the one before', passesOverDamaged],
  ['has none to give where the only one is damaged', hasNoneWhereAllAreDamaged],
]

async function givesWanted(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  for (const sequence of [3, 8]) await store.save({ sequence, payload: Uint8Array.from([sequence]) })
  const older = await store.latest(({ sequence, payload }) => sequence < 8 && payload[0] === sequence)
  expectEqual(older, { snapshot: { sequence: 3, payload: Uint8Array.from([3]) }, unusable: [] }, 'the one wanted')
  expectEqual(await store.latest(() => false), { snapshot: undefined, unusable: [] }, 'none wanted')
}

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

async function keepsLastFew(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  expectEqual(await count(storage), 0, 'snapshots kept by an empty store')
  for (let sequence = 1; sequence <= 4 * MOST_KEPT; sequence += 1) {
    await store.save({ sequence, payload: Uint8Array.of(sequence) })
    const kept = await count(storage)
    expectThat(kept <= MOST_KEPT, `at most ${MOST_KEPT} snapshots are kept: kept=${kept} after ${sequence}`)
    const wanted = Math.min(sequence, FEWEST_KEPT)
    expectThat(kept >= wanted, `at least ${wanted} snapshots are kept: kept=${kept} after ${sequence}`)
  }
}

async function passesOverDamaged(storage: SnapshotStorage): Promise<void> {
  const store = await storage.store()
  const good = { sequence: 10, payload: Uint8Array.of(1, 0) }
  await store.save(good)
  await store.save({ sequence: 20, payload: Uint8Array.of(2, 0) })
  await damageNewest(storage)
  const again = await storage.store()
  const { snapshot, unusable } = await again.latest()
  expectEqual(snapshot, good, 'the snapshot before the damaged one')
  expectEqual(unusable.length, 1, 'how many are named as unusable')
  for (const { location, problem } of unusable)
    expectThat(location !== '' && problem !== '', `it is said where it is, and what is wrong: ${location}: ${problem}`)
  const newer = { sequence: 30, payload: Uint8Array.of(3, 0) }
  await again.save(newer)
  expectEqual(await again.latest(), { snapshot: newer, unusable: [] }, 'the latest, newer than the damaged one')
}

async function hasNoneWhereAllAreDamaged(storage: SnapshotStorage): Promise<void> {
  await (await storage.store()).save({ sequence: 10, payload: Uint8Array.of(1, 0) })
  await damageNewest(storage)
  const { snapshot, unusable } = await (await storage.store()).latest()
  expectEqual(snapshot, undefined, 'the snapshot')
  expectEqual(unusable.length, 1, 'how many are named as unusable')
}

async function count(storage: SnapshotStorage): Promise<number> {
  if (storage.count === undefined) throw new ConformanceError('the storage has count, for it can count')
  return storage.count()
}

async function damageNewest(storage: SnapshotStorage): Promise<void> {
  if (storage.damageNewest === undefined) throw new ConformanceError('the storage has damageNewest, for it can damage')
  await storage.damageNewest()
}
