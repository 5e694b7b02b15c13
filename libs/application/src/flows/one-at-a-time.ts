/**
 * Does one job again and again, never twice at once: who asks while it is being done gets the run that begins after,
 * together with all others who asked meanwhile. So a run sees all that was there when it was asked for.
 */
export class OneAtATime {
  readonly #job: () => Promise<void>
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  /** A job that never rejects. */
  constructor(job: () => Promise<void>) {
    this.#job = job
  }

  /** Resolves when a run that began after this call has ended. */
  run(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      this.#running = this.#job()
      return this.#running
    })
    return this.#next
  }
}
