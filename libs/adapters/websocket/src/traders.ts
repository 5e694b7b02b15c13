import type { Account } from '@openlob/domain'

/** How one of a connection's traders came to be one. */
export interface TraderRight {
  readonly account: Account
  /** The API key that has proved it; undefined where a name was enough. */
  readonly apiKey: string | undefined
  readonly mayTrade: boolean
}

/** The traders that a connection speaks for, by trader id, and what it may do for each. */
export class Traders {
  readonly #rights = new Map<string, TraderRight>()
  readonly #accounts = new Map<string, Account>()

  /** The accounts, by trader id. */
  get accounts(): ReadonlyMap<string, Account> {
    return this.#accounts
  }

  /** Whether the connection may place orders and move money for a trader. */
  mayTrade(traderId: string): boolean {
    return this.#rights.get(traderId)?.mayTrade === true
  }

  /** Adds one; what it may do already, by a key that trades, a key that only reads does not take away. */
  add(traderId: string, right: TraderRight): void {
    if (this.mayTrade(traderId) && !right.mayTrade) return
    this.#rights.set(traderId, right)
    this.#accounts.set(traderId, right.account)
  }

  /** Takes away those that a key has proved; answers their accounts. */
  revoke(apiKey: string): Account[] {
    const gone = [...this.#rights].filter(([, right]) => right.apiKey === apiKey)
    for (const [traderId] of gone) {
      this.#rights.delete(traderId)
      this.#accounts.delete(traderId)
    }
    return gone.map(([, { account }]) => account)
  }
}
