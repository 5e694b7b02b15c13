import type { PhaseCode } from './book-codes.ts'
import type { AllocationPolicy } from './rules/allocation.ts'
import type { BookFilters } from './rules/filters.ts'

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
}
