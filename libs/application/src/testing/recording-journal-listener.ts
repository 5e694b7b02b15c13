import type { JournalListener } from '../ports/journal.ts'

interface Waiter {
  readonly sequence: number
  resolve(): void
  reject(error: Error): void
}

/** A journal listener that remembers what it was told and can be waited on. */
export class RecordingJournalListener implements JournalListener {
  /** What {@link onDurable} was called with, in order. */
  readonly durable: number[] = []
  /** What {@link onFailure} was called with, in order: a journal calls it once at most. */
  readonly failures: Error[] = []
  #waiters: Waiter[] = []

  /** The first failure reported, undefined where there is none. */
  get failure(): Error | undefined {
    return this.failures[0]
  }

  onDurable(sequence: number): void {
    this.durable.push(sequence)
    const reached = this.#waiters.filter((waiter) => waiter.sequence <= sequence)
    this.#waiters = this.#waiters.filter((waiter) => waiter.sequence > sequence)
    for (const waiter of reached) waiter.resolve()
  }

  onFailure(error: Error): void {
    this.failures.push(error)
    for (const waiter of this.#waiters) waiter.reject(error)
    this.#waiters = []
  }

  /** Resolves once `sequence` is durable; rejects where the journal fails first. */
  untilDurable(sequence: number): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure)
    if ((this.durable.at(-1) ?? 0) >= sequence) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiters.push({ sequence, resolve, reject })
    })
  }
}
