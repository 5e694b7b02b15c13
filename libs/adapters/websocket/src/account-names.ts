import type { Account, AccountId } from '@openlob/domain'
import type { ErrorCode } from './errors.ts'

/** Why a trader id opens no account. */
export interface AccountRefusal {
  readonly reason: ErrorCode
  readonly text: string
}

/** Finds the account of a trader id, or opens it; undefined where there is none and nothing says why. */
export type AccountOf = (traderId: string) => Promise<Account | AccountRefusal | undefined>

/** Finds an account by its id; undefined where there is none. */
export type AccountById = (id: AccountId) => Promise<Account | undefined>

/** The names of accounts by id, as trades show them: the last `capacity` ones learnt, others asked for. */
export class AccountNames {
  /** Undefined where there is no such account. */
  readonly #names = new Map<AccountId, string | undefined>()
  readonly #capacity: number
  readonly #accountById: AccountById | undefined

  constructor(capacity: number, accountById: AccountById | undefined) {
    this.#capacity = capacity
    this.#accountById = accountById
  }

  /** Remembers an account, or that there is none, until there is; the one learnt first makes room. */
  learn(id: AccountId, name: string | undefined): void {
    if (this.#names.get(id) !== undefined) return
    if (!this.#names.has(id) && this.#names.size >= this.#capacity) {
      const [oldest] = this.#names.keys()
      if (oldest !== undefined) this.#names.delete(oldest)
    }
    this.#names.set(id, name)
  }

  /** The name, or `#` and the id of an account that was neither learnt nor found. */
  nameOf(id: AccountId): string {
    return this.#names.get(id) ?? `#${id}`
  }

  /** Tells whether {@link find} might learn something. */
  isUnknown(id: AccountId): boolean {
    return this.#accountById !== undefined && !this.#names.has(id)
  }

  /**
   * Asks for accounts and learns them; one that is not found is remembered as such. Never rejects: where a question is
   * not answered nothing is learnt, and the account stays unknown.
   */
  async find(ids: Iterable<AccountId>): Promise<void> {
    await Promise.allSettled(
      [...ids].map(async (id) => {
        const account = await this.#accountById?.(id)
        this.learn(id, account?.name)
      }),
    )
  }
}
