import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { describe, expect, it } from 'vitest'
import { createAdminServer } from './admin-server.ts'
import type { Health } from './admin-server.ts'
import { ExchangeMetrics } from './exchange-metrics.ts'
import { listen } from './listen.ts'
import { createTradingServer } from './trading-server.ts'

const NO_ROUTES: FastifyPluginCallback = (_server, _options, done) => {
  done()
}

function adminServer(health: () => Health = () => ({ healthy: true, ready: true, details: {} })): FastifyInstance {
  return createAdminServer(health, new ExchangeMetrics().registry, NO_ROUTES)
}

describe('the admin server', () => {
  it('answers 503 with the state while no orders are taken, 200 while they are', async () => {
    let healthy = false
    const server = adminServer(() => ({ healthy, ready: false, details: { status: healthy ? 'running' : 'starting' } }))
    const before = await server.inject('/health')
    expect([before.statusCode, before.json()]).toEqual([503, { status: 'starting' }])
    healthy = true
    expect((await server.inject('/health')).statusCode).toBe(200)
  })

  it('is ready only when it says so, whatever its health', async () => {
    let ready = false
    const details = { status: 'running', recovering: { sequence: 5, lastSequence: 9 } }
    const server = adminServer(() => ({ healthy: true, ready, details }))
    const before = await server.inject('/ready')
    expect([before.statusCode, before.json()]).toEqual([503, { ready: false, ...details }])
    ready = true
    const after = await server.inject('/ready')
    expect([after.statusCode, after.headers['cache-control']]).toEqual([200, 'no-store'])
  })

  it('shows metrics as Prometheus reads them', async () => {
    const server = adminServer()
    const { statusCode, headers, body } = await server.inject('/metrics')
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toContain('text/plain; version=0.0.4')
    expect(body).toContain('process_cpu_seconds_total')
    expect(body).toContain('openlob_commands_total{outcome="done"} 0')
  })

  it('gives requests half a minute to come in, and takes so many connections', () => {
    const { server } = adminServer()
    expect([server.requestTimeout, server.maxConnections]).toEqual([30_000, 256])
  })

  it('answers 404 elsewhere and says where there is something', async () => {
    const server = adminServer()
    const { statusCode, body } = await server.inject('/nowhere')
    expect(statusCode).toBe(404)
    expect(body).toContain('/metrics')
  })
})

describe('the trading port', () => {
  const options = { webSocketPath: '/ws', version: '1.2.3', maxConnections: 1000, trustProxy: false, isEncrypted: false, rest: undefined }
  const server = createTradingServer(options)

  it('gives requests half a minute to come in, and takes somewhat more connections than the gateway', () => {
    expect([server.server.requestTimeout, server.server.maxConnections]).toEqual([30_000, 1256])
  })

  it('says to a browser what it is', async () => {
    const { statusCode, body } = await server.inject('/')
    expect(statusCode).toBe(200)
    expect(body).toContain('WebSocket')
    expect(body).toContain('1.2.3')
  })

  it('asks for an upgrade where a WebSocket client belongs', async () => {
    const { statusCode, headers } = await server.inject('/ws')
    expect([statusCode, headers.upgrade]).toEqual([426, 'websocket'])
  })

  it('believes the address that one proxy saw, and none that a client says, where there is a proxy', async () => {
    const rest = (api: FastifyInstance): Promise<void> => {
      api.get('/who', (request) => ({ ip: request.ip }))
      return Promise.resolve()
    }
    const who = async (trustProxy: boolean): Promise<unknown> => {
      const asked = createTradingServer({ ...options, trustProxy, rest })
      const headers = { 'x-forwarded-for': '203.0.113.9, 192.0.2.7' }
      return (await asked.inject({ url: '/who', headers })).json()
    }
    expect(await who(false)).toEqual({ ip: '127.0.0.1' })
    expect(await who(true)).toEqual({ ip: '192.0.2.7' })
  })

  it('answers 404 elsewhere', async () => {
    expect((await server.inject('/api/v3/ping')).statusCode).toBe(404)
  })

  it('says what to do about an address that this machine does not have', async () => {
    const other = createTradingServer(options)
    const address = { host: '192.0.2.1', port: 0, flag: '--port', section: 'websocket' }
    await expect(listen(other, address)).rejects.toThrow('192.0.2.1 is no address of this machine; set websocket.host')
  })
})
