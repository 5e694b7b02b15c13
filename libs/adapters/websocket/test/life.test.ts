import { createServer, get } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketGateway } from '../src/index.ts'
import { ScriptedExchange } from './scripted-exchange.ts'
import { TestClient } from './test-client.ts'
import { ManualTime, TestServer } from './test-server.ts'

let exchange: ScriptedExchange
let server: TestServer
let time: ManualTime

beforeEach(async () => {
  exchange = new ScriptedExchange()
  time = new ManualTime()
  const { nowUs, every } = time
  const timeouts = { pingIntervalMs: 1000, idleTimeoutMs: 3000, closeTimeoutMs: 2000 }
  server = await TestServer.start(exchange, { nowUs, every, ...timeouts, maxConnections: 2 })
})
afterEach(() => server.stop())

describe('a gateway', () => {
  it('refuses options that cannot be', () => {
    expect(() => new WebSocketGateway(exchange, { maxInFlight: 0 })).toThrow('maxInFlight must be positive: 0')
    expect(() => new WebSocketGateway(exchange, { softLimitBytes: 5, hardLimitBytes: 5 })).toThrow('less than hardLimitBytes')
  })

  it('takes no more connections than it may, and says so with 503', async () => {
    await server.connect()
    const second = await server.connect()
    await expect(server.connect()).rejects.toThrow('503')
    await second.close()
    await server.connect()
    expect(server.gateway.statistics()).toMatchObject({ connections: 2, refusedConnections: 1, acceptedConnections: 3 })
  })

  it('answers 404 on paths that nobody knows', async () => {
    await expect(TestClient.connect(`${server.url}x`)).rejects.toThrow('404')
  })

  it('leaves other paths to other listeners, and plain requests to the server', async () => {
    const other = new WebSocketGateway(new ScriptedExchange(), { every: time.every })
    other.attach(server.http, '/other')
    const client = await TestClient.connect(server.url.replace('/ws', '/other?a=1'))
    await client.settle()
    server.http.on('request', (_, response) => response.end('plain'))
    const status = await new Promise((resolve) => get(server.url.replace('ws:', 'http:'), ({ statusCode }) => { resolve(statusCode) }))
    expect(status).toBe(200)
    expect(() => { other.attach(server.http, '/ws') }).toThrow('another gateway is attached to this path: /ws')
    await other.close()
    expect((await client.ending).code).toBe(1001)
  })

  it('refuses pages of other hosts and takes those of its own', async () => {
    await expect(TestClient.connect(server.url, { origin: 'https://evil.example' })).rejects.toThrow('403')
    await expect(TestClient.connect(server.url, { origin: 'null' })).rejects.toThrow('403')
    await (await TestClient.connect(server.url, { origin: 'http://localhost:3000' })).close()
  })

  it('takes the pages that it is told to', async () => {
    const http = createServer()
    const open = new WebSocketGateway(exchange, { every: time.every, allowedOrigins: ['https://desk.example'] })
    open.attach(http, '/ws')
    await new Promise<void>((resolve) => http.listen(0, 'localhost', resolve))
    const url = `ws://localhost:${(http.address() as { port: number }).port}/ws`
    await expect(TestClient.connect(url, { origin: 'http://localhost' })).rejects.toThrow('403')
    await (await TestClient.connect(url, { origin: 'https://desk.example' })).close()
    await open.close()
    http.close()
  })
})

describe('a silent client', () => {
  it('is pinged and stays where it answers', async () => {
    const client = await server.connect()
    for (let round = 0; round < 5; round += 1) {
      const ping = new Promise((resolve) => client.socket.once('ping', resolve))
      time.pass(1000)
      await ping
      await client.settle()
    }
    expect(server.gateway.statistics()).toMatchObject({ connections: 1, idleDisconnects: 0 })
  })

  it('is disconnected with 4002 where nothing is heard of it', async () => {
    const client = await server.connect()
    await client.settle()
    time.pass(3000)
    expect(await client.ending).toEqual({ code: 4002, reason: 'idle: nothing was heard for 3000 ms' })
    expect(server.gateway.statistics().idleDisconnects).toBe(1)
  })

  it('is cut off where it does not answer the close frame', async () => {
    const client = await server.connect()
    await client.settle()
    client.socket.pause()
    time.pass(3000)
    time.pass(2000)
    client.socket.resume()
    expect((await client.ending).code).toBe(4002)
    await expect.poll(() => server.gateway.statistics().connections).toBe(0)
  })
})

describe('closing', () => {
  const order = { type: 'limit_order', trader_id: 'alice', side: 'buy', price: 1, quantity: 1 }

  it('answers what is in flight, then closes every connection with code and reason', async () => {
    let answer = (): void => undefined
    exchange.answer = () =>
      new Promise((resolve) => {
        answer = () => { resolve({ status: 'unavailable', reason: 'BUSY', text: 'late' }) }
      })
    const client = await server.connect()
    const idle = await server.connect()
    const reply = client.request(order)
    await expect.poll(() => exchange.commands.length).toBe(1)
    const closed = server.gateway.close()
    client.send({ type: 'ping', request_id: 'too late' })
    await expect(TestClient.connect(server.url)).rejects.toThrow('503')
    await expect.poll(() => server.gateway.statistics().receivedMessages).toBe(2)
    answer()
    expect((await reply)['code']).toBe('BUSY')
    expect(await client.next('error')).toMatchObject({ code: 'NOT_RUNNING', request_id: 'too late' })
    await closed
    expect(await client.ending).toEqual({ code: 1001, reason: 'the exchange is closing' })
    expect((await idle.ending).code).toBe(1001)
    expect(server.gateway.statistics()).toMatchObject({ connections: 0, requestsInFlight: 0 })
  })

  it('carries its own code and a reason cut to what a close frame holds', async () => {
    const client = await server.connect()
    await server.gateway.close(1012, 'é'.repeat(200))
    expect(await client.ending).toEqual({ code: 1012, reason: 'é'.repeat(61) })
  })

  it('of a connection leaves nothing behind', async () => {
    const client = await server.connect()
    await client.request({ type: 'subscribe', trader_id: 'alice', channels: ['book', 'trades', 'orders'] })
    expect(server.gateway.statistics().subscriptions).toBe(3)
    await client.close()
    await expect.poll(() => server.gateway.statistics().connections).toBe(0)
    expect(server.gateway.statistics().subscriptions).toBe(0)
    exchange.publish({ type: 'BookLevelChanged', instrumentId: 1, side: 'buy', priceTicks: 1, quantityLots: 1 })
    expect(server.gateway.statistics().waitingBytes).toBe(0)
  })
})
