import type { AccountId, AssetId, InstrumentId } from '@openlob/domain'
import type { Answer } from '../answer.ts'
import type { Command } from '../commands/command.ts'
import type { Event } from '../events/event.ts'
import type { ExchangeLimits } from '../exchange-options.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import type { ExchangeService } from '../ports/exchange-gateway.ts'
import { expectEqual, expectFailure, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { sampleHistory } from './sample-history.ts'

/** One place where an exchange keeps everything, empty at first; the default plugins and limits. */
export interface ExchangeStorage {
  /** An exchange over it, not started; the suite asks several times, as a restart does. */
  exchange(limits?: Partial<ExchangeLimits>): ExchangeService
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

const ALICE = 1 as AccountId
const QUOTE = 2 as AssetId
const MARKET = 1 as InstrumentId
const SETTING: readonly Command[] = sampleHistory({ length: 0, accounts: 2 }).map(({ command }) => command)

/** Everything that whoever talks to an exchange relies on, in one thread or in several; run it over your own. */
export function exchangeConformance(create: () => ExchangeStorage | Promise<ExchangeStorage>): ConformanceCase[] {
  return CASES.map(([name, body]) => ({
    name,
    run: async () => {
      const storage = await create()
      const started: ExchangeService[] = []
      const remembering: ExchangeStorage = {
        exchange: (limits) => {
          const exchange = storage.exchange(limits)
          started.push(exchange)
          return exchange
        },
        dispose: () => undefined,
      }
      try {
        await body(remembering)
      } finally {
        for (const exchange of started) await exchange.stop().catch(() => undefined)
        await storage.dispose()
      }
    },
  }))
}

type Case = readonly [name: string, body: (storage: ExchangeStorage) => Promise<void>]

const CASES: readonly Case[] = [
  [
    'takes nothing and answers nothing before it is started',
    async (storage) => {
      const exchange = storage.exchange()
      const answer = await exchange.submit(order({}))
      expectEqual(answer, { status: 'unavailable', reason: 'NOT_RUNNING', text: 'the exchange is starting' }, 'the answer')
      await expectFailure(() => exchange.queries.assets(), 'a query')
      await exchange.stop()
      expectEqual(exchange.status, 'stopped', 'the status')
      await expectFailure(() => exchange.start(), 'a start after the stop')
    },
  ],
  ['carries out what the flow alone does, in order, and publishes before it answers', carriesOut],
  [
    'answers each as what it is: done, refused, no command',
    async (storage) => {
      const exchange = await ready(storage)
      expectEqual((await exchange.submit(order({}))).status, 'done', 'an order')
      expectEqual(reasonOf(await exchange.submit(order({ accountId: 99 as AccountId }))), 'UNKNOWN_ACCOUNT', 'an order of nobody')
      const before = exchange.statistics()
      const malformed = [undefined, {}, { type: 'Deposit' }, { type: 'ConfigureFlow', configuration: '{}' }, { ...order({}), extra: 1 }]
      for (const command of malformed)
        expectEqual(reasonOf(await exchange.submit(command as unknown as Command)), 'MALFORMED', 'what is no command')
      expectEqual(exchange.statistics(), before, 'the statistics')
      expectEqual([before.openOrders, before.ordersAccepted, before.refusals, before.accounts], [1, 1, 1, 2], 'the counts')
    },
  ],
  [
    'answers BUSY where as many wait as may, and loses none of those it took',
    async (storage) => {
      const exchange = storage.exchange({ maxPendingCommands: 20 })
      await exchange.start()
      for (const command of SETTING) await exchange.submit(command)
      const answers = await Promise.all(Array.from({ length: 25 }, () => exchange.submit(order({}))))
      expectEqual(answers.map(reasonOf), [...Array<string>(20).fill('done'), ...Array<string>(5).fill('BUSY')], 'the answers')
      expectEqual(exchange.statistics().openOrders, 20, 'open orders')
      expectEqual((await exchange.submit(order({}))).status, 'done', 'an order later')
    },
  ],
  [
    'shows in a query all that was submitted before it',
    async (storage) => {
      const exchange = await ready(storage)
      const answers = Array.from({ length: 30 }, () => exchange.submit(order({})))
      const orders = await exchange.queries.openOrders(ALICE)
      expectEqual(orders.length, 30, 'open orders')
      await Promise.all(answers)
    },
  ],
  ['answers every query', answersQueries],
  [
    'answers a command that comes again as at first, after a restart too',
    async (storage) => {
      const first = await ready(storage)
      const deposit: Command = { type: 'Deposit', accountId: ALICE, assetId: QUOTE, units: 5n, commandId: 'once' }
      const answer = await first.submit(deposit)
      expectEqual(await first.submit({ ...deposit }), answer, 'the second answer')
      const changed = await first.submit({ ...deposit, units: 6n })
      expectEqual(reasonOf(changed), 'DUPLICATE_COMMAND_ID', 'another deposit under its name')
      const { freeUnits } = await first.queries.balance(ALICE, QUOTE)
      await first.stop()
      const second = storage.exchange()
      await second.start()
      expectEqual(await second.submit({ ...deposit }), answer, 'the answer after a restart')
      expectEqual((await second.queries.balance(ALICE, QUOTE)).freeUnits, freeUnits, 'the balance')
    },
  ],
  ['goes on after a restart where it was', goesOn],
  [
    'takes nothing more when it stops, and answers what it took',
    async (storage) => {
      const exchange = await ready(storage)
      const taken = Array.from({ length: 10 }, () => exchange.submit(order({})))
      const stopping = exchange.stop()
      const late = exchange.submit(order({}))
      expectEqual(reasonOf(await late), 'NOT_RUNNING', 'an order behind the stop')
      await stopping
      expectEqual((await Promise.all(taken)).map(reasonOf), Array<string>(10).fill('done'), 'the answers')
      expectEqual(exchange.status, 'stopped', 'the status')
    },
  ],
  [
    'publishes to all though one throws, and to nobody who has left',
    async (storage) => {
      const exchange = await ready(storage)
      const told: Event[] = []
      const broken = (): never => {
        throw new Error('broken pipe')
      }
      exchange.subscribe({ publish: broken })
      const leave = exchange.subscribe({ publish: (events) => told.push(...events) })
      await exchange.submit(order({}))
      const count = told.length
      expectThat(count > 0, 'the events of an order are published')
      leave()
      await exchange.submit(order({}))
      expectEqual(told.length, count, 'events after leaving')
    },
  ],
]

async function ready(storage: ExchangeStorage): Promise<ExchangeService> {
  const exchange = storage.exchange()
  await exchange.start()
  const answers = await Promise.all(SETTING.map((command) => exchange.submit(command)))
  expectEqual(answers.map(reasonOf), answers.map(() => 'done'), 'the setting')
  return exchange
}

async function carriesOut(storage: ExchangeStorage): Promise<void> {
  const exchange = storage.exchange()
  const published: Event[] = []
  exchange.subscribe({ publish: (events) => published.push(...events) })
  await exchange.start()
  const history = sampleHistory({ length: 400, seed: 11 })
  const answered: number[] = []
  const answers = history.map(async ({ command }) => {
    const answer = await exchange.submit(command)
    if (answer.status === 'unavailable') throw new Error(answer.text)
    answered.push(answer.commandSequence)
    const last = published.at(-1)?.commandSequence ?? 0
    expectThat(last >= answer.commandSequence, `events come before the answer: ${last} < ${answer.commandSequence}`)
    return answer
  })
  await Promise.all(answers)
  expectEqual(answered, history.map((_, index) => index + 2), 'the order of the answers')
  const flow = new TradingFlow()
  const configure: Command = { type: 'ConfigureFlow', configuration: flow.configuration }
  const timestamps = new Map(published.map(({ commandSequence, timestampUs }) => [commandSequence, timestampUs]))
  const expected = [configure, ...history.map(({ command }) => command)].flatMap((command, index) => {
    const sequence = index + 1
    return flow.apply({ sequence, timestampUs: timestamps.get(sequence) ?? 0, command })
  })
  expectEqual(published, expected, 'the events')
  expectEqual(exchange.statistics().eventSequence, flow.eventSequence, 'the last event')
}

async function answersQueries(storage: ExchangeStorage): Promise<void> {
  const exchange = await ready(storage)
  await exchange.submit(order({ side: 'sell', priceTicks: 60, clientOrderId: 'a' }))
  await exchange.submit(order({ side: 'sell', priceTicks: 50, quantityLots: 3 }))
  await exchange.submit(order({ accountId: 2 as AccountId, priceTicks: 50, quantityLots: 4 }))
  const { queries } = exchange
  expectEqual((await queries.assets()).map(({ symbol }) => symbol), ['BASE', 'QUOTE'], 'assets')
  const [instrument] = await queries.instruments()
  expectEqual([instrument?.symbol, instrument?.tickSize.toString()], ['BASE-QUOTE', '0.01'], 'an instrument')
  expectEqual(await queries.account('trader-2'), { accountId: 2, name: 'trader-2', feeTier: 0 }, 'an account')
  expectEqual(await queries.account('nobody'), undefined, 'no account')
  expectEqual((await queries.accountById(ALICE))?.name, 'trader-1', 'an account by its id')
  expectEqual((await queries.balances(ALICE)).length, 2, 'balances')
  expectEqual((await queries.openOrders(ALICE, MARKET)).map(({ orderId }) => orderId), [1], 'open orders')
  expectEqual((await queries.order(ALICE, { clientOrderId: 'a' }))?.status, 'open', 'an order by its name')
  expectEqual((await queries.order(ALICE, { orderId: 2 as never }))?.status, 'filled', 'a finished order')
  expectEqual((await queries.orderById(3 as never))?.status, 'partially_filled', 'an order by its id')
  const depth = await queries.depth(MARKET, 5)
  expectEqual(depth?.bids, [{ priceTicks: 50, quantityLots: 1, orderCount: 1 }], 'bids')
  expectEqual(depth?.asks, [{ priceTicks: 60, quantityLots: 10, orderCount: 1 }], 'asks')
  expectEqual((await queries.recentTrades(MARKET, 9)).map(({ quantityLots }) => quantityLots), [3], 'trades')
  await expectFailure(() => queries.order(ALICE, undefined as never), 'a query that cannot be')
}

async function goesOn(storage: ExchangeStorage): Promise<void> {
  const first = await ready(storage)
  await first.submit(order({ priceTicks: 40 }))
  const saved = await first.saveSnapshot()
  expectEqual(saved, first.statistics().commandSequence, 'where the snapshot goes up to')
  await first.submit(order({ priceTicks: 41 }))
  const { commandSequence, eventSequence } = first.statistics()
  const orders = await first.queries.openOrders(ALICE)
  const balances = await first.queries.balances(ALICE)
  await first.stop()
  const second = storage.exchange()
  const report = await second.start()
  expectEqual([report.lastSequence, report.orderCount, report.accountCount], [commandSequence, 2, 2], 'the report')
  expectEqual(report.snapshotSequence, commandSequence, 'the snapshot of the clean stop')
  expectEqual(await second.queries.openOrders(ALICE), orders, 'open orders')
  expectEqual(await second.queries.balances(ALICE), balances, 'balances')
  const answer = await second.submit(order({}))
  const firstEvent = answer.status === 'done' ? answer.events[0]?.sequence : undefined
  expectEqual(firstEvent, eventSequence + 1, 'the next event')
}

interface OrderTerms {
  readonly accountId?: AccountId
  readonly side?: 'buy' | 'sell'
  readonly priceTicks?: number
  readonly quantityLots?: number
  readonly clientOrderId?: string
}

function order(terms: OrderTerms): Command {
  return {
    type: 'PlaceOrder',
    accountId: ALICE,
    instrumentId: MARKET,
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'GTC',
    postOnly: false,
    priceTicks: 50,
    quantityLots: 10,
    ...terms,
  } as Command
}

function reasonOf(answer: Answer): string {
  return answer.status === 'done' ? 'done' : answer.reason
}
