import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { JournalDamagedError } from '@openlob/application'
import { afterEach, describe, expect, it } from 'vitest'
import { JournalTail } from '../src/index.ts'
import { appendGroups, openJournal, recordsFrom, temporaryFolder } from './journal-folder.ts'

const SMALL = { segmentBytes: 400 }
const tails: JournalTail[] = []

afterEach(() => {
  for (const tail of tails.splice(0)) tail.close()
})

function tailOf(directory: string, from?: number): JournalTail {
  const tail = new JournalTail(directory, from)
  tails.push(tail)
  return tail
}

describe('a tail of a journal', () => {
  const step = fc.record({
    groups: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
    reads: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
    reopens: fc.boolean(),
  })

  it('gives every record once while the writer goes on, over segments, compression and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (steps, from, compress) => {
          const directory = temporaryFolder()
          let open = await openJournal({ directory, ...SMALL, compress })
          const tail = tailOf(directory, from)
          const found: number[] = []
          let last = 0
          for (const { groups, reads, reopens } of steps) {
            last = await appendGroups(open, groups, last)
            for (const most of reads) {
              const records = tail.read(last, most)
              expect(records).toEqual(recordsFrom(records[0]?.sequence ?? 1, records.at(-1)?.sequence ?? 0))
              expect(records.length).toBeLessThan(most + 3)
              found.push(...records.map(({ sequence }) => sequence))
            }
            if (!reopens) continue
            await open.journal.close()
            open = await openJournal({ directory, ...SMALL, compress })
          }
          for (let records = tail.read(last, 5); records.length > 0; records = tail.read(last, 5))
            found.push(...records.map(({ sequence }) => sequence))
          expect(found).toEqual(recordsFrom(from, last).map(({ sequence }) => sequence))
          await open.journal.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('reads no further than it is told, and what the writer writes later where it looked before', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory })
    const tail = tailOf(directory)
    expect(tail.firstSequence()).toBeUndefined()
    expect(tail.read(0, 100)).toEqual([])
    await appendGroups(open, [1, 1, 3])
    expect(tail.firstSequence()).toBe(1)
    expect(tail.read(1, 100)).toEqual(recordsFrom(1, 1))
    expect(tail.read(3, 100)).toEqual(recordsFrom(2, 3))
    expect(tail.read(3, 100)).toEqual([])
    await appendGroups(open, [1], 5)
    expect(tail.read(6, 100)).toEqual(recordsFrom(4, 6))
    await open.journal.close()
  })

  it('is refused where what it is told of is not there', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, ...SMALL })
    await appendGroups(open, [1, 2, 1, 1, 2, 1, 1])
    await open.journal.close()
    expect(() => tailOf(directory).read(10, 100)).toThrow(JournalDamagedError)
    const [first, second] = readdirSync(directory)
      .filter((name) => name.startsWith('segment'))
      .sort() as [string, string]
    const bytes = readFileSync(join(directory, second))
    const flipped = Buffer.from(bytes)
    flipped[100] = flipped[100]! ^ 1
    writeFileSync(join(directory, second), flipped)
    expect(() => tailOf(directory).read(9, 100)).toThrow(JournalDamagedError)
    writeFileSync(join(directory, second), bytes)
    renameSync(join(directory, second), join(directory, 'aside'))
    expect(() => tailOf(directory).read(9, 100)).toThrow(JournalDamagedError)
    renameSync(join(directory, 'aside'), join(directory, second))
    rmSync(join(directory, first))
    expect(() => tailOf(directory).read(9, 100)).toThrow(/no longer kept/)
    expect(() => tailOf(temporaryFolder()).read(1, 1)).toThrow(/the segment is missing/)
  })
})
