import type { AccountId, AssetId, InstrumentId, OrderId } from '@openlob/domain'
import type { Event } from '../events/event.ts'
import { KEPT_CANDLE_WIDTHS_MS } from '../ports/trading-history.ts'
import type { Page, TradingHistory } from '../ports/trading-history.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { ObviousHistory } from './obvious-history.ts'
import { generator } from './random.ts'
import type { Random } from './random.ts'
import { sampleEvents } from './sample-events.ts'

/** One place where a history is kept, empty at first. */
export interface HistoryStorage {
  readonly history: TradingHistory
  /** Takes the events of some commands of a flow; resolves when the history answers with them. */
  publish(commands: readonly (readonly Event[])[], flowNumber: number): void | Promise<void>
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

const QUESTIONS = 60
const COMMANDS = 500

/** Everything that is asked of a trading history, which keeps 2,000 rows of a kind at least; run it over your own. */
export function tradingHistoryConformance(create: () => HistoryStorage | Promise<HistoryStorage>): ConformanceCase[] {
  return CASES.map(([name, body]) => ({
    name,
    run: async () => {
      const storage = await create()
      try {
        await body(storage)
      } finally {
        await storage.dispose()
      }
    },
  }))
}

type CaseBody = (storage: HistoryStorage) => Promise<void>

const CASES: readonly (readonly [string, CaseBody])[] = [
  ['knows nothing at first', knowsNothing],
  ['answers pages of orders', (storage) => holdsAgainst(storage, 'orders', ordersAsked)],
  ['finds an order by either id', (storage) => holdsAgainst(storage, 'order', orderAsked)],
  ['answers pages of fills', (storage) => holdsAgainst(storage, 'fills', fillsAsked)],
  ['answers pages of trades', (storage) => holdsAgainst(storage, 'trades', tradesAsked)],
  ['knows how orders were amended', (storage) => holdsAgainst(storage, 'amendments', amendmentsAsked)],
  ['knows what self-trade prevention prevented', (storage) => holdsAgainst(storage, 'preventions', preventionsAsked)],
  ['knows order lists', (storage) => holdsAgainst(storage, 'lists', (random) => [account(random)])],
  ['answers candles of every width', (storage) => holdsAgainst(storage, 'candles', candlesAsked)],
  ['answers pages of movements', (storage) => holdsAgainst(storage, 'movements', movementsAsked)],
  ['answers pages of balances', (storage) => holdsAgainst(storage, 'balances', balancesAsked)],
]

type Question = Exclude<keyof TradingHistory, symbol>

/** What the events of two flows have in them, to ask for. */
interface Asked {
  readonly timesUs: readonly number[]
  readonly orderIds: readonly number[]
  readonly amendedIds: readonly number[]
  readonly tradeIds: readonly number[]
  readonly instrumentIds: readonly number[]
}

type Ask = (random: Random, asked: Asked) => readonly unknown[]

async function knowsNothing({ history }: HistoryStorage): Promise<void> {
  const accountId = 1 as AccountId
  const instrumentId = 1 as InstrumentId
  const pages = await Promise.all([
    history.orders({ accountId, instrumentId, limit: 10 }),
    history.fills({ accountId, instrumentId, limit: 10 }),
    history.trades({ instrumentId, limit: 10 }),
    history.candles({ instrumentId, widthMs: 60_000, limit: 10 }),
    history.amendments(accountId, 1 as OrderId),
    history.preventions(accountId, instrumentId),
    history.lists(accountId),
    history.movements({ accountId, limit: 10 }),
    history.balances({ accountId, assetId: 1 as AssetId, limit: 10 }),
  ])
  expectEqual(pages.flat(), [], 'all that it knows')
  expectEqual(await history.order(accountId, { clientOrderId: 'none' }), undefined, 'an order that never was')
}

/** Publishes the events of two flows, some commands at a time, and holds answers against the obvious ones meanwhile. */
async function holdsAgainst(storage: HistoryStorage, question: Question, ask: Ask): Promise<void> {
  const obvious = new ObviousHistory()
  const random = generator(question.length)
  const flows = [0, 3].map((flowNumber) => sampleEvents({ length: COMMANDS, seed: flowNumber + 5, flowNumber }))
  const asked = whatToAsk(flows.flat(2))
  let something = 0
  while (flows.some((commands) => commands.length > 0)) {
    const flowNumber = random(2) === 0 ? 0 : 3
    const batch = flows[flowNumber === 0 ? 0 : 1]!.splice(0, 1 + random(120))
    await storage.publish(batch, flowNumber)
    for (const events of batch) obvious.publish(events, flowNumber)
    for (let index = 0; index < QUESTIONS / 10; index += 1)
      something += await compare(storage, obvious, question, ask(random, asked))
  }
  for (let index = 0; index < QUESTIONS; index += 1)
    something += await compare(storage, obvious, question, ask(random, asked))
  expectThat(something > QUESTIONS / 4, `the questions find something: ${something} of them do`)
}

async function compare(
  { history }: HistoryStorage,
  obvious: ObviousHistory,
  question: Question,
  args: readonly unknown[],
): Promise<number> {
  const askOne = (of: object): unknown =>
    (of as Record<Question, (...given: readonly unknown[]) => unknown>)[question](...args)
  const expected = askOne(obvious)
  expectEqual(await askOne(history), expected, `${question}(${JSON.stringify(args)})`)
  return expected === undefined || (Array.isArray(expected) && expected.length === 0) ? 0 : 1
}

function whatToAsk(events: readonly Event[]): Asked {
  const trades = events.flatMap((event) => (event.type === 'TradeExecuted' ? [event.trade] : []))
  const orders = events.flatMap((event) => (event.type === 'OrderAccepted' ? [event.order] : []))
  return {
    timesUs: events.map(({ timestampUs }) => timestampUs),
    orderIds: orders.map(({ orderId }) => orderId),
    amendedIds: events.flatMap((event) => (event.type === 'OrderAmended' ? [event.order.orderId] : [])),
    tradeIds: trades.map(({ tradeId }) => tradeId),
    instrumentIds: [...new Set(orders.map(({ instrumentId }) => instrumentId))],
  }
}

function account(random: Random): AccountId {
  return (1 + random(3)) as AccountId
}

function asset(random: Random): AssetId {
  return (1 + random(3)) as AssetId
}

function oneOf(random: Random, from: readonly number[]): number {
  return from[random(from.length)] ?? 1
}

function instrument(random: Random, { instrumentIds }: Asked): InstrumentId {
  return oneOf(random, instrumentIds) as InstrumentId
}

/** A page with a start, an end, both or neither. */
function page(random: Random, { timesUs }: Asked): Page {
  const limit = 1 + random(random(2) === 0 ? 5 : 1_000)
  const at = [oneOf(random, timesUs), oneOf(random, timesUs)].sort((left, right) => left - right)
  return {
    limit,
    ...(random(2) === 0 ? {} : { startUs: at[0]! }),
    ...(random(2) === 0 ? {} : { endUs: at[1]! }),
  }
}

const ordersAsked: Ask = (random, asked) => {
  const fromOrderId = random(3) === 0 ? { fromOrderId: oneOf(random, asked.orderIds) } : {}
  return [
    { accountId: account(random), instrumentId: instrument(random, asked), ...fromOrderId, ...page(random, asked) },
  ]
}

const orderAsked: Ask = (random, asked) => {
  const byId = random(2) === 0
  return [account(random), byId ? { orderId: oneOf(random, asked.orderIds) } : { clientOrderId: `order-${random(9)}` }]
}

const tradesAsked: Ask = (random, asked) => {
  const fromTradeId = random(3) === 0 ? { fromTradeId: oneOf(random, asked.tradeIds) } : {}
  return [{ instrumentId: instrument(random, asked), ...fromTradeId, ...page(random, asked) }]
}

const fillsAsked: Ask = (random, asked) => {
  const [selection] = tradesAsked(random, asked) as readonly [object]
  const ofOrder = random(4) === 0 ? { orderId: oneOf(random, asked.orderIds) } : {}
  return [{ accountId: account(random), ...selection, ...ofOrder }]
}

const amendmentsAsked: Ask = (random, asked) => [account(random), oneOf(random, asked.amendedIds)]

const preventionsAsked: Ask = (random, asked) => [account(random), instrument(random, asked)]

const candlesAsked: Ask = (random, asked) => {
  const widthMs = KEPT_CANDLE_WIDTHS_MS[random(4)]!
  const { limit, startUs, endUs } = page(random, asked)
  const fromMs = startUs === undefined ? {} : { fromMs: Math.floor(startUs / 1000) }
  const untilMs = endUs === undefined ? {} : { untilMs: Math.floor(endUs / 1000) }
  return [{ instrumentId: instrument(random, asked), widthMs, limit, ...fromMs, ...untilMs }]
}

const movementsAsked: Ask = (random, asked) => {
  const assetId = random(2) === 0 ? {} : { assetId: asset(random) }
  return [{ accountId: account(random), ...assetId, ...page(random, asked) }]
}

const balancesAsked: Ask = (random, asked) => [
  { accountId: account(random), assetId: asset(random), ...page(random, asked) },
]
