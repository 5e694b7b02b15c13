import type { Account } from '@openlob/domain'
import type { Outbox } from './backpressure.ts'

/** What a request handler may know and change of the connection that a request came on. */
export interface Connection {
  readonly outbox: Outbox
  /** True once the client is gone: nothing may be kept for it any more. */
  readonly closed: boolean
  /** The traders that the connection has used, by trader id: all were found to have an account. */
  readonly traders: ReadonlyMap<string, Account>
  /** Whether it may place orders and move money for one of them. */
  mayTrade(traderId: string): boolean
}
