import { encodeCommand } from '@openlob/application'
import type { Answer, Command, CommandRepeated, Event } from '@openlob/application'
import { answerOf } from '@openlob/application/composition'
import { Bell } from './bell.ts'
import { EventFrames } from './event-frames.ts'
import { Gauges } from './flow-memory.ts'
import type { FlowMemory } from './flow-memory.ts'
import { COMMAND, STOP } from './messages.ts'
import { RingReader, RingWriter } from './ring.ts'

/** After so many commands whatever else the thread does has its turn. */
const COMMANDS_A_TURN = 1_024

interface Waiting {
  readonly answered: (answer: Answer) => void
  /** What waits until it is answered. */
  afterwards: (() => void)[] | undefined
}

/** What a {@link Gateway} tells. */
export interface GatewayListener {
  /** Takes the events of a durable command. */
  publish(events: readonly Event[]): void
  /** Finds the first answer to a command that has come again. */
  repeated(event: CommandRepeated): Promise<Answer>
}

/** The end of the rings where commands go in and what is durable comes out, in a thread with an event loop. */
export class Gateway {
  /** The last command whose events came out. */
  lastSequence = 0
  readonly #listener: GatewayListener
  readonly #requests: RingWriter
  readonly #frames: EventFrames
  readonly #events: RingReader
  readonly #bell: Bell
  readonly #gauges: Gauges
  /** In the order in which the answers come. */
  #waiting: Waiting[] = []
  #head = 0
  #isClosed = false

  /** The gateway end of this memory. */
  constructor(memory: FlowMemory, listener: GatewayListener) {
    this.#listener = listener
    this.#requests = new RingWriter(memory.requests)
    this.#events = new RingReader(memory.events)
    this.#frames = new EventFrames(this.#events)
    this.#bell = new Bell(memory.events.readerBell)
    this.#gauges = new Gauges(memory.gauges)
  }

  /** How many commands have no answer yet. */
  get pending(): number {
    return this.#waiting.length - this.#head
  }

  /** Sends a command that was looked at before; undefined where the ring has no room now. */
  send(command: Command): Promise<Answer> | undefined {
    // The engine puts the sequence and the time in.
    const message = encodeCommand({ sequence: 1, timestampUs: 0, command })
    const at = this.#requests.claim(message.length)
    if (at === 0) return undefined
    this.#requests.octets.set(message, at)
    this.#requests.commit(COMMAND)
    this.#requests.wake()
    return new Promise((answered) => {
      this.#waiting.push({ answered, afterwards: undefined })
    })
  }

  /** Tells the engine to end behind all that was sent; false where the ring has no room now. */
  sendStop(): boolean {
    if (this.#requests.claim(8) === 0) return false
    this.#requests.commit(STOP)
    this.#requests.wake()
    return true
  }

  /** Calls back when all that was sent by now is answered: at once where it is. */
  afterPending(action: () => void): void {
    const last = this.#waiting.at(-1)
    if (last === undefined) action()
    else if (last.afterwards === undefined) last.afterwards = [action]
    else last.afterwards.push(action)
  }

  /** Lets out what is durable until it is closed. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      const seen = this.#bell.count()
      if (this.#drain()) await new Promise((resolve) => setImmediate(resolve))
      else await this.#bell.rung(seen)
    }
  }

  /** Lets nothing more out, and answers what waits with this. */
  close(answer: Answer): void {
    this.#isClosed = true
    this.#bell.ring()
    const waiting = this.#waiting.slice(this.#head)
    this.#waiting = []
    this.#head = 0
    for (const each of waiting) settle(each, answer)
  }

  #drain(): boolean {
    const durableSequence = this.#gauges.get('durableSequence')
    const frames = this.#frames
    let count = 0
    while (count < COMMANDS_A_TURN) {
      const events = frames.next(durableSequence)
      if (events === undefined) break
      this.lastSequence = frames.commandSequence
      this.#listener.publish(events)
      if (frames.answers) this.#answer(frames.commandSequence, events)
      count += 1
      // Whoever was told may have ended it.
      if (this.#isClosed) break
    }
    if (count > 0) this.#events.wakeWriter()
    return count > 0
  }

  #answer(commandSequence: number, events: readonly Event[]): void {
    const waiting = this.#waiting[this.#head]
    if (waiting === undefined) {
      if (this.#isClosed) return
      throw new Error(`an answer that nobody waits for: commandSequence=${commandSequence}`)
    }
    this.#head += 1
    if (this.#head === this.#waiting.length) {
      this.#waiting = []
      this.#head = 0
    } else if (this.#head * 2 > this.#waiting.length && this.#head > 1_024) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    const [first] = events
    if (first?.type !== 'CommandRepeated') settle(waiting, answerOf(commandSequence, events))
    else void this.#listener.repeated(first).then((answer) => { settle(waiting, answer) })
  }
}

function settle({ answered, afterwards }: Waiting, answer: Answer): void {
  answered(answer)
  for (const action of afterwards ?? []) action()
}
