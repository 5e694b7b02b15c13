import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalBook } from './local-book.ts'
import { levelChanged, ScriptedExchange, tradeExecuted } from './scripted-exchange.ts'
import type { TestClient } from './test-client.ts'
import { ManualTime, TestServer } from './test-server.ts'

const limits = { softLimitBytes: 100_000, hardLimitBytes: 1_000_000, maxCongestedMs: 5000 }
/** More than the operating system holds for a client that reads nothing. */
const MOST_TICKS = 5000

let exchange: ScriptedExchange
let server: TestServer
let time: ManualTime
let slow: TestClient
let quick: TestClient
let tradeId = 0

beforeEach(async () => {
  exchange = new ScriptedExchange()
  time = new ManualTime()
  tradeId = 0
  server = await TestServer.start(exchange, { nowUs: time.nowUs, every: time.every, ...limits })
  slow = await server.connect()
  quick = await server.connect()
})
afterEach(() => server.stop())

/** One tick of market data, some 10 kB, that goes out before it resolves. */
async function publishTick(tick: number): Promise<void> {
  const levels = Array.from({ length: 500 }, (_, index) => levelChanged('buy', 1_000_000 + index, 1 + ((tick * 7 + index) % 99)))
  tradeId += 1
  exchange.publish(tradeExecuted(tradeId), ...levels)
  await new Promise(setImmediate)
}

/** Publishes until the gateway merges what is meant for the slow client; resolves with the ticks that it took. */
async function congest(): Promise<number> {
  slow.socket.pause()
  for (let tick = 1; tick <= MOST_TICKS; tick += 1) {
    await publishTick(tick)
    if (server.gateway.statistics().congestedConnections === 1) return tick
  }
  throw new Error('the slow client never fell behind')
}

describe('a client that reads too slowly', () => {
  it('is sent merged books and a gap of trades when it reads again, and is none the worse for it', async () => {
    const books = new Map<TestClient, LocalBook>()
    for (const client of [slow, quick]) books.set(client, new LocalBook(await client.request({ type: 'subscribe' })))
    const ticks = await congest()
    for (let tick = 0; tick < 500; tick += 1) await publishTick(ticks + tick)
    const { waitingBytes } = server.gateway.statistics()
    expect(waitingBytes).toBeLessThan(limits.softLimitBytes + 50_000)

    slow.socket.resume()
    const gap = await slow.next('gap')
    await Promise.all([slow.settle(), quick.settle()])
    const trades = { slow: slow.taken('trade'), quick: quick.taken('trade') }
    expect(trades.quick).toHaveLength(tradeId)
    expect(trades.slow.length + (gap['missed'] as number)).toBe(tradeId)
    expect(gap['last_trade_id']).toBe(String(tradeId))
    for (const [client, book] of books) for (const update of client.taken('book_update')) book.apply(update)
    expect(books.get(slow)!.sequence).toBe(books.get(quick)!.sequence)
    expect(books.get(slow)!.sides).toEqual(books.get(quick)!.sides)
    expect(server.gateway.statistics()).toMatchObject({ congestedConnections: 0, slowDisconnects: 0 })
  })

  it('is disconnected with a reason where it does not read for too long, and nobody else is (WIRE-02)', async () => {
    for (const client of [slow, quick]) await client.request({ type: 'subscribe' })
    await congest()
    time.pass(4999)
    expect(server.gateway.statistics().slowDisconnects).toBe(0)
    time.pass(1)
    expect(server.gateway.statistics()).toMatchObject({ slowDisconnects: 1, congestedConnections: 0 })
    slow.socket.resume()
    expect(await slow.ending).toEqual({ code: 4001, reason: 'slow consumer: over the soft limit for 5000 ms' })
    await quick.settle()
    expect(quick.taken('trade')).toHaveLength(tradeId)
  })

  it('is disconnected where most waits for it of more than may for all clients together', async () => {
    const { nowUs, every } = time
    const bounded = await TestServer.start(exchange, { nowUs, every, totalBufferBytes: 200_000 })
    const waitingBytes = (): number => bounded.gateway.statistics().waitingBytes
    const [stuck, reading] = [await bounded.connect(), await bounded.connect()]
    for (const client of [stuck, reading]) await client.request({ type: 'subscribe' })
    stuck.socket.pause()
    for (let tick = 0; tick < MOST_TICKS && waitingBytes() <= 200_000; tick += 1) await publishTick(tick)
    await reading.settle()
    time.pass(1)
    expect(bounded.gateway.statistics()).toMatchObject({ slowDisconnects: 1 })
    time.pass(1)
    expect(bounded.gateway.statistics()).toMatchObject({ slowDisconnects: 1 })
    stuck.socket.resume()
    const reason = 'slow consumer: more than 200000 bytes wait for all clients, most of them for this one'
    expect(await stuck.ending).toEqual({ code: 4001, reason })
    await reading.settle()
    await bounded.stop()
  })

  it('is disconnected where its own fills alone are too much, as those are never dropped', async () => {
    await slow.request({ type: 'balances', trader_id: 'alice' })
    slow.socket.pause()
    let most = 0
    for (let tick = 0; tick < MOST_TICKS && server.gateway.statistics().slowDisconnects === 0; tick += 1) {
      exchange.publish(...Array.from({ length: 50 }, (_, index) => tradeExecuted(index + 1)))
      await new Promise(setImmediate)
      most = Math.max(most, server.gateway.statistics().waitingBytes)
    }
    expect(most).toBeLessThanOrEqual(limits.hardLimitBytes)
    slow.socket.resume()
    expect(await slow.ending).toEqual({ code: 4001, reason: 'slow consumer: more than 1000000 bytes wait' })
    expect(slow.taken('gap')).toEqual([])
    await quick.settle()
  })
})
