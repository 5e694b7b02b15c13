/** The change that a command makes to an open order, from before the book is asked for it on. */
export class Amendment {
  /** The order's slot; 0 where the command amends none, or it is done. */
  slot = 0
  priceTicks = 0
  quantityLots = 0
  /** Whether `amounts[EXTRA]` is held for it beside what it holds. */
  holdsMore = false

  /** Begins with an order. */
  begin(slot: number, priceTicks: number, quantityLots: number, holdsMore: boolean): void {
    this.slot = slot
    this.priceTicks = priceTicks
    this.quantityLots = quantityLots
    this.holdsMore = holdsMore
  }

  /** Ends it. */
  end(): void {
    this.slot = 0
  }
}
