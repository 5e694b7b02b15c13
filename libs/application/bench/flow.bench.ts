import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots } from '@openlob/domain'
import { encodeCommand, Exchange, MemoryJournal, MemorySnapshotStore, TradingFlow } from '../src/index.ts'
import type { Command, JournalRecord, PlaceLimitOrder } from '../src/index.ts'

/*
 * The flow mix: 9 % GTC orders, 3 % IOC orders, 6 % cancellations, 82 % moves (an amendment to another price), about
 * 1,000 open orders of 1,000 accounts; 6 % of the commands or so trade. Seeded. Usage: tsx flow.bench.ts [commands].
 */
const COMMANDS = Number(process.argv[2] ?? 300_000)
const ACCOUNTS = 1_000
const OPEN_ORDERS = 1_000
const MIDDLE = 50_000
const WIDTH = 375

const market = instrumentId(1)
let seed = 7

function random(bound: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
  return (seed >>> 8) % bound
}

function setting(): Command[] {
  const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.0001' }
  const commands: Command[] = [
    { type: 'ListAsset', symbol: 'BTC', scale: 8 },
    { type: 'ListAsset', symbol: 'USDT', scale: 6 },
    { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(1), quoteAssetId: assetId(2) },
  ]
  for (let account = 1; account <= ACCOUNTS; account += 1) {
    commands.push({ type: 'OpenAccount', name: `account-${account}` })
    for (const asset of [1, 2])
      commands.push({ type: 'Deposit', accountId: accountId(account), assetId: assetId(asset), units: 10n ** 15n })
  }
  return commands
}

/** Commands as they are needed, against the orders that are open in `flow`. */
function nextCommand(flow: TradingFlow): Command {
  const roll = random(100)
  const { orders } = flow.state
  if (orders.count < OPEN_ORDERS * 0.9 || roll < 9) return order('GTC')
  if (roll < 12) return order('IOC')
  const open = openOrder(flow)
  if (open === undefined) return order('GTC')
  if (roll < 18 || orders.count > OPEN_ORDERS * 1.1)
    return { type: 'CancelOrder', accountId: open.accountId, order: { orderId: open.orderId } }
  // Now and then a move crosses the middle, and trades.
  const near = random(16) === 0 ? -3 : 2
  const distance = near + random(WIDTH)
  const price = open.side === 'buy' ? MIDDLE - distance : MIDDLE + distance
  return { type: 'AmendOrder', accountId: open.accountId, order: { orderId: open.orderId }, priceTicks: priceTicks(price) }
}

function order(timeInForce: 'GTC' | 'IOC'): PlaceLimitOrder {
  const side = random(2) === 0 ? 'buy' : 'sell'
  const distance = timeInForce === 'IOC' ? -random(20) : 2 + random(WIDTH)
  return {
    type: 'PlaceOrder',
    orderType: 'limit',
    accountId: accountId(1 + random(ACCOUNTS)),
    instrumentId: market,
    side,
    priceTicks: priceTicks(side === 'buy' ? MIDDLE - distance : MIDDLE + distance),
    quantityLots: quantityLots(1 + random(100)),
    timeInForce,
    postOnly: false,
  }
}

/** Ids that were open once, the closed ones dropped as they are met. */
const candidates: number[] = []

function openOrder(flow: TradingFlow): ReturnType<TradingFlow['state']['orders']['get']> {
  for (let id = (candidates.at(-1) ?? 0) + 1; id < flow.state.nextOrderId; id += 1) candidates.push(id)
  while (candidates.length > 0) {
    const index = random(candidates.length - 1 || 1)
    const found = flow.state.orders.get(orderId(candidates[index]!))
    if (found !== undefined) return found
    candidates.splice(index, 1)
  }
  return undefined
}

/** The commands, made by driving a flow once, untimed. */
function makeCommands(): { before: Command[]; commands: Command[] } {
  const before = setting()
  const flow = new TradingFlow()
  let sequence = 0
  const apply = (command: Command): void => {
    sequence += 1
    flow.apply({ sequence, timestampUs: sequence, command })
  }
  before.forEach(apply)
  for (let warm = 0; warm < OPEN_ORDERS; warm += 1) {
    const command = order('GTC')
    before.push(command)
    apply(command)
  }
  const tradesBefore = flow.state.nextTradeId
  const commands: Command[] = []
  for (let index = 0; index < COMMANDS; index += 1) {
    const command = nextCommand(flow)
    commands.push(command)
    apply(command)
  }
  const trades = flow.state.nextTradeId - tradesBefore
  console.log(`${COMMANDS} commands, ${trades} trades, ${flow.state.orders.count} open orders at the end`)
  return { before, commands }
}

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

function benchFlow({ before, commands }: { before: Command[]; commands: Command[] }): void {
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

function benchCodec({ commands }: { commands: Command[] }): void {
  let bytes = 0
  const started = start()
  commands.forEach((command, index) => {
    bytes += encodeCommand({ sequence: index + 1, timestampUs: index, command }).length
  })
  report(`encodeCommand, ${Math.round(bytes / commands.length)} bytes each`, commands.length, started)
}

async function benchExchange({ before, commands }: { before: Command[]; commands: Command[] }): Promise<void> {
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

const made = makeCommands()
for (let round = 1; round <= 2; round += 1) {
  benchFlow(made)
  benchCodec(made)
  await benchExchange(made)
}
