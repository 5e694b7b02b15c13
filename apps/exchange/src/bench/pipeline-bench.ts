import { allocateFlowMemory, Bell, COMMAND, FlowThreads, Gauges, RingReader, RingWriter, TIERS } from '@openlob/threads'
import type { FlowMemory } from '@openlob/threads'
import type { ResolvedConfiguration } from '../configuration/resolve-configuration.ts'
import { THREAD_PARTS } from '../create-flow.ts'
import type { ThreadPartsSettings } from '../thread-parts.ts'
import type { BenchRow } from './bench-report.ts'
import type { MixMessages } from './flow-bench.ts'
import { Latencies } from './latencies.ts'

/** Of every so many commands the latency is measured. */
const MEASURED = 16
const NEVER = Number.MAX_SAFE_INTEGER
/** Passes between which the event loop has its turn. */
const PASSES_A_TURN = 64

/**
 * The durable pipeline: messages into the ring, engine, journal on the disk, replica; a command is done when the
 * journal says durable. Answers are not decoded.
 */
export class PipelineBench {
  readonly #memory: FlowMemory = allocateFlowMemory(TIERS.normal)
  readonly #gauges = new Gauges(this.#memory.gauges)
  readonly #requests = new RingWriter(this.#memory.requests)
  readonly #events = new RingReader(this.#memory.events)
  readonly #bell = new Bell(this.#memory.events.readerBell)
  readonly #threads: FlowThreads
  readonly #messages: MixMessages
  #next = 0
  #failure: Error | undefined

  /** Threads that keep everything in this directory. */
  constructor(resolved: ResolvedConfiguration, dataDirectory: string, messages: MixMessages) {
    const settings: ThreadPartsSettings = { resolved, dataDirectory, pluginDirectory: process.cwd(), flowNumber: 0 }
    this.#messages = messages
    this.#threads = new FlowThreads({
      parts: THREAD_PARTS.href,
      worker: undefined,
      settings,
      spins: TIERS.normal.spins,
      memory: this.#memory,
      limits: { hashEveryCommands: 100, snapshotEveryCommands: NEVER, snapshotEverySeconds: NEVER },
      onFailure: ({ error }) => (this.#failure ??= error instanceof Error ? error : new Error(String(error))),
    })
  }

  /** Recovers, and carries out what leads up to the mix and so much of it that the code is compiled. */
  async start(warmUp: number): Promise<void> {
    await this.#threads.recover()
    await this.#run(this.#messages.first + warmUp, Number.POSITIVE_INFINITY)
  }

  /** So many commands of the mix at a rate, or as fast as they are taken. */
  async measure(name: string, count: number, perSecond: number): Promise<BenchRow> {
    const { seconds, latencies } = await this.#run(count, perSecond)
    const latency = latencies.figures()
    const offered = Number.isFinite(perSecond) ? `offered ${perSecond.toLocaleString('en-US')} a second` : 'as fast as they are taken'
    return { name, perSecond: count / seconds, latency, note: `${offered}; from when each was due to durable` }
  }

  /** Ends the threads. */
  async stop(): Promise<void> {
    await this.#threads.kill()
  }

  async #run(count: number, perSecond: number): Promise<{ readonly seconds: number; readonly latencies: Latencies }> {
    const latencies = new Latencies()
    const base = this.#gauges.get('durableSequence')
    const dueMs = new Float64Array(Math.ceil(count / MEASURED))
    const startMs = performance.now()
    let sent = 0
    let durable = 0
    for (let pass = 1; durable < count; pass += 1) {
      const seen = this.#bell.count()
      const scheduled = Math.floor(((performance.now() - startMs) / 1_000) * perSecond)
      const due = Number.isFinite(perSecond) ? Math.min(count, scheduled) : count
      sent = this.#send(sent, due, (index) => {
        const dueAtMs = Number.isFinite(perSecond) ? startMs + (index * 1_000) / perSecond : performance.now()
        dueMs[index / MEASURED] = dueAtMs
      })
      const now = this.#gauges.get('durableSequence') - base
      const nowMs = performance.now()
      for (let index = Math.ceil(durable / MEASURED) * MEASURED; index < Math.min(now, count); index += MEASURED)
        latencies.record((nowMs - dueMs[index / MEASURED]!) * 1_000)
      durable = now
      this.#drain(base + durable)
      if (this.#failure !== undefined) throw this.#failure
      if (pass % PASSES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
      else if (durable < count && (durable < sent || sent === count)) this.#bell.wait(seen, 0)
    }
    return { seconds: (performance.now() - startMs) / 1_000, latencies }
  }

  #send(from: number, until: number, onMeasured: (index: number) => void): number {
    const { buffer, starts, lengths } = this.#messages
    const ring = this.#requests
    let sent = from
    for (; sent < until; sent += 1) {
      const length = lengths[this.#next]!
      const at = ring.claim(length)
      if (at === 0) break
      const start = starts[this.#next]!
      ring.octets.set(buffer.octets.subarray(start, start + length), at)
      if (sent % MEASURED === 0) onMeasured(sent)
      ring.commit(COMMAND)
      this.#next += 1
    }
    if (sent > from) ring.wake()
    return sent
  }

  #drain(durableSequence: number): void {
    const events = this.#events
    let any = false
    while (events.peek() && Number(events.longs[events.at >> 3]) <= durableSequence) {
      events.release()
      any = true
    }
    if (any) events.wakeWriter()
  }
}
