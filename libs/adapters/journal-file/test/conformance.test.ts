import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalConformance, snapshotStoreConformance } from '@openlob/application/testing'
import { describe, it } from 'vitest'
import { FileJournal, FileSnapshotStore } from '../src/index.ts'

function folder(): { directory: string; dispose: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'openlob-conformance-'))
  return {
    directory,
    dispose: () => {
      rmSync(directory, { recursive: true })
    },
  }
}

describe.each([
  ['of the usual size', { segmentBytes: 1 << 20 }],
  ['tiny', { segmentBytes: 256, frameBytes: 100 }],
])('a file journal of segments %s', (_, sizes) => {
  const create = () => {
    const { directory, dispose } = folder()
    return { journal: () => new FileJournal({ directory, ...sizes }), dispose }
  }
  for (const conformance of journalConformance(create)) it(conformance.name, () => conformance.run())
})

describe('a file snapshot store', () => {
  const create = () => {
    const { directory, dispose } = folder()
    return { store: () => new FileSnapshotStore({ directory }), dispose }
  }
  for (const conformance of snapshotStoreConformance(create)) it(conformance.name, () => conformance.run())
})
