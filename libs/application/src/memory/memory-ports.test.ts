import { describe, expect, it } from 'vitest'
import {
  clockConformance,
  eventPublisherConformance,
  journalConformance,
  RecordingJournalListener,
  snapshotStoreConformance,
} from '../testing/index.ts'
import { ManualClock } from './manual-clock.ts'
import { MemoryEventPublisher } from './memory-event-publisher.ts'
import { MemoryJournal } from './memory-journal.ts'
import { MemorySnapshotStore } from './memory-snapshot-store.ts'

/** Loses what it is to commit next, as on a disk that fails once. */
class FailingMemoryJournal extends MemoryJournal {
  nextCommitFails = false

  override commit(count?: number): void {
    if (!this.nextCommitFails) {
      super.commit(count)
      return
    }
    this.nextCommitFails = false
    this.fail(new Error('disk full'))
  }
}

describe('MemoryJournal', () => {
  const create = () => {
    const storage = { records: [] }
    let journal = new FailingMemoryJournal({ storage })
    return {
      journal: () => (journal = new FailingMemoryJournal({ storage })),
      failNextWrite: () => {
        journal.nextCommitFails = true
      },
      dispose: () => undefined,
    }
  }
  for (const { name, run } of journalConformance(create, { writesCanFail: true })) it(name, () => run())

  it('commits by hand where asked to, in parts too', async () => {
    const journal = new MemoryJournal({ commits: 'manual' })
    const listener = new RecordingJournalListener()
    await journal.open(listener)
    for (const sequence of [1, 2, 3]) journal.append(sequence, Uint8Array.of(sequence))
    await Promise.resolve()
    expect(listener.durable).toEqual([])
    journal.commit(2)
    expect([listener.durable, journal.pendingRecords]).toEqual([[2], 1])
    journal.commit()
    expect([listener.durable, journal.pendingRecords]).toEqual([[2, 3], 0])
  })

  it('reports a failure once and takes nothing after it', async () => {
    const journal = new MemoryJournal({ commits: 'manual' })
    const listener = new RecordingJournalListener()
    await journal.open(listener)
    journal.append(1, Uint8Array.of(1))
    journal.fail(new Error('disk full'))
    journal.fail(new Error('again'))
    journal.commit()
    expect([listener.failure?.message, listener.durable]).toEqual(['disk full', []])
    expect(() => {
      journal.append(1, Uint8Array.of(1))
    }).toThrow('the memory journal has not failed: disk full')
    await expect(journal.close()).rejects.toThrow('disk full')
  })
})

describe('MemorySnapshotStore', () => {
  const create = () => {
    const store = new MemorySnapshotStore()
    return { store: () => store, count: () => store.count, dispose: () => undefined }
  }
  for (const { name, run } of snapshotStoreConformance(create, { canCount: true })) it(name, () => run())
})

describe('MemoryEventPublisher', () => {
  const create = () => {
    const publisher = new MemoryEventPublisher()
    return { publisher, received: () => publisher.events, dispose: () => undefined }
  }
  for (const { name, run } of eventPublisherConformance(create)) it(name, () => run())

  it('keeps the last events only', () => {
    const publisher = new MemoryEventPublisher(3)
    const event = (sequence: number) =>
      ({ type: 'AllOrdersCanceled', sequence, commandSequence: 1, timestampUs: 1, accountId: 1, count: 0 }) as never
    for (let sequence = 1; sequence <= 20; sequence += 1) publisher.publish([event(sequence)])
    expect(publisher.events.map(({ sequence }) => sequence)).toEqual([18, 19, 20])
    publisher.clear()
    expect(publisher.events).toEqual([])
    expect(() => new MemoryEventPublisher(0)).toThrow('capacity must be a positive integer: capacity=0')
  })
})

describe('ManualClock', () => {
  for (const { name, run } of clockConformance(() => new ManualClock(5))) it(name, () => run())

  it('stands still until it is set, back too', () => {
    const clock = new ManualClock()
    expect(clock.nowUs()).toBe(0)
    clock.advance(7)
    expect(clock.nowUs()).toBe(7)
    clock.set(3)
    expect(clock.nowUs()).toBe(3)
    expect(() => {
      clock.set(0.5)
    }).toThrow('a time is a whole number of microseconds: nowUs=0.5')
  })
})
