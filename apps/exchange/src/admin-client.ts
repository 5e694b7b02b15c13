import { InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { OperatorError } from './operator-error.ts'

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** A request to the admin port of an exchange. */
export interface AdminRequest<Result> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** From the root, with the names in it already encoded. */
  readonly path: string
  readonly body?: object
  /** What the answer must be. */
  readonly answer: z.ZodType<Result>
  /** What to do before a request is sent again of which nobody knows whether it was carried out. */
  readonly ifLost: string
}

/** After so long without an answer a request counts as lost. */
const TIMEOUT_MS = 10_000
/** The request did not reach anybody, so nothing has happened. */
const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])
/** The exchange failed while it carried the request out. */
const OUTCOME_UNKNOWN = new Set(['JOURNAL_FAILED', 'ENGINE_FAILED', 'INTERNAL_ERROR'])
const HINTS: Readonly<Record<string, string>> = {
  UNKNOWN_ACCOUNT: 'openlob account open NAME opens one',
  UNKNOWN_API_KEY: 'openlob api-key list shows those that there are',
  UNKNOWN_ASSET: 'list it under assets in the configuration and start the exchange again',
  INSUFFICIENT_BALANCE: 'openlob account show NAME tells what is free',
  BUSY: 'nothing has changed; try again',
  HISTORY_UNAVAILABLE: 'openlob history status says why; trading goes on meanwhile',
  HISTORY_IN_MEMORY: 'set history.store to embedded or postgres to keep it',
  NOT_RUNNING: 'nothing has changed; try again when it takes orders',
}

/** The option that says where the admin port is. */
export function adminUrlOption(): Option {
  const option = new Option('--admin-url <url>', 'the admin port of the exchange')
  return option.default(new URL('http://localhost:9091')).argParser(httpUrl)
}

/** Asks the admin port at `adminUrl`; throws an {@link OperatorError} that says what to do where that does not work. */
export async function askAdmin<Result>(adminUrl: URL, request: AdminRequest<Result>): Promise<Result> {
  const { ok, body } = await send(adminUrl, request)
  if (ok) {
    const result = request.answer.safeParse(body)
    if (result.success) return result.data
  }
  const refusal = errorBody.safeParse(body)
  if (ok || !refusal.success)
    throw new OperatorError(`what answers at ${adminUrl.href} is no admin port of an exchange; give its address with --admin-url`)
  const { code, message } = refusal.data.error
  const hint = OUTCOME_UNKNOWN.has(code) ? request.ifLost : HINTS[code]
  throw new OperatorError(hint === undefined ? `${code}: ${message}` : `${code}: ${message}; ${hint}`)
}

async function send(
  adminUrl: URL,
  { method, path, body, ifLost }: AdminRequest<unknown>,
): Promise<{ readonly ok: boolean; readonly body: unknown }> {
  try {
    const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const url = `${adminUrl.href.replace(/\/$/, '')}${path}`
    const response = await fetch(url, { method, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), ...content })
    const text = await response.text()
    return { ok: response.ok, body: jsonOf(text) }
  } catch (error) {
    if (UNREACHED.has(causeOf(error)))
      throw new OperatorError(`nothing listens at ${adminUrl.href}: start an exchange with npm start, or give its address with --admin-url`)
    if (causeOf(error) === 'bad port')
      throw new OperatorError(`port ${adminUrl.port} is one that HTTP clients refuse to use; nothing was sent; start the exchange with another --admin-port`)
    throw new OperatorError(`no answer from ${adminUrl.href} (${causeOf(error)}); ${ifLost}`)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The code of the system's error below what `fetch` throws, or what there is in its place. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}

function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new InvalidArgumentError('it must be a URL such as http://localhost:9091')
}
