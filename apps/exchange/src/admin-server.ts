import fastify from 'fastify'
import type { Registry } from 'prom-client'
import type { FastifyInstance, FastifyPluginCallback, FastifyReply } from 'fastify'
import { errorBodyOf } from './operator-refusal.ts'

/** What `/health` and `/ready` answer. */
export interface Health {
  /** Whether the exchange is caught up and takes orders: `/health` is 200 where it is, 503 where not. */
  readonly healthy: boolean
  /** Whether it is healthy and clients are let in: `/ready` is 200 where they are, 503 where not. */
  readonly ready: boolean
  /** What else is told, as JSON. */
  readonly details: Readonly<Record<string, unknown>>
}

const BODY_BYTES_MAX = 4096
/** A request that has not come in whole by then is ended: it would hold its connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000
const CONNECTIONS_MAX = 256
const PATHS = [
  'GET /health',
  'GET /ready',
  'GET /metrics',
  'POST /api-keys',
  'GET /api-keys',
  'DELETE /api-keys/{apiKey}',
  'POST /accounts',
  'GET /accounts/{name}',
  'POST /accounts/{name}/deposits',
  'POST /accounts/{name}/withdrawals',
  'POST /accounts/{name}/transfers',
  'PUT /accounts/{name}/fee-tier',
  'GET /accounts/{name}/movements',
  'GET /accounts/{name}/balances/{asset}',
  'POST /history/rebuild',
  'PUT /instruments/{symbol}/status',
  'POST /snapshots',
]

/** The server for whoever runs the exchange, on its own port: `/health`, `/ready`, `/metrics`, operator's routes. */
export function createAdminServer(
  health: () => Health,
  metrics: Registry,
  operatorRoutes: FastifyPluginCallback,
): FastifyInstance {
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: ({ message }, _request, reply) => {
      void (reply as FastifyReply).code(400).send(errorBodyOf({ reason: 'INVALID_REQUEST', text: message }))
    },
  })
  server.server.maxConnections = CONNECTIONS_MAX
  server.get('/health', async (_request, reply) => {
    const { healthy, details } = health()
    return reply.code(healthy ? 200 : 503).header('cache-control', 'no-store').send(details)
  })
  server.get('/ready', async (_request, reply) => {
    const { ready, details } = health()
    return reply.code(ready ? 200 : 503).header('cache-control', 'no-store').send({ ready, ...details })
  })
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  void server.register(operatorRoutes)
  server.setNotFoundHandler((request, reply) => {
    const text = `no such path: ${request.method} ${request.url}`
    return reply.code(404).send({ ...errorBodyOf({ reason: 'NO_SUCH_PATH', text }), paths: PATHS })
  })
  return server
}
