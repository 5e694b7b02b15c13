import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { JournalDamagedError } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { FileSnapshotStore, inspectJournal, oldestSnapshotSequence, readJournal } from '../src/index.ts'
import type { FileJournalOptions } from '../src/index.ts'
import { appendGroups, crashCopy, openJournal, readAll, recordsFrom, temporaryFolder } from './journal-folder.ts'

const SMALL = { segmentBytes: 400 }

function segmentsIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => /^(segment|kept)/.test(name)).map((name) => name.replace(/0{9}/, ''))
}

/** A journal with nine records in three segments, the first two of them full, that was closed. */
async function journalWith(options: Partial<FileJournalOptions>): Promise<string> {
  const directory = temporaryFolder()
  const open = await openJournal({ directory, ...SMALL, ...options })
  await appendGroups(open, [1, 2, 1, 1, 2, 1, 1])
  await open.journal.tidied()
  await open.journal.close()
  return directory
}

const compress = { compress: true }

describe('the last segment', () => {
  it('is missed where it is gone, and so is each that is gone with it', async () => {
    for (const options of [{}, compress]) {
      const directory = await journalWith(options)
      for (const [id, missing] of [[3, 3], [2, 2], [1, 1]] as const) {
        for (const end of ['', '.gz']) rmSync(join(directory, `segment-000000000${id}.journal${end}`), { force: true })
        for (const verify of ['all', 'end'] as const) {
          const opening = openJournal({ directory, ...SMALL, ...options, verify })
          await expect(opening).rejects.toThrow(JournalDamagedError)
          await expect(opening).rejects.toThrow(`segment-000000000${missing}.journal: damaged at offset 0: the segment is missing`)
        }
        expect(() => inspectJournal(directory)).toThrow('the segment is missing')
      }
    }
  })

  it('is marked when the next opening comes where it was not, and only the last mark stays', async () => {
    const directory = await journalWith({})
    const marks = (): string[] => readdirSync(directory).filter((name) => name.startsWith('reached'))
    expect(marks()).toEqual(['reached-0000000003'])
    rmSync(join(directory, 'reached-0000000003'))
    writeFileSync(join(directory, 'reached-0000000002'), '')
    const open = await openJournal({ directory, ...SMALL })
    await open.journal.tidied()
    expect(marks()).toEqual(['reached-0000000003'])
    await open.journal.close()
  })

  it('is what a crash has left of it at whichever point of changing over', async () => {
    const directory = await journalWith({})
    rmSync(join(directory, 'reached-0000000003'))
    for (const mark of ['reached-0000000002', 'reached-0000000001']) {
      writeFileSync(join(directory, mark), '')
      expect([...readJournal(directory)]).toEqual(recordsFrom(1, 9))
      rmSync(join(directory, mark))
    }
  })
})

describe('segments that are full', () => {
  it('are compressed where that is wanted, and give the same records', async () => {
    const directory = await journalWith(compress)
    expect(segmentsIn(directory)).toEqual(['segment-1.journal.gz', 'segment-2.journal.gz', 'segment-3.journal'])
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, 9))
    expect([...readJournal(directory, 5)]).toEqual(recordsFrom(5, 9))
    const { segments, recordCount } = inspectJournal(directory)
    expect([recordCount, segments.map(({ fileBytes }) => fileBytes)]).toEqual([9, [400, 400, 400]])
    const { journal, opening } = await openJournal({ directory, ...SMALL, ...compress })
    expect(opening).toEqual({ firstSequence: 1, lastSequence: 9, tornTail: undefined })
    expect(await readAll(journal, 3)).toEqual(recordsFrom(3, 9))
    await journal.close()
  })

  it('are compressed at the next opening where they were not', async () => {
    const directory = await journalWith({})
    expect(segmentsIn(directory)).toEqual(['segment-1.journal', 'segment-2.journal', 'segment-3.journal'])
    const { journal } = await openJournal({ directory, ...SMALL, ...compress })
    await journal.tidied()
    expect(segmentsIn(directory)).toEqual(['segment-1.journal.gz', 'segment-2.journal.gz', 'segment-3.journal'])
    expect(await readAll(journal)).toEqual(recordsFrom(1, 9))
    await journal.close()
  })

  it('are what they were at whichever point a crash ends their compression', async () => {
    const directory = await journalWith(compress)
    const plain = join(directory, 'segment-0000000001.journal')
    const [packed, unfinished] = [`${plain}.gz`, `${plain}.gz.new`]
    const [bytes, packedBytes] = [gunzipSync(readFileSync(packed)), readFileSync(packed)]
    const points: (() => void)[] = [
      () => {
        rmSync(packed)
        writeFileSync(plain, bytes)
        writeFileSync(unfinished, packedBytes.subarray(0, 20))
      },
      () => {
        writeFileSync(unfinished, packedBytes)
      },
      () => {
        renameSync(unfinished, packed)
      },
    ]
    for (const point of points) {
      point()
      expect([...readJournal(directory)]).toEqual(recordsFrom(1, 9))
      const copy = crashCopy(directory)
      const { journal } = await openJournal({ directory: copy, ...SMALL, ...compress })
      expect(await readAll(journal)).toEqual(recordsFrom(1, 9))
      await journal.tidied()
      await journal.close()
      expect(segmentsIn(copy)).toEqual(['segment-1.journal.gz', 'segment-2.journal.gz', 'segment-3.journal'])
    }
  })

  it('are never read wrong, whichever byte of them is flipped or wherever they end', async () => {
    const directory = await journalWith(compress)
    const path = join(directory, 'segment-0000000002.journal.gz')
    const bytes = readFileSync(path)
    const expectWholeOrRefused = (): boolean => {
      try {
        expect([...readJournal(directory)]).toEqual(recordsFrom(1, 9))
        return false
      } catch (error) {
        if (!(error instanceof JournalDamagedError)) throw error
        expect(error.location).toBe(path)
        return true
      }
    }
    let refused = 0
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1
      writeFileSync(path, damaged)
      refused += Number(expectWholeOrRefused())
      writeFileSync(path, bytes.subarray(0, at))
      expect(expectWholeOrRefused()).toBe(true)
    }
    // What gzip says of itself (a time, a system) is in no checksum, and is not believed.
    expect(refused).toBeGreaterThan(bytes.length - 10)
  })

  it('are refused where a whole one stands under the name of another', async () => {
    const directory = await journalWith(compress)
    const [first, second] = [1, 2].map((id) => join(directory, `segment-000000000${id}.journal.gz`))
    copyFileSync(first!, second!)
    expect(() => [...readJournal(directory)]).toThrow('the header of the segment 1')
    writeFileSync(second!, gzipSync(Buffer.alloc(10)))
    expect(() => [...readJournal(directory, 9)]).not.toThrow()
    expect(() => [...readJournal(directory)]).toThrow('the file is shorter than the header of a segment')
  })

  it('are followed by one that is not: without it acknowledged records are missing', async () => {
    const directory = await journalWith(compress)
    rmSync(join(directory, 'segment-0000000003.journal'))
    const location = join(directory, 'segment-0000000003.journal')
    await expect(openJournal({ directory, ...SMALL })).rejects.toMatchObject({ location, offset: 0 })
  })
})

describe('segments that nobody needs', () => {
  const unneeded = (sequence: number | undefined) => ({ unneeded: () => sequence })

  it.each([
    [undefined, 1, ['segment-1.journal', 'segment-2.journal', 'segment-3.journal']],
    [0, 1, ['segment-1.journal', 'segment-2.journal', 'segment-3.journal']],
    [4, 5, ['kept-from-2', 'segment-2.journal', 'segment-3.journal']],
    [7, 5, ['kept-from-2', 'segment-2.journal', 'segment-3.journal']],
    [8, 9, ['kept-from-3', 'segment-3.journal']],
    [9, 9, ['kept-from-3', 'segment-3.journal']],
  ])('are removed: up to %s is not needed', async (sequence, first, kept) => {
    const whole = await journalWith({})
    expect(inspectJournal(whole).segments.map(({ firstSequence }) => firstSequence)).toEqual([1, 5, 9])
    const directory = await journalWith(unneeded(sequence))
    expect(segmentsIn(directory)).toEqual(kept)
    const { journal, opening } = await openJournal({ directory, ...SMALL })
    expect(opening).toEqual({ firstSequence: first, lastSequence: 9, tornTail: undefined })
    expect(await readAll(journal)).toEqual(recordsFrom(first, 9))
    await journal.close()
  })

  it('are passed over where a crash ended their removal, and one that is needed is missed', async () => {
    const directory = await journalWith({})
    writeFileSync(join(directory, 'kept-from-0000000002'), '')
    rmSync(join(directory, 'segment-0000000001.journal'))
    expect([...readJournal(directory)]).toEqual(recordsFrom(5, 9))
    writeFileSync(join(directory, 'kept-from-0000000003'), '')
    expect([...readJournal(directory)]).toEqual(recordsFrom(9, 9))
    const { journal } = await openJournal({ directory, ...SMALL, ...unneeded(8) })
    await journal.close()
    rmSync(join(directory, 'segment-0000000003.journal'))
    expect(existsSync(join(directory, 'segment-0000000002.journal'))).toBe(true)
    expect(() => [...readJournal(directory)]).toThrow('the segment is missing')
  })

  it('are those before the oldest snapshot, where there are two', async () => {
    const directory = temporaryFolder()
    const store = new FileSnapshotStore({ directory })
    expect(oldestSnapshotSequence(directory)).toBeUndefined()
    expect(oldestSnapshotSequence(join(directory, 'none'))).toBeUndefined()
    for (const [sequence, oldest] of [[5, undefined], [8, 5], [12, 5], [20, 8]] as const) {
      await store.save({ sequence, payload: Uint8Array.of(1) })
      expect(oldestSnapshotSequence(directory)).toBe(oldest)
    }
  })
})

describe('an opening that reads the end alone', () => {
  it('goes on where the journal ends, and leaves damage before it to whoever reads there', async () => {
    const directory = await journalWith(compress)
    const path = join(directory, 'segment-0000000001.journal.gz')
    writeFileSync(path, readFileSync(path).subarray(0, 60))
    await expect(openJournal({ directory, ...SMALL })).rejects.toThrow(JournalDamagedError)
    const open = await openJournal({ directory, ...SMALL, verify: 'end' })
    expect(open.opening).toEqual({ firstSequence: 1, lastSequence: 9, tornTail: undefined })
    expect(await readAll(open.journal, 6)).toEqual(recordsFrom(6, 9))
    await expect(readAll(open.journal)).rejects.toThrow(JournalDamagedError)
    await appendGroups(open, [3], 9)
    await open.journal.close()
    expect([...readJournal(directory, 8)]).toEqual(recordsFrom(8, 12))
  })

  it('finds a torn last write, and an end that is empty', async () => {
    const running = temporaryFolder()
    const open = await openJournal({ directory: running, ...SMALL })
    await appendGroups(open, [1, 2, 1, 1, 2, 1, 1])
    const directory = crashCopy(running)
    await open.journal.close()
    const path = inspectJournal(directory).segments[2]!
    const bytes = readFileSync(path.path)
    bytes[path.usedBytes - 3]! ^= 1
    writeFileSync(path.path, bytes)
    const again = await openJournal({ directory, ...SMALL, verify: 'end' })
    expect(again.opening).toMatchObject({ firstSequence: 1, lastSequence: 8, tornTail: { location: path.path } })
    await again.journal.close()
  })
})

describe('a journal with all of it', () => {
  it('holds exactly what was appended behind what was let go, through any closings and crashes', async () => {
    const step = fc.record({
      groups: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
      letGo: fc.integer({ min: 0, max: 40 }),
      crash: fc.boolean(),
      verify: fc.constantFrom('all' as const, 'end' as const),
    })
    const property = fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      let directory = temporaryFolder()
      let last = 0
      let mayBeGone = 0
      for (const { groups, letGo, crash, verify } of steps) {
        mayBeGone = Math.max(mayBeGone, letGo)
        const open = await openJournal({ directory, ...SMALL, compress: true, unneeded: () => letGo, verify })
        last = await appendGroups(open, groups, last)
        if (letGo % 2 === 0) await open.journal.tidied()
        const copy = crash ? crashCopy(directory) : undefined
        await open.journal.close()
        directory = copy ?? directory
        const records = [...readJournal(directory)]
        const first = records[0]?.sequence ?? last + 1
        expect(first).toBeLessThanOrEqual(Math.min(mayBeGone, last) + 1)
        expect(records).toEqual(recordsFrom(first, last))
      }
    })
    await fc.assert(property, { numRuns: 40, seed: 20261128 })
  })
})
