import { Exchange, ManualClock, MemoryApiKeyStore, MemoryHistory, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import type { ExchangeGateway } from '@openlob/application'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { ApiKeyDesk } from './api-keys/api-key-desk.ts'
import { operatorRoutes } from './operator-routes.ts'
import type { OperatorParts } from './operator-routes.ts'
import { HistoryDesk } from './projection/history-desk.ts'

const ports = { journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock: new ManualClock(1) }
const exchange = new Exchange(ports)

function partsOf(gateway: ExchangeGateway): OperatorParts {
  const around = { nowMs: () => 0, onRevoked: () => undefined }
  const apiKeys = new ApiKeyDesk(new MemoryApiKeyStore(), gateway.queries, around)
  const saveSnapshot = (): Promise<number> => exchange.saveSnapshot()
  const history = new HistoryDesk({ queries: gateway.queries, history: new MemoryHistory(), rebuild: () => false })
  return { exchange: gateway, flows: undefined, apiKeys, history, saveSnapshot, onError: () => undefined }
}

describe('the routes of the operator', () => {
  it.each([
    ['POST', '/accounts', { name: 'alice' }],
    ['GET', '/accounts/alice', undefined],
    ['POST', '/accounts/alice/deposits', { asset: 'BTC', amount: '1' }],
    ['PUT', '/instruments/BTC-USDT/status', { status: 'halted' }],
    ['POST', '/snapshots', undefined],
    ['GET', '/accounts/alice/movements', undefined],
    ['GET', '/accounts/alice/balances/BTC', undefined],
  ] as const)('answer 503 while no commands are taken: %s %s', async (method, url, payload) => {
    const server = fastify().register(operatorRoutes(partsOf(exchange)))
    const { statusCode, body } = await server.inject({ method, url, ...(payload && { payload }) })
    expect(statusCode).toBe(503)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'NOT_RUNNING' } })
  })

  it.each(['10.1.2.3', '::ffff:192.168.1.9', '128.0.0.1', '::2'])('are not for other machines, such as %s', async (remoteAddress) => {
    const server = fastify().register(operatorRoutes(partsOf(exchange)))
    const { statusCode, body } = await server.inject({ method: 'POST', url: '/accounts', payload: { name: 'eve' }, remoteAddress })
    expect(statusCode).toBe(403)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'OTHER_MACHINE_REFUSED' } })
  })

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('are for this machine, whichever way it comes: %s', async (remoteAddress) => {
    const server = fastify().register(operatorRoutes(partsOf(exchange)))
    const { statusCode } = await server.inject({ method: 'POST', url: '/accounts', payload: { name: 'eve' }, remoteAddress })
    expect(statusCode).toBe(503)
  })

  it('say why a snapshot could not be saved', async () => {
    const saveSnapshot = () => Promise.reject(new Error('no space'))
    const server = fastify().register(operatorRoutes({ ...partsOf(exchange), saveSnapshot }))
    const { statusCode, body } = await server.inject({ method: 'POST', url: '/snapshots' })
    expect(statusCode).toBe(500)
    const message = 'the snapshot cannot be saved, and nothing else has changed: no space'
    expect(JSON.parse(body)).toEqual({ error: { code: 'SNAPSHOT_FAILED', message } })
  })

  it('tell the log of a defect, and nobody else what it is', async () => {
    const defect = new Error('secret')
    const broken: ExchangeGateway = {
      queries: { ...exchange.queries, account: () => Promise.reject(defect) },
      submit: (command) => exchange.submit(command),
      subscribe: (publisher) => exchange.subscribe(publisher),
    }
    const told: unknown[] = []
    const server = fastify().register(operatorRoutes({ ...partsOf(broken), onError: (error) => told.push(error) }))
    const { statusCode, body } = await server.inject('/accounts/alice')
    expect(statusCode).toBe(500)
    expect(body).toContain('INTERNAL_ERROR')
    expect(body).not.toContain('secret')
    expect(told).toEqual([defect])
  })
})
