import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { ManualClock, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import type { JournalRecord, Snapshot } from '@openlob/application'
import type { FlowParts } from '../src/index.ts'

/** A journal in memory that a clean stop leaves in a file, as its thread does not outlive it. */
class KeptJournal extends MemoryJournal {
  readonly #file: string

  constructor(file: string) {
    super({ storage: { records: existsSync(file) ? (deserialize(readFileSync(file)) as JournalRecord[]) : [] } })
    this.#file = file
  }

  override async close(): Promise<void> {
    await super.close()
    writeFileSync(this.#file, serialize(this.storage.records))
  }
}

class KeptSnapshots extends MemorySnapshotStore {
  readonly #file: string

  constructor(file: string) {
    super()
    this.#file = file
  }

  override async latest(...wanted: Parameters<MemorySnapshotStore['latest']>): ReturnType<MemorySnapshotStore['latest']> {
    if (existsSync(this.#file)) await super.save(deserialize(readFileSync(this.#file)) as Snapshot)
    return super.latest(...wanted)
  }

  override save(snapshot: Snapshot): Promise<void> {
    writeFileSync(this.#file, serialize(snapshot))
    return super.save(snapshot)
  }
}

/** Everything in memory, and in a directory once it is stopped. */
export function flowParts(settings: unknown): FlowParts {
  const { directory } = settings as { readonly directory: string }
  return {
    journal: () => new KeptJournal(join(directory, 'journal')),
    snapshots: () => new KeptSnapshots(join(directory, 'snapshot')),
    clock: () => new ManualClock(1_000),
    flow: {},
  }
}
