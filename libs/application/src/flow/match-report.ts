import type { ActivationCode, ExpiryCode, OrderBookListener, SideCode } from '@openlob/domain'

const INITIAL_FILLS = 64

/** What a book reports beside the fills, in the order in which it does. */
export interface Note {
  readonly kind: 'expired' | 'canceled' | 'activated' | 'repriced' | 'replenished' | 'prevented' | 'amended'
  readonly orderId: number
  /** How many fills came before it. */
  readonly fillsBefore: number
  /** The order that arrived, where a trade was prevented. */
  readonly takerOrderId: number
  readonly priceTicks: number
  /** What is open of the order, or was. */
  readonly leavesLots: number
  /** What is open of the order that arrived, where a trade was prevented. */
  readonly takerLeavesLots: number
  /** What was prevented or is shown. */
  readonly lots: number
  /** Why it expired or was activated; whether it kept its place. */
  readonly code: number
}

/**
 * What a book did to the last command, in reused buffers: the listener writes while the book matches, clearing reads
 * once it is done, or where the book asks in the middle of it, so that the book is never entered while it works.
 */
export class MatchReport implements OrderBookListener {
  /** How many fills there are. */
  fillCount = 0
  /** The resting order of each fill. */
  makerOrderIds: Float64Array = new Float64Array(INITIAL_FILLS)
  /** The arriving order of each fill. */
  takerOrderIds: Float64Array = new Float64Array(INITIAL_FILLS)
  /** The price of each fill. */
  pricesTicks: Float64Array = new Float64Array(INITIAL_FILLS)
  /** The quantity of each fill. */
  quantitiesLots: Float64Array = new Float64Array(INITIAL_FILLS)
  /** Why the rest of the order that the command is about was dropped; undefined where nothing was. */
  expiry: ExpiryCode | undefined
  /** Whether an amended order kept its place. */
  keptPlace = false
  /** What else happened; empty where a plain order only traded and expired. */
  readonly notes: Note[] = []
  #subject = 0
  #expiredLots = 0
  #expiredAt = 0
  #isExpiryNoted = false
  #nextFill = 0
  #nextNote = 0

  /** Forgets the last command and begins one that is about an order, or about the first of several. */
  reset(subjectOrderId: number): void {
    this.fillCount = 0
    this.expiry = undefined
    this.keptPlace = false
    this.#subject = subjectOrderId
    this.#nextFill = 0
    this.#nextNote = 0
    if (this.notes.length > 0) this.notes.length = 0
  }

  /** Moves on to the next thing that happened: the index of a fill, a note, or undefined where there is no more yet. */
  next(): number | Note | undefined {
    const note = this.notes[this.#nextNote]
    if (note !== undefined && note.fillsBefore <= this.#nextFill) {
      this.#nextNote += 1
      return note
    }
    if (this.#nextFill === this.fillCount) return undefined
    this.#nextFill += 1
    return this.#nextFill - 1
  }

  /** Puts the expiry of the order that the command is about among the notes, where it belongs. */
  noteExpiry(): void {
    if (this.expiry === undefined || this.#isExpiryNoted) return
    this.#isExpiryNoted = true
    // It is no note yet only where there was none before it.
    this.notes.unshift(noteOf('expired', this.#subject, this.#expiredAt, 0, this.#expiredLots, this.expiry))
  }

  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    _takerSide: SideCode,
    priceTicks: number,
    quantityLots: number,
  ): void {
    const index = this.fillCount
    if (index === this.makerOrderIds.length) this.#grow()
    this.makerOrderIds[index] = makerOrderId
    this.takerOrderIds[index] = takerOrderId
    this.pricesTicks[index] = priceTicks
    this.quantitiesLots[index] = quantityLots
    this.fillCount = index + 1
  }

  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode, _side: SideCode, priceTicks: number): void {
    if (orderId === this.#subject) {
      this.expiry = reason
      this.#expiredLots = leavesLots
      this.#expiredAt = this.fillCount
      this.#isExpiryNoted = this.notes.length > 0
      if (!this.#isExpiryNoted) return
    }
    this.notes.push(noteOf('expired', orderId, this.fillCount, priceTicks, leavesLots, reason))
  }

  onAmended(orderId: number, _side: SideCode, priceTicks: number, leavesLots: number, keptPlace: boolean): void {
    if (orderId === this.#subject) this.keptPlace = keptPlace
    else this.notes.push(noteOf('amended', orderId, this.fillCount, priceTicks, leavesLots, keptPlace ? 1 : 0))
  }

  onCanceled(orderId: number, _side: SideCode, priceTicks: number, leavesLots: number): void {
    if (orderId !== this.#subject) this.notes.push(noteOf('canceled', orderId, this.fillCount, priceTicks, leavesLots, 0))
  }

  onActivated(orderId: number, _side: SideCode, priceTicks: number, leavesLots: number, cause: ActivationCode): void {
    this.notes.push(noteOf('activated', orderId, this.fillCount, priceTicks, leavesLots, cause))
  }

  onRepriced(orderId: number, _side: SideCode, priceTicks: number, leavesLots: number): void {
    this.notes.push(noteOf('repriced', orderId, this.fillCount, priceTicks, leavesLots, 0))
  }

  onReplenished(orderId: number, _side: SideCode, priceTicks: number, displayedLots: number, leavesLots: number): void {
    this.notes.push({ ...noteOf('replenished', orderId, this.fillCount, priceTicks, leavesLots, 0), lots: displayedLots })
  }

  onPrevented(
    makerOrderId: number,
    takerOrderId: number,
    _takerSide: SideCode,
    priceTicks: number,
    lots: number,
    makerLeavesLots: number,
    takerLeavesLots: number,
  ): void {
    const note = noteOf('prevented', makerOrderId, this.fillCount, priceTicks, makerLeavesLots, 0)
    this.notes.push({ ...note, takerOrderId, takerLeavesLots, lots })
  }

  onAccepted(): void {
    // The flow knows what it placed.
  }

  onRejected(): void {
    // The book's answer says it too.
  }

  #grow(): void {
    this.makerOrderIds = doubled(this.makerOrderIds)
    this.takerOrderIds = doubled(this.takerOrderIds)
    this.pricesTicks = doubled(this.pricesTicks)
    this.quantitiesLots = doubled(this.quantitiesLots)
  }
}

function noteOf(
  kind: Note['kind'],
  orderId: number,
  fillsBefore: number,
  priceTicks: number,
  leavesLots: number,
  code: number,
): Note {
  return { kind, orderId, fillsBefore, takerOrderId: 0, priceTicks, leavesLots, takerLeavesLots: 0, lots: 0, code }
}

function doubled(from: Float64Array): Float64Array {
  const to = new Float64Array(from.length * 2)
  to.set(from)
  return to
}
