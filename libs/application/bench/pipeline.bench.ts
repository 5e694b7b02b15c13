import { CommandBuffer, encodeCommand, TradingFlow } from '../src/index.ts'
import { flowMix } from '../src/testing/index.ts'

/*
 * The whole business flow in one thread: each command out of its message, through place, risk, match, clear and notify,
 * its events written as messages and folded into the hash. Usage: tsx pipeline.bench.ts [commands] [rounds].
 */
const COMMANDS = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = Number(process.argv[3] ?? 5)

const { before, commands } = flowMix(COMMANDS)
const encoded = [...before, ...commands].map((command, index) =>
  encodeCommand({ sequence: index + 1, timestampUs: index + 1, command }),
)
const { buffer, starts } = CommandBuffer.of(encoded)
const lengths = Int32Array.from(encoded, ({ length }) => length)
const first = before.length

function applyAll(flow: TradingFlow, from: number, to: number): void {
  for (let index = from; index < to; index += 1) flow.applyMessage(buffer, starts[index]!, lengths[index]!)
}

function run(): { rate: number; bytes: number; hash: string } {
  const flow = new TradingFlow()
  applyAll(flow, 0, first)
  globalThis.gc?.()
  const heap = process.memoryUsage().heapUsed
  const started = process.hrtime.bigint()
  applyAll(flow, first, starts.length - 1)
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  const bytes = (process.memoryUsage().heapUsed - heap) / COMMANDS
  return { rate: COMMANDS / seconds, bytes, hash: flow.eventHash }
}

for (let round = 0; round < ROUNDS; round += 1) {
  const { rate, bytes, hash } = run()
  console.log(`${(1e9 / rate).toFixed(0)} ns a command, ${(rate / 1e6).toFixed(2)} M/s, ${bytes.toFixed(2)} bytes of heap a command, hash ${hash}`)
}
