import { describe, expect, it } from 'vitest'
import type { Command } from '../src/index.ts'
import { MemorySnapshotStore, QueryUnavailableError } from '../src/index.ts'
import { ExchangeFixture, hasCome, reasonOf } from './exchange-fixture.ts'
import { ALICE, BOB, BTC, cancel, limit, MARKET, market, USDT } from './venue-fixture.ts'

describe('Exchange', () => {
  it('lets answers and events out when the journal says durable, in order, events first (DURABLE-01)', async () => {
    const { exchange, journal, publisher } = await new ExchangeFixture().ready()
    const order: string[] = []
    exchange.subscribe({ publish: (events) => order.push(`event ${events[0]!.commandSequence}`) })
    const answers = [limit(ALICE, 'sell', 50, 100), limit(BOB, 'buy', 50, 40), cancel(ALICE, 9)].map((command) => exchange.submit(command))
    for (const answer of answers) void answer.then(({ status }) => order.push(status))
    expect(await hasCome(answers[0]!)).toBe(false)
    expect(publisher.events).toEqual([])

    journal.commit(1)
    await answers[0]
    expect(order).toEqual(['event 11', 'done'])
    expect(await hasCome(answers[1]!)).toBe(false)

    journal.commit()
    const [, traded, refused] = await Promise.all(answers)
    expect(order).toEqual(['event 11', 'done', 'event 12', 'event 13', 'done', 'refused'])
    expect(traded).toMatchObject({ status: 'done', commandSequence: 12 })
    expect(traded?.status === 'done' ? publisher.events.slice(3, -1) : []).toEqual(traded?.status === 'done' ? traded.events : undefined)
    expect(refused).toEqual({
      status: 'refused',
      commandSequence: 13,
      reason: 'UNKNOWN_ORDER',
      text: 'There is no such open order of this account: orderId=9',
    })
  })

  it('journals a refused command too', async () => {
    const { exchange, journal, storage } = await new ExchangeFixture().ready()
    const before = storage.records.length
    const answer = exchange.submit(cancel(ALICE, 9))
    journal.commit()
    expect(reasonOf(await answer)).toBe('UNKNOWN_ORDER')
    expect(storage.records).toHaveLength(before + 1)
  })

  it('answers BUSY where as many wait as may, and sequences nothing for it', async () => {
    const { exchange, journal } = await new ExchangeFixture({ maxPendingCommands: 15 }).ready()
    const answers = Array.from({ length: 16 }, () => exchange.submit(limit(ALICE, 'buy', 50, 1)))
    const before = exchange.statistics()
    expect(before).toMatchObject({ pendingCommands: 15, openOrders: 15 })
    expect(await answers[15]).toEqual({ status: 'unavailable', reason: 'BUSY', text: 'commands that wait for the journal: 15; send it again later' })
    journal.commit()
    await Promise.all(answers)
    const later = exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    expect(await later).toMatchObject({ status: 'done', commandSequence: before.commandSequence + 1 })
  })

  it.each<[unknown, string]>([
    [undefined, 'a command is an object'],
    [[], 'a command is an object'],
    [{}, 'type: no such command: undefined'],
    [{ type: 'toString' }, 'type: no such command: toString'],
    [{ type: 'OpenAccount' }, 'name: text of at most 256 characters is wanted'],
    [{ type: 'OpenAccount', name: 'x', extra: 1 }, 'extra: there is no such field'],
    [{ ...limit(ALICE, 'buy', 1, 1), quantityLots: Number.NaN }, 'quantityLots: an integer of at most 53 bits is wanted'],
    [{ ...limit(ALICE, 'buy', 1, 1), quantityLots: '1' }, 'quantityLots: an integer of at most 53 bits is wanted'],
    [{ ...limit(ALICE, 'buy', 1, 1), priceTicks: 2 ** 53 }, 'priceTicks: an integer of at most 53 bits is wanted'],
    [{ ...limit(ALICE, 'buy', 1, 1), side: 'long' }, 'side: one of buy, sell is wanted'],
    [{ ...limit(ALICE, 'buy', 1, 1), postOnly: undefined }, 'postOnly: true or false is wanted'],
    [{ ...market(ALICE, 'buy', 1), priceTicks: 1 }, 'priceTicks: there is no such field'],
    [{ type: 'Deposit', accountId: ALICE, assetId: BTC, units: 5 }, 'units: a bigint of at most 127 bits is wanted'],
    [{ type: 'Deposit', accountId: ALICE, assetId: BTC, units: 2n ** 127n }, 'units: a bigint of at most 127 bits is wanted'],
    [{ type: 'CancelOrder', accountId: ALICE, order: {} }, 'order: an object with either orderId or clientOrderId is wanted'],
    [{ type: 'CancelOrder', accountId: ALICE, order: { orderId: 1, clientOrderId: 'a' } }, 'order: an object with either'],
    [{ type: 'ListInstrument', kind: 'spot', terms: { symbol: 'X', tickSize: 1 }, baseAssetId: BTC, quoteAssetId: USDT }, 'terms.tickSize: text'],
    [{ type: 'ConfigureFlow', configuration: '{}' }, 'type: ConfigureFlow is for the exchange itself'],
  ])('answers MALFORMED to what is no command: %o', async (command, text) => {
    const { exchange } = await new ExchangeFixture().ready()
    const before = exchange.statistics()
    const answer = await exchange.submit(command as Command)
    expect(answer).toMatchObject({ status: 'unavailable', reason: 'MALFORMED' })
    expect(answer.status === 'unavailable' ? answer.text : '').toContain(text)
    expect(exchange.statistics()).toEqual(before)
  })

  it('holds queries back until what they show is durable (DURABLE-01)', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    expect(await exchange.queries.balance(ALICE, USDT)).toMatchObject({ freeUnits: 1_000_000n, heldUnits: 0n })
    void exchange.submit(limit(ALICE, 'buy', 50, 100))
    const seen = exchange.queries.balance(ALICE, USDT)
    void exchange.submit(limit(ALICE, 'buy', 50, 100))
    expect(await hasCome(seen)).toBe(false)
    journal.commit(1)
    expect(await seen).toMatchObject({ freeUnits: 995_000n, heldUnits: 5_000n })
    const later = exchange.queries.openOrders(ALICE)
    expect(await hasCome(later)).toBe(false)
    journal.commit()
    expect((await later).map(({ orderId }) => orderId)).toEqual([1, 2])
  })

  it('answers every query', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    const commands = [limit(ALICE, 'sell', 60, 100, { clientOrderId: 'a' }), limit(ALICE, 'sell', 50, 30), limit(BOB, 'buy', 50, 40)]
    const answers = commands.map((command) => exchange.submit(command))
    journal.commit()
    await Promise.all(answers)
    const { queries } = exchange
    expect((await queries.assets()).map(({ symbol }) => symbol)).toEqual(['BTC', 'USDT'])
    expect((await queries.instruments()).map(({ symbol }) => symbol)).toEqual(['BTC-USDT'])
    expect(await queries.account('bob')).toEqual({ accountId: BOB, name: 'bob', feeTier: 0 })
    expect(await queries.account('nobody')).toBeUndefined()
    expect(await queries.balances(ALICE)).toHaveLength(2)
    expect(await queries.openOrders(ALICE, MARKET)).toMatchObject([{ orderId: 1 }])
    expect(await queries.openOrders(ALICE, 9 as typeof MARKET)).toEqual([])
    expect(await queries.order(ALICE, { clientOrderId: 'a' })).toMatchObject({ orderId: 1, status: 'open' })
    expect(await queries.order(ALICE, { orderId: 2 as never })).toMatchObject({ status: 'filled' })
    expect(await queries.order(BOB, { orderId: 2 as never })).toBeUndefined()
    expect(await queries.orderById(3 as never)).toMatchObject({ status: 'partially_filled' })
    expect(await queries.depth(MARKET, 5)).toMatchObject({
      bids: [{ priceTicks: 50, quantityLots: 10, orderCount: 1 }],
      asks: [{ priceTicks: 60, quantityLots: 100, orderCount: 1 }],
    })
    expect(await queries.depth(MARKET, -1)).toMatchObject({ bids: [], asks: [] })
    expect(await queries.depth(9 as typeof MARKET, 1)).toBeUndefined()
    expect(await queries.recentTrades(MARKET, 10)).toMatchObject([{ tradeId: 1, quantityLots: 30 }])
    expect(await queries.recentTrades(MARKET, 0)).toEqual([])
  })

  it('does not answer before it has started', async () => {
    const { exchange } = new ExchangeFixture()
    expect(await exchange.submit(cancel(ALICE, 1))).toEqual({ status: 'unavailable', reason: 'NOT_RUNNING', text: 'the exchange is starting' })
    await expect(exchange.queries.assets()).rejects.toThrow(QueryUnavailableError)
  })

  it('keeps on publishing to the others where one publisher throws', async () => {
    const fixture = new ExchangeFixture()
    const stopThrowing = fixture.exchange.subscribe({
      publish: () => {
        throw new Error('broken pipe')
      },
    })
    const second: number[] = []
    fixture.exchange.subscribe({ publish: (events) => second.push(events.length) })
    await fixture.ready()
    expect(second.length).toBeGreaterThan(5)
    expect(fixture.failures[0]).toMatchObject({ source: 'publisher', error: { message: 'broken pipe' } })
    const failures = fixture.failures.length
    stopThrowing()
    const answer = fixture.exchange.submit(limit(ALICE, 'buy', 50, 100))
    fixture.journal.commit()
    expect(reasonOf(await answer)).toBe('done')
    expect(fixture.failures).toHaveLength(failures)
  })

  it('lets a publisher hand in commands and end its subscription', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    let told = 0
    const end = exchange.subscribe({
      publish: () => {
        told += 1
        end()
        void exchange.submit(limit(BOB, 'buy', 40, 1))
      },
    })
    void exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    const last = exchange.submit(limit(ALICE, 'buy', 50, 1))
    journal.commit()
    await last
    expect([told, exchange.statistics().openOrders, exchange.statistics().pendingCommands]).toEqual([1, 3, 0])
  })

  it('fails with the journal: what waits is answered so, and nothing more is taken (DURABLE-05)', async () => {
    const { exchange, journal, failures, publisher } = await new ExchangeFixture().ready()
    const waiting = exchange.submit(limit(ALICE, 'buy', 50, 100))
    const query = exchange.queries.balances(ALICE)
    const text = 'the exchange is failed: disk full'
    journal.fail(new Error('disk full'))
    expect(await waiting).toEqual({ status: 'unavailable', reason: 'JOURNAL_FAILED', text })
    await expect(query).rejects.toThrow(text)
    expect(exchange.status).toBe('failed')
    expect(await exchange.submit(limit(ALICE, 'buy', 50, 100))).toMatchObject({ reason: 'JOURNAL_FAILED' })
    await expect(exchange.queries.assets()).rejects.toMatchObject({ reason: 'JOURNAL_FAILED' })
    expect(failures).toMatchObject([{ source: 'journal' }])
    expect(publisher.events).toEqual([])
    await expect(exchange.stop()).rejects.toThrow('disk full')
    expect(exchange.status).toBe('failed')
  })

  it('fails where a plugin breaks an invariant, and shows nothing of what it half did', async () => {
    const clearing = {
      plugin: {
        slot: 'clearing',
        name: 'forgetful',
        create: () => ({ accounts: [], clear: () => undefined, snapshot: () => '', restore: () => undefined, hashInto: () => undefined }),
      },
    } as const
    const { exchange, journal, failures } = await new ExchangeFixture({ plugins: { clearing } }).ready()
    void exchange.submit(limit(ALICE, 'sell', 50, 100))
    const answer = await exchange.submit(limit(BOB, 'buy', 50, 100))
    expect(answer).toMatchObject({ status: 'unavailable', reason: 'ENGINE_FAILED' })
    expect(failures).toMatchObject([{ source: 'engine', error: { name: 'InvariantError' } }])
    journal.commit()
    expect(exchange.status).toBe('failed')
  })

  it('takes nothing more when it stops, and answers what it took', async () => {
    const { exchange, journal, snapshots } = await new ExchangeFixture().ready()
    const taken = exchange.submit(limit(ALICE, 'buy', 50, 100))
    const stopping = exchange.stop()
    expect(await hasCome(stopping)).toBe(false)
    expect(exchange.status).toBe('stopping')
    expect(await exchange.submit(limit(ALICE, 'buy', 50, 100))).toMatchObject({ reason: 'NOT_RUNNING' })
    journal.commit()
    await stopping
    expect((await taken).status).toBe('done')
    expect(exchange.status).toBe('stopped')
    expect((await snapshots.latest()).snapshot?.sequence).toBe(11)
    expect(await exchange.queries.openOrders(ALICE)).toHaveLength(1)
    await expect(exchange.start()).rejects.toThrow('an exchange is started once')
  })

  it('takes snapshots as it goes, each only once it is durable', async () => {
    const saved: number[] = []
    class Recorded extends MemorySnapshotStore {
      override save(snapshot: Parameters<MemorySnapshotStore['save']>[0]): Promise<void> {
        saved.push(snapshot.sequence)
        return super.save(snapshot)
      }
    }
    const fixture = new ExchangeFixture({ snapshots: new Recorded(), snapshotEveryCommands: 12 })
    const { exchange, journal } = await fixture.ready()
    for (let count = 0; count < 5; count += 1) void exchange.submit(limit(ALICE, 'buy', 50, 1))
    expect(saved).toEqual([])
    journal.commit(1)
    expect(saved).toEqual([])
    journal.commit(1)
    expect(saved).toEqual([12])
    journal.commit()
    expect(await hasCome(exchange.queries.assets())).toBe(true)
    expect(saved).toEqual([12])
  })

  it('goes on trading where a snapshot cannot be saved', async () => {
    const broken = new MemorySnapshotStore()
    broken.save = () => Promise.reject(new Error('no space'))
    const fixture = await new ExchangeFixture({ snapshots: broken, snapshotEveryCommands: 3 }).ready()
    const answer = fixture.exchange.submit(limit(ALICE, 'buy', 50, 1))
    fixture.journal.commit()
    expect((await answer).status).toBe('done')
    expect(fixture.failures[0]).toMatchObject({ source: 'snapshot', error: { message: 'no space' } })
    await fixture.stopped()
    expect(fixture.exchange.status).toBe('stopped')
  })
})
