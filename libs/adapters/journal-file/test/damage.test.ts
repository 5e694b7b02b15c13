import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalRecord } from '@openlob/application'
import { JournalDamagedError } from '@openlob/application'
import { RecordingJournalListener } from '@openlob/application/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { checksumOf, HEADER_BYTES, writeHeader } from '../src/frame.ts'
import { FileJournal, inspectJournal, readJournal } from '../src/index.ts'
import { appendGroups, contentsOf, crashCopy, openJournal, recordsFrom, temporaryFolder } from './journal-folder.ts'

const SEGMENT_BYTES = 400
const LAST = 9
let directory: string
let paths: string[]

/** Three segments of 400 bytes with nine records, as a crash leaves them: the last frame holds the record 9 alone. */
beforeEach(async () => {
  const running = temporaryFolder()
  const open = await openJournal({ directory: running, segmentBytes: SEGMENT_BYTES })
  await appendGroups(open, [1, 2, 1, 1, 2, 1, 1])
  directory = crashCopy(running)
  await open.journal.close()
  paths = inspectJournal(directory).segments.map(({ path }) => path)
  expect(paths.length).toBe(3)
})

function damageFoundBy(read: () => unknown): { location: string; offset: number } | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (!(error instanceof JournalDamagedError)) throw error
    expect(error.message).toContain(error.location)
    return { location: error.location, offset: error.offset }
  }
}

/** Cheaper to compare than the records. */
function textOf(records: readonly JournalRecord[]): string {
  return records.map(({ sequence, payload }) => `${sequence}:${payload.join()}`).join(' ')
}

/** Opening must refuse with the place and leave every file as it is. */
async function expectRefused(location: string, problem: string): Promise<void> {
  const before = contentsOf(directory)
  const opening = new FileJournal({ directory, segmentBytes: SEGMENT_BYTES }).open(new RecordingJournalListener())
  await expect(opening).rejects.toThrow(JournalDamagedError)
  await expect(opening).rejects.toMatchObject({ location })
  await expect(opening).rejects.toThrow(problem)
  expect(contentsOf(directory)).toEqual(before)
}

function rewrite(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path)
  change(bytes)
  writeFileSync(path, bytes)
}

/** Where the last frame of the last segment begins, and where it ends. */
function lastFrame(): { start: number; end: number } {
  const end = inspectJournal(directory).segments.at(-1)!.usedBytes
  return { start: end - HEADER_BYTES - 32, end }
}

describe('a journal in which one byte is another', () => {
  it('is refused with file and offset, or loses the very last frame alone, and never gives a wrong record (DURABLE-03)', () => {
    const { start } = lastFrame()
    for (const [index, path] of paths.entries()) {
      const bytes = readFileSync(path)
      const changes = [1, 0x40, 0xff].flatMap((mask) => [...bytes.keys()].map((offset) => [offset, mask] as const))
      for (const [offset, change] of changes) {
        bytes[offset]! ^= change
        writeFileSync(path, bytes)
        const given: JournalRecord[] = []
        const damage = damageFoundBy(() => {
          for (const record of readJournal(directory)) given.push(record)
        })
        expect(textOf(given)).toBe(textOf(recordsFrom(1, given.length)))
        if (index === 2 && offset >= start) {
          expect(damage).toBeUndefined()
          expect(given.length).toBeGreaterThanOrEqual(LAST - 1)
          expect(inspectJournal(directory).tornTail?.location).toBe(path)
        } else {
          expect(damage?.location).toBe(path)
          expect(damage!.offset).toBeLessThanOrEqual(offset)
        }
        bytes[offset]! ^= change
      }
      writeFileSync(path, bytes)
    }
  })

  it('opens only where that was in the very last frame or behind it', async () => {
    const { start, end } = lastFrame()
    for (const [index, path] of paths.entries()) {
      for (let offset = 0; offset < SEGMENT_BYTES; offset += 5) {
        rewrite(path, (bytes) => (bytes[offset]! ^= 0xff))
        if (index < 2 || offset < start) await expectRefused(path, 'damaged at offset')
        else {
          const copy = crashCopy(directory)
          const { journal, opening } = await openJournal({ directory: copy, segmentBytes: SEGMENT_BYTES })
          expect(opening.lastSequence).toBe(offset < end ? LAST - 1 : LAST)
          expect(opening.tornTail?.bytes).toBeGreaterThan(0)
          await journal.close()
        }
        rewrite(path, (bytes) => (bytes[offset]! ^= 0xff))
      }
    }
  })

  it('does not even lose the last record where it was closed properly', async () => {
    const { journal } = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
    await journal.close()
    const { path, usedBytes } = inspectJournal(directory).segments.at(-1)!
    const seal = usedBytes - HEADER_BYTES
    rewrite(path, (bytes) => (bytes[seal + 40]! ^= 1))
    expect([...readJournal(directory)].length).toBe(LAST)
    rewrite(path, (bytes) => {
      bytes[seal + 40]! ^= 1
      bytes[seal - 5]! ^= 1
    })
    await expectRefused(path, `no whole frame, but one follows at ${seal}`)
  })
})

describe('a journal of which a file is shorter than it was made', () => {
  it('is refused at whichever byte it now ends, in every segment, and opens again once the bytes are back', async () => {
    for (const path of paths) {
      const bytes = readFileSync(path)
      for (let length = 0; length < SEGMENT_BYTES; length += 1) {
        truncateSync(path, length)
        expect(damageFoundBy(() => [...readJournal(directory)])).toEqual({ location: path, offset: length })
        expect(damageFoundBy(() => inspectJournal(directory))).toEqual({ location: path, offset: length })
        if (length % 16 === 0) await expectRefused(path, `damaged at offset ${length}: the file is shorter than`)
        writeFileSync(path, bytes)
      }
    }
    const { journal, opening } = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
    expect(opening).toEqual({ firstSequence: 1, lastSequence: LAST, tornTail: undefined })
    await journal.close()
  })

  it('is refused where acknowledged records went with the seal behind them', async () => {
    const { journal } = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
    await journal.close()
    const path = paths[2]!
    const { start } = lastFrame()
    truncateSync(path, start - HEADER_BYTES)
    await expectRefused(path, `the file is shorter than its header says: bytes=${start - HEADER_BYTES} expected=${SEGMENT_BYTES}`)
  })

  it('is refused to a reader that begins in that segment', () => {
    truncateSync(paths[2]!, SEGMENT_BYTES - 1)
    const damage = damageFoundBy(() => [...readJournal(directory, LAST)])
    expect(damage).toEqual({ location: paths[2], offset: SEGMENT_BYTES - 1 })
  })
})

describe('a damaged journal directory', () => {
  it('is refused where a segment in the middle is missing', async () => {
    rmSync(paths[1]!)
    await expectRefused(paths[1]!, 'the segment is missing')
  })

  it('is refused where the first segment is missing', async () => {
    rmSync(paths[0]!)
    await expectRefused(paths[0]!, 'the segment is missing')
  })

  it('is refused where two segments have changed places', async () => {
    const aside = join(directory, 'aside')
    renameSync(paths[0]!, aside)
    renameSync(paths[1]!, paths[0]!)
    renameSync(aside, paths[1]!)
    await expectRefused(paths[0]!, 'the header of the segment 2')
  })

  it('is refused where a segment is that of another journal', async () => {
    const other = temporaryFolder()
    const open = await openJournal({ directory: other, segmentBytes: SEGMENT_BYTES })
    await appendGroups(open, [1, 1, 1, 1, 1, 1, 1], 0, 21)
    await open.journal.close()
    writeFileSync(paths[1]!, readFileSync(inspectJournal(other).segments[1]!.path))
    await expectRefused(paths[1]!, 'it does not continue the segment before')
  })

  it('is refused where a segment is of a later format', async () => {
    rewrite(paths[2]!, (bytes) => {
      bytes.writeUInt16LE(2, 4)
      bytes.writeUInt32LE(checksumOf(bytes.subarray(0, HEADER_BYTES)), 28)
    })
    await expectRefused(paths[2]!, 'damaged at offset 4: format version 2 is unknown')
  })

  it('is refused where a whole frame stands in the wrong place', async () => {
    const { start, end } = lastFrame()
    rewrite(paths[2]!, (bytes) => bytes.copy(bytes, end, start, end))
    await expectRefused(paths[2]!, 'a frame that does not continue the one before')
  })

  it('is refused where a whole frame skips a sequence', async () => {
    const { chain } = inspectJournal(directory)
    const { end } = lastFrame()
    rewrite(paths[2]!, (bytes) => {
      const skipping = bytes.subarray(end, end + HEADER_BYTES)
      const link = Buffer.from(chain, 'hex')
      writeHeader(skipping, { kind: 'frame', segmentId: 3, recordCount: 0, firstSequence: LAST + 2, length: 0, chain: link })
    })
    await expectRefused(paths[2]!, `first sequence ${LAST + 2} in place of ${LAST + 1}`)
  })

  it('is refused where the last segment has lost its header', async () => {
    writeFileSync(paths[2]!, '')
    await expectRefused(paths[2]!, 'damaged at offset 0: the file is shorter than the header of a segment')
    writeFileSync(paths[2]!, Buffer.alloc(SEGMENT_BYTES))
    await expectRefused(paths[2]!, 'damaged at offset 0: it does not begin as a journal segment')
  })

  it('passes over files that are not of a journal', async () => {
    writeFileSync(join(directory, 'notes.txt'), 'mine')
    const { journal, opening } = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
    expect(opening).toEqual({ firstSequence: 1, lastSequence: LAST, tornTail: undefined })
    await journal.close()
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine')
  })
})
