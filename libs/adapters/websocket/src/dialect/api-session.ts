import { DialectError, ENDPOINTS, readValidity } from '@openlob/binance-dialect'
import type { Authenticator, BinanceDialect, Caller, DialectReply, Endpoint, TimeWriter } from '@openlob/binance-dialect'
import { parseWithNumberTexts, textOf, valueOf } from './number-text.ts'
import type { ApiFormat } from './api-format.ts'
import { ApiSubscriptions } from './api-subscriptions.ts'

/** What an {@link ApiSession} works with. */
export interface ApiSessionParts {
  readonly dialect: BinanceDialect
  readonly address: string
  readonly time: TimeWriter
  readonly microseconds: boolean
  readonly format: ApiFormat
  /** Whether answers show the rate limits where a request does not say. */
  readonly showsLimits: boolean
  readonly send: (frame: Buffer) => void
  readonly maxInFlight: number
}

/** A request of the WebSocket API. */
interface ApiRequest {
  readonly id: unknown
  readonly params: ReadonlyMap<string, string>
  readonly showsLimits: boolean
}

interface Logon {
  readonly apiKey: string
  readonly sinceUs: number
}

const PROOF = new Set(['signature', 'timestamp', 'recvWindow', 'apiKey', 'returnRateLimits'])
const BY_METHOD: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.flatMap((endpoint) => (endpoint.method === undefined ? [] : [[endpoint.method, endpoint]])),
)

/** The conversation of the WebSocket API with one client: a request a message, answered by its id. */
export class ApiSession {
  readonly #parts: ApiSessionParts
  readonly #subscriptions: ApiSubscriptions
  readonly #connectedUs: number
  #logon: Logon | undefined
  #inFlight = 0

  constructor(parts: ApiSessionParts) {
    this.#parts = parts
    this.#connectedUs = parts.dialect.desk.nowUs()
    this.#subscriptions = new ApiSubscriptions(parts)
  }

  /** Takes a message as it came. */
  receive(text: string): void {
    const message = parsed(text)
    if (message === undefined) {
      this.#refuse(null, new DialectError('INVALID_JSON_REQUEST'))
      return
    }
    const id = valueOf(message['id'] ?? null)
    const params = paramsOf(message['params'])
    const method = typeof message['method'] === 'string' ? message['method'].replace(/^v3\//, '') : ''
    const wants = params?.get('returnRateLimits')
    const showsLimits = wants === undefined ? this.#parts.showsLimits : wants.toLowerCase() === 'true'
    if (params === undefined || !isId(id)) this.#refuse(null, new DialectError('INVALID_JSON_REQUEST'))
    else if (this.#inFlight >= this.#parts.maxInFlight) this.#refuse(id, new DialectError('SERVER_BUSY'))
    else void this.#handle(method, { id, params, showsLimits })
  }

  /** Ends the subscriptions. */
  close(): void {
    this.#subscriptions.close()
  }

  async #handle(method: string, request: ApiRequest): Promise<void> {
    this.#inFlight += 1
    try {
      const endpoint = this.#endpointOf(method)
      const reply = await this.#parts.dialect.call(endpoint, {
        address: this.#parts.address,
        time: this.#parts.time,
        parameters: () => new Map([...request.params].filter(([name]) => !PROOF.has(name))),
        caller: (authenticator, called) => this.#callerOf(authenticator, called, request),
      })
      this.#answer(request, endpoint, reply)
    } finally {
      this.#inFlight -= 1
    }
  }

  #endpointOf(method: string): Endpoint {
    return BY_METHOD.get(method) ?? this.#sessionEndpoint(method)
  }

  /** What is about the connection itself. */
  #sessionEndpoint(method: string): Endpoint {
    const terms = { about: '', weight: 2, parameters: {} } as const
    const subscriptions = this.#subscriptions
    switch (method) {
      case 'session.logon':
        return { ...terms, message: 'WebSocketSessionLogonResponse', security: 'USER_DATA', run: (_, { caller }) => this.#logOn(caller) }
      case 'session.status':
        return { ...terms, message: 'WebSocketSessionStatusResponse', security: 'NONE', run: () => this.#status() }
      case 'session.logout':
        return { ...terms, message: 'WebSocketSessionLogoutResponse', security: 'NONE', run: () => this.#logOut() }
      case 'session.subscriptions':
        return { ...terms, message: 'WebSocketSessionSubscriptionsResponse', security: 'NONE', run: () => subscriptions.list() }
      case 'userDataStream.subscribe':
        return { ...terms, message: 'UserDataStreamSubscribeResponse', security: 'USER_STREAM', run: (_, { caller }) => subscriptions.add(this.#loggedOn(caller), true) }
      case 'userDataStream.subscribe.signature':
        return { ...terms, message: 'UserDataStreamSubscribeResponse', security: 'USER_DATA', run: (_, { caller }) => subscriptions.add(caller, false) }
      case 'userDataStream.unsubscribe':
        return subscriptions.removal
      default:
        return { ...terms, security: 'NONE', run: () => { throw new DialectError('UNSUPPORTED_OPERATION') } }
    }
  }

  async #callerOf(authenticator: Authenticator, { security }: Endpoint, { params }: ApiRequest): Promise<Caller> {
    const { address } = this.#parts
    const [apiKey, signature] = [params.get('apiKey'), params.get('signature')]
    const [timestamp, recvWindow] = [params.get('timestamp'), params.get('recvWindow')]
    const logon = this.#logon
    if (security === 'USER_STREAM') return authenticator.named(apiKey ?? logon?.apiKey, address, security)
    const isByLogon = signature === undefined && (apiKey === undefined || apiKey === logon?.apiKey)
    if (isByLogon && logon !== undefined)
      return authenticator.again(logon.apiKey, address, security, readValidity(timestamp, recvWindow))
    const payload = payloadOf(params)
    return authenticator.signed({ apiKey, address, timestamp, recvWindow, payload, signature }, security)
  }

  #logOn(caller: Caller | undefined): object {
    if (caller === undefined) throw new DialectError('KEY_REJECTED')
    if (caller.key.kind === 'HMAC') throw new DialectError('HMAC_LOGON_REFUSED')
    this.#logon = { apiKey: caller.key.apiKey, sinceUs: this.#parts.dialect.desk.nowUs() }
    return this.#status()
  }

  /** A key alone, without a logon, proves nothing. */
  #loggedOn(caller: Caller | undefined): Caller {
    const apiKey = this.#logon?.apiKey
    if (apiKey === undefined || caller?.key.apiKey !== apiKey) throw new DialectError('KEY_REJECTED')
    return caller
  }

  #logOut(): object {
    this.#logon = undefined
    this.#subscriptions.loggedOut()
    return this.#status()
  }

  #status(): object {
    const { time, showsLimits, dialect } = this.#parts
    return {
      apiKey: this.#logon?.apiKey ?? null,
      authorizedSince: this.#logon === undefined ? null : time(this.#logon.sinceUs),
      connectedSince: time(this.#connectedUs),
      returnRateLimits: showsLimits,
      serverTime: time(dialect.desk.nowUs()),
      userDataStream: this.#subscriptions.count > 0,
    }
  }

  #answer({ id, showsLimits }: ApiRequest, endpoint: Endpoint, reply: DialectReply): void {
    const { status, body, error, weight, orders } = reply
    const { time, dialect, format, send } = this.#parts
    const nowUs = dialect.desk.nowUs()
    const retryAfterMs = error?.retryAfterMs
    const retryAfter = retryAfterMs === undefined ? undefined : time(nowUs + retryAfterMs * 1000)
    const wait = retryAfter === undefined ? {} : { data: { serverTime: time(nowUs), retryAfter } }
    const rateLimits = showsLimits ? [...(orders ?? []), weight] : undefined
    send(format.answer({ id, status, endpoint, body, error: error && { ...error.body, ...wait }, rateLimits }))
  }

  #refuse(id: unknown, { status, body: error }: DialectError): void {
    const { format, send } = this.#parts
    send(format.answer({ id, status, endpoint: undefined, body: undefined, error, rateLimits: undefined }))
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message = parseWithNumberTexts(text)
    const isObject = typeof message === 'object' && message !== null && !Array.isArray(message)
    return isObject ? (message as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

function paramsOf(params: unknown): ReadonlyMap<string, string> | undefined {
  if (params === undefined || params === null) return new Map()
  if (typeof params !== 'object' || Array.isArray(params)) return undefined
  const given = Object.entries(params).filter(([, value]) => value !== null)
  return new Map(given.map(([name, value]) => [name, textOf(value)]))
}

/** What is signed: all parameters but the signature, by name, as they were written. */
export function payloadOf(params: ReadonlyMap<string, string>): string {
  const names = [...params.keys()].filter((name) => name !== 'signature')
  const byOctets = names.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
  return byOctets.map((name) => `${name}=${params.get(name) ?? ''}`).join('&')
}

function isId(id: unknown): boolean {
  return id === null || (typeof id === 'string' && id.length <= 36) || (typeof id === 'number' && Number.isSafeInteger(id))
}
