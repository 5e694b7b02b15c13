import { HistoryUnavailableError, QueryUnavailableError } from '@openlob/application'
import type { ApiKeyStore, Event, EventPublisher, ExchangeGateway, TapedHistory } from '@openlob/application'
import { invariant } from '@openlob/domain'
import type { Account, AccountId } from '@openlob/domain'
import type { CommissionRates, Desk } from './desk.ts'
import { accountEndpoints } from './endpoints/account.ts'
import { generalEndpoints } from './endpoints/general.ts'
import type { Call, Endpoint } from './endpoints/endpoint.ts'
import { listenKeyEndpoints } from './endpoints/listen-key.ts'
import { marketDataEndpoints } from './endpoints/market-data.ts'
import { listTradingEndpoints } from './endpoints/list-trading.ts'
import { orderListEndpoints } from './endpoints/order-lists.ts'
import { tickerEndpoints } from './endpoints/tickers.ts'
import { tradingEndpoints } from './endpoints/trading.ts'
import { walletEndpoints } from './endpoints/wallet.ts'
import { DialectError } from './errors/dialect-errors.ts'
import { unavailableError } from './errors/engine-errors.ts'
import { RateLimits } from './limits/rate-limits.ts'
import type { RateLimitOptions, RateLimitUsage } from './limits/rate-limits.ts'
import { Markets } from './market/markets.ts'
import type { Market } from './market/markets.ts'
import type { SelfTradePreventionMode } from './orders/order-parameters.ts'
import { NO_RULES } from './rules/market-rules.ts'
import type { OrderRules } from './rules/market-rules.ts'
import { RuleBook } from './rules/rule-book.ts'
import { CancelNames } from './orders/cancel-names.ts'
import type { TimeWriter } from './orders/order-text.ts'
import { readParameters } from './parameters/read-parameters.ts'
import type { SentParameters } from './parameters/read-parameters.ts'
import { Authenticator } from './security/authenticator.ts'
import type { AccountNamed, Caller } from './security/authenticator.ts'
import { MarketStreams } from './streams/market-streams.ts'
import { UserStreams } from './streams/user-streams.ts'
import { ListenKeys } from './security/listen-keys.ts'

/** What a {@link BinanceDialect} works with. */
export interface BinanceDialectOptions {
  readonly exchange: ExchangeGateway
  readonly keys: ApiKeyStore
  readonly history: TapedHistory
  /** The time, in microseconds since 1970. */
  readonly nowUs: () => number
  /** Finds the account of a key; where left out, the exchange is asked. */
  readonly accountNamed?: AccountNamed | undefined
  /** What accounts pay; nothing where left out. */
  readonly commissionRates?: (account: Account, market: Market) => CommissionRates
  readonly limits?: Partial<RateLimitOptions> | undefined
  /** Rules for orders beside those of the engine; none where left out. */
  readonly rules?: OrderRules | undefined
  /** What keeps an order from trading with its own where it does not say; nothing where left out. */
  readonly selfTradePreventionMode?: SelfTradePreventionMode | undefined
  readonly maxOpenOrdersPerAccount: number
  /** An error that is a defect: the client is told -1000. */
  readonly onError: (error: unknown) => void
}

/** A request, whichever way it came. */
export interface DialectRequest {
  /** The parameters, without those that only prove who sends it. */
  readonly parameters: () => SentParameters
  readonly address: string
  readonly time: TimeWriter
  /** Finds out who calls; called where the endpoint is not for anybody. */
  readonly caller: (authenticator: Authenticator, endpoint: Endpoint) => Promise<Caller>
}

/** What a request comes to. */
export interface DialectReply {
  /** As HTTP has it. */
  readonly status: number
  readonly body: unknown
  readonly error: DialectError | undefined
  readonly weight: RateLimitUsage
  /** Of whoever placed orders. */
  readonly orders: readonly RateLimitUsage[] | undefined
}

type EndpointParameters = Parameters<Endpoint['run']>[0]

/** All endpoints of the dialect. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...generalEndpoints,
  ...marketDataEndpoints,
  ...tickerEndpoints,
  ...tradingEndpoints,
  ...accountEndpoints,
  ...listTradingEndpoints,
  ...orderListEndpoints,
  ...listenKeyEndpoints,
  ...walletEndpoints,
]

/** The dialect in front of an exchange, for transports that bring requests and take replies. */
export class BinanceDialect implements EventPublisher {
  readonly desk: Desk
  readonly authenticator: Authenticator
  readonly marketStreams: MarketStreams
  readonly userStreams: UserStreams
  readonly #onError: (error: unknown) => void
  readonly #markets: Markets
  readonly #limits: RateLimits
  readonly #balanceTimes = new Map<AccountId, number>()

  /** In front of that exchange; knows its events from here on. */
  constructor(options: BinanceDialectOptions) {
    const { exchange, keys, history, nowUs, maxOpenOrdersPerAccount } = options
    invariant(maxOpenOrdersPerAccount >= 1, `an account may have an order: maxOpenOrdersPerAccount=${maxOpenOrdersPerAccount}`)
    this.#onError = options.onError
    this.#markets = new Markets(exchange.queries, options.selfTradePreventionMode ?? 'NONE')
    this.#limits = new RateLimits(options.limits)
    const accountNamed = options.accountNamed ?? ((name: string) => exchange.queries.account(name))
    this.authenticator = new Authenticator(keys, accountNamed, nowUs)
    this.desk = {
      exchange,
      markets: this.#markets,
      history,
      limits: this.#limits,
      rules: new RuleBook(options.rules ?? NO_RULES, { queries: exchange.queries, tape: history.tape }),
      listenKeys: new ListenKeys(),
      cancelNames: new CancelNames(),
      nowUs,
      balanceTimeUs: ({ accountId }) => this.#balanceTimes.get(accountId) ?? 0,
      commissionRates: options.commissionRates ?? (() => ({ makerPpm: 0, takerPpm: 0 })),
      maxOpenOrdersPerAccount,
    }
    const { markets, cancelNames } = this.desk
    const { queries } = exchange
    this.marketStreams = new MarketStreams({ queries, markets, tape: history.tape, nowUs, onError: options.onError })
    this.userStreams = new UserStreams(markets, cancelNames, queries)
    exchange.subscribe(this)
  }

  /** Takes the events of one command. */
  publish(events: readonly Event[]): void {
    this.#markets.publish(events)
    this.marketStreams.publish(events)
    this.userStreams.publish(events)
    for (const event of events) {
      if (event.type === 'BalanceChanged') this.#balanceTimes.set(event.accountId, event.timestampUs)
      else if (event.type === 'TradeExecuted') {
        const { trade, makerOrder, takerOrder } = event
        const nowMs = event.timestampUs / 1000
        const isFirst = ({ executedLots }: { executedLots: number }): boolean => executedLots === trade.quantityLots
        if (isFirst(makerOrder)) this.#limits.firstFill(trade.makerAccountId, 'maker', nowMs)
        if (isFirst(takerOrder)) this.#limits.firstFill(trade.takerAccountId, 'taker', nowMs)
      }
    }
  }

  /** Tells of an error that is a defect. */
  report(error: unknown): void {
    this.#onError(error)
  }

  /** Carries a request out. Never rejects: what fails is a reply. */
  async call(endpoint: Endpoint, request: DialectRequest): Promise<DialectReply> {
    const nowUs = this.desk.nowUs()
    const nowMs = nowUs / 1000
    const { address, time } = request
    let call: Call = { desk: this.desk, caller: undefined, nowUs, time, address }
    let body: unknown
    let error: DialectError | undefined
    try {
      this.#limits.admit(address, nowMs)
      await this.#markets.load()
      call = { ...call, caller: await this.#callerOf(endpoint, request, nowMs) }
      body = await this.#run(endpoint, this.#parametersOf(endpoint, request, nowMs), call)
    } catch (failure) {
      error = this.#errorOf(failure)
    }
    const account = endpoint.orders === undefined ? undefined : call.caller?.account.accountId
    return {
      status: error?.status ?? 200,
      body: error?.body ?? body,
      error,
      weight: this.#limits.usedWeight(address, nowMs),
      orders: account === undefined ? undefined : this.#limits.usedOrders(account, nowMs),
    }
  }

  async #callerOf(endpoint: Endpoint, request: DialectRequest, nowMs: number): Promise<Caller | undefined> {
    if (endpoint.security === 'NONE') return undefined
    try {
      return await request.caller(this.authenticator, endpoint)
    } catch (failure) {
      this.#limits.spend(request.address, 1, nowMs)
      throw failure
    }
  }

  /** Reads the parameters and charges what the request weighs. */
  #parametersOf(endpoint: Endpoint, { address, parameters }: DialectRequest, nowMs: number): EndpointParameters {
    let weight = 1
    try {
      const read = readParameters(endpoint.parameters, parameters())
      weight = typeof endpoint.weight === 'number' ? endpoint.weight : endpoint.weight(read)
      return read
    } finally {
      this.#limits.spend(address, weight, nowMs)
    }
  }

  async #run(endpoint: Endpoint, parameters: EndpointParameters, call: Call): Promise<unknown> {
    const { orders = 0, isFreeWhenDone = false, weight } = endpoint
    const account = call.caller?.account.accountId
    const nowMs = call.nowUs / 1000
    if (account !== undefined && orders > 0) {
      this.#limits.checkOrders(account, orders, nowMs)
      // Before it is placed: its own fills take it off again.
      this.#limits.countOrders(account, orders, nowMs)
    }
    try {
      const body = await endpoint.run(parameters, call)
      if (isFreeWhenDone && typeof weight === 'number') this.#limits.refund(call.address, weight, nowMs)
      return body
    } catch (failure) {
      if (account !== undefined) this.#limits.countOrders(account, -orders, nowMs)
      throw failure
    }
  }

  #errorOf(failure: unknown): DialectError {
    if (failure instanceof DialectError) return failure
    if (failure instanceof QueryUnavailableError) return unavailableError(failure.reason)
    if (failure instanceof HistoryUnavailableError) return new DialectError('HISTORY_UNAVAILABLE')
    this.#onError(failure)
    return new DialectError('UNKNOWN')
  }
}
