import { join } from 'node:path'
import type { PluginChoices } from '@openlob/application'
import { FileJournal, FileSnapshotStore } from '@openlob/journal-file'
import type { FlowParts } from '@openlob/threads'
import type { Configuration } from './configuration/configuration.ts'
import { SystemClock } from './system-clock.ts'

/** One flow of the exchange. */
export interface FlowPlace {
  /** Where it keeps everything. */
  readonly dataDirectory: string
  readonly plugins: PluginChoices
  readonly flowNumber: number
}

/** What the flow is made of, in whatever thread. */
export function flowPartsOf({ journal, limits }: Configuration, place: FlowPlace): FlowParts {
  const { segmentBytes } = journal
  const { dataDirectory, plugins, flowNumber } = place
  return {
    journal: () => new FileJournal({ directory: join(dataDirectory, 'journal'), segmentBytes }),
    snapshots: () => new FileSnapshotStore({ directory: join(dataDirectory, 'snapshots') }),
    clock: () => new SystemClock(),
    flow: { plugins, limits, flowNumber },
  }
}
