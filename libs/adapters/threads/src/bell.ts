const COUNT = 0
const WAITERS = 1
/** The words of a bell, a cache line of their own. */
const OCTETS = 128
/** A waiting thread looks again at least so often: nothing is lost where a thread that was to ring has died. */
const LOOK_AGAIN_MS = 1_000

/**
 * What a thread is woken by, in shared memory. It counts: whoever waits says which count it has seen before it looked
 * for work, so that no ring in between is missed. Many may ring it and one waits.
 */
export class Bell {
  readonly #words: Int32Array

  /** A bell of this memory, which others look at too. */
  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
  }

  /** Memory for a bell. */
  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(OCTETS)
  }

  /** How often it was rung; to be taken before looking for work. */
  count(): number {
    return Atomics.load(this.#words, COUNT)
  }

  /** Wakes the thread that waits, or keeps it from falling asleep. */
  ring(): void {
    Atomics.add(this.#words, COUNT, 1)
    if (Atomics.load(this.#words, WAITERS) !== 0) Atomics.notify(this.#words, COUNT)
  }

  /**
   * Blocks the thread until it has been rung since the count, or a second has passed; looks so many times before it
   * falls asleep, as to wake a sleeping processor takes longer than most messages do. Not in a thread with an event
   * loop.
   */
  wait(seen: number, spins: number): void {
    const words = this.#words
    for (let spin = 0; spin < spins; spin += 1) if (Atomics.load(words, COUNT) !== seen) return
    Atomics.add(words, WAITERS, 1)
    Atomics.wait(words, COUNT, seen, LOOK_AGAIN_MS)
    Atomics.sub(words, WAITERS, 1)
  }

  /** The same without blocking: resolves then. Does not keep a process alive. */
  async rung(seen: number, spins = 0): Promise<void> {
    const words = this.#words
    for (let spin = 0; spin < spins; spin += 1) if (Atomics.load(words, COUNT) !== seen) return
    Atomics.add(words, WAITERS, 1)
    try {
      const waiting = Atomics.waitAsync(words, COUNT, seen, LOOK_AGAIN_MS)
      if (waiting.async) await waiting.value
    } finally {
      Atomics.sub(words, WAITERS, 1)
    }
  }
}
