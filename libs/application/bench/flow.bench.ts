import { encodeCommand, Exchange, MemoryJournal, MemorySnapshotStore, TradingFlow } from '../src/index.ts'
import type { Command, JournalRecord } from '../src/index.ts'
import { flowMix } from '../src/testing/index.ts'
import type { FlowMix } from '../src/testing/index.ts'

/*
 * The flow by objects, the codec, the exchange over a memory journal and a replay, over the flow mix. Usage: tsx
 * flow.bench.ts [commands].
 */
const COMMANDS = Number(process.argv[2] ?? 300_000)

interface Start {
  readonly wall: bigint
  readonly cpu: NodeJS.CpuUsage
}

function start(): Start {
  return { wall: process.hrtime.bigint(), cpu: process.cpuUsage() }
}

/** By the clock, and by the processor time used, which a busy machine distorts less. */
function report(what: string, count: number, { wall, cpu }: Start): void {
  const seconds = Number(process.hrtime.bigint() - wall) / 1e9
  const { user, system } = process.cpuUsage(cpu)
  const rate = (per: number): string => Math.round(count / per).toLocaleString('en')
  console.log(`${what}: ${rate(seconds)} commands/s, ${rate((user + system) / 1e6)} per processor second`)
}

function benchFlow({ before, commands }: { before: readonly Command[]; commands: readonly Command[] }): void {
  const flow = new TradingFlow()
  let sequence = 0
  const apply = (command: Command): void => {
    sequence += 1
    flow.apply({ sequence, timestampUs: sequence, command })
  }
  before.forEach(apply)
  const started = start()
  commands.forEach(apply)
  report('TradingFlow.apply', commands.length, started)
}

function benchCodec({ commands }: { commands: readonly Command[] }): void {
  let bytes = 0
  const started = start()
  commands.forEach((command, index) => {
    bytes += encodeCommand({ sequence: index + 1, timestampUs: index, command }).length
  })
  report(`encodeCommand, ${Math.round(bytes / commands.length)} bytes each`, commands.length, started)
}

async function benchExchange({ before, commands }: FlowMix): Promise<void> {
  const storage: { records: JournalRecord[] } = { records: [] }
  const journal = new MemoryJournal({ storage })
  const clock = { nowUs: () => Number(process.hrtime.bigint() / 1_000n) }
  const snapshots = new MemorySnapshotStore()
  const exchange = new Exchange({ journal, snapshots, clock, snapshotEveryCommands: 10 ** 9 })
  await exchange.start()
  for (const command of before) await exchange.submit(command)
  const started = start()
  for (let from = 0; from < commands.length; from += 256)
    await Promise.all(commands.slice(from, from + 256).map((command) => exchange.submit(command)))
  report('Exchange.submit over a MemoryJournal, 256 in flight', commands.length, started)
  const again = new Exchange({ journal: new MemoryJournal({ storage }), snapshots: new MemorySnapshotStore(), clock })
  const replaying = start()
  const { replayedCommands } = await again.start()
  report('replay', replayedCommands, replaying)
}

const made = flowMix(COMMANDS)
for (let round = 1; round <= 2; round += 1) {
  benchFlow(made)
  benchCodec(made)
  await benchExchange(made)
}
