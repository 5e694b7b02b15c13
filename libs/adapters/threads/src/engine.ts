import { CommandBuffer, encodeCommand, Sequencer } from '@openlob/application'
import type { Clock, TradingFlow } from '@openlob/application'
import { checkConfigurationLength, CommandRoom, withEventHash } from '@openlob/application/composition'
import { Bell } from './bell.ts'
import { EventFrameWriter } from './event-frames.ts'
import { writeRecord } from './feed-writer.ts'
import { Gauges } from './flow-memory.ts'
import type { FlowMemory } from './flow-memory.ts'
import { COMMAND, RECORD } from './messages.ts'
import { RingReader, RingWriter } from './ring.ts'

/** After so many commands the others are woken and the figures brought up to date. */
const COMMANDS_A_BATCH = 256
const SEQUENCE_OCTETS = 8

/** The flow has failed in another thread: nothing more is carried out. */
export class FlowEndedError extends Error {
  override readonly name: string = 'FlowEndedError'
}

/** How an {@link Engine} works. */
export interface EngineOptions {
  readonly memory: FlowMemory
  readonly clock: Clock
  readonly spins: number
  readonly hashEveryCommands: number
}

/**
 * The one that matches: takes commands out of a ring, stamps them, carries them out, and puts the record of each into
 * the ring of the journal and what it caused into that of the gateway, which lets nothing out before it is durable. It
 * blocks its thread; for an order it takes no memory.
 */
export class Engine {
  readonly #flow: TradingFlow
  readonly #sequencer: Sequencer
  readonly #options: EngineOptions
  readonly #bell: Bell
  readonly #gauges: Gauges
  readonly #requests: RingReader
  readonly #commands: CommandBuffer
  readonly #records: RingWriter
  readonly #events: RingWriter
  readonly #frames: EventFrameWriter
  #isStopped = false
  /** The last command before the batch. */
  #batchBegan = 0

  /** One that continues after what the flow has. */
  constructor(flow: TradingFlow, options: EngineOptions) {
    const { memory, clock } = options
    this.#flow = flow
    this.#options = options
    this.#sequencer = new Sequencer(clock, flow.commandSequence, flow.state.timestampUs)
    this.#bell = new Bell(memory.requests.readerBell)
    this.#gauges = new Gauges(memory.gauges)
    this.#requests = new RingReader(memory.requests)
    this.#commands = new CommandBuffer(memory.requests.memory)
    this.#records = new RingWriter(memory.records)
    this.#events = new RingWriter(memory.events)
    this.#frames = new EventFrameWriter(this.#events, (ring, octets) => this.#claimed(ring, octets))
  }

  /**
   * Puts the configuration in force where another is; before {@link run}. Throws where it cannot be, a
   * `ConfigurationTooLongError` where it is too long to be journaled.
   */
  configure(): void {
    const { configuration, state } = this.#flow
    checkConfigurationLength(configuration)
    if (state.configuration !== configuration) {
      const message = encodeCommand({ sequence: 1, timestampUs: 0, command: { type: 'ConfigureFlow', configuration } })
      this.#carryOut(new CommandRoom().take(message), 0, message.length, false)
    }
    this.#gauges.tell(this.#flow)
    this.#endBatch()
  }

  /** Works until it is told to stop. Throws where a command cannot be carried out or another thread has failed. */
  run(): void {
    while (!this.#isStopped) {
      const seen = this.#bell.count()
      if (!this.#drain()) this.#bell.wait(seen, this.#options.spins)
      this.#throwIfFailed()
    }
  }

  #drain(): boolean {
    const requests = this.#requests
    let count = 0
    while (count < COMMANDS_A_BATCH && requests.peek()) {
      if (requests.kind === COMMAND) this.#carryOut(this.#commands, requests.at, requests.length, true)
      else this.#isStopped = true
      requests.release()
      count += 1
    }
    if (count === 0) return false
    this.#endBatch()
    return true
  }

  /** The flow comes before the journal, so that a command that it cannot carry out is never replayed. */
  #carryOut(commands: CommandBuffer, from: number, length: number, answers: boolean): void {
    const flow = this.#flow
    this.#sequencer.stamp(commands, from)
    const sequence = this.#sequencer.lastSequence
    const isChecked = sequence % this.#options.hashEveryCommands === 0
    const checked = isChecked ? withEventHash(flow, commands.copy(from, length)) : undefined
    flow.applyMessage(commands, from, length)
    if (checked === undefined) this.#recordMessage(commands, from, length)
    else this.#record(sequence, checked)
    this.#gauges.tell(flow)
    this.#frames.write(flow.events, sequence, answers)
  }

  /** The message itself is the record. */
  #recordMessage({ words, octets }: CommandBuffer, from: number, length: number): void {
    const ring = this.#records
    const at = this.#claimed(ring, SEQUENCE_OCTETS + length)
    // A command has its sequence behind its header.
    const word = at >> 2
    ring.words[word] = words[(from >> 2) + 2]!
    ring.words[word + 1] = words[(from >> 2) + 3]!
    const wholeWords = length >> 2
    const source = from >> 2
    const target = word + 2
    for (let index = 0; index < wholeWords; index += 1) ring.words[target + index] = words[source + index]!
    for (let octet = wholeWords << 2; octet < length; octet += 1)
      ring.octets[at + SEQUENCE_OCTETS + octet] = octets[from + octet]!
    ring.commit(RECORD)
  }

  #record(sequence: number, payload: Uint8Array): void {
    for (;;) {
      const seen = this.#bell.count()
      if (writeRecord(this.#records, { sequence, payload })) return
      this.#waitForRoom(this.#records, seen)
    }
  }

  #claimed(ring: RingWriter, octets: number): number {
    if (octets > ring.longest) throw tooLong(ring, octets)
    for (;;) {
      const seen = this.#bell.count()
      const at = ring.claim(octets)
      if (at !== 0) return at
      this.#waitForRoom(ring, seen)
    }
  }

  #waitForRoom(ring: RingWriter, seen: number): void {
    ring.wake()
    this.#bell.wait(seen, this.#options.spins)
    this.#throwIfFailed()
  }

  #endBatch(): void {
    this.#records.wake()
    // The journal wakes the gateway too, but may have done so before the events were there.
    if (this.#gauges.get('durableSequence') > this.#batchBegan) this.#events.wake()
    this.#batchBegan = this.#flow.commandSequence
  }

  #throwIfFailed(): void {
    if (this.#gauges.get('failed') !== 0) throw new FlowEndedError('another thread of the flow has failed')
  }
}

/** It would be waited for without an end. Only an event with a long configuration is so long. */
function tooLong({ longest }: RingWriter, octets: number): RangeError {
  return new RangeError(`a ring of the tier takes messages of at most ${longest} octets: octets=${octets}; choose a larger tier`)
}
