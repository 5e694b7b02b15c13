import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  balanceAndLimits,
  centralCounterparty,
  ConfigurationMismatchError,
  ConfigurationTooLongError,
  decodeSnapshot,
  TradingFlow,
  Exchange,
  makerTaker,
  ManualClock,
  MemoryJournal,
  MemorySnapshotStore,
  quoteOnTop,
  RecoveryError,
  STATELESS,
} from '../src/index.ts'
import { encodeJsonSnapshot } from '../src/snapshot/json-snapshot.ts'
import type { ExchangeFailure, ExchangeOptions, JournalRecord, RecoveryProgress } from '../src/index.ts'
import { anyCommand, SETTING } from './arbitraries.ts'
import { ExchangeFixture } from './exchange-fixture.ts'
import { ALICE, amend, BOB, limit, MARKET, USDT } from './venue-fixture.ts'

interface Left {
  readonly storage: { readonly records: JournalRecord[] }
  readonly snapshots: MemorySnapshotStore
}

const onTop = { fees: { plugin: quoteOnTop, options: { tiers: [{ makerPpm: 0, takerPpm: 100_000 }] } } }

const someCommands = fc.array(anyCommand, { maxLength: 60 })

/** What an exchange leaves that has traded: by a clean stop, or with its journal alone. */
async function left(how: 'clean stop' | 'crash', options: Partial<ExchangeOptions> = {}): Promise<Left> {
  const storage = { records: [] }
  const snapshots = new MemorySnapshotStore()
  const fixture = await new ExchangeFixture(options, { storage, snapshots }, 'auto').ready()
  await fixture.exchange.submit(limit(ALICE, 'sell', 50, 100))
  await fixture.exchange.submit(limit(BOB, 'buy', 50, 40))
  await fixture.exchange.submit(limit(BOB, 'buy', 45, 1_000))
  if (how === 'clean stop') await fixture.stopped()
  return { storage, snapshots }
}

function exchangeOver({ storage, snapshots }: Left, options: Partial<ExchangeOptions> = {}): Exchange {
  return new Exchange({ journal: new MemoryJournal({ storage }), snapshots, clock: new ManualClock(5), ...options })
}

describe('recovery', () => {
  it('after a clean stop begins from the snapshot, history included', async () => {
    const exchange = exchangeOver(await left('clean stop'))
    expect(await exchange.start()).toMatchObject({
      snapshotSequence: 13,
      replayedCommands: 0,
      lastSequence: 13,
      tornTail: undefined,
      unusableSnapshots: [],
      snapshotEventSequence: 27,
      orderCount: 2,
      accountCount: 2,
    })
    expect(await exchange.queries.recentTrades(MARKET, 5)).toHaveLength(1)
    const answer = await exchange.submit(limit(ALICE, 'sell', 45, 100))
    expect(answer).toMatchObject({ status: 'done', commandSequence: 14 })
    // The clock stands before what was journaled: time holds on.
    expect(answer.status === 'done' ? answer.events[0] : undefined).toMatchObject({ sequence: 28, timestampUs: 1_000_000 })
  })

  it('after a crash replays the journal, tells how far it is, and gives the same', async () => {
    const clean = await exchangeOver(await left('clean stop')).start()
    const progress: RecoveryProgress[] = []
    const report = await exchangeOver(await left('crash')).start((step) => progress.push(step))
    expect(report).toEqual({ ...clean, snapshotSequence: undefined, snapshotEventSequence: 0, replayedCommands: 13 })
    expect(progress).toEqual([{ sequence: 13, lastSequence: 13 }])
  })

  describe('tells subscribers who have heard of events up to one', () => {
    const startedAfter = async (publishAfter: number | undefined, kept: Left) => {
      const failures: ExchangeFailure[] = []
      const exchange = exchangeOver(kept, { publishAfter, onError: (failure) => failures.push(failure) })
      const told: number[] = []
      exchange.subscribe({ publish: (events) => told.push(...events.map(({ sequence }) => sequence)) })
      await exchange.start()
      return { told, failures: failures.map(({ error }) => String(error)) }
    }
    const from = (first: number) => Array.from({ length: 28 - first }, (_, index) => first + index)

    it('of all behind it', async () => {
      expect(await startedAfter(14, await left('crash'))).toEqual({ told: from(15), failures: [] })
      expect(await startedAfter(27, await left('crash'))).toEqual({ told: [], failures: [] })
      expect(await startedAfter(undefined, await left('crash'))).toEqual({ told: [], failures: [] })
    })

    it('of all behind it though the newest snapshot has them', async () => {
      expect(await startedAfter(14, await left('clean stop'))).toEqual({ told: from(15), failures: [] })
    })

    it('of none where the journal no longer has them, which is reported', async () => {
      const { storage, snapshots } = await left('clean stop')
      const kept = { storage: { records: storage.records.slice(5) }, snapshots }
      const gap = 'Error: events 15 to 27 cannot be published: a snapshot has what they did, and not them'
      expect(await startedAfter(14, kept)).toEqual({ told: [], failures: [gap] })
    })
  })

  it('gives the state back whatever was done, with snapshots taken anywhere', async () => {
    const anyCommands = fc.array(anyCommand, { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(anyCommands, fc.integer({ min: 1, max: 30 }), async (commands, every) => {
        const storage = { records: [] }
        const snapshots = new MemorySnapshotStore()
        const first = exchangeOver({ storage, snapshots }, { snapshotEveryCommands: every, hashEveryCommands: every })
        await first.start()
        for (const command of [...SETTING, ...commands]) await first.submit(command)
        const second = exchangeOver({ storage, snapshots })
        const replayed = exchangeOver({ storage, snapshots: new MemorySnapshotStore() })
        const { eventHash, lastSequence } = await second.start()
        expect(await replayed.start()).toMatchObject({ eventHash, lastSequence, replayedCommands: lastSequence })
        expect(second.statistics()).toEqual({ ...first.statistics(), refusals: 0 })
        for (const account of [1, 2, 3, 4] as (typeof ALICE)[]) {
          expect(await second.queries.balances(account)).toEqual(await first.queries.balances(account))
          expect(await second.queries.openOrders(account)).toEqual(await first.queries.openOrders(account))
        }
        expect(await second.queries.recentTrades(MARKET, 99)).toEqual(await first.queries.recentTrades(MARKET, 99))
      }),
      { seed: 42, numRuns: 25 },
    )
  })

  it.each([
    [1, 12],
    [4, 15],
    [5, 14],
  ])('stops where the events differ from those journaled, found by the hash before every %d. command', async (every, last) => {
    const fees = (units: bigint): Partial<ExchangeOptions> => {
      const fee = ({ side }: { side: string }) => ({ assetId: USDT, units: side === 'sell' ? units : 0n })
      const create = () => ({ ...STATELESS, hasTier: () => true, fee })
      return { plugins: { fees: { plugin: { slot: 'fees', name: 'changed', create } } }, hashEveryCommands: every }
    }
    const what = await left('crash', fees(0n))
    const before = exchangeOver(what, fees(0n))
    await before.start()
    for (let more = 0; more < 3; more += 1) await before.submit(limit(BOB, 'buy', 45, 1))
    // The plugin decides otherwise now under the name that it had.
    await expect(exchangeOver(what, fees(1n)).start()).rejects.toMatchObject({
      name: 'RecoveryError',
      problem: 'DIVERGED',
      message: expect.stringContaining(`the events up to command ${last} are not those of the journal`) as string,
    })
    expect(await exchangeOver(what, fees(0n)).start()).toMatchObject({ lastSequence: 16 })
  })

  it.each([
    ['a journal behind the snapshot', 'JOURNAL_BEHIND_SNAPSHOT', (records: JournalRecord[]) => records.splice(12)],
    ['a journal that is gone', 'JOURNAL_BEHIND_SNAPSHOT', (records: JournalRecord[]) => records.splice(0)],
  ])('refuses %s', async (_what, problem, damage) => {
    const what = await left('clean stop')
    damage(what.storage.records)
    await expect(exchangeOver(what).start()).rejects.toMatchObject({ name: 'RecoveryError', problem })
  })

  it('refuses a journal with a gap before it or within it', async () => {
    const begins = await left('crash')
    begins.storage.records.splice(0, 2)
    await expect(exchangeOver(begins).start()).rejects.toMatchObject({ problem: 'GAP', message: expect.stringContaining('begins at 3') as string })
    const within = await left('crash')
    within.storage.records.splice(5, 1)
    await expect(exchangeOver(within).start()).rejects.toThrow(RecoveryError)
  })

  it('refuses a record that is no command', async () => {
    const what = await left('crash')
    what.storage.records[4] = { sequence: 5, payload: Uint8Array.from([1, 2, 3]) }
    const exchange = exchangeOver(what)
    await expect(exchange.start()).rejects.toMatchObject({ problem: 'UNREADABLE_COMMAND' })
    expect(exchange.status).toBe('failed')
    expect(await exchange.submit(limit(ALICE, 'buy', 1, 1))).toMatchObject({ reason: 'NOT_RUNNING' })
    const other = await left('crash')
    other.storage.records[4] = { sequence: 5, payload: other.storage.records[3]!.payload }
    await expect(exchangeOver(other).start()).rejects.toThrow('record 5 of the journal has command 4')
  })

  it('refuses a snapshot that cannot be read, or does not give the state that it was taken of', async () => {
    const unreadable = await left('clean stop')
    await unreadable.snapshots.save({ sequence: 13, payload: Uint8Array.from([123]) })
    await expect(exchangeOver(unreadable).start()).rejects.toMatchObject({ problem: 'UNREADABLE_SNAPSHOT' })
    const changed = await left('clean stop')
    const { snapshot } = await changed.snapshots.latest()
    const { flow } = decodeSnapshot(snapshot!.payload)
    const history = { finishedOrders: [], trades: [] }
    const plain = TradingFlow.restore(flow).snapshot()
    const accounts = plain.accounts.map((account) => ({ ...account, feeTier: 7 }))
    const payload = encodeJsonSnapshot({ flow: { ...plain, accounts }, history })
    await changed.snapshots.save({ sequence: 13, payload })
    await expect(exchangeOver(changed).start()).rejects.toMatchObject({ problem: 'DIVERGED' })
  })
})

describe('a configuration', () => {
  const long = (instruments: number): Partial<ExchangeOptions> => {
    const limits = { maxOrderQuantityLots: 1_000_000, maxOrderNotionalUnits: '100000000000' }
    const entries = Array.from({ length: instruments }, (_, index) => [`COIN${index}-USDT`, limits])
    const options = { instruments: Object.fromEntries(entries) as unknown }
    return { plugins: { risk: { plugin: balanceAndLimits, options } } }
  }

  it('of thousands of instruments is journaled and read back', async () => {
    const what = await left('crash', long(5_000))
    expect(what.storage.records[0]!.payload.length).toBeGreaterThan(2 ** 18)
    expect(what.storage.records[0]!.payload.length).toBeLessThan(2 ** 20)
    expect(await exchangeOver(what, long(5_000)).start()).toMatchObject({ lastSequence: 13 })
  })

  it('that would not fit a record of the journal is refused before anything is written', () => {
    let refusal: unknown
    try {
      exchangeOver({ storage: { records: [] }, snapshots: new MemorySnapshotStore() }, long(7_000))
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(ConfigurationTooLongError)
    expect(refusal).toMatchObject({ message: expect.stringMatching(/length=[0-9]{6} limit=523264/) as string })
  })
})

describe('another configuration', () => {
  it('that clears by an account that is not open refuses to amend, as it refuses to place', async () => {
    const what = await left('clean stop')
    const plugins = { clearing: { plugin: centralCounterparty, options: { accountId: 3 } } }
    const { exchange } = await new ExchangeFixture({ plugins }, what, 'auto').ready()
    const refused = { status: 'refused', reason: 'UNKNOWN_ACCOUNT' }
    expect(await exchange.submit(limit(BOB, 'buy', 50, 1))).toMatchObject(refused)
    expect(await exchange.submit(amend(BOB, 3, { price: 50 }))).toMatchObject(refused)
    expect(exchange.status).toBe('running')
  })

  it('is refused where commands would be replayed under it, by name', async () => {
    const what = await left('crash')
    const start = exchangeOver(what, { plugins: onTop }).start()
    await expect(start).rejects.toThrow(ConfigurationMismatchError)
    await expect(start).rejects.toThrow('fees was {"options":null,"plugin":"maker-taker","version":1}, is {"options":{"tiers":')
    expect(await exchangeOver(what).start()).toMatchObject({ lastSequence: 13 })
  })

  it('takes over behind commands that were decided under another, where the plugins of that are known', () =>
    fc.assert(
      fc.asyncProperty(someCommands, fc.integer({ min: 3, max: 20 }), async (commands, every) => {
        const what: Left = { storage: { records: [] }, snapshots: new MemorySnapshotStore() }
        const before = new ExchangeFixture({ snapshotEveryCommands: every }, what, 'auto').exchange
        await before.start()
        for (const command of [...SETTING, ...commands]) await before.submit(command)
        const replayed = exchangeOver({ storage: { records: [...what.storage.records] }, snapshots: what.snapshots })
        await replayed.start()
        expect([replayed.eventHash(), replayed.stateHash()]).toEqual([before.eventHash(), before.stateHash()])
        const changed = exchangeOver(what, { plugins: onTop, knownPlugins: [makerTaker] })
        await changed.start()
        for (const command of commands) await changed.submit(command)
        // It was never stopped: what came before and behind the change is carried out again, under both.
        const again = exchangeOver(what, { limits: { maxAccounts: 9 }, knownPlugins: [quoteOnTop] })
        const { eventHash } = await again.start()
        expect(eventHash).toBe(changed.eventHash())
        expect(again.statistics().commandSequence).toBe(changed.statistics().commandSequence + 1)
      }),
      { seed: 91, numRuns: 25 },
    ))

  it('is refused where the flow had another number', async () => {
    const what = await left('crash', { flowNumber: 3 })
    for (const flowNumber of [undefined, 4]) {
      const start = exchangeOver(what, flowNumber === undefined ? {} : { flowNumber }).start()
      await expect(start).rejects.toThrow(ConfigurationMismatchError)
      await expect(start).rejects.toThrow(`flowNumber was 3, is ${flowNumber ?? 'none'}`)
    }
    const stopped = await left('clean stop', { flowNumber: 3 })
    await expect(exchangeOver(stopped).start()).rejects.toThrow('a flow keeps its number: it was 3, is 0')
  })

  it('takes over behind them where the limits alone differ', async () => {
    const what = await left('crash')
    const exchange = exchangeOver(what, { limits: { maxAccounts: 7 } })
    expect(await exchange.start()).toMatchObject({ lastSequence: 13, replayedCommands: 13 })
    expect(exchange.statistics().commandSequence).toBe(14)
    expect(await exchangeOver(what, { limits: { maxAccounts: 7 } }).start()).toMatchObject({ lastSequence: 14 })
  })

  it('takes over after a clean stop, as a command of its own, and holds for what comes', async () => {
    const what = await left('clean stop')
    const changed = new ExchangeFixture({ plugins: onTop }, what)
    await changed.exchange.start()
    changed.journal.commit()
    expect(changed.publisher.events.map(({ type }) => type)).toEqual(['ConfigurationChanged', 'BalanceChanged'])
    expect(await changed.exchange.queries.balance(BOB, USDT)).toMatchObject({ heldUnits: 49_500n })
    // Killed right then: the snapshot is of the old configuration, all that follows of the new.
    const report = await exchangeOver(what, { plugins: onTop }).start()
    expect(report).toMatchObject({ snapshotSequence: 13, replayedCommands: 1 })
    await expect(exchangeOver(what).start()).rejects.toThrow(ConfigurationMismatchError)
  })

  it('cancels what is not covered any more, and puts accounts without their tier on tier 0', async () => {
    const tiers = [{ makerPpm: 0, takerPpm: 0 }, { makerPpm: 5, takerPpm: 5 }]
    const options = { plugins: { fees: { plugin: makerTaker, options: { tiers } } } }
    const what = { storage: { records: [] }, snapshots: new MemorySnapshotStore() }
    const first = await new ExchangeFixture(options, what, 'auto').ready()
    await first.exchange.submit({ type: 'SetFeeTier', accountId: BOB, feeTier: 1 })
    await first.exchange.submit(limit(BOB, 'buy', 100, 6_000))
    await first.exchange.submit(limit(BOB, 'buy', 100, 4_000))
    await first.stopped()
    const second = new ExchangeFixture({ plugins: onTop }, what)
    await second.exchange.start()
    second.journal.commit()
    const types = second.publisher.events.map(({ type }) => type)
    expect(types).toEqual(['ConfigurationChanged', 'FeeTierChanged', 'OrderCanceled', 'BalanceChanged', 'BookLevelChanged'])
    expect(await second.exchange.queries.balance(BOB, USDT)).toMatchObject({ freeUnits: 560_000n, heldUnits: 440_000n })
  })
})
