import fastify from 'fastify'
import type { Registry } from 'prom-client'
import type { FastifyInstance } from 'fastify'

/** What `/health` answers. */
export interface Health {
  /** Whether orders are taken: 200 where they are, 503 where not. */
  readonly healthy: boolean
  /** What else is told, as JSON. */
  readonly details: Readonly<Record<string, unknown>>
}

/** The server for whoever runs the exchange: `/health` and `/metrics`, on a port of its own. */
export function createAdminServer(health: () => Health, metrics: Registry): FastifyInstance {
  const server = fastify({ logger: false, forceCloseConnections: true })
  server.get('/health', async (_request, reply) => {
    const { healthy, details } = health()
    return reply.code(healthy ? 200 : 503).header('cache-control', 'no-store').send(details)
  })
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such path: ${request.url}`, paths: ['/health', '/metrics'] }),
  )
  return server
}
