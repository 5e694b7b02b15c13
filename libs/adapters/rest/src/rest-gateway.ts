import cors from '@fastify/cors'
import { DialectError, ENDPOINTS, errorMessage, plainAddress, replyMessage } from '@openlob/binance-dialect'
import type { BinanceDialect, DialectReply, Endpoint, RateLimitUsage } from '@openlob/binance-dialect'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { openApiDocument } from './open-api.ts'
import { openApiPage } from './open-api-page.ts'
import { readFormat } from './answer-format.ts'
import type { AnswerFormat } from './answer-format.ts'
import { readRequest } from './read-request.ts'

/** How the REST API is served. */
export interface RestOptions {
  /** Which web pages may call it, by their origin: none, any, or these. */
  readonly allowedOrigins?: 'none' | 'any' | readonly string[]
  /** A longer body is refused. */
  readonly maxBodyBytes?: number
  /** The version of the exchange, for the description of the API. */
  readonly version?: string
}

const MAX_BODY_BYTES = 65_536

/**
 * The endpoints of the dialect as routes of a fastify server that belongs to somebody else, with a description of them
 * (`/api/openapi.json`) and a page to read it (`/api/docs`).
 */
export function restRoutes(dialect: BinanceDialect, options: RestOptions = {}): FastifyPluginAsync {
  const { allowedOrigins = 'none', maxBodyBytes = MAX_BODY_BYTES, version = '0' } = options
  return async (server) => {
    if (allowedOrigins !== 'none') await server.register(cors, { origin: allowedOrigins === 'any' ? '*' : [...allowedOrigins] })
    // Parameters are read from the text as it came: it is what was signed. An empty body is one of any type.
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'string', bodyLimit: maxBodyBytes }, (_request, body, done) => { done(null, body) })
    server.setErrorHandler((error: FastifyError, _request, reply) => refuseEarly(reply, error))
    for (const endpoint of ENDPOINTS)
      for (const route of [endpoint.http, ...(endpoint.aliases ?? [])])
        if (route !== undefined) addRoute(server, dialect, endpoint, route)
    const document = openApiDocument(ENDPOINTS, version)
    server.get('/api/openapi.json', (_request, reply) => reply.send(document))
    server.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(openApiPage(document)))
    server.all('/api/*', (_request, reply) => refuseUnknown(reply))
    server.all('/sapi/*', (_request, reply) => refuseUnknown(reply))
  }
}

function addRoute(server: FastifyInstance, dialect: BinanceDialect, endpoint: Endpoint, route: string): void {
  const [method = '', url = ''] = route.split(' ')
  server.route({
    method,
    url,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const format = readFormat(header(request, 'accept'), header(request, 'x-mbx-sbe'), endpoint)
      if (format.refusal !== undefined) return refuse(reply, format.refusal, format)
      return answer(reply, await call(dialect, endpoint, request, format), endpoint, format)
    },
  })
}

function call(
  dialect: BinanceDialect,
  endpoint: Endpoint,
  request: FastifyRequest,
  { isSbe }: AnswerFormat,
): Promise<DialectReply> {
  const address = request.raw.url ?? ''
  const at = address.indexOf('?')
  const dialectRequest = readRequest({
    query: at < 0 ? '' : address.slice(at + 1),
    body: typeof request.body === 'string' && request.method !== 'GET' ? request.body : '',
    apiKey: header(request, 'x-mbx-apikey'),
    // SBE knows microseconds alone.
    timeUnit: isSbe ? 'MICROSECOND' : header(request, 'x-mbx-time-unit'),
    address: plainAddress(request.ip),
  })
  return dialect.call(endpoint, dialectRequest)
}

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

function answer(
  reply: FastifyReply,
  { status, body, error, weight, orders }: DialectReply,
  endpoint: Endpoint,
  format: AnswerFormat,
): FastifyReply {
  const used = String(weight.count)
  reply.header(`x-mbx-used-weight-${windowName(weight)}`, used).header('x-mbx-used-weight', used)
  for (const usage of orders ?? []) reply.header(`x-mbx-order-count-${windowName(usage)}`, String(usage.count))
  if (error?.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
  if (error !== undefined) return refuse(reply, error, format)
  if (!format.isSbe) return json(reply, status, body)
  return sbe(reply, status, replyMessage(endpoint, body as object), format)
}

function refuse(reply: FastifyReply, error: DialectError, format: AnswerFormat): FastifyReply {
  const { status, body } = error
  return format.isSbe ? sbe(reply, status, errorMessage(body), format) : json(reply, status, body)
}

function sbe(reply: FastifyReply, status: number, message: Buffer, { isDeprecated }: AnswerFormat): FastifyReply {
  if (isDeprecated) reply.header('x-mbx-sbe-deprecated', 'true')
  return reply.code(status).header('content-type', 'application/sbe').header('cache-control', 'no-store').send(message)
}

function json(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  const typed = reply.code(status).header('content-type', 'application/json;charset=UTF-8')
  return typed.header('cache-control', 'no-store').send(JSON.stringify(body))
}

function windowName({ intervalNum, interval }: RateLimitUsage): string {
  return `${intervalNum}${interval[0] ?? ''}`
}

function refuseUnknown(reply: FastifyReply): FastifyReply {
  const { status, body } = new DialectError('UNSUPPORTED_OPERATION')
  return json(reply, status, body)
}

/** What fails before the dialect has it: a body that is too long, an address that cannot be read. */
function refuseEarly(reply: FastifyReply, error: FastifyError): FastifyReply {
  if (error instanceof DialectError) return json(reply, error.status, error.body)
  const status = error.statusCode ?? 500
  const { body } = new DialectError(status < 500 ? 'INVALID_REQUEST' : 'UNKNOWN', status < 500 ? [error.message] : [])
  return json(reply, status, body)
}
