import { isCommandId, QueryUnavailableError } from '@openlob/application'
import type { ExchangeGateway } from '@openlob/application'
import type { FastifyError, FastifyPluginCallback, FastifyReply } from 'fastify'
import * as z from 'zod'
import type { ApiKeyDesk } from './api-keys/api-key-desk.ts'
import { OperatorDesk } from './operator-desk.ts'
import type { OperatorFlows } from './operator-desk.ts'
import type { HistoryDesk } from './projection/history-desk.ts'
import { errorBodyOf, isOperatorRefusal, statusOf } from './operator-refusal.ts'
import type { OperatorRefusal } from './operator-refusal.ts'

const text = z.string().max(256)
// A JSON number would have passed through a float before anybody could look at it.
const amount = z.string({ error: 'must be a decimal in quotes, such as "1.5"' }).max(80).regex(/^\d+(\.\d+)?$/, {
  error: 'must be a positive decimal in quotes, such as "1.5"',
})
const openBody = z.strictObject({
  // Every URL parser takes them out of a path, so that nobody could ask for such an account again.
  name: text.refine((name) => name !== '.' && name !== '..', { error: 'must not be a dot or two' }),
})
const commandId = z.string().refine(isCommandId, { error: 'must be 1 to 64 letters, digits and . _ : / -' })
const transferBody = z.strictObject({ asset: text, amount, commandId: commandId.optional() })
const betweenFlowsBody = z.strictObject({ asset: text, amount, from: text, to: text, commandId: commandId.optional() })
const feeTierBody = z.strictObject({ feeTier: z.int().min(0) })
const statusBody = z.strictObject({ status: z.enum(['trading', 'halted', 'closed']) })

const apiKeyBody = z.strictObject({
  account: text,
  label: text.optional(),
  readOnly: z.boolean().optional(),
  allowedAddresses: z.array(text).max(100).optional(),
  publicKey: z.string().max(4096).optional(),
})

const timeMs = z.coerce.number().int().min(0).max(8.64e15)
const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  startMs: timeMs.optional(),
  endMs: timeMs.optional(),
})
const pastQuery = pageQuery.extend({ asset: text.optional() })

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

interface AccountPath {
  readonly Params: { readonly name: string }
}

interface InstrumentPath {
  readonly Params: { readonly symbol: string }
}

interface PastQuery {
  readonly Params: { readonly name: string; readonly asset: string }
  readonly Querystring: unknown
}

interface ApiKeyQuery {
  readonly Querystring: { readonly account?: string }
}

interface ApiKeyPath {
  readonly Params: { readonly apiKey: string }
}

/** What the operator's routes work on. */
export interface OperatorParts {
  readonly exchange: ExchangeGateway
  /** The flows, where there are several. */
  readonly flows: OperatorFlows | undefined
  readonly apiKeys: ApiKeyDesk
  readonly history: HistoryDesk
  /** Saves a snapshot; resolves with the command that it goes up to. */
  readonly saveSnapshot: () => Promise<number>
  /** Is told of defects. */
  readonly onError: (error: unknown) => void
}

/**
 * Accounts, money, fee tiers and the status of instruments over HTTP, for whoever runs the exchange. There is no
 * authentication: only this machine may.
 */
export function operatorRoutes(parts: OperatorParts): FastifyPluginCallback {
  const { exchange, flows, apiKeys, history, saveSnapshot, onError } = parts
  const desk = new OperatorDesk(exchange, flows)
  return (server, _options, done) => {
    // Web pages may post plain text anywhere without asking; JSON they may not, and what is no JSON is refused.
    server.removeContentTypeParser('text/plain')
    server.addHook('onRequest', async ({ headers: { origin }, socket: { remoteAddress } }, reply) => {
      const refused = outsiderOf(remoteAddress, origin)
      return refused && refuse(reply, refused)
    })
    server.setErrorHandler<FastifyError | QueryUnavailableError>((error, _request, reply) => {
      const refusal = refusalOf(error)
      if (refusal.reason === 'INTERNAL_ERROR') onError(error)
      return refuse(reply, refusal)
    })

    server.post('/accounts', async ({ body }, reply) =>
      answer(reply, await withBody(openBody, body, ({ name }) => desk.openAccount(name)), 201),
    )
    server.get<AccountPath>('/accounts/:name', async ({ params }, reply) => answer(reply, await desk.account(params.name)))
    server.post<AccountPath>('/accounts/:name/deposits', async ({ params, body }, reply) =>
      answer(reply, await withBody(transferBody, body, (request) => desk.transfer('Deposit', params.name, request)), 201),
    )
    server.post<AccountPath>('/accounts/:name/withdrawals', async ({ params, body }, reply) =>
      answer(reply, await withBody(transferBody, body, (request) => desk.transfer('Withdraw', params.name, request)), 201),
    )
    server.post<AccountPath>('/accounts/:name/transfers', async ({ params, body }, reply) =>
      answer(reply, await withBody(betweenFlowsBody, body, (request) => desk.send(params.name, request)), 201),
    )
    server.put<AccountPath>('/accounts/:name/fee-tier', async ({ params, body }, reply) =>
      answer(reply, await withBody(feeTierBody, body, ({ feeTier }) => desk.setFeeTier(params.name, feeTier))),
    )
    server.put<InstrumentPath>('/instruments/:symbol/status', async ({ params, body }, reply) =>
      answer(reply, await withBody(statusBody, body, ({ status }) => desk.setInstrumentStatus(params.symbol, status))),
    )
    server.post('/api-keys', async ({ body }, reply) =>
      answer(reply, await withBody(apiKeyBody, body, (request) => apiKeys.create(request)), 201),
    )
    server.get<ApiKeyQuery>('/api-keys', async ({ query }, reply) => answer(reply, await apiKeys.list(query.account)))
    server.delete<ApiKeyPath>('/api-keys/:apiKey', async ({ params }, reply) => answer(reply, await apiKeys.revoke(params.apiKey)))
    server.get<PastQuery>('/accounts/:name/movements', async ({ params, query }, reply) => {
      const ask = ({ asset, ...page }: z.output<typeof pastQuery>) => history.movements(params.name, asset, page)
      return answer(reply, await withBody(pastQuery, query, ask))
    })
    server.get<PastQuery>('/accounts/:name/balances/:asset', async ({ params, query }, reply) => {
      const ask = (page: z.output<typeof pageQuery>) => history.balances(params.name, params.asset, page)
      return answer(reply, await withBody(pageQuery, query, ask))
    })
    server.post('/history/rebuild', async (_request, reply) => answer(reply, history.rebuild(), 202))
    server.post('/snapshots', async (_request, reply) => answer(reply, await snapshot(saveSnapshot), 201))
    done()
  }
}

async function snapshot(save: () => Promise<number>): Promise<{ readonly commandSequence: number } | OperatorRefusal> {
  try {
    return { commandSequence: await save() }
  } catch (error) {
    if (error instanceof QueryUnavailableError) throw error
    const text = `the snapshot cannot be saved, and nothing else has changed: ${error instanceof Error ? error.message : String(error)}`
    return { reason: 'SNAPSHOT_FAILED', text }
  }
}

/** Without authentication, being on this machine is all that tells an operator from anybody else. */
function outsiderOf(remoteAddress: string | undefined, origin: string | undefined): OperatorRefusal | undefined {
  if (!LOOPBACK.test(remoteAddress ?? '')) {
    const text = `accounts and money are moved from the exchange's own machine alone: address=${remoteAddress ?? 'unknown'}`
    return { reason: 'OTHER_MACHINE_REFUSED', text }
  }
  if (origin === undefined) return undefined
  return { reason: 'WEB_PAGE_REFUSED', text: `web pages may not use the admin port: origin=${origin}` }
}

async function withBody<Body, Result>(
  schema: z.ZodType<Body>,
  body: unknown,
  act: (body: Body) => Promise<Result>,
): Promise<Result | OperatorRefusal> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return act(parsed.data)
  const problems = parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'body' : path.join('.')}: ${message}`)
  return { reason: 'INVALID_REQUEST', text: problems.join('; ') }
}

function answer(reply: FastifyReply, result: object, status = 200): FastifyReply {
  return isOperatorRefusal(result) ? refuse(reply, result) : reply.code(status).header('cache-control', 'no-store').send(result)
}

function refuse(reply: FastifyReply, refusal: OperatorRefusal): FastifyReply {
  return reply.code(statusOf(refusal)).send(errorBodyOf(refusal))
}

function refusalOf(error: FastifyError | QueryUnavailableError): OperatorRefusal {
  const { message } = error
  if (error instanceof QueryUnavailableError) return { reason: error.reason, text: message }
  const status = error.statusCode ?? 500
  if (status === 413) return { reason: 'REQUEST_TOO_LARGE', text: message }
  if (status === 415) return { reason: 'UNSUPPORTED_MEDIA_TYPE', text: `${message}: send application/json` }
  if (status < 500) return { reason: 'INVALID_REQUEST', text: message }
  return { reason: 'INTERNAL_ERROR', text: 'an unexpected error, which the log has; this is a defect, please report it' }
}
