import { describe, expect, it } from 'vitest'
import { MemorySnapshotStore, QueryUnavailableError, STATELESS } from '../src/index.ts'
import type { Clock, Event, ExchangeOptions, FeePolicy, RiskPolicy } from '../src/index.ts'
import { ExchangeFixture, reasonOf } from './exchange-fixture.ts'
import { ALICE, BOB, limit, MARKET, USDT } from './venue-fixture.ts'

function feesThat(policy: Partial<FeePolicy>): Partial<ExchangeOptions> {
  const free = { hasTier: () => true, fee: () => ({ assetId: USDT, units: 0n }), openFeeUnits: () => 0n }
  const create = () => ({ ...STATELESS, ...free, ...policy })
  return { plugins: { fees: { plugin: { slot: 'fees', name: 'scripted', create } } } }
}

function riskThat(policy: Partial<RiskPolicy>): Partial<ExchangeOptions> {
  const create = () => ({ ...STATELESS, check: () => undefined, onTrade: () => undefined, ...policy })
  return { plugins: { risk: { plugin: { slot: 'risk', name: 'scripted', create } } } }
}

function thrower(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}

/** An exchange that was stopped with an order open, and its fixture. */
async function stoppedWithOrder(): Promise<ExchangeFixture> {
  const fixture = await new ExchangeFixture({}, undefined, 'auto').ready()
  await fixture.exchange.submit(limit(BOB, 'buy', 90, 10))
  await fixture.stopped()
  return fixture
}

describe('a command that the engine cannot carry out', () => {
  it('is not in the journal, so that the exchange starts again', async () => {
    const risk = riskThat({ check: thrower('a defect') })
    const fixture = await new ExchangeFixture(risk, undefined, 'auto').ready()
    const before = fixture.storage.records.length
    expect(reasonOf(await fixture.exchange.submit(limit(BOB, 'buy', 90, 10)))).toBe('ENGINE_FAILED')
    await expect(fixture.exchange.stop()).rejects.toThrow('a defect')
    expect(fixture.storage.records).toHaveLength(before)
    const again = new ExchangeFixture(risk, fixture, 'auto')
    expect(await again.exchange.start()).toMatchObject({ lastSequence: before, accountCount: 2 })
  })

  it('makes the start fail where it is the configuration, and the old one starts again', async () => {
    const left = await stoppedWithOrder()
    const before = left.storage.records.length
    const broken = new ExchangeFixture(feesThat({ openFeeUnits: () => -1n }), left, 'auto')
    await expect(broken.exchange.start()).rejects.toThrow('a fee policy holds no negative fee')
    expect(broken.exchange.status).toBe('failed')
    await expect(broken.exchange.stop()).rejects.toThrow('a fee policy holds no negative fee')
    expect(left.storage.records).toHaveLength(before)
    expect(await new ExchangeFixture({}, left, 'auto').exchange.start()).toMatchObject({ orderCount: 1 })
  })
})

describe('a journal that takes no record', () => {
  it('fails the exchange', async () => {
    const { exchange, journal, failures } = await new ExchangeFixture().ready()
    journal.append = thrower('too large')
    expect(reasonOf(await exchange.submit(limit(BOB, 'buy', 90, 10)))).toBe('JOURNAL_FAILED')
    expect(exchange.status).toBe('failed')
    expect(failures).toMatchObject([{ source: 'journal', error: { message: 'too large' } }])
    await expect(exchange.queries.assets()).rejects.toThrow('too large')
  })

  it('makes the start fail where it does not take the configuration', async () => {
    const fixture = new ExchangeFixture()
    fixture.journal.append = thrower('too large')
    await expect(fixture.exchange.start()).rejects.toThrow('too large')
    expect(fixture.exchange.status).toBe('failed')
  })
})

describe('a snapshot that cannot be taken', () => {
  it('costs no answer and no event, and is tried again when the next one is due', async () => {
    let calls = 0
    const snapshot = (): never => {
      calls += 1
      throw new Error('Invalid string length')
    }
    const options = { ...riskThat({ snapshot }), snapshotEveryCommands: 12 }
    const fixture = await new ExchangeFixture(options, undefined, 'auto').ready()
    const sequences: number[] = []
    fixture.exchange.subscribe({
      publish: (events) => {
        for (const { commandSequence } of events) sequences.push(commandSequence)
      },
    })
    for (let count = 0; count < 8; count += 1)
      expect(reasonOf(await fixture.exchange.submit(limit(ALICE, 'buy', 10, 1)))).toBe('done')
    expect([...new Set(sequences)]).toEqual([11, 12, 13, 14, 15, 16, 17, 18])
    expect(calls).toBe(1)
    expect(fixture.failures).toMatchObject([{ source: 'snapshot', error: { message: 'Invalid string length' } }])
    expect(fixture.exchange.status).toBe('running')
  })

  it('is tried again where the store throws instead of rejecting', async () => {
    const snapshots = new MemorySnapshotStore()
    snapshots.save = thrower('no space')
    const fixture = await new ExchangeFixture({ snapshots, snapshotEveryCommands: 4 }, undefined, 'auto').ready()
    for (let count = 0; count < 8; count += 1) await fixture.exchange.submit(limit(ALICE, 'buy', 10, 1))
    expect(fixture.failures.map(({ source }) => source)).toEqual(['snapshot', 'snapshot', 'snapshot'])
    await fixture.stopped()
  })
})

describe('a clock that tells no time', () => {
  it.each([1.5, Number.NaN, -1])('fails the exchange, and submit answers: %d', async (nowUs) => {
    let now = 5
    const clock: Clock = { nowUs: () => now }
    const { exchange } = await new ExchangeFixture({ clock }, undefined, 'auto').ready()
    now = nowUs
    expect(await exchange.submit({ type: 'OpenAccount', name: 'x' })).toMatchObject({ reason: 'ENGINE_FAILED' })
    expect(exchange.status).toBe('failed')
  })
})

describe('an error handler that throws', () => {
  it('keeps no answer back', async () => {
    const fixture = await new ExchangeFixture({ onError: thrower('a defect of the handler') }).ready()
    const told: Event[] = []
    fixture.exchange.subscribe({ publish: thrower('broken pipe') })
    fixture.exchange.subscribe({ publish: (events) => told.push(...events) })
    const answers = [1, 2].map(() => fixture.exchange.submit(limit(ALICE, 'buy', 10, 1)))
    fixture.journal.commit()
    expect((await Promise.all(answers)).map(reasonOf)).toEqual(['done', 'done'])
    expect(new Set(told.map(({ commandSequence }) => commandSequence)).size).toBe(2)
  })
})

describe('a query', () => {
  it('that throws is a rejection', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    const wrong = () => exchange.queries.order(ALICE, undefined as never)
    await expect(wrong()).rejects.toThrow(TypeError)
    void exchange.submit(limit(ALICE, 'buy', 10, 1))
    const waiting = wrong()
    journal.commit()
    await expect(waiting).rejects.toThrow(TypeError)
    expect(await exchange.queries.recentTrades(MARKET, Number.NaN)).toEqual([])
  })

  it('is rejected where the exchange was stopped before it was started', async () => {
    const { exchange } = new ExchangeFixture()
    await exchange.stop()
    await expect(exchange.queries.assets()).rejects.toThrow(QueryUnavailableError)
    await expect(exchange.queries.assets()).rejects.toThrow('the exchange is stopped')
  })

  it('shows the state and lets nobody change it', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    const tier = exchange.submit({ type: 'SetFeeTier', accountId: BOB, feeTier: 0 })
    const halted = exchange.submit({ type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'halted' })
    journal.commit()
    await Promise.all([tier, halted])
    const shown = [
      ...(await exchange.queries.assets()),
      ...(await exchange.queries.instruments()),
      await exchange.queries.account('alice'),
      await exchange.queries.accountById(BOB),
    ]
    expect(shown.map((one) => Object.isFrozen(one))).toEqual([true, true, true, true, true])
    await fixtureRestartedIsFrozen()
  })
})

async function fixtureRestartedIsFrozen(): Promise<void> {
  const left = await stoppedWithOrder()
  const { exchange } = await new ExchangeFixture({}, left, 'auto').ready()
  const { queries } = exchange
  const shown = [...(await queries.assets()), ...(await queries.instruments()), await queries.account('bob')]
  expect(shown.every((one) => Object.isFrozen(one))).toBe(true)
}
