import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalConformance, snapshotStoreConformance } from '@openlob/application/testing'
import { describe, it } from 'vitest'
import { nodeFileSystem } from '../src/file-system.ts'
import type { FileSystem } from '../src/index.ts'
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

/** The real file system, of which one write fails when asked to. */
function failingOnce(): { fileSystem: FileSystem; failNextWrite: () => void } {
  let failing = false
  const writeSync = ((...args: Parameters<typeof nodeFileSystem.writeSync>) => {
    if (!failing) return nodeFileSystem.writeSync(...args)
    failing = false
    throw Object.assign(new Error('EIO: staged'), { code: 'EIO' })
  }) as FileSystem['writeSync']
  return {
    fileSystem: { ...nodeFileSystem, writeSync },
    failNextWrite: () => {
      failing = true
    },
  }
}

describe.each([
  ['of the usual size', { segmentBytes: 1 << 20 }],
  ['tiny', { segmentBytes: 256, frameBytes: 100 }],
])('a file journal of segments %s', (_, sizes) => {
  const create = () => {
    const { directory, dispose } = folder()
    const { fileSystem, failNextWrite } = failingOnce()
    return { journal: () => new FileJournal({ directory, ...sizes, fileSystem }), failNextWrite, dispose }
  }
  for (const conformance of journalConformance(create, { writesCanFail: true }))
    it(conformance.name, () => conformance.run())
})

describe('a file snapshot store', () => {
  const create = () => {
    const { directory, dispose } = folder()
    const names = () => readdirSync(directory).filter((name) => name.endsWith('.snapshot')).sort()
    return {
      store: () => new FileSnapshotStore({ directory }),
      count: () => names().length,
      damageNewest: () => {
        const location = join(directory, names().at(-1)!)
        const bytes = readFileSync(location)
        bytes[bytes.length - 1]! ^= 1
        writeFileSync(location, bytes)
      },
      dispose,
    }
  }
  for (const conformance of snapshotStoreConformance(create, { canCount: true, canDamage: true }))
    it(conformance.name, () => conformance.run())
})
