import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectJournal, JournalUsageError, MAX_PAYLOAD_BYTES, FileJournal, readJournal } from '../src/index.ts'
import { appendGroups, crashCopy, openJournal, payloadOf, readAll, recordsFrom, temporaryFolder } from './journal-folder.ts'

describe('the segments of a journal', () => {
  it('follow each other with ids from 1 on and hold every record', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 300 })
    await appendGroups(open, Array.from({ length: 20 }, () => 2))
    expect(await readAll(open.journal, 17)).toEqual(recordsFrom(17, 40))
    await open.journal.close()
    const { segments, ...found } = inspectJournal(directory)
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, index) => index + 1))
    expect(segments.length).toBeGreaterThan(9)
    expect(segments.every(({ fileBytes }) => fileBytes === 300)).toBe(true)
    expect(found).toMatchObject({ firstSequence: 1, lastSequence: 40, recordCount: 40, sealed: true })
  })

  it('are as large as a frame that is larger than a segment', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 300 })
    await appendGroups(open, [1])
    await appendGroups(open, [1], 1, 5000)
    await appendGroups(open, [1], 2)
    await open.journal.close()
    expect(inspectJournal(directory).segments.map(({ fileBytes }) => fileBytes)).toEqual([300, 5144, 300])
    const expected = [...recordsFrom(1, 1), ...recordsFrom(2, 2, 5000), ...recordsFrom(3, 3)]
    expect([...readJournal(directory)]).toEqual(expected)
  })

  it('take payloads up to the stated limit, and a larger one is refused', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 4096 })
    expect(() => {
      open.journal.append(1, new Uint8Array(MAX_PAYLOAD_BYTES + 1))
    }).toThrow(new JournalUsageError('payload-size', 'a payload has 1 to 1048576 bytes: bytes=1048577'))
    await appendGroups(open, [1], 0, MAX_PAYLOAD_BYTES)
    await open.journal.close()
    const [record] = [...readJournal(directory)]
    expect(Buffer.compare(record!.payload, payloadOf(1, MAX_PAYLOAD_BYTES))).toBe(0)
  })

  it('split what one turn appends at the limit of a frame', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 4096, frameBytes: 100 })
    await appendGroups(open, [10])
    expect(inspectJournal(directory).segments[0]!.frameCount).toBe(4)
    expect(open.listener.durable).toEqual([10])
    await open.journal.close()
  })

  it('that were never finished are removed, at whichever byte their making stopped', async () => {
    const running = temporaryFolder()
    const open = await openJournal({ directory: running, segmentBytes: 160 })
    await appendGroups(open, [1])
    const directory = crashCopy(running)
    await appendGroups(open, [1], 1)
    await open.journal.close()
    const next = readFileSync(inspectJournal(running).segments[1]!.path)
    for (const name of ['segment.new', 'spare.new'])
      for (let length = 0; length <= 160; length += 8) {
        writeFileSync(join(directory, name), next.subarray(0, length))
        const again = await openJournal({ directory, segmentBytes: 160 })
        expect(again.opening).toEqual({ firstSequence: 1, lastSequence: 1, tornTail: undefined })
        await again.journal.close()
        expect(existsSync(join(directory, name))).toBe(false)
      }
  })

  it('begin where a crash left a new one empty', async () => {
    const running = temporaryFolder()
    const open = await openJournal({ directory: running, segmentBytes: 160 })
    await appendGroups(open, [1, 1])
    const directory = crashCopy(running)
    await open.journal.close()
    const { path } = inspectJournal(directory).segments[1]!
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, 64))
    const again = await openJournal({ directory, segmentBytes: 160 })
    expect(again.opening).toEqual({ firstSequence: 1, lastSequence: 1, tornTail: undefined })
    await appendGroups(again, [1, 1], 1)
    await again.journal.close()
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, 3))
  })

  it('are made ahead of their need, and what was not needed goes at the end', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 1 << 20 })
    expect(readdirSync(directory)).toContain('spare.new')
    await appendGroups(open, [1])
    expect(readdirSync(directory)).not.toContain('spare.new')
    expect(inspectJournal(directory).segments[0]!.fileBytes).toBe(1 << 20)
    await appendGroups(open, [600], 1, 1000)
    await open.journal.close()
    expect(readdirSync(directory)).toEqual(['reached-0000000001', 'segment-0000000001.journal'])
  })

  it('are made at the moment of need where making them ahead fails', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 1 << 16 })
    await appendGroups(open, [1])
    mkdirSync(join(directory, 'spare.new'))
    await appendGroups(open, [1, 1, 1, 1, 1, 1, 1, 1], 1, 20_000)
    await open.journal.close()
    const { segments, recordCount } = inspectJournal(directory)
    expect([segments.length, recordCount]).toEqual([3, 9])
    expect(readdirSync(directory).length).toBe(4)
  })

  it('refuse sizes that cannot work', () => {
    const directory = temporaryFolder()
    expect(() => new FileJournal({ directory, segmentBytes: 127 })).toThrow('segmentBytes is an integer from 128 to 1073741824')
    expect(() => new FileJournal({ directory, frameBytes: 0 })).toThrow('frameBytes is an integer from 1 to 1048588: frameBytes=0')
  })

  it('hold exactly what was appended, through any closings and crashes', async () => {
    const groupSizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
    const step = fc.record({ groups: groupSizes, end: fc.constantFrom('close', 'crash') })
    const steps = fc.array(step, { minLength: 1, maxLength: 6 })
    const sizes = fc.tuple(fc.integer({ min: 128, max: 700 }), fc.integer({ min: 1, max: 300 }))
    await fc.assert(
      fc.asyncProperty(steps, sizes, async (plan, [segmentBytes, frameBytes]) => {
        let directory = temporaryFolder()
        let last = 0
        for (const { groups, end } of plan) {
          const open = await openJournal({ directory, segmentBytes, frameBytes })
          const firstSequence = last === 0 ? undefined : 1
          expect(open.opening).toEqual({ firstSequence, lastSequence: last, tornTail: undefined })
          last = await appendGroups(open, groups, last)
          if (end === 'crash') directory = crashCopy(directory)
          await open.journal.close()
        }
        expect([...readJournal(directory)]).toEqual(recordsFrom(1, last))
      }),
      { seed: 42, numRuns: 25 },
    )
  })
})
