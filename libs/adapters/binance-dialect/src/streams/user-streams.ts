import type { Event, EventPublisher, OrderList, Queries } from '@openlob/application'
import type { AccountId, Order, OrderId } from '@openlob/domain'
import type { Markets } from '../market/markets.ts'
import type { CancelNames } from '../orders/cancel-names.ts'
import { timeWriter } from '../orders/place.ts'
import { KnownOrders } from './known-orders.ts'
import { concernedAccounts, userEvents } from './user-events.ts'

/** Who listens to what an account is told. Must not throw. */
export interface UserListener {
  /** Whether times are wanted in microseconds. */
  readonly microseconds: boolean
  /** Takes what one command did for the account, in order. */
  told(account: AccountId, events: readonly object[]): void
}

/** The user data streams: who listens to which account. */
export class UserStreams implements EventPublisher {
  readonly #markets: Markets
  readonly #names: CancelNames
  readonly #queries: Pick<Queries, 'openOrders' | 'orderLists'>
  readonly #listeners = new Map<AccountId, Set<UserListener>>()
  readonly #known = new KnownOrders()

  /** Accounts whose orders from before the first event were asked for. */
  readonly #learnt = new Set<AccountId>()

  /** Without listeners; knows names of markets and of requests, and older orders, by these. */
  constructor(markets: Markets, names: CancelNames, queries: Pick<Queries, 'openOrders' | 'orderLists'>) {
    this.#markets = markets
    this.#names = names
    this.#queries = queries
  }

  /** Tells a listener what an account is told, until the function returned is called. */
  subscribe(account: AccountId, listener: UserListener): () => void {
    const listeners = this.#listeners.get(account) ?? new Set()
    this.#listeners.set(account, listeners.add(listener))
    if (!this.#learnt.has(account)) void this.#learn(account)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(account)
    }
  }

  /** What its open orders ask for beside price and quantity; where the exchange does not answer, it is asked again. */
  async #learn(account: AccountId): Promise<void> {
    this.#learnt.add(account)
    try {
      const [orders, lists] = await Promise.all([this.#queries.openOrders(account), this.#queries.orderLists(account)])
      this.#known.learn(orders, lists)
    } catch {
      this.#learnt.delete(account)
    }
  }

  publish(events: readonly Event[]): void {
    this.#known.begin(events)
    if (this.#listeners.size > 0) this.#tellAll(events)
    this.#known.end(events)
  }

  #tellAll(events: readonly Event[]): void {
    for (const account of concernedAccounts(events)) {
      const listeners = this.#listeners.get(account)
      if (listeners === undefined) continue
      for (const microseconds of [false, true])
        this.#tell([...listeners].filter((listener) => listener.microseconds === microseconds), account, events)
    }
  }

  /** Tells those who want times in the same unit. */
  #tell(listeners: readonly UserListener[], account: AccountId, events: readonly Event[]): void {
    const [first] = listeners
    if (first === undefined) return
    const known = (orderId: OrderId): Order | undefined => this.#known.get(orderId)
    const listOf = (orderId: OrderId): OrderList | undefined => this.#known.listOf(orderId)
    const time = timeWriter(first.microseconds)
    const reporting = { markets: this.#markets, names: this.#names, time, known, listOf }
    const told = userEvents(events, account, reporting)
    if (told.length > 0) for (const listener of listeners) listener.told(account, told)
  }
}
