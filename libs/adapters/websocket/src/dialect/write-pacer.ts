/** What gathers frames and writes them when it is told. */
export interface Gathering {
  /** Writes what was gathered. */
  flush(): void
}

/** Each connection adds so much to the time from one round of writes to the next: ten thousand writes a second. */
const MS_PER_CONNECTION = 0.1
const LONGEST_MS = 100
/** A round that is due sooner is held at the end of the turn of the event loop. */
const SHORTEST_MS = 1

/**
 * Holds writes to many clients together: what a client is told between two rounds goes to it in one write. A write
 * costs as much as an order, so that the more clients there are, the more orders lie between two rounds.
 */
export class WritePacer {
  readonly #connections: () => number
  #waiting = new Set<Gathering>()
  #isScheduled = false

  /** For as many connections as there are. */
  constructor(connections: () => number) {
    this.#connections = connections
  }

  /** Has something written in the next round. */
  add(gathering: Gathering): void {
    this.#waiting.add(gathering)
    if (this.#isScheduled) return
    this.#isScheduled = true
    const pauseMs = Math.min(LONGEST_MS, this.#connections() * MS_PER_CONNECTION)
    if (pauseMs < SHORTEST_MS) setImmediate(() => { this.#round() })
    else setTimeout(() => { this.#round() }, pauseMs).unref()
  }

  #round(): void {
    this.#isScheduled = false
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const gathering of waiting) gathering.flush()
  }
}
