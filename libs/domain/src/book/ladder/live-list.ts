import type { ContingencyCode } from '../book-codes.ts'
import type { LiveOrder } from './live-order.ts'

/** Orders that depend on each other, as long as they do. */
export interface LiveList {
  readonly contingency: ContingencyCode
  readonly feeRatePpm: number
  /** In the order of the ticket. */
  orders: LiveOrder[]
  /** Whether the pending orders still wait for the working one, which is then the first. */
  waiting: boolean
}
