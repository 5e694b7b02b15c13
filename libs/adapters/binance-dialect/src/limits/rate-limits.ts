import { DialectError } from '../errors/dialect-errors.ts'

/** Limits of the dialect; counts are per window, windows are aligned to the clock. */
export interface RateLimitOptions {
  /** Request weight of an address in a minute. */
  readonly weightPerMinute: number
  /** Requests of an address in five minutes, whatever their weight. */
  readonly requestsPerFiveMinutes: number
  /** Unfilled orders of an account in ten seconds. */
  readonly ordersPerTenSeconds: number
  /** Unfilled orders of an account in a day. */
  readonly ordersPerDay: number
  /** WebSocket connections that an address may attempt in five minutes. */
  readonly connectionsPerFiveMinutes: number
}

/** The limits where nothing else is said. */
export const DEFAULT_RATE_LIMITS: RateLimitOptions = {
  weightPerMinute: 6000,
  requestsPerFiveMinutes: 300_000,
  ordersPerTenSeconds: 100,
  ordersPerDay: 200_000,
  connectionsPerFiveMinutes: 300,
}

/** A limit as clients are shown it. */
export interface RateLimitRow {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS'
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY'
  readonly intervalNum: number
  readonly limit: number
}

/** A limit and how much of it is used. */
export interface RateLimitUsage extends RateLimitRow {
  readonly count: number
}

const BAN_FIRST_MS = 120_000
const BAN_MAX_MS = 3 * 86_400_000
/** So many keys are counted in a window; more of them are not told apart from the last one. */
const COUNTED_MAX = 100_000
/** What a first fill gives back to the maker and to the taker. */
const MAKER_RELIEF = 5
const TAKER_RELIEF = 1

/** How much each key used in the present window. */
class Windowed<Key> {
  readonly row: RateLimitRow
  readonly #lengthMs: number
  readonly #used = new Map<Key, number>()
  #window = -1

  constructor(row: RateLimitRow) {
    this.row = row
    this.#lengthMs = row.intervalNum * { SECOND: 1000, MINUTE: 60_000, DAY: 86_400_000 }[row.interval]
  }

  used(key: Key, nowMs: number): number {
    this.#turn(nowMs)
    return this.#used.get(key) ?? 0
  }

  add(key: Key, count: number, nowMs: number): number {
    this.#turn(nowMs)
    if (!this.#used.has(key) && this.#used.size >= COUNTED_MAX) return this.row.limit + 1
    const used = Math.max(0, (this.#used.get(key) ?? 0) + count)
    this.#used.set(key, used)
    return used
  }

  untilNextMs(nowMs: number): number {
    return this.#lengthMs - (nowMs % this.#lengthMs)
  }

  #turn(nowMs: number): void {
    const window = Math.floor(nowMs / this.#lengthMs)
    // A request that took a while is charged to the window of now.
    if (window <= this.#window) return
    this.#window = window
    this.#used.clear()
  }
}

interface Ban {
  untilMs: number
  lengthMs: number
}

/** Counts what clients use, and refuses what is beyond their limits. */
export class RateLimits {
  readonly #weight: Windowed<string>
  readonly #requests: Windowed<string>
  readonly #connections: Windowed<string>
  readonly #orders: readonly Windowed<number>[]
  readonly #bans = new Map<string, Ban>()

  /** The default limits where none are given. */
  constructor(options: Partial<RateLimitOptions> = {}) {
    const limits = { ...DEFAULT_RATE_LIMITS, ...options }
    this.#weight = new Windowed({ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute })
    this.#requests = new Windowed({ rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: limits.requestsPerFiveMinutes })
    const { connectionsPerFiveMinutes } = limits
    this.#connections = new Windowed({ rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: connectionsPerFiveMinutes })
    this.#orders = [
      new Windowed({ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: limits.ordersPerTenSeconds }),
      new Windowed({ rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: limits.ordersPerDay }),
    ]
  }

  /** All limits, as exchange information lists them. */
  rows(): readonly RateLimitRow[] {
    return [this.#weight, ...this.#orders, this.#requests].map(({ row }) => row)
  }

  /** Counts a connection of an address, and what it costs in weight; fails where it has none left. */
  connect(address: string, weight: number, nowMs: number): void {
    const { limit } = this.#connections.row
    if (this.#connections.add(address, 1, nowMs) > limit)
      throw new DialectError('TOO_MANY_CONNECTIONS', [limit, '5 MINUTE'], { retryAfterMs: this.#connections.untilNextMs(nowMs) })
    if (weight === 0) return
    this.admit(address, nowMs)
    this.spend(address, weight, nowMs)
  }

  /** Fails where an address is banned, or has no request left: before anything else is looked at. */
  admit(address: string, nowMs: number): void {
    const ban = this.#bans.get(address)
    if (ban !== undefined && ban.untilMs > nowMs)
      throw new DialectError('ADDRESS_BANNED', [ban.untilMs], { retryAfterMs: ban.untilMs - nowMs })
    const { row } = this.#requests
    if (this.#requests.add(address, 1, nowMs) > row.limit)
      throw new DialectError('TOO_MANY_REQUESTS', [row.limit, '5 MINUTE'], { retryAfterMs: this.#requests.untilNextMs(nowMs) })
    if (this.#weight.used(address, nowMs) <= this.#weight.row.limit) return
    // It was told to stop, and did not.
    throw this.#ban(address, nowMs)
  }

  /** Adds weight; fails where that is more than there was. */
  spend(address: string, weight: number, nowMs: number): void {
    if (weight === 0) return
    const { row } = this.#weight
    if (this.#weight.add(address, weight, nowMs) <= row.limit) return
    throw new DialectError('TOO_MUCH_WEIGHT', [row.limit, '1 MINUTE'], { retryAfterMs: this.#weight.untilNextMs(nowMs) })
  }

  /** Gives weight back. */
  refund(address: string, weight: number, nowMs: number): void {
    this.#weight.add(address, -weight, nowMs)
  }

  /** The weight that an address has used in this minute. */
  usedWeight(address: string, nowMs: number): RateLimitUsage {
    return { ...this.#weight.row, count: this.#weight.used(address, nowMs) }
  }

  /** Fails where an account may not place `orders` more. */
  checkOrders(account: number, orders: number, nowMs: number): void {
    for (const window of this.#orders) {
      const { limit, interval, intervalNum } = window.row
      if (window.used(account, nowMs) + orders <= limit) continue
      throw new DialectError('TOO_MANY_ORDERS', [limit, `${intervalNum} ${interval}`], { retryAfterMs: window.untilNextMs(nowMs) })
    }
  }

  /** Counts orders that were placed. */
  countOrders(account: number, orders: number, nowMs: number): void {
    for (const window of this.#orders) window.add(account, orders, nowMs)
  }

  /** An order of an account was filled for the first time. */
  firstFill(account: number, role: 'maker' | 'taker', nowMs: number): void {
    const relief = role === 'maker' ? MAKER_RELIEF : TAKER_RELIEF
    for (const window of this.#orders) window.add(account, -relief, nowMs)
  }

  /** The unfilled orders that an account has placed. */
  usedOrders(account: number, nowMs: number): readonly RateLimitUsage[] {
    return this.#orders.map((window) => ({ ...window.row, count: window.used(account, nowMs) }))
  }

  #ban(address: string, nowMs: number): DialectError {
    const before = this.#bans.get(address)
    const lengthMs = before === undefined ? BAN_FIRST_MS : Math.min(2 * before.lengthMs, BAN_MAX_MS)
    if (this.#bans.size >= COUNTED_MAX) this.#forgetBans(nowMs)
    this.#bans.set(address, { untilMs: nowMs + lengthMs, lengthMs })
    return new DialectError('ADDRESS_BANNED', [nowMs + lengthMs], { retryAfterMs: lengthMs })
  }

  #forgetBans(nowMs: number): void {
    for (const [address, { untilMs }] of this.#bans) if (untilMs <= nowMs) this.#bans.delete(address)
    if (this.#bans.size >= COUNTED_MAX) this.#bans.clear()
  }
}
