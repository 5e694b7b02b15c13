/** One price of one side, all its displayed orders together. */
export interface DepthLevel {
  readonly priceTicks: number
  /** 0 in a diff says that the level is gone. */
  readonly quantityLots: number
}

/** The displayed levels of a book at one moment, best prices first; frozen. */
export interface DepthImage {
  /** The last change that it contains, 0 before the first. */
  readonly lastUpdateId: number
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}

/**
 * What changed since the diff before: the new quantities of the levels that have others now, best prices first. Each
 * level that changed counts as one update, so that the ids of diffs follow each other without a gap; frozen.
 */
export interface DepthDiff {
  readonly firstUpdateId: number
  readonly lastUpdateId: number
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}
