import type { Order } from '@openlob/domain'

/** An open order, and what is held for what is open of it, in the asset that it pays with. */
export interface OpenOrder extends Order {
  readonly heldUnits: bigint
}
