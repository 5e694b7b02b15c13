import { invariant } from '@openlob/domain'
import type { Command, SequencedCommand } from './commands/command.ts'
import type { Clock } from './ports/clock.ts'

/** Puts commands in their place: numbers them without a gap and stamps them with a time that never goes back. */
export class Sequencer {
  readonly #clock: Clock
  #sequence: number
  #timestampUs: number

  /** Continues after a command; 0 and 0 before the first. */
  constructor(clock: Clock, lastSequence = 0, lastTimestampUs = 0) {
    this.#clock = clock
    this.#sequence = lastSequence
    this.#timestampUs = lastTimestampUs
  }

  /** The last sequence given out. */
  get lastSequence(): number {
    return this.#sequence
  }

  /** Takes a command. Where the clock stands still or goes back, the last time holds on. */
  next(command: Command): SequencedCommand {
    const nowUs = this.#clock.nowUs()
    invariant(Number.isSafeInteger(nowUs) && nowUs >= 0, `a clock gives whole microseconds since 1970: nowUs=${nowUs}`)
    if (nowUs > this.#timestampUs) this.#timestampUs = nowUs
    this.#sequence += 1
    return { sequence: this.#sequence, timestampUs: this.#timestampUs, command }
  }
}
