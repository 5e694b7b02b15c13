import { encodeCommand } from '@openlob/application'
import type { Answer, Command, Event, ExchangeFailure } from '@openlob/application'
import { sampleHistory } from '@openlob/application/testing'
import { describe, expect, it } from 'vitest'
import { ThreadedExchange, TIERS } from '../src/index.ts'
import type { ThreadedExchangeOptions, TierSettings } from '../src/index.ts'
import type { Broken } from './broken-parts.ts'
import { bundled } from './bundled.ts'

const file = bundled('broken-parts.ts')
const SETTING = sampleHistory({ length: 0, accounts: 2 }).map(({ command }) => command)
const ORDER = {
  type: 'PlaceOrder',
  accountId: 1,
  instrumentId: 1,
  side: 'buy',
  orderType: 'limit',
  timeInForce: 'GTC',
  postOnly: false,
  priceTicks: 50,
  quantityLots: 10,
} as unknown as Command

interface Fixture {
  readonly exchange: ThreadedExchange
  readonly failures: ExchangeFailure[]
}

function fixture(broken: Broken, more: Pick<ThreadedExchangeOptions, 'tier' | 'snapshotEveryCommands'> = {}): Fixture {
  const failures: ExchangeFailure[] = []
  const exchange = new ThreadedExchange({
    parts: file('broken-parts.ts'),
    worker: file('worker.ts'),
    settings: broken,
    onError: (failure) => failures.push(failure),
    ...more,
  })
  return { exchange, failures }
}

async function running(...options: Parameters<typeof fixture>): Promise<Fixture> {
  const created = fixture(...options)
  await created.exchange.start()
  for (const command of SETTING) await created.exchange.submit(command)
  return created
}

/** The last command before the first order. */
const SET = SETTING.length + 1

const reasonOf = (answer: Answer): string => (answer.status === 'done' ? 'done' : answer.reason)

describe('a threaded exchange that cannot start', () => {
  it('says so with what the thread said, and ends its threads', async () => {
    const { exchange, failures } = fixture({ what: 'journal opening', after: 0 })
    const wrong = { name: 'LocatedError', message: 'damaged', location: 'segment-7', offset: 42 }
    await expect(exchange.start()).rejects.toMatchObject(wrong)
    expect(exchange.status).toBe('failed')
    expect(await exchange.submit(ORDER)).toEqual({ status: 'unavailable', reason: 'NOT_RUNNING', text: 'the exchange is failed: damaged' })
    await expect(exchange.stop()).rejects.toMatchObject(wrong)
    expect(failures).toEqual([])
  })

  it.each([
    [300_000, 'long-tail', 'a ring of the tier takes messages of at most 262136 octets'],
    [2_000_000, 'normal', 'the configuration'],
  ] as const)('says so where its configuration is too long: %d characters, %s', async (after, tier, message) => {
    const { exchange } = fixture({ what: 'configuration', after }, { tier })
    await expect(exchange.start()).rejects.toThrow(message)
    expect(exchange.status).toBe('failed')
  })

  it('says so where its parts cannot be made, or there is no such module', async () => {
    await expect(fixture({ what: 'parts', after: 0 }).exchange.start()).rejects.toThrow('no such plugin')
    const parts = file('worker.ts')
    await expect(new ThreadedExchange({ parts, worker: file('worker.ts') }).start()).rejects.toThrow('it exports no function flowParts')
  })
})

describe('a threaded exchange of which a thread fails', () => {
  it.each([
    ['journal writing', SET + 3, 'JOURNAL_FAILED', 'disk full', 'journal'],
    ['journal thread', SET + 3, 'ENGINE_FAILED', 'the thread of the journal has ended by itself: code=3', 'engine'],
    ['engine', 3, 'ENGINE_FAILED', 'a defect', 'engine'],
  ] as const)('answers what was taken, and takes nothing more: %s', async (what, after, reason, message, source) => {
    const { exchange, failures } = await running({ what, after })
    const published: Event[] = []
    exchange.subscribe({ publish: (events) => published.push(...events) })
    const answers = await Promise.all(Array.from({ length: 6 }, () => exchange.submit(ORDER)))
    const done = answers.filter(({ status }) => status === 'done').length
    // The engine may have stopped what the journal was about to say of the first three.
    expect(done).toBeLessThanOrEqual(3)
    expect(answers.slice(done)).toEqual(Array(6 - done).fill({ status: 'unavailable', reason, text: `the exchange is failed: ${message}` }))
    const sequences = new Set(published.map(({ commandSequence }) => commandSequence))
    expect([...sequences]).toEqual(Array.from({ length: done }, (_, index) => SET + 1 + index))
    expect(await exchange.submit(ORDER)).toMatchObject({ reason })
    await expect(exchange.queries.assets()).rejects.toMatchObject({ reason })
    expect(failures).toMatchObject([{ source, error: { message } }])
    await expect(exchange.stop()).rejects.toThrow(message)
  })

  it('goes on trading where a snapshot cannot be saved', async () => {
    const { exchange, failures } = await running({ what: 'snapshots', after: 0 }, { snapshotEveryCommands: 5 })
    expect(reasonOf(await exchange.submit(ORDER))).toBe('done')
    await expect(exchange.saveSnapshot()).rejects.toThrow('no space')
    await exchange.stop()
    expect(exchange.status).toBe('stopped')
    expect(failures.map(({ source }) => source)).toContain('snapshot')
  })
})

describe('a threaded exchange with little memory', () => {
  const tier: TierSettings = { ...TIERS['long-tail'], requestRingOctets: 4_096, eventRingOctets: 4_096 }

  it('answers BUSY where the ring is full, and carries out what it took in order', async () => {
    const { exchange } = await running({ what: 'nothing', after: 0 }, { tier })
    const octets = 8 + Math.ceil(encodeCommand({ sequence: 1, timestampUs: 0, command: ORDER }).length / 8) * 8
    const fit = Math.floor(4_096 / octets)
    const answers = await Promise.all(Array.from({ length: 500 }, () => exchange.submit(ORDER)))
    const reasons = answers.map(reasonOf)
    const busy = reasons.indexOf('BUSY')
    expect(busy).toBeGreaterThanOrEqual(fit - 1)
    expect(answers[busy]).toMatchObject({ text: `the ring to the engine is full: ${busy} commands wait; send it again later` })
    const done = answers.filter((answer) => answer.status === 'done')
    expect(done.map(({ commandSequence }) => commandSequence)).toEqual(done.map((_, index) => SET + 1 + index))
    expect(exchange.statistics().openOrders).toBe(done.length)
    await exchange.stop()
  })

  it('lets out the events of a command that are more than the ring holds, in one piece', async () => {
    const { exchange } = await running({ what: 'nothing', after: 0 }, { tier })
    for (let count = 0; count < 60; count += 1) expect(reasonOf(await exchange.submit(ORDER))).toBe('done')
    const published: (readonly Event[])[] = []
    exchange.subscribe({ publish: (events) => published.push(events) })
    const answer = await exchange.submit({ type: 'CancelAllOrders', accountId: 1 } as unknown as Command)
    const events = answer.status === 'done' ? answer.events : []
    expect(events.filter(({ type }) => type === 'OrderCanceled')).toHaveLength(60)
    expect(published).toEqual([events])
    await exchange.stop()
  })
})
