import type { ExpiryCode, OrderBookListener, SideCode } from '@openlob/domain'

const INITIAL_FILLS = 64

/**
 * What a book did to the last command, in reused buffers: the listener writes while the book matches, clearing reads
 * once it is done, so that the book is never entered while it works.
 */
export class MatchReport implements OrderBookListener {
  /** How many fills there are. */
  fillCount = 0
  /** The resting order of each fill. */
  makerOrderIds: Float64Array = new Float64Array(INITIAL_FILLS)
  /** The price of each fill. */
  pricesTicks: Float64Array = new Float64Array(INITIAL_FILLS)
  /** The quantity of each fill. */
  quantitiesLots: Float64Array = new Float64Array(INITIAL_FILLS)
  /** What was dropped of the arriving order. */
  expiredLots = 0
  /** Why; undefined where nothing was dropped. */
  expiry: ExpiryCode | undefined
  /** Whether an amended order kept its place. */
  keptPlace = false

  /** Forgets the last command. */
  reset(): void {
    this.fillCount = 0
    this.expiredLots = 0
    this.expiry = undefined
    this.keptPlace = false
  }

  onTrade(
    makerOrderId: number,
    _takerOrderId: number,
    _takerSide: SideCode,
    priceTicks: number,
    quantityLots: number,
  ): void {
    const index = this.fillCount
    if (index === this.makerOrderIds.length) this.#grow()
    this.makerOrderIds[index] = makerOrderId
    this.pricesTicks[index] = priceTicks
    this.quantitiesLots[index] = quantityLots
    this.fillCount = index + 1
  }

  onExpired(_orderId: number, leavesLots: number, reason: ExpiryCode): void {
    this.expiredLots = leavesLots
    this.expiry = reason
  }

  onAmended(_orderId: number, _side: SideCode, _priceTicks: number, _leavesLots: number, keptPlace: boolean): void {
    this.keptPlace = keptPlace
  }

  onAccepted(): void {
    // The flow knows what it placed.
  }

  onCanceled(): void {
    // The flow knows what it cancelled.
  }

  onRejected(): void {
    // The book's answer says it too.
  }

  #grow(): void {
    this.makerOrderIds = doubled(this.makerOrderIds)
    this.pricesTicks = doubled(this.pricesTicks)
    this.quantitiesLots = doubled(this.quantitiesLots)
  }
}

function doubled(from: Float64Array): Float64Array {
  const to = new Float64Array(from.length * 2)
  to.set(from)
  return to
}
