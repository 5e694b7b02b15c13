import { CommandBuffer, encodeCommand, TradingFlow } from '@openlob/application'
import { flowMix } from '@openlob/application/testing'
import type { BenchRow } from './bench-report.ts'
import { Latencies } from './latencies.ts'

/** Commands of the flow mix as messages one behind the other. */
export interface MixMessages {
  readonly buffer: CommandBuffer
  readonly starts: Int32Array
  readonly lengths: Int32Array
  /** Where the mix begins: the commands before lead up to it. */
  readonly first: number
}

/** So many commands of the mix, and those that lead up to them, numbered from a sequence on. */
export function mixMessages(count: number, firstSequence = 1): MixMessages {
  const { before, commands } = flowMix(count)
  const messages = [...before, ...commands].map((command, index) =>
    encodeCommand({ sequence: firstSequence + index, timestampUs: index + 1, command }),
  )
  const lengths = Int32Array.from(messages, ({ length }) => length)
  return { ...CommandBuffer.of(messages), lengths, first: before.length }
}

/**
 * The whole business flow in one thread, without journal: out of the message, place, risk, match, clear, notify, events
 * as messages and their hash. The rate by a run without a clock, the latencies by another that reads one at each
 * command.
 */
export function benchFlow(messages: MixMessages): BenchRow {
  const { buffer, starts, lengths, first } = messages
  const count = lengths.length
  const ready = (): TradingFlow => {
    const flow = new TradingFlow()
    for (let index = 0; index < first; index += 1) flow.applyMessage(buffer, starts[index]!, lengths[index]!)
    return flow
  }
  let bestSeconds = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round += 1) {
    const flow = ready()
    const startMs = performance.now()
    for (let index = first; index < count; index += 1) flow.applyMessage(buffer, starts[index]!, lengths[index]!)
    bestSeconds = Math.min(bestSeconds, (performance.now() - startMs) / 1_000)
  }
  const latencies = new Latencies()
  const flow = ready()
  for (let index = first; index < count; index += 1) {
    const startNs = process.hrtime.bigint()
    flow.applyMessage(buffer, starts[index]!, lengths[index]!)
    latencies.record(Number(process.hrtime.bigint() - startNs) / 1_000)
  }
  return {
    name: 'flow: a command in one thread, no journal',
    perSecond: (count - first) / bestSeconds,
    latency: latencies.figures(),
    note: '9 % GTC, 3 % IOC, 6 % cancelled, 82 % moved; 1,000 accounts; best of three, its clock included in the latencies',
  }
}
