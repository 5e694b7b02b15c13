import { invariant } from '@openlob/domain'
import type { CommandBuffer } from './commands/command-buffer.ts'
import type { Command, SequencedCommand } from './commands/command.ts'
import { setInteger } from './events/event-buffer.ts'
import { HEADER_LENGTH } from './messages/flyweights.ts'
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
    this.#advance()
    return { sequence: this.#sequence, timestampUs: this.#timestampUs, command }
  }

  /** Takes the command of a message that starts with its header at an octet: writes sequence and time into it. */
  stamp({ words }: CommandBuffer, from: number): void {
    this.#advance()
    const at = (from + HEADER_LENGTH) >> 2
    setInteger(words, at, this.#sequence)
    setInteger(words, at + 2, this.#timestampUs)
  }

  #advance(): void {
    const nowUs = this.#clock.nowUs()
    const isTime = Number.isSafeInteger(nowUs) && nowUs >= 0
    if (!isTime) invariant(false, `a clock gives whole microseconds since 1970: nowUs=${nowUs}`)
    if (nowUs > this.#timestampUs) this.#timestampUs = nowUs
    this.#sequence += 1
  }
}
