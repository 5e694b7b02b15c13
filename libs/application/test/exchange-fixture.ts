import { Exchange, ManualClock, MemoryEventPublisher, MemoryJournal, MemorySnapshotStore } from '../src/index.ts'
import type { Answer, ExchangeFailure, ExchangeOptions, JournalRecord, SnapshotStore } from '../src/index.ts'
import { FIXTURE } from './venue-fixture.ts'

/** An exchange over memory ports that can be looked into and started anew over what it left. */
export class ExchangeFixture {
  readonly storage: { readonly records: JournalRecord[] }
  readonly snapshots: SnapshotStore
  readonly clock: ManualClock = new ManualClock(1_000_000)
  readonly journal: MemoryJournal
  readonly publisher: MemoryEventPublisher = new MemoryEventPublisher()
  readonly failures: ExchangeFailure[] = []
  readonly exchange: Exchange

  constructor(
    options: Partial<ExchangeOptions> = {},
    left: { storage: { readonly records: JournalRecord[] }; snapshots: SnapshotStore } = {
      storage: { records: [] },
      snapshots: new MemorySnapshotStore(),
    },
    commits: 'auto' | 'manual' = 'manual',
  ) {
    this.storage = left.storage
    this.snapshots = options.snapshots ?? left.snapshots
    this.journal = new MemoryJournal({ storage: this.storage, commits })
    this.exchange = new Exchange({
      journal: this.journal,
      snapshots: this.snapshots,
      clock: this.clock,
      onError: (failure) => this.failures.push(failure),
      ...options,
    })
    this.exchange.subscribe(this.publisher)
  }

  /** Started, with the fixture's venue where it is new, all of it durable and nothing published yet. */
  async ready(): Promise<this> {
    await this.exchange.start()
    if (this.exchange.statistics().accounts === 0) {
      const answers = FIXTURE.map((command) => this.exchange.submit(command))
      this.journal.commit()
      await Promise.all(answers)
    }
    this.journal.commit()
    this.publisher.clear()
    return this
  }

  /** Stopped, whatever is still to be committed. */
  async stopped(): Promise<void> {
    this.journal.commit()
    await this.exchange.stop()
  }
}

/** Whether an answer has come by the time all that is ready to run has run. */
export async function hasCome(answer: Promise<unknown>): Promise<boolean> {
  let come = false
  answer.then(
    () => (come = true),
    () => (come = true),
  )
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  return come
}

/** The reason of an answer that is no success. */
export function reasonOf(answer: Answer): string {
  return answer.status === 'done' ? 'done' : answer.reason
}
