import type { Clock } from '@openlob/application'

/** The two clocks of a machine, in milliseconds with a fraction. */
export interface MachineClocks {
  /** Since the Unix epoch; may be set back or forth. */
  wallMs(): number
  /** Since some moment; never goes back. */
  monotonicMs(): number
}

/** How far the wall clock may be away before it counts as set anew. */
const STEP_MS = 1000

const MACHINE: MachineClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }

/**
 * The time of the machine in microseconds: the wall clock for the date, the monotonic clock for the steps in between,
 * which the wall clock has no digits for. Where the wall clock was set forward, it follows; where it was set back, it
 * keeps counting on from where it was.
 */
export class SystemClock implements Clock {
  readonly #clocks: MachineClocks
  #offsetMs: number

  constructor(clocks: MachineClocks = MACHINE) {
    this.#clocks = clocks
    this.#offsetMs = clocks.wallMs() - clocks.monotonicMs()
  }

  nowUs(): number {
    const monotonicMs = this.#clocks.monotonicMs()
    const aheadMs = this.#clocks.wallMs() - (monotonicMs + this.#offsetMs)
    if (aheadMs > STEP_MS) this.#offsetMs += aheadMs
    return Math.floor((monotonicMs + this.#offsetMs) * 1000)
  }
}
