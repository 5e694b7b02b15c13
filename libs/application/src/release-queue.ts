/** What waits until a command is durable. */
interface Waiting {
  readonly sequence: number
  readonly release: () => void
  readonly abandon: () => void
}

/**
 * Holds back what must not be seen before the journal says durable: answers with their events, and queries that could
 * show them. First in, first out; O(1) each.
 */
export class ReleaseQueue {
  #waiting: Waiting[] = []
  #head = 0
  #draining = false
  #onEmpty: (() => void)[] = []

  /** How many wait. */
  get length(): number {
    return this.#waiting.length - this.#head
  }

  /** Waits for `sequence`; `release` is called once it is durable, `abandon` where it never will be known to be. */
  push(sequence: number, release: () => void, abandon: () => void): void {
    this.#waiting.push({ sequence, release, abandon })
  }

  /**
   * Releases what waits for a command up to `durableSequence`, in order; asks for it before each, so that what becomes
   * durable meanwhile goes out in the same turn.
   */
  releaseUpTo(durableSequence: () => number): void {
    if (this.#draining) return
    this.#draining = true
    try {
      for (let next = this.#waiting[this.#head]; next !== undefined && next.sequence <= durableSequence(); ) {
        this.#head += 1
        next.release()
        next = this.#waiting[this.#head]
      }
    } finally {
      this.#draining = false
      this.#compact()
    }
    if (this.length === 0) this.#emptied()
  }

  /** Gives all of it up. */
  abandonAll(): void {
    const waiting = this.#waiting.slice(this.#head)
    this.#waiting = []
    this.#head = 0
    for (const { abandon } of waiting) abandon()
    this.#emptied()
  }

  /** Resolves when nothing waits. */
  whenEmpty(): Promise<void> {
    if (this.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve)
    })
  }

  #compact(): void {
    if (this.#head === this.#waiting.length) this.#waiting = []
    else if (this.#head * 2 > this.#waiting.length) this.#waiting = this.#waiting.slice(this.#head)
    else return
    this.#head = 0
  }

  #emptied(): void {
    const resolvers = this.#onEmpty
    this.#onEmpty = []
    for (const resolve of resolvers) resolve()
  }
}
