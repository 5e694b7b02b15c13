import { join } from 'node:path'
import type { PluginChoices } from '@openlob/application'
import { FileJournal, FileSnapshotStore } from '@openlob/journal-file'
import type { FlowParts } from '@openlob/threads'
import type { Configuration } from './configuration/configuration.ts'
import { SystemClock } from './system-clock.ts'

/** What the flow is made of, in whatever thread; `dataDirectory` is where it keeps everything. */
export function flowPartsOf(configuration: Configuration, dataDirectory: string, plugins: PluginChoices): FlowParts {
  const { segmentBytes } = configuration.journal
  return {
    journal: () => new FileJournal({ directory: join(dataDirectory, 'journal'), segmentBytes }),
    snapshots: () => new FileSnapshotStore({ directory: join(dataDirectory, 'snapshots') }),
    clock: () => new SystemClock(),
    flow: { plugins, limits: configuration.limits },
  }
}
