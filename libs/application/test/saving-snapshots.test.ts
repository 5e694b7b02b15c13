import { describe, expect, it } from 'vitest'
import { ManualClock, MemorySnapshotStore } from '../src/index.ts'
import type { Snapshot } from '../src/index.ts'
import { ExchangeFixture, hasCome } from './exchange-fixture.ts'
import { ALICE, limit } from './venue-fixture.ts'

/** A store whose saves end when they are told to, and that knows how many were under way at once. */
class SlowStore extends MemorySnapshotStore {
  readonly begun: number[] = []
  mostAtOnce = 0
  #underWay = 0
  readonly #waiting: ((error?: Error) => void)[] = []

  override async save(snapshot: Snapshot): Promise<void> {
    this.begun.push(snapshot.sequence)
    this.#underWay += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay)
    const error = await new Promise<Error | undefined>((resolve) => this.#waiting.push(resolve))
    this.#underWay -= 1
    if (error !== undefined) throw error
    await super.save(snapshot)
  }

  /** Whether one is under way. */
  get isSaving(): boolean {
    return this.#waiting.length > 0
  }

  /** Lets the oldest save end. */
  end(error?: Error): void {
    this.#waiting.shift()!(error)
  }
}

describe('a snapshot by time', () => {
  it('is taken after the first command so many seconds behind the first one, and again so many behind that', async () => {
    const clock = new ManualClock(1_000)
    const store = new SlowStore()
    const { exchange } = await new ExchangeFixture({ clock, snapshots: store, snapshotEverySeconds: 60 }, undefined, 'auto').ready()
    const orderAfter = async (seconds: number): Promise<number[]> => {
      clock.advance(seconds * 1_000_000)
      await exchange.submit(limit(ALICE, 'buy', 50, 1))
      await hasCome(exchange.queries.assets())
      for (let count = store.begun.length; count > 0; count -= 1) if (store.isSaving) store.end()
      await hasCome(exchange.queries.assets())
      return store.begun
    }
    expect(await orderAfter(59)).toEqual([])
    expect(await orderAfter(1)).toEqual([12])
    expect(await orderAfter(1_000)).toEqual([12])
    expect(await orderAfter(59)).toEqual([12])
    expect(await orderAfter(1)).toEqual([12, 15])
  })
})

describe('a snapshot that is asked for', () => {
  it('is saved when all that it has is durable, and goes on from there', async () => {
    const fixture = await new ExchangeFixture().ready()
    void fixture.exchange.submit(limit(ALICE, 'buy', 50, 1))
    const saved = fixture.exchange.saveSnapshot()
    expect(await hasCome(saved)).toBe(false)
    expect((await fixture.snapshots.latest()).snapshot).toBeUndefined()
    fixture.journal.commit()
    const sequence = await saved
    expect(sequence).toBe(fixture.exchange.statistics().commandSequence)
    const again = new ExchangeFixture({}, fixture)
    expect(await again.exchange.start()).toMatchObject({ snapshotSequence: sequence, replayedCommands: 0 })
    expect(again.exchange.stateHash()).toBe(fixture.exchange.stateHash())
  })

  it('waits for one that is being saved, and others wait for it: never two at once', async () => {
    const store = new SlowStore()
    const fixture = new ExchangeFixture({ snapshots: store, snapshotEveryCommands: 12 })
    const { exchange, journal } = await fixture.ready()
    for (let count = 0; count < 3; count += 1) void exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    expect(store.begun).toEqual([12])
    const asked = exchange.saveSnapshot()
    for (let count = 0; count < 12; count += 1) void exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    expect(await hasCome(asked)).toBe(false)
    expect(store.begun).toEqual([12])
    store.end()
    expect(await hasCome(asked)).toBe(false)
    store.end()
    expect(await asked).toBe(13)
    const stopping = fixture.stopped()
    while (!(await hasCome(stopping))) store.end()
    await stopping
    expect(store.mostAtOnce).toBe(1)
  })

  it('is refused while another one is asked for, and where the exchange does not run', async () => {
    const store = new SlowStore()
    const fixture = new ExchangeFixture({ snapshots: store })
    await expect(fixture.exchange.saveSnapshot()).rejects.toMatchObject({ reason: 'NOT_RUNNING' })
    await fixture.ready()
    const first = fixture.exchange.saveSnapshot()
    await expect(fixture.exchange.saveSnapshot()).rejects.toMatchObject({ reason: 'BUSY' })
    store.end()
    await first
    const second = fixture.exchange.saveSnapshot()
    await hasCome(second)
    store.end()
    expect(await second).toBe(await first)
  })

  it('leaves the exchange as it was where it cannot be saved', async () => {
    const store = new SlowStore()
    const { exchange, journal, failures } = await new ExchangeFixture({ snapshots: store }).ready()
    const asked = exchange.saveSnapshot()
    await hasCome(asked)
    store.end(new Error('no space'))
    await expect(asked).rejects.toThrow('no space')
    const answer = exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    expect((await answer).status).toBe('done')
    // Whoever asked has been told.
    expect(failures).toEqual([])
  })
})
