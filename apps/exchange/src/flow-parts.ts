import { join } from 'node:path'
import type { PluginChoices } from '@openlob/application'
import { FileJournal, FileSnapshotStore, oldestSnapshotSequence } from '@openlob/journal-file'
import type { FileJournalOptions } from '@openlob/journal-file'
import type { FlowParts } from '@openlob/threads'
import { BUILT_IN_PLUGINS } from './load-plugins.ts'
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
  const { dataDirectory, plugins, flowNumber } = place
  const snapshotDirectory = join(dataDirectory, 'snapshots')
  return {
    journal: () => new FileJournal({ directory: join(dataDirectory, 'journal'), ...journalTerms(journal, snapshotDirectory) }),
    snapshots: () => new FileSnapshotStore({ directory: snapshotDirectory }),
    clock: () => new SystemClock(),
    flow: { plugins, limits, flowNumber, knownPlugins: Object.values(BUILT_IN_PLUGINS).flat() },
  }
}

function journalTerms(terms: Configuration['journal'], snapshotDirectory: string): Omit<FileJournalOptions, 'directory'> {
  const { segmentBytes, compress, keep, verifyAtStart: verify } = terms
  const unneeded = (): number | undefined => oldestSnapshotSequence(snapshotDirectory)
  return { segmentBytes, compress, verify, ...(keep === 'all' ? {} : { unneeded }) }
}
