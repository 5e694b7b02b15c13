import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot, UnusableSnapshot } from '@openlob/application'
import { readSnapshot, snapshotNames } from './file-snapshot-store.ts'

/** One snapshot of a directory: what it has, or what is wrong with it. */
export type FoundSnapshot = { readonly location: string; readonly snapshot: Snapshot } | UnusableSnapshot

/**
 * The snapshots of a directory, the oldest first, without changing it: also beside a running exchange. One that is
 * removed while they are gone through is left out. Each is read when its turn comes.
 */
export async function* readSnapshots(directory: string): AsyncGenerator<FoundSnapshot, void> {
  for (const name of snapshotNames(directory).reverse()) {
    const location = join(directory, name)
    const found = await readSnapshot(location)
    if (typeof found !== 'string') yield { location, snapshot: found }
    else if (existsSync(location)) yield { location, problem: found }
  }
}
