import type { Event, EventBuffer } from '@openlob/application'
import { EventMemory, readEvents } from '@openlob/application/composition'
import { EVENTS } from './messages.ts'
import type { RingReader, RingWriter } from './ring.ts'

/*
 * The events of a command in a ring: a word of 64 bits with the sequence of the command, one with how many there are
 * and flags, and the events as an `EventMemory` has them. More than a quarter of the ring goes in several messages.
 */

const HEAD_LONGS = 2
/** The command came from the gateway, which has to answer it. */
const ANSWERS = 1
/** These are the last events of the command. */
const LAST = 2

/** Gets room in a ring and waits for it; where it starts. */
export type Claim = (ring: RingWriter, octets: number) => number

/** Writes the events of commands into a ring. */
export class EventFrameWriter {
  readonly #ring: RingWriter
  readonly #claim: Claim
  /** Where the message starts, in octets. */
  #at = 0

  /** Into this ring; `claim` waits for room. */
  constructor(ring: RingWriter, claim: Claim) {
    this.#ring = ring
    this.#claim = claim
  }

  /** Writes those of a command; `answers`: the gateway has to answer it. */
  write(events: EventBuffer, commandSequence: number, answers: boolean): void {
    const flags = answers ? ANSWERS : 0
    const most = (this.#ring.longest >> 3) - HEAD_LONGS
    if (events.longCount <= most) {
      this.#begin(events.longCount, commandSequence, events.count, flags | LAST)
      this.#end(events, 0, events.longCount)
      return
    }
    let from = 0
    let count = 0
    let at = 0
    for (let index = 0; index < events.count; index += 1) {
      const next = events.next(at)
      if (next - from > most) {
        this.#begin(at - from, commandSequence, count, flags)
        this.#end(events, from, at)
        from = at
        count = 0
      }
      count += 1
      at = next
    }
    this.#begin(at - from, commandSequence, count, flags | LAST)
    this.#end(events, from, at)
  }

  #begin(longs: number, commandSequence: number, count: number, flags: number): void {
    this.#at = this.#claim(this.#ring, (HEAD_LONGS + longs) << 3)
    const { words } = this.#ring
    const word = this.#at >> 2
    words[word] = commandSequence
    words[word + 1] = commandSequence / 4294967296
    words[word + 2] = count
    words[word + 3] = flags
  }

  #end({ longs: source }: EventBuffer, from: number, until: number): void {
    const { longs } = this.#ring
    let to = (this.#at >> 3) + HEAD_LONGS
    for (let long = from; long < until; long += 1) {
      longs[to] = source[long]!
      to += 1
    }
    this.#ring.commit(EVENTS)
  }
}

/** The events of one command out of a ring. */
export class EventFrames {
  /** The command that they are of. */
  commandSequence = 0
  /** Whether the gateway has to answer it. */
  answers = false
  readonly #ring: RingReader
  readonly #memory: EventMemory
  #gathered: Event[] = []

  /** Those that come through this ring. */
  constructor(ring: RingReader) {
    this.#ring = ring
    this.#memory = new EventMemory(ring.memory)
  }

  /** The next command's events, undefined where not all have come or the command is not among the first so many. */
  next(durableSequence: number): readonly Event[] | undefined {
    const ring = this.#ring
    while (ring.peek()) {
      const word = ring.at >> 2
      const { words } = ring
      this.commandSequence = words[word + 1]! * 4294967296 + (words[word]! >>> 0)
      if (this.commandSequence > durableSequence) return undefined
      const flags = words[word + 3]!
      const events = readEvents(this.#memory, words[word + 2]!, (ring.at >> 3) + HEAD_LONGS)
      ring.release()
      this.answers = (flags & ANSWERS) !== 0
      if ((flags & LAST) === 0) {
        this.#gathered = this.#gathered.concat(events)
        continue
      }
      if (this.#gathered.length === 0) return events
      const all = this.#gathered.concat(events)
      this.#gathered = []
      return all
    }
    return undefined
  }
}
