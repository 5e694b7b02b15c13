import type { NodejsSelfTradePrevention, NodejsSide, NodejsTimeInForce } from './order-shapes.ts'

/** What is kept of an order as long as it lives, in ticks and lots. */
export interface CatalogEntry {
  /** Its id in the book below. */
  readonly number: number
  readonly id: string
  readonly side: NodejsSide
  /** Changes to what it becomes when it is triggered. */
  type: 'market' | 'limit' | 'stop_market' | 'stop_limit'
  originalLots: number
  leavesLots: number
  takenLots: number
  /** Price times quantity of what it took, in ticks times lots, as text. */
  takenTickLots: string
  priceTicks: number
  readonly stopTicks: number
  readonly timeInForce: NodejsTimeInForce
  readonly isOco: boolean
  readonly time: number
  /** 0 where it is nobody's. */
  readonly accountNumber: number
  readonly accountId?: string
  readonly stpMode?: NodejsSelfTradePrevention
}

/** Live orders by their text ids and by their numbers, and accounts as numbers: of what has gone nothing is kept. */
export class OrderCatalog {
  readonly #byNumber: Map<number, CatalogEntry> = new Map<number, CatalogEntry>()
  /** An order that is a limit and a stop order has two numbers. */
  readonly #byId: Map<string, Set<CatalogEntry>> = new Map<string, Set<CatalogEntry>>()
  readonly #accounts: Map<string, { readonly number: number; orders: number }> = new Map<
    string,
    { readonly number: number; orders: number }
  >()
  #nextNumber = 1

  /** The number that the next order gets. */
  get nextNumber(): number {
    return this.#nextNumber
  }

  /** How many orders live. */
  get size(): number {
    return this.#byNumber.size
  }

  /** Tells whether an id is in use. */
  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** The order of a number. */
  at(number: number): CatalogEntry {
    return this.#byNumber.get(number)!
  }

  /** The orders of an id: none, one, or the two of an order that is a limit and a stop order. */
  of(id: string): readonly CatalogEntry[] {
    return [...(this.#byId.get(id) ?? [])]
  }

  /** All orders by number. */
  entries(): CatalogEntry[] {
    return [...this.#byNumber.values()].sort((left, right) => left.number - right.number)
  }

  /** Keeps an order under the next number. */
  add(order: Omit<CatalogEntry, 'number' | 'accountNumber'>): CatalogEntry {
    const number = this.#nextNumber
    // The number of an account's first order is no other account's.
    const known = order.accountId === undefined ? 0 : (this.#accounts.get(order.accountId)?.number ?? number)
    const entry = { ...order, number, accountNumber: known }
    this.restore(entry)
    return entry
  }

  /** Keeps an order under the number that it has. */
  restore(entry: CatalogEntry): void {
    this.skipTo(entry.number + 1)
    this.#byNumber.set(entry.number, entry)
    const same = this.#byId.get(entry.id)
    if (same === undefined) this.#byId.set(entry.id, new Set([entry]))
    else same.add(entry)
    this.#hold(entry)
  }

  /** Gives out no number below this one. */
  skipTo(number: number): void {
    this.#nextNumber = Math.max(this.#nextNumber, number)
  }

  /** Lets an order go. */
  remove(number: number): void {
    const entry = this.#byNumber.get(number)
    if (entry === undefined) return
    this.#byNumber.delete(number)
    const same = this.#byId.get(entry.id)!
    same.delete(entry)
    if (same.size === 0) this.#byId.delete(entry.id)
    this.#release(entry)
  }

  #hold({ accountId, accountNumber }: CatalogEntry): void {
    if (accountId === undefined) return
    const account = this.#accounts.get(accountId)
    if (account === undefined) this.#accounts.set(accountId, { number: accountNumber, orders: 1 })
    else account.orders += 1
  }

  #release({ accountId }: CatalogEntry): void {
    if (accountId === undefined) return
    const account = this.#accounts.get(accountId)!
    account.orders -= 1
    if (account.orders === 0) this.#accounts.delete(accountId)
  }
}
