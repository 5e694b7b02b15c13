import { createHmac } from 'node:crypto'
import { Exchange, ManualClock, MemoryApiKeyStore, MemoryHistory, MemoryJournal, MemorySnapshotStore, TapedHistory } from '@openlob/application'
import type { ApiKey } from '@openlob/application'
import { BinanceDialect, newApiKey } from '@openlob/binance-dialect'
import type { ApiKeyRequest, BinanceDialectOptions, RateLimitOptions } from '@openlob/binance-dialect'
import { accountId, assetId } from '@openlob/domain'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { restRoutes } from '../src/index.ts'
import type { OpenApiDocument, RestOptions } from '../src/index.ts'

/** What an HTTP request came to. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Body
  /** As it came. */
  readonly octets: Buffer
}

/** What bodies have, each some of it. */
export interface Body {
  readonly code: number
  readonly msg: string
  readonly status: string
  readonly expiryReason: string
  readonly clientOrderId: string
  readonly executionId: number
  readonly fills: unknown
  readonly amendedOrder: unknown
  readonly symbols: unknown
  readonly listenKey: string
  readonly paths: OpenApiDocument['paths']
}

/** What a request asks for. */
export type Parameters = Readonly<Record<string, string | number>>

/** How a request differs from a plain one. */
export interface Ways {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** How a venue differs from a plain one. */
export interface VenueTerms extends Pick<BinanceDialectOptions, 'rules' | 'selfTradePreventionMode'> {
  /** Where its history hears nothing, it is as behind a restart. */
  readonly hears?: boolean
}

/** An exchange in memory with two funded accounts, behind the REST API. */
export class RestVenue {
  readonly clock: ManualClock = new ManualClock(1_700_000_000_000_000)
  readonly keys: MemoryApiKeyStore = new MemoryApiKeyStore()
  readonly errors: unknown[] = []
  readonly exchange: Exchange
  readonly server: FastifyInstance
  readonly dialect: BinanceDialect
  alice!: ApiKey
  bob!: ApiKey

  constructor(
    limits: Partial<RateLimitOptions> = {},
    options: RestOptions = {},
    { hears = true, ...more }: VenueTerms = {},
  ) {
    const { clock, keys } = this
    this.exchange = new Exchange({ journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock })
    const history = new MemoryHistory()
    if (hears) this.exchange.subscribe(history)
    const dialect = new BinanceDialect({
      exchange: this.exchange,
      keys,
      history: new TapedHistory(history.tape, history),
      nowUs: () => clock.nowUs(),
      commissionRates: () => ({ makerPpm: 500, takerPpm: 1000 }),
      limits,
      ...more,
      maxOpenOrdersPerAccount: 10_000,
      onError: (error) => { this.errors.push(error) },
    })
    this.dialect = dialect
    this.server = fastify().register(restRoutes(dialect, options))
  }

  /** One that is started. */
  static async start(
    limits: Partial<RateLimitOptions> = {},
    options: RestOptions = {},
    terms: VenueTerms = {},
  ): Promise<RestVenue> {
    const venue = new RestVenue(limits, options, terms)
    const { exchange } = venue
    await exchange.start()
    await exchange.submit({ type: 'ListAsset', symbol: 'BTC', scale: 8 })
    await exchange.submit({ type: 'ListAsset', symbol: 'USDT', scale: 8 })
    const listed = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.00001', minNotional: '1' }
    await exchange.submit({ type: 'ListInstrument', kind: 'spot', terms: listed, baseAssetId: assetId(1), quoteAssetId: assetId(2) })
    for (const [index, name] of ['alice', 'bob'].entries()) {
      await exchange.submit({ type: 'OpenAccount', name })
      for (const asset of [1, 2])
        await exchange.submit({ type: 'Deposit', accountId: accountId(index + 1), assetId: assetId(asset), units: 10n ** 13n })
    }
    venue.alice = await venue.keyOf({ accountName: 'alice' })
    venue.bob = await venue.keyOf({ accountName: 'bob' })
    return venue
  }

  async keyOf(request: ApiKeyRequest): Promise<ApiKey> {
    const key = newApiKey(request, 0)
    if (key === undefined) throw new Error('it is a key')
    await this.keys.add(key)
    return key
  }

  async stop(): Promise<void> {
    await this.server.close()
    await this.exchange.stop()
  }

  /** Sends a request as it stands. */
  async send(method: string, url: string, { headers = {}, body }: Ways = {}): Promise<Answer> {
    const payload = body === undefined ? {} : { payload: body }
    const response = await this.server.inject({ method: method as 'GET', url, headers, ...payload })
    const isJson = String(response.headers['content-type']).startsWith('application/json')
    const content: unknown = isJson ? response.json() : response.body
    const { statusCode: status, headers: answered, rawPayload: octets } = response
    return { status, headers: answered, body: content as Body, octets }
  }

  /** Sends a query of anybody. */
  unsigned(method: string, path: string, parameters: Parameters, headers: Ways['headers'] = {}): Promise<Answer> {
    return this.send(method, `${path}?${queryOf(parameters)}`, { headers })
  }

  /** Signs a query and sends it. */
  signed(
    key: ApiKey,
    method: string,
    path: string,
    parameters: Parameters = {},
    headers: Ways['headers'] = {},
  ): Promise<Answer> {
    const query = queryOf({ ...parameters, timestamp: Math.floor(this.clock.nowUs() / 1000) })
    const signature = createHmac('sha256', key.verifier).update(query).digest('hex')
    return this.send(method, `${path}?${query}&signature=${signature}`, { headers: { ...headers, 'x-mbx-apikey': key.apiKey } })
  }
}

function queryOf(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}
