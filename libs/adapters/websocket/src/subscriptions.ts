import type { AccountId, InstrumentId } from '@openlob/domain'
import type { Outbox } from './backpressure.ts'

const NOBODY: ReadonlySet<Outbox> = new Set()

/** Who is told what: the subscribers of each instrument's market data, and the connections of each account. */
export class Subscriptions {
  readonly #book = new Index<InstrumentId>()
  readonly #trades = new Index<InstrumentId>()
  readonly #owners = new Index<AccountId>()
  readonly #orders = new Set<Outbox>()

  /** The subscribers of an instrument's book. */
  book(instrument: InstrumentId): ReadonlySet<Outbox> {
    return this.#book.of(instrument)
  }

  /** The subscribers of an instrument's trades. */
  trades(instrument: InstrumentId): ReadonlySet<Outbox> {
    return this.#trades.of(instrument)
  }

  /** The connections that use an account. */
  owners(account: AccountId): ReadonlySet<Outbox> {
    return this.#owners.of(account)
  }

  /** Tells whether a connection wants updates of its accounts' orders. */
  wantsOrders(outbox: Outbox): boolean {
    return this.#orders.has(outbox)
  }

  /** All subscriptions: one a channel and instrument, and one a connection that wants its orders. O(connections). */
  get total(): number {
    return this.#book.total + this.#trades.total + this.#orders.size
  }

  /** Market data subscriptions of a connection, one a channel and instrument. */
  count(outbox: Outbox): number {
    return this.#book.count(outbox) + this.#trades.count(outbox)
  }

  /** Tells whether a subscription stands. */
  has(channel: 'book' | 'trades', instrument: InstrumentId, outbox: Outbox): boolean {
    return this.#index(channel).of(instrument).has(outbox)
  }

  /** Adds a subscription; twice is once. */
  add(channel: 'book' | 'trades', instrument: InstrumentId, outbox: Outbox): void {
    this.#index(channel).add(instrument, outbox)
  }

  /** Takes a subscription away, where there is one. */
  remove(channel: 'book' | 'trades', instrument: InstrumentId, outbox: Outbox): void {
    this.#index(channel).remove(instrument, outbox)
  }

  /** Sends updates of its accounts' orders to a connection, or no longer. */
  setOrders(outbox: Outbox, wanted: boolean): void {
    if (wanted) this.#orders.add(outbox)
    else this.#orders.delete(outbox)
  }

  /** Makes a connection one that uses an account. */
  addOwner(account: AccountId, outbox: Outbox): void {
    this.#owners.add(account, outbox)
  }

  /** Makes a connection one that uses an account no more. */
  removeOwner(account: AccountId, outbox: Outbox): void {
    this.#owners.remove(account, outbox)
  }

  /** Forgets a connection. */
  removeAll(outbox: Outbox): void {
    this.#book.removeAll(outbox)
    this.#trades.removeAll(outbox)
    this.#owners.removeAll(outbox)
    this.#orders.delete(outbox)
  }

  #index(channel: 'book' | 'trades'): Index<InstrumentId> {
    return channel === 'book' ? this.#book : this.#trades
  }
}

/** A many-to-many relation of keys and connections that keeps nothing empty. */
class Index<Key> {
  readonly #byKey = new Map<Key, Set<Outbox>>()
  readonly #byOutbox = new Map<Outbox, Set<Key>>()

  of(key: Key): ReadonlySet<Outbox> {
    return this.#byKey.get(key) ?? NOBODY
  }

  count(outbox: Outbox): number {
    return this.#byOutbox.get(outbox)?.size ?? 0
  }

  get total(): number {
    let total = 0
    for (const keys of this.#byOutbox.values()) total += keys.size
    return total
  }

  add(key: Key, outbox: Outbox): void {
    link(this.#byKey, key, outbox)
    link(this.#byOutbox, outbox, key)
  }

  remove(key: Key, outbox: Outbox): void {
    unlink(this.#byKey, key, outbox)
    unlink(this.#byOutbox, outbox, key)
  }

  removeAll(outbox: Outbox): void {
    for (const key of this.#byOutbox.get(outbox) ?? []) unlink(this.#byKey, key, outbox)
    this.#byOutbox.delete(outbox)
  }
}

function link<From, To>(map: Map<From, Set<To>>, from: From, to: To): void {
  const set = map.get(from)
  if (set === undefined) map.set(from, new Set([to]))
  else set.add(to)
}

function unlink<From, To>(map: Map<From, Set<To>>, from: From, to: To): void {
  const set = map.get(from)
  set?.delete(to)
  if (set?.size === 0) map.delete(from)
}
