import type { AccountId } from '@openlob/domain'
import type { OrderContingency } from '../commands/command.ts'
import type { OrderRequest } from './order-request.ts'

/** What a list adds to the orders that arrive together. */
export interface ArrivingList {
  readonly contingency: OrderContingency
  readonly clientListId: string | undefined
  /** What is held for each order. */
  readonly heldUnits: readonly bigint[]
}

/** The orders that a command places, from before the book is given them on: it may ask about them. */
export class Arrival {
  /** The id of the first; 0 where the command places none. */
  firstOrderId = 0
  /** The slots of their records, once they are open. */
  readonly slots: number[] = []
  /** Whether they were accepted, and told of. */
  isOpen = false
  requests: readonly OrderRequest[] = []
  /** The balance that each pays from. */
  balance = 0
  balances: readonly number[] = []
  list: ArrivingList | undefined

  /** Begins with an order whose hold stands at `amounts[ARRIVING]`. */
  begin(firstOrderId: number, request: OrderRequest, balance: number): void {
    this.firstOrderId = firstOrderId
    this.requests = request.alone
    this.balance = balance
    this.list = undefined
    this.isOpen = false
    if (this.slots.length > 0) this.slots.length = 0
  }

  /** Begins with the orders of a list, and what each holds. */
  beginList(
    firstOrderId: number,
    requests: readonly OrderRequest[],
    balances: readonly number[],
    list: ArrivingList,
  ): void {
    this.begin(firstOrderId, requests[0]!, 0)
    this.requests = requests
    this.balances = balances
    this.list = list
  }

  /** Whose an order is that has arrived and is not open yet; 0 where it is none. */
  accountOf(orderId: number): AccountId | 0 {
    if (this.isOpen || this.firstOrderId === 0) return 0
    return this.requests[orderId - this.firstOrderId]?.accountId ?? 0
  }

  /** Ends it. */
  end(): void {
    this.firstOrderId = 0
  }
}
