import type { LatestSnapshot, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts'

const GENERATIONS = 3

/** A snapshot store in memory, for tests and for embedding without durability. It keeps the newest three. */
export class MemorySnapshotStore implements SnapshotStore {
  #snapshots: Snapshot[] = []

  /** How many snapshots are kept. */
  get count(): number {
    return this.#snapshots.length
  }

  save(snapshot: Snapshot): Promise<void> {
    const others = this.#snapshots.filter(({ sequence }) => sequence !== snapshot.sequence)
    const all = [...others, { sequence: snapshot.sequence, payload: snapshot.payload.slice() }]
    this.#snapshots = all.sort((left, right) => right.sequence - left.sequence).slice(0, GENERATIONS)
    return Promise.resolve()
  }

  latest(isWanted: (snapshot: Snapshot) => boolean = () => true): Promise<LatestSnapshot> {
    const newest = this.#snapshots.find(isWanted)
    const snapshot = newest && { sequence: newest.sequence, payload: newest.payload.slice() }
    return Promise.resolve({ snapshot, unusable: [] })
  }
}
