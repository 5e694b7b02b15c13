import { invariant } from '@openlob/domain'
import type { Clock } from '../ports/clock.ts'

/** A clock that stands still until it is set. */
export class ManualClock implements Clock {
  #nowUs: number

  /** Starts at `nowUs` microseconds since the Unix epoch. */
  constructor(nowUs = 0) {
    this.#nowUs = integer(nowUs)
  }

  nowUs(): number {
    return this.#nowUs
  }

  /** Sets the time, back too. */
  set(nowUs: number): void {
    this.#nowUs = integer(nowUs)
  }

  /** Lets time pass. */
  advance(byUs: number): void {
    this.#nowUs = integer(this.#nowUs + byUs)
  }
}

function integer(nowUs: number): number {
  invariant(Number.isSafeInteger(nowUs) && nowUs >= 0, `a time is a whole number of microseconds: nowUs=${nowUs}`)
  return nowUs
}
