import fastify from 'fastify'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

/** A request that has not come in whole by then is ended: it would hold its connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000
/** Connections beyond those of the gateway: for plain HTTP, and so that one too many is told so by HTTP 503. */
const MORE_CONNECTIONS = 256

/** What the trading port has beside the WebSocket gateway. */
export interface TradingServerOptions {
  readonly webSocketPath: string
  readonly version: string
  readonly maxConnections: number
  /** Whether the address of a client is what a proxy says it is. */
  readonly trustProxy: boolean
  /** Whether it is encrypted: it is to be given its certificate before it listens, and speaks HTTP/2 too. */
  readonly isEncrypted: boolean
  /** The REST API, where there is one. */
  readonly rest: FastifyPluginAsync | undefined
}

/**
 * The plain HTTP side of the trading port: it says what this is and has the REST API; the WebSocket gateway takes the
 * upgrades. Somewhat more than `maxConnections`, upgraded or not, are not taken from the operating system.
 */
export function createTradingServer(options: TradingServerOptions): FastifyInstance {
  const { webSocketPath, version, maxConnections, trustProxy, isEncrypted, rest } = options
  // One proxy is believed: what it says that it saw, not what a client says in front of it.
  const isProxy = (_address: string, hop: number): boolean => trustProxy && hop === 0
  const requests = { requestTimeout: REQUEST_TIMEOUT_MS, trustProxy: isProxy }
  const common = { logger: false, forceCloseConnections: true, ...requests } as const
  // To what is done with it here the type of the server makes no difference.
  const server = isEncrypted
    ? (fastify({ ...common, http2: true, https: { allowHTTP1: true } }) as unknown as FastifyInstance)
    : fastify(common)
  server.server.maxConnections = maxConnections + MORE_CONNECTIONS
  if (rest !== undefined) server.register(rest)
  server.get('/', (_request, reply) =>
    reply.send({
      name: 'OpenLOB',
      version,
      about: `An exchange. Connect a WebSocket client to ${webSocketPath} and send JSON messages.`,
      ...(rest === undefined ? {} : { rest: 'The REST API in the Binance dialect is under /api/v3; /api/docs lists it.' }),
      example: { type: 'limit_order', trader_id: 'alice', side: 'buy', price: 50000, quantity: 10 },
      documentation: 'https://github.com/openlob/openlob/blob/main/docs/websocket.md',
    }),
  )
  server.get(webSocketPath, (request, reply) => {
    // HTTP/2 has no such header.
    if (request.raw.httpVersionMajor === 1) reply.header('upgrade', 'websocket')
    return reply.code(426).send({ error: `connect to ${webSocketPath} with a WebSocket client, not with HTTP` })
  })
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such path: ${request.url}`, paths: ['/', webSocketPath] }),
  )
  return server
}
