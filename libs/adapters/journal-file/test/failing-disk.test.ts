import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RecordingJournalListener } from '@openlob/application/testing'
import type { FileSystem } from '../src/index.ts'
import { FileJournal, inspectJournal, readJournal } from '../src/index.ts'
import { nodeFileSystem } from '../src/file-system.ts'
import { appendGroups, openJournal, payloadOf, recordsFrom, temporaryFolder } from './journal-folder.ts'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: staged`), { code })
}

interface StagedFileSystem {
  readonly fileSystem: FileSystem
  readonly calls: () => number
  /** What was opened and not closed. */
  readonly openDescriptors: ReadonlySet<number>
}

/** The real file system until the call number `failAt`; that one and all after it fail, but for closing. */
function failingFrom(failAt: number, code: string): StagedFileSystem {
  let calls = 0
  const openDescriptors = new Set<number>()
  const staged = <A extends unknown[], R>(call: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      calls += 1
      if (calls >= failAt) throw systemError(code)
      return call(...args)
    }
  }
  const { openSync, writeSync, fsyncSync, ftruncateSync, renameSync, rmSync, mkdirSync, closeSync } = nodeFileSystem
  const fileSystem = {
    openSync: staged((...args: Parameters<FileSystem['openSync']>) => {
      const descriptor = openSync(...args)
      openDescriptors.add(descriptor)
      return descriptor
    }),
    writeSync: staged(writeSync as (...args: unknown[]) => number),
    fsyncSync: staged(fsyncSync),
    ftruncateSync: staged(ftruncateSync),
    renameSync: staged(renameSync),
    rmSync: staged(rmSync),
    mkdirSync: staged(mkdirSync as (...args: unknown[]) => string | undefined),
    closeSync: (descriptor: number) => {
      openDescriptors.delete(descriptor)
      closeSync(descriptor)
    },
  } as unknown as FileSystem
  return { fileSystem, calls: () => calls, openDescriptors }
}

/** Works until the disk fails: what was acknowledged, and what was reported. */
async function workUntilFailure(directory: string, fileSystem: FileSystem): Promise<RecordingJournalListener> {
  const journal = new FileJournal({ directory, segmentBytes: 300, frameBytes: 64, fileSystem })
  const listener = new RecordingJournalListener()
  try {
    const opening = await journal.open(listener)
    await appendGroups({ journal, listener, opening }, [1, 3, 1, 5])
  } catch {
    // Which call fails differs; what must hold does not.
  }
  await journal.close().catch(() => undefined)
  return listener
}

describe('a journal on a failing disk', () => {
  it.each(['ENOSPC', 'EIO'])('keeps all it acknowledged whichever call is the first to fail with %s', async (code) => {
    const whole = failingFrom(Infinity, code)
    expect((await workUntilFailure(temporaryFolder(), whole.fileSystem)).durable.at(-1)).toBe(10)
    expect(whole.calls()).toBeGreaterThan(20)
    for (let failAt = 1; failAt <= whole.calls(); failAt += 1) {
      const directory = temporaryFolder()
      const listener = await workUntilFailure(directory, failingFrom(failAt, code).fileSystem)
      const acknowledged = listener.durable.at(-1) ?? 0
      const kept = [...readJournal(directory)]
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged)
      expect(kept).toEqual(recordsFrom(1, kept.length))
      const again = await openJournal({ directory, segmentBytes: 300, frameBytes: 64 })
      expect(again.opening.lastSequence).toBe(kept.length)
      await appendGroups(again, [1, 2], kept.length)
      await again.journal.close()
      expect([...readJournal(directory)]).toEqual(recordsFrom(1, kept.length + 3))
    }
  })

  it('leaves no file open whichever call of an opening is the first to fail', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 300 })
    await appendGroups(open, [1, 3])
    await open.journal.close()
    const whole = failingFrom(Infinity, 'EIO')
    const again = await openJournal({ directory, segmentBytes: 300, fileSystem: whole.fileSystem })
    const callsOfAnOpening = whole.calls()
    expect(callsOfAnOpening).toBeGreaterThan(3)
    await again.journal.close()
    for (let failAt = 1; failAt <= callsOfAnOpening; failAt += 1) {
      const { fileSystem, openDescriptors } = failingFrom(failAt, 'EIO')
      await expect(openJournal({ directory, segmentBytes: 300, fileSystem })).rejects.toThrow('EIO: staged')
      expect([...openDescriptors]).toEqual([])
    }
  })

  it('gives the directory back where its file cannot be closed', async () => {
    const directory = temporaryFolder()
    let failing = false
    const closeSync: FileSystem['closeSync'] = (descriptor) => {
      nodeFileSystem.closeSync(descriptor)
      if (failing) throw systemError('EIO')
    }
    const open = await openJournal({ directory, segmentBytes: 1 << 16, fileSystem: { ...nodeFileSystem, closeSync } })
    await appendGroups(open, [1])
    failing = true
    await expect(open.journal.close()).rejects.toThrow('EIO: staged')
    expect(readdirSync(directory)).toEqual(['reached-0000000001', 'segment-0000000001.journal'])
  })

  it('gives the directory back where the segment made ahead cannot be removed, and removes that at the next opening', async () => {
    const parent = temporaryFolder()
    const [directory, moved] = [join(parent, 'journal'), join(parent, 'moved')]
    const open = await openJournal({ directory, segmentBytes: 1 << 16 })
    renameSync(directory, moved)
    writeFileSync(directory, '')
    await open.journal.close()
    expect(readdirSync(moved)).toEqual(['spare.new'])
    const again = await openJournal({ directory: moved, segmentBytes: 4096 })
    expect(readdirSync(moved).filter((name) => !name.startsWith('lock-'))).toEqual([])
    await again.journal.close()
  })

  it('reports the failure once, acknowledges nothing more, and takes nothing more', async () => {
    const directory = temporaryFolder()
    let failing = false
    let writes = 0
    const writeSync = ((...args: Parameters<typeof nodeFileSystem.writeSync>) => {
      writes += 1
      if (failing) throw systemError('EIO')
      return nodeFileSystem.writeSync(...args)
    }) as FileSystem['writeSync']
    const fileSystem = { ...nodeFileSystem, writeSync }
    const { journal, listener } = await openJournal({ directory, segmentBytes: 4096, fileSystem })
    journal.append(1, payloadOf(1))
    await listener.untilDurable(1)
    failing = true
    journal.append(2, payloadOf(2))
    await expect(listener.untilDurable(2)).rejects.toThrow('EIO: staged')
    failing = false
    const writesSoFar = writes
    expect(() => {
      journal.append(3, payloadOf(3))
    }).toThrow('the journal has failed')
    expect(() => journal.read(1)).toThrow('the journal has failed')
    listener.onFailure = () => {
      throw new Error('reported twice')
    }
    await expect(journal.close()).rejects.toThrow('EIO: staged')
    expect(writes).toBe(writesSoFar)
    expect(listener.durable).toEqual([1])
    const again = await openJournal({ directory, segmentBytes: 4096 })
    expect(again.opening.lastSequence).toBe(1)
    await again.journal.close()
  })

  it('loses what follows a failed write in the same turn, and reports that at the end of the turn', async () => {
    let failing = false
    const writeSync = ((...args: Parameters<typeof nodeFileSystem.writeSync>) => {
      if (failing) throw systemError('ENOSPC')
      return nodeFileSystem.writeSync(...args)
    }) as FileSystem['writeSync']
    const fileSystem = { ...nodeFileSystem, writeSync }
    const directory = temporaryFolder()
    const { journal, listener } = await openJournal({ directory, segmentBytes: 4096, frameBytes: 64, fileSystem })
    journal.append(1, payloadOf(1))
    journal.append(2, payloadOf(2))
    journal.append(3, payloadOf(3))
    failing = true
    for (let sequence = 4; sequence <= 9; sequence += 1) journal.append(sequence, payloadOf(sequence))
    expect(listener.failure).toBeUndefined()
    await expect(listener.untilDurable(9)).rejects.toThrow('ENOSPC')
    expect(listener.durable).toEqual([2])
    await expect(journal.close()).rejects.toThrow('ENOSPC')
  })

  it.each([
    ['a write', 4096, [1, 3]],
    ['the making of a segment', 192, [1]],
  ])('never writes again after %s has failed, even where it would succeed (DURABLE-05)', async (_, segmentBytes, durable) => {
    const directory = temporaryFolder()
    const positions: number[] = []
    let failAt = Infinity
    const writeSync = ((descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      positions.push(position)
      if (positions.length === failAt) throw systemError('EIO')
      return nodeFileSystem.writeSync(descriptor, bytes, offset, length, position)
    }) as FileSystem['writeSync']
    const fileSystem = { ...nodeFileSystem, writeSync }
    const { journal, listener } = await openJournal({ directory, segmentBytes, frameBytes: 64, fileSystem })
    journal.append(1, payloadOf(1))
    await listener.untilDurable(1)
    failAt = positions.length + 2
    for (let sequence = 2; sequence <= 9; sequence += 1) journal.append(sequence, payloadOf(sequence))
    await expect(listener.untilDurable(9)).rejects.toThrow('EIO')
    await expect(journal.close()).rejects.toThrow('EIO')
    expect(positions.length).toBe(failAt)
    expect(listener.durable).toEqual(durable)
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, durable.at(-1)!))
  })

  it('writes on where the system takes only a part', async () => {
    const directory = temporaryFolder()
    const writeSync = ((descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      return nodeFileSystem.writeSync(descriptor, bytes, offset, Math.min(length, 7), position)
    }) as FileSystem['writeSync']
    const open = await openJournal({ directory, segmentBytes: 300, fileSystem: { ...nodeFileSystem, writeSync } })
    await appendGroups(open, [1, 4, 2])
    await open.journal.close()
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, 7))
  })

  it('fails where the system writes nothing at all', async () => {
    const fileSystem = { ...nodeFileSystem, writeSync: (() => 0) as FileSystem['writeSync'] }
    const { journal, listener } = await openJournal({ directory: temporaryFolder(), segmentBytes: 300, fileSystem })
    journal.append(1, payloadOf(1))
    await expect(listener.untilDurable(1)).rejects.toThrow('the system wrote nothing')
    await expect(journal.close()).rejects.toThrow()
  })

  it('writes the last frame again when it is opened, for the disk may never have had it', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 4096 })
    await appendGroups(open, [2, 1])
    await open.journal.close()
    const { usedBytes } = inspectJournal(directory).segments[0]!
    const written: { position: number; length: number }[] = []
    const writeSync = ((descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      written.push({ position, length })
      return nodeFileSystem.writeSync(descriptor, bytes, offset, length, position)
    }) as FileSystem['writeSync']
    const again = await openJournal({ directory, segmentBytes: 4096, fileSystem: { ...nodeFileSystem, writeSync } })
    expect(written).toEqual([{ position: usedBytes - 64, length: 64 }])
    await again.journal.close()
  })
})
