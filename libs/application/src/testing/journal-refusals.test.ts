import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../memory/memory-journal.ts'
import type { MemoryJournalStorage } from '../memory/memory-journal.ts'
import type { JournalListener, JournalOpening } from '../ports/journal.ts'
import { firstRefusal } from './first-refusal.ts'
import { journalConformance } from './index.ts'
import type { JournalStorage } from './index.ts'

/** A journal whose next write can be made to fail; right as it stands, and wrong in what extends it. */
class FailingJournal extends MemoryJournal {
  nextWriteFails = false
  protected failed = false
  protected listener: JournalListener | undefined

  override open(listener: JournalListener): Promise<JournalOpening> {
    this.listener = listener
    return super.open(listener)
  }

  override commit(count?: number): void {
    if (this.nextWriteFails) {
      this.nextWriteFails = false
      this.failed = true
      this.failWrite(new Error('disk full'))
    } else super.commit(count)
  }

  protected failWrite(error: Error): void {
    this.fail(error)
  }
}

type JournalClass = new (options: { storage: MemoryJournalStorage }) => FailingJournal

function refusal(journalClass: JournalClass): Promise<string | undefined> {
  const create = (): JournalStorage => {
    const storage: MemoryJournalStorage = { records: [] }
    let journal = new journalClass({ storage })
    return {
      journal: () => (journal = new journalClass({ storage })),
      failNextWrite: () => {
        journal.nextWriteFails = true
      },
      dispose: () => undefined,
    }
  }
  return firstRefusal(journalConformance(create, { writesCanFail: true }))
}

describe('the journal suite', () => {
  it('refuses none that fails as it should', async () => {
    expect(await refusal(FailingJournal)).toBeUndefined()
  })

  it('refuses a journal that never reports a failure', async () => {
    class Silent extends FailingJournal {
      override open(listener: JournalListener): Promise<JournalOpening> {
        const deaf = { onDurable: (sequence: number) => { listener.onDurable(sequence) }, onFailure: () => undefined }
        return super.open(deaf)
      }
    }
    expect(await refusal(Silent)).toContain('how often the failure was reported: expected 1, got 0')
  })

  it('refuses a journal that reports a failure twice', async () => {
    class Insistent extends FailingJournal {
      protected override failWrite(error: Error): void {
        super.failWrite(error)
        this.listener?.onFailure(error)
      }
    }
    expect(await refusal(Insistent)).toContain('how often the failure was reported: expected 1, got 2')
  })

  it('refuses a journal that reports the failure again when it is closed again', async () => {
    class Nagging extends FailingJournal {
      #closed = false

      override close(): Promise<void> {
        if (this.#closed && this.failed) this.listener?.onFailure(new Error('disk full'))
        this.#closed = true
        return super.close()
      }
    }
    expect(await refusal(Nagging)).toContain('how often the failure was reported: expected 1, got 2')
  })

  it('refuses a journal that takes records after a failure', async () => {
    class Forgetful extends FailingJournal {
      override append(sequence: number, payload: Uint8Array): void {
        if (!this.failed) super.append(sequence, payload)
      }
    }
    expect(await refusal(Forgetful)).toContain('append of the sequence 2 after a write has failed: expected it to throw')
  })

  it('refuses a journal that calls the record durable whose write failed', async () => {
    class Optimistic extends FailingJournal {
      protected override failWrite(error: Error): void {
        this.listener?.onDurable(2)
        super.failWrite(error)
      }
    }
    expect(await refusal(Optimistic)).toContain('the sequences reported durable: expected [1], got [1,2]')
  })

  it('refuses a journal that tries again after a failure and makes the record durable', async () => {
    class Retrying extends FailingJournal {
      readonly #failure = new Error('disk full')

      override append(sequence: number, payload: Uint8Array): void {
        if (this.failed) throw this.#failure
        super.append(sequence, payload)
      }

      override async close(): Promise<void> {
        await super.close()
        if (this.failed) throw this.#failure
      }

      protected override failWrite(): void {
        this.listener?.onFailure(this.#failure)
        void Promise.resolve().then(() => {
          this.commit()
        })
      }
    }
    expect(await refusal(Retrying)).toContain('the sequences reported durable: expected [1], got [1,2]')
  })

  it('refuses a journal that closes after a failure as if nothing were', async () => {
    class Discreet extends FailingJournal {
      override close(): Promise<void> {
        return super.close().catch(() => undefined)
      }
    }
    expect(await refusal(Discreet)).toContain('close where a write fails: expected it to throw')
  })

  it('refuses a journal that reports a failure from within append', async () => {
    class Hasty extends FailingJournal {
      override append(sequence: number, payload: Uint8Array): void {
        super.append(sequence, payload)
        if (this.nextWriteFails) this.commit()
      }
    }
    expect(await refusal(Hasty)).toContain('failures reported from within append: expected 0, got 1')
  })

  it('refuses a journal that loses with a failed write what was durable before it', async () => {
    class Careless extends FailingJournal {
      protected override failWrite(error: Error): void {
        this.storage.records.length = 0
        super.failWrite(error)
      }
    }
    expect(await refusal(Careless)).toContain('records up to 1 or 2 are kept: lastSequence=0')
  })

  it('refuses a journal that cannot be closed twice', async () => {
    class Fragile extends FailingJournal {
      #closed = false

      override close(): Promise<void> {
        if (this.#closed) return Promise.reject(new Error('closed twice'))
        this.#closed = true
        return super.close()
      }
    }
    expect(await refusal(Fragile)).toContain('closed again without harm: closed twice')
  })

  it('refuses a harness that lacks failNextWrite where its writes can fail', async () => {
    const create = (): JournalStorage => {
      const storage: MemoryJournalStorage = { records: [] }
      return { journal: () => new MemoryJournal({ storage }), dispose: () => undefined }
    }
    expect(await firstRefusal(journalConformance(create))).toBeUndefined()
    expect(await firstRefusal(journalConformance(create, { writesCanFail: true }))).toContain('the storage has failNextWrite')
  })
})
