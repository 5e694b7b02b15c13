import { readFileSync, writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectJournal, readJournal } from '../src/index.ts'
import { appendGroups, crashCopy, openJournal, readAll, recordsFrom, temporaryFolder } from './journal-folder.ts'

const SEGMENT_BYTES = 4096

/** A journal of one segment as a crash leaves it: the frames' offsets, the last sequence behind each, the bytes. */
async function crashed(groups: readonly number[]) {
  const directory = temporaryFolder()
  const open = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
  const ends: { offset: number; sequence: number }[] = [{ offset: 64, sequence: 0 }]
  let sequence = 0
  for (const group of groups) {
    sequence = await appendGroups(open, [group], sequence)
    ends.push({ offset: inspectJournal(directory).segments[0]!.usedBytes, sequence })
  }
  const copy = crashCopy(directory)
  await open.journal.close()
  const path = inspectJournal(copy).segments[0]!.path
  return { copy, path, ends, bytes: readFileSync(path) }
}

/** Opens, checks that exactly the records up to `sequence` are there, appends two and finds those as well. */
async function expectRecovered(directory: string, sequence: number, tornBytes: number): Promise<void> {
  const open = await openJournal({ directory, segmentBytes: SEGMENT_BYTES })
  const found = { lastSequence: open.opening.lastSequence, tornBytes: open.opening.tornTail?.bytes ?? 0 }
  expect(found).toEqual({ lastSequence: sequence, tornBytes })
  expect(await readAll(open.journal)).toEqual(recordsFrom(1, sequence))
  await appendGroups(open, [2], sequence)
  await open.journal.close()
  expect(inspectJournal(directory).tornTail).toBeUndefined()
  expect([...readJournal(directory)]).toEqual(recordsFrom(1, sequence + 2))
}

describe('a torn tail', () => {
  it('is cut at whichever byte the zeros begin, and the journal goes on from the last whole frame (DURABLE-02)', async () => {
    const { copy, path, ends, bytes } = await crashed([1, 3, 2])
    for (let length = ends[1]!.offset; length <= ends[3]!.offset + 10; length += 1) {
      writeFileSync(path, Buffer.from(bytes).fill(0, length))
      const kept = ends.findLast(({ offset }) => offset <= length)!
      const used = Math.min(bytes.subarray(0, length).findLastIndex((byte) => byte !== 0) + 1, length)
      const tornBytes = Math.max(0, used - kept.offset)
      expect([...readJournal(copy)]).toEqual(recordsFrom(1, kept.sequence))
      expect(inspectJournal(copy).tornTail?.bytes ?? 0).toBe(tornBytes)
      // Opening is slower than reading by far.
      if (length % 4 === 0) await expectRecovered(copy, kept.sequence, tornBytes)
    }
  })

  it.each([
    ['zeros', () => 0],
    ['what was never written', (index: number) => (index * 7 + 1) & 255],
  ])('is cut at whichever byte the last write stopped, with %s behind', async (_, filler) => {
    const { copy, path, ends, bytes } = await crashed([1, 3, 2])
    const [kept, last] = [ends[2]!, ends[3]!]
    for (let length = kept.offset; length < last.offset; length += 1) {
      const torn = Buffer.from(bytes)
      for (let index = length; index < last.offset; index += 1) torn[index] = filler(index)
      writeFileSync(path, torn)
      const { lastSequence } = inspectJournal(copy)
      // The last bytes of a frame are padding: with zeros behind, it is whole already.
      const whole = torn.equals(bytes)
      expect(lastSequence).toBe(whole ? last.sequence : kept.sequence)
      const used = torn.findLastIndex((byte) => byte !== 0) + 1
      await expectRecovered(copy, lastSequence, whole ? 0 : Math.max(0, used - kept.offset))
    }
  })

  it('is cut whichever sectors of the last write reached the disk', async () => {
    const { copy, path, ends, bytes } = await crashed([10, 5, 60])
    const [kept, last] = [ends[2]!, ends[3]!]
    const before = Buffer.from(bytes).fill(0, kept.offset)
    const sectors = Math.ceil(SEGMENT_BYTES / 512)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: sectors, maxLength: sectors }), async (reached) => {
        const mixed = Buffer.from(before)
        for (let sector = 0; sector < sectors; sector += 1)
          if (reached[sector]) bytes.copy(mixed, sector * 512, sector * 512, (sector + 1) * 512)
        writeFileSync(path, mixed)
        const whole = mixed.equals(bytes)
        const used = mixed.findLastIndex((byte) => byte !== 0) + 1
        await expectRecovered(copy, whole ? last.sequence : kept.sequence, whole ? 0 : Math.max(0, used - kept.offset))
      }),
      { seed: 42, numRuns: 100 },
    )
  })

  it('is found again when the process dies while it is being cut', async () => {
    const { copy, path, ends, bytes } = await crashed([1, 40])
    const [kept, last] = [ends[1]!, ends[2]!]
    for (let zeroedUntil = kept.offset; zeroedUntil <= last.offset; zeroedUntil += 13) {
      const torn = Buffer.from(bytes)
      torn[kept.offset + 70]! ^= 1
      torn.fill(0, kept.offset, zeroedUntil)
      writeFileSync(path, torn)
      const used = torn.findLastIndex((byte) => byte !== 0) + 1
      await expectRecovered(copy, kept.sequence, Math.max(0, used - kept.offset))
    }
  })

  it('cannot be larger than one write', async () => {
    const directory = temporaryFolder()
    const open = await openJournal({ directory, segmentBytes: 4 << 20 })
    await appendGroups(open, [1])
    await open.journal.close()
    const { path, usedBytes } = inspectJournal(directory).segments[0]!
    const bytes = readFileSync(path)
    const largest = 64 + 16 + (1 << 20)
    bytes[usedBytes + largest - 1] = 1
    writeFileSync(path, bytes)
    expect(inspectJournal(directory).tornTail?.bytes).toBe(largest)
    bytes[usedBytes + largest] = 1
    writeFileSync(path, bytes)
    expect(() => inspectJournal(directory)).toThrow(`damaged at offset ${usedBytes}: no whole frame, and more than one write`)
  })
})
