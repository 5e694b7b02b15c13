import { MemoryJournal } from '@openlob/application'
import type { JournalRecord } from '@openlob/application'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeedWriter } from '../src/feed-writer.ts'
import { allocateRing, Bell } from '../src/index.ts'
import { RecordFeed } from '../src/record-feed.ts'

const record = (sequence: number): JournalRecord => ({ sequence, payload: new Uint8Array(200).fill(sequence) })

interface Followed {
  readonly feed: RecordFeed
  /** Appends so many, makes them durable, and tells the writer. */
  readonly append: (count: number) => void
  readonly given: Promise<void>
}

/** A journal with so many records, and a follower from the first of those that it asks for. */
async function followed(before: number, from: number): Promise<Followed> {
  let durable = 0
  let next = 1
  const journal = new MemoryJournal({ commits: 'manual' })
  const opening = await journal.open({ onDurable: (sequence) => (durable = sequence), onFailure: () => undefined })
  durable = opening.lastSequence
  const appendOnly = (count: number): JournalRecord[] => {
    const records = Array.from({ length: count }, (_, index) => record(next + index))
    for (const { sequence, payload } of records) journal.append(sequence, payload)
    next += count
    journal.commit()
    return records
  }
  appendOnly(before)
  const memory = allocateRing(4_096, { reader: Bell.allocate(), writer: Bell.allocate() })
  const writer = new FeedWriter(journal, memory, () => durable)
  let given = Promise.resolve()
  const port = { postMessage: (request: never) => (given = writer.give(request)) }
  const feed = new RecordFeed(memory, port as never)
  feed.follow(from)
  const append = (count: number): void => {
    writer.onDurable(appendOnly(count)).catch(() => undefined)
  }
  return { feed, append, given }
}

describe('a follower of the journal', () => {
  it('is given every durable record once and in order, however far it falls behind', async () => {
    // How many are appended, and how many taken, in turn.
    const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
    const turns = fc.array(fc.tuple(upTo(60), upTo(80)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(upTo(50), upTo(49), turns, async (before, skipped, steps) => {
        const from = Math.min(skipped, before) + 1
        const { feed, append } = await followed(before, from)
        let last = before
        let expected = from
        const take = async (wanted: number): Promise<void> => {
          for (let count = 0; count < wanted && expected <= last; count += 1) {
            let next = feed.next()
            while (next === undefined) {
              await new Promise((resolve) => setImmediate(resolve))
              next = feed.next()
            }
            expect(next).toEqual(record(expected))
            expected += 1
          }
        }
        for (const [appended, taken] of steps) {
          append(appended)
          last += appended
          await take(taken)
        }
        await take(Number.POSITIVE_INFINITY)
        expect(feed.next()).toBeUndefined()
      }),
      { seed: 3, numRuns: 40 },
    )
  })

  it('reads from one record to another and no further', async () => {
    const { feed } = await followed(30, 31)
    const seen: number[] = []
    for await (const records of feed.read(7, 21)) seen.push(...records.map(({ sequence }) => sequence))
    expect(seen).toEqual(Array.from({ length: 15 }, (_, index) => index + 7))
    for await (const records of feed.read(22, 21)) seen.push(...records.map(({ sequence }) => sequence))
    expect(seen).toHaveLength(15)
  })
})
