import { DialectError, endpointOf } from '@openlob/binance-dialect'
import type { BinanceDialect, Caller, Endpoint, TimeWriter } from '@openlob/binance-dialect'
import type { AccountId } from '@openlob/domain'
import type { ApiFormat } from './api-format.ts'

const ACTIVE_MAX = 1000
const EVER_MAX = 65_535

/** What {@link ApiSubscriptions} work with. */
export interface ApiSubscriptionsParts {
  readonly dialect: BinanceDialect
  readonly microseconds: boolean
  readonly time: TimeWriter
  readonly format: ApiFormat
  readonly send: (frame: Buffer) => void
}

interface Subscription {
  readonly account: AccountId
  /** Made by a logon, and ended with it. */
  readonly isOfLogon: boolean
  readonly end: () => void
}

/** The user data streams of one connection of the WebSocket API, by numbers from 0. */
export class ApiSubscriptions {
  readonly #parts: ApiSubscriptionsParts
  readonly #active = new Map<number, Subscription>()
  #next = 0

  constructor(parts: ApiSubscriptionsParts) {
    this.#parts = parts
  }

  /** How many there are. */
  get count(): number {
    return this.#active.size
  }

  /** The endpoint that ends one of them, or all. */
  get removal(): Endpoint {
    return endpointOf('userDataStream.unsubscribe', (subscriptionId) => this.#remove(subscriptionId))
  }

  /** Listens to the account of a caller from here on. */
  add(caller: Caller | undefined, isOfLogon: boolean): object {
    if (caller === undefined) throw new DialectError('KEY_REJECTED')
    const account = caller.account.accountId
    if ([...this.#active.values()].some((active) => active.account === account)) throw new DialectError('SUBSCRIPTION_ACTIVE')
    if (this.#active.size >= ACTIVE_MAX || this.#next > EVER_MAX) throw new DialectError('TOO_MANY_SUBSCRIPTIONS')
    const subscriptionId = this.#next++
    const { dialect, microseconds, format, send } = this.#parts
    const told = (_: AccountId, events: readonly object[]): void => {
      for (const event of events) send(format.event(subscriptionId, event))
    }
    const end = dialect.userStreams.subscribe(account, { microseconds, told })
    this.#active.set(subscriptionId, { account, isOfLogon, end })
    return { subscriptionId }
  }

  /** All of them. */
  list(): readonly object[] {
    return [...this.#active.keys()].map((subscriptionId) => ({ subscriptionId }))
  }

  /** The logon is over: so is what was listened to by it. */
  loggedOut(): void {
    for (const [id, { isOfLogon }] of [...this.#active]) if (isOfLogon) this.#end(id)
  }

  /** Ends all without a word: the connection is gone. */
  close(): void {
    for (const { end } of this.#active.values()) end()
    this.#active.clear()
  }

  #remove(subscriptionId: number | undefined): object {
    if (subscriptionId !== undefined && !this.#active.has(subscriptionId)) throw new DialectError('SUBSCRIPTION_INACTIVE')
    const ended = subscriptionId === undefined ? [...this.#active.keys()] : [subscriptionId]
    for (const id of ended) this.#end(id)
    return {}
  }

  #end(subscriptionId: number): void {
    this.#active.get(subscriptionId)?.end()
    this.#active.delete(subscriptionId)
    const { time, dialect, format, send } = this.#parts
    send(format.event(subscriptionId, { e: 'eventStreamTerminated', E: time(dialect.desk.nowUs()) }))
  }
}
