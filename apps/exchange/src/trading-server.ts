import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'

/** The plain HTTP side of the trading port: it says what this is; the WebSocket gateway takes the upgrades. */
export function createTradingServer(webSocketPath: string, version: string): FastifyInstance {
  const server = fastify({ logger: false, forceCloseConnections: true })
  server.get('/', (_request, reply) =>
    reply.send({
      name: 'OpenLOB',
      version,
      about: `An exchange. Connect a WebSocket client to ${webSocketPath} and send JSON messages.`,
      example: { type: 'limit_order', trader_id: 'alice', side: 'buy', price: 50000, quantity: 10 },
      documentation: 'https://github.com/openlob/openlob/blob/main/docs/websocket.md',
    }),
  )
  server.get(webSocketPath, (_request, reply) =>
    reply.code(426).header('upgrade', 'websocket').send({ error: `connect to ${webSocketPath} with a WebSocket client, not with HTTP` }),
  )
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such path: ${request.url}`, paths: ['/', webSocketPath] }),
  )
  return server
}
