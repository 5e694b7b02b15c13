import { accountId, assetId, instrumentId } from '@openlob/domain'
import type { AccountId, AssetId } from '@openlob/domain'
import { FlowGroup } from '../../src/index.ts'
import type { Answer, Command, FlowFailure, GroupedFlow } from '../../src/index.ts'
import { mortalFlow } from './mortal-exchange.ts'
import type { Death } from './mortal-exchange.ts'

/** The account with money. */
export const ANN: AccountId = accountId(1)
/** The asset that it has none of. */
export const BTC: AssetId = assetId(1)
/** The asset that it has. */
export const USDT: AssetId = assetId(2)

function listing(symbol: string): Command {
  const terms = { symbol, tickSize: '1', lotSize: '1' }
  return { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: BTC, quoteAssetId: USDT }
}

/** Two assets, two accounts of which one has money, and a market in each of three flows. */
export const SETTING: readonly Command[] = [
  { type: 'ListAsset', symbol: 'BTC', scale: 0 },
  { type: 'ListAsset', symbol: 'USDT', scale: 0 },
  { type: 'OpenAccount', name: 'ann' },
  { type: 'OpenAccount', name: 'bob' },
  { type: 'Deposit', accountId: ANN, assetId: USDT, units: 1_000n, commandId: 'pay-in' },
  ...['BTC-MAIN', 'BTC-EAST', 'BTC-WEST'].map(listing),
]

/** Main, east (1) and west (9). */
export function flows(deaths: Readonly<Record<string, readonly Death[]>> = {}): GroupedFlow[] {
  return [
    mortalFlow('main', 0, [], deaths['main']),
    mortalFlow('east', 1, ['BTC-EAST'], deaths['east']),
    mortalFlow('west', 9, ['BTC-WEST'], deaths['west']),
  ]
}

/** Lets what is ready to run, run. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A group that is started, and what it has reported. */
export interface RunningGroup {
  readonly group: FlowGroup
  readonly failures: readonly FlowFailure[]
  readonly restarted: readonly string[]
}

/** A group of the three flows that die so, with what it reports; it throws where a subscriber misses an event. */
export async function running(deaths?: Readonly<Record<string, readonly Death[]>>): Promise<RunningGroup> {
  const failures: FlowFailure[] = []
  const restarted: string[] = []
  const group = new FlowGroup({
    flows: flows(deaths),
    pause: () => turns(1),
    onError: (failure) => failures.push(failure),
    onRestarted: (flow) => restarted.push(flow),
  })
  const heard = new Map<number, number>()
  group.subscribe({
    publish: (events, flowNumber) => {
      for (const { sequence } of events) {
        if (sequence !== (heard.get(flowNumber) ?? 0) + 1) throw new Error(`${sequence} of flow ${flowNumber} after ${heard.get(flowNumber)}`)
        heard.set(flowNumber, sequence)
      }
    },
  })
  await group.start()
  for (const command of SETTING) await untilDone(group, command)
  return { group, failures, restarted }
}

/** Sends it again until it is answered, as a client does that names its commands. */
export async function untilDone(group: FlowGroup, command: Command): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await group.submit(command)
    if (answer.status === 'done') return
    const isThere = answer.status === 'refused' && /^DUPLICATE_(ASSET|ACCOUNT|INSTRUMENT)$/.test(answer.reason)
    if (isThere) return
    if (answer.status === 'refused' || answer.reason === 'MALFORMED') throw new Error(`${command.type}: ${answer.reason} ${answer.text}`)
    await turns(3)
  }
  throw new Error(`no answer: ${command.type}`)
}

/** Moves money of ann. */
export const transfer = (fromFlow: number, toFlow: number, units: bigint, commandId: string): Command => {
  return { type: 'SendTransfer', fromFlow, toFlow, accountId: ANN, assetId: USDT, units, commandId }
}

/** A limit order of ann. */
export const order = (instrument: number, more: object = {}): Command =>
  ({
    type: 'PlaceOrder',
    orderType: 'limit',
    timeInForce: 'GTC',
    postOnly: false,
    accountId: ANN,
    instrumentId: instrumentId(instrument),
    side: 'buy',
    priceTicks: 10,
    quantityLots: 5,
    ...more,
  }) as Command

/** The instrument of the main flow. */
export const IN_MAIN = 1
/** That of the flow 1. */
export const IN_EAST: number = 2 ** 20 + 1
/** That of the flow 9. */
export const IN_WEST: number = 9 * 2 ** 20 + 1

/** What became of a command, in a word. */
export const reasonOf = (answer: Answer): string => (answer.status === 'done' ? 'done' : answer.reason)

/** What ann has free in each flow. */
export async function freeOf(group: FlowGroup): Promise<readonly bigint[]> {
  const flowsOf = group.flows.map(([name]) => group.flowNamed(name)!.queries)
  return Promise.all(flowsOf.map(async (queries) => (await queries.balance(ANN, USDT)).freeUnits))
}
