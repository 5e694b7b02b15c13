import type { PhaseCode } from './book-codes.ts'
import type { AllocationPolicy } from './rules/allocation.ts'
import type { BookFilters } from './rules/filters.ts'

/**
 * What a book asks the program around it in the middle of a command. The answers must follow from what the book has
 * reported and been told, so that the same commands give the same reports again; none of them may be a command of it.
 */
export interface BookAdviser {
  /** Whose an order is that carries no account: 0 for nobody's. Asked where self-trades are to be prevented. */
  accountOf?(orderId: number): number
  /**
   * Whether an order that waited may begin to work or wait for its own trigger, asked behind `onActivated`; where it
   * may not, it expires.
   */
  admits?(orderId: number): boolean
  /**
   * What the pending orders of a list that pays sell, now that its working order has bought so much: whole lots, at
   * most those. By the list's fee rate where left out.
   */
  paidLots?(workingOrderId: number, executedLots: number): number
}

/** How a book is set up. */
export interface BookOptions {
  /** Resting orders to reserve memory for; more grow it by doubling. 1,024 where left out. */
  readonly initialOrders?: number
  /** Where the market stands at the beginning; `CONTINUOUS` where left out. */
  readonly phase?: PhaseCode
  /** What orders must keep to beside the ranges of the book; nothing where left out. */
  readonly filters?: BookFilters
  /** How a price shares an arriving quantity among its displayed orders; by time where left out. */
  readonly allocation?: AllocationPolicy
  /** What the book may ask; it decides by itself where left out. */
  readonly adviser?: BookAdviser
}
