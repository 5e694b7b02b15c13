import { invariant } from '../../invariant.ts'
import type { StateHash } from '../../state-hash.ts'
import { isPriceTicks, isQuantityLots, MAX_QUANTITY_LOTS } from '../../units.ts'
import { isOrderId, requireExecution, requireIdle, requireLevels, requireQuote, requireSide } from '../book-arguments.ts'
import { ACCEPTED } from '../book-code.ts'
import type { BookCode } from '../book-code.ts'
import * as refusals from '../book-code.ts'
import * as codes from '../book-codes.ts'
import type { ExecutionCode, SideCode } from '../book-codes.ts'
import type { BookOrder, BookSnapshot } from '../book-snapshot.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import type { BookLevel, BookQuote, OrderBook } from '../order-book.ts'
import { checkSnapshot, hashBook, INITIAL_MARKET } from '../snapshot-checks.ts'

interface Resting extends BookOrder {
  leavesLots: number
}

/**
 * The obvious book: each side is an array of orders in priority order, searched from the front. It says what the
 * fast book must do and is far too slow for anything else. A listener that throws leaves it unusable, as it does there.
 */
export class ReferenceBook implements OrderBook {
  readonly #listener: OrderBookListener
  readonly #sides: readonly [Resting[], Resting[]] = [[], []]
  #lastPriceTicks = 0
  #busy = false

  /** An empty book that reports to `listener`. */
  constructor(listener: OrderBookListener) {
    this.#listener = listener
  }

  get orderCount(): number {
    return this.#sides[0].length + this.#sides[1].length
  }

  placeLimit(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    quantityLots: number,
    execution: ExecutionCode,
  ): BookCode {
    requireSide(side)
    requireExecution(execution)
    return this.#command(orderId, () => {
      const refusal = outOfRange(priceTicks, quantityLots)
      if (refusal !== ACCEPTED) return refusal
      if (this.order(orderId) !== undefined) return refusals.DUPLICATE_ORDER_ID
      const { fillableLots } = this.quote(side, quantityLots, priceTicks)
      const postOnly = execution === codes.POST_ONLY
      if (postOnly && fillableLots > 0) return refusals.WOULD_TAKE_LIQUIDITY
      const rests = postOnly || execution === codes.GOOD_TILL_CANCEL
      if (rests && !this.#levelTakes(side, priceTicks, quantityLots - fillableLots)) {
        return refusals.LEVEL_QUANTITY_OUT_OF_RANGE
      }
      this.#listener.onAccepted(orderId, side, priceTicks, quantityLots)
      if (execution === codes.FILL_OR_KILL && fillableLots < quantityLots) {
        this.#listener.onExpired(orderId, quantityLots, codes.FOK_NOT_FILLABLE)
        return ACCEPTED
      }
      const leavesLots = this.#match(orderId, side, priceTicks, quantityLots)
      if (rests) this.#rest({ orderId, side, priceTicks, leavesLots, postOnly })
      else if (leavesLots > 0) this.#listener.onExpired(orderId, leavesLots, codes.IOC_REMAINDER)
      return ACCEPTED
    })
  }

  placeMarket(orderId: number, side: SideCode, quantityLots: number): BookCode {
    requireSide(side)
    return this.#command(orderId, () => {
      if (!isQuantityLots(quantityLots)) return refusals.QUANTITY_OUT_OF_RANGE
      if (this.order(orderId) !== undefined) return refusals.DUPLICATE_ORDER_ID
      this.#listener.onAccepted(orderId, side, 0, quantityLots)
      const leavesLots = this.#match(orderId, side, undefined, quantityLots)
      if (leavesLots > 0) this.#listener.onExpired(orderId, leavesLots, codes.NO_LIQUIDITY)
      return ACCEPTED
    })
  }

  cancel(orderId: number): BookCode {
    return this.#command(orderId, () => {
      const order = this.#find(orderId)
      if (order === undefined) return refusals.UNKNOWN_ORDER
      this.#remove(order)
      this.#listener.onCanceled(orderId, order.side, order.priceTicks, order.leavesLots)
      return ACCEPTED
    })
  }

  amend(orderId: number, priceTicks: number, leavesLots: number): BookCode {
    return this.#command(orderId, () => {
      const refusal = outOfRange(priceTicks, leavesLots)
      if (refusal !== ACCEPTED) return refusal
      const order = this.#find(orderId)
      if (order === undefined) return refusals.UNKNOWN_ORDER
      const { side, postOnly } = order
      const samePrice = priceTicks === order.priceTicks
      if (samePrice && leavesLots <= order.leavesLots) {
        order.leavesLots = leavesLots
        this.#listener.onAmended(orderId, side, priceTicks, leavesLots, true, priceTicks)
        return ACCEPTED
      }
      const { fillableLots } = this.quote(side, leavesLots, priceTicks)
      if (postOnly && fillableLots > 0) return refusals.WOULD_TAKE_LIQUIDITY
      const addedLots = leavesLots - fillableLots - (samePrice ? order.leavesLots : 0)
      if (!this.#levelTakes(side, priceTicks, addedLots)) return refusals.LEVEL_QUANTITY_OUT_OF_RANGE
      this.#remove(order)
      this.#listener.onAmended(orderId, side, priceTicks, leavesLots, false, order.priceTicks)
      const restingLots = this.#match(orderId, side, priceTicks, leavesLots)
      this.#rest({ orderId, side, priceTicks, leavesLots: restingLots, postOnly })
      return ACCEPTED
    })
  }

  reduce(orderId: number, byLots: number): BookCode {
    if (isOrderId(orderId) && isQuantityLots(byLots) && byLots >= (this.#find(orderId)?.leavesLots ?? Infinity)) {
      return this.cancel(orderId)
    }
    return this.#command(orderId, () => {
      if (!isQuantityLots(byLots)) return refusals.QUANTITY_OUT_OF_RANGE
      const order = this.#find(orderId)
      if (order === undefined) return refusals.UNKNOWN_ORDER
      order.leavesLots -= byLots
      this.#listener.onAmended(orderId, order.side, order.priceTicks, order.leavesLots, true, order.priceTicks)
      return ACCEPTED
    })
  }

  bestPriceTicks(side: SideCode): number | undefined {
    requireSide(side)
    return this.#sides[side][0]?.priceTicks
  }

  levelLots(side: SideCode, priceTicks: number): number {
    requireSide(side)
    const level = this.#sides[side].filter((order) => order.priceTicks === priceTicks)
    return level.reduce((sum, order) => sum + order.leavesLots, 0)
  }

  depth(side: SideCode, levels: number): BookLevel[] {
    requireSide(side)
    requireLevels(levels)
    const prices = [...new Set(this.#sides[side].map((order) => order.priceTicks))]
    return prices.slice(0, levels).map((priceTicks) => ({
      priceTicks,
      quantityLots: this.levelLots(side, priceTicks),
      orderCount: this.#sides[side].filter((order) => order.priceTicks === priceTicks).length,
    }))
  }

  order(orderId: number): BookOrder | undefined {
    const order = this.#find(orderId)
    return order && { ...order }
  }

  orders(side: SideCode): Iterable<BookOrder> {
    requireSide(side)
    return this.#sides[side].map((order) => ({ ...order }))
  }

  quote(side: SideCode, quantityLots: number, limitPriceTicks?: number): BookQuote {
    requireSide(side)
    requireQuote(quantityLots, limitPriceTicks)
    let wantedLots = quantityLots
    let costTickLots = 0n
    for (const maker of this.#opposite(side)) {
      if (!crosses(side, limitPriceTicks, maker.priceTicks)) break
      const fillLots = Math.min(wantedLots, maker.leavesLots)
      wantedLots -= fillLots
      costTickLots += BigInt(fillLots) * BigInt(maker.priceTicks)
    }
    return { fillableLots: quantityLots - wantedLots, costTickLots }
  }

  snapshot(): BookSnapshot {
    const market = { ...INITIAL_MARKET, lastPriceTicks: this.#lastPriceTicks }
    const sides = { bids: [...this.orders(codes.BUY)], asks: [...this.orders(codes.SELL)] }
    return this.#lastPriceTicks === 0 ? sides : { ...sides, market }
  }

  restore(snapshot: BookSnapshot): void {
    requireIdle(this.#busy)
    invariant(this.orderCount === 0, `a snapshot is restored into an empty book: orderCount=${this.orderCount}`)
    checkSnapshot(snapshot)
    this.#lastPriceTicks = snapshot.market?.lastPriceTicks ?? 0
    for (const { orderId, side, priceTicks, leavesLots, postOnly } of [...snapshot.bids, ...snapshot.asks]) {
      this.#sides[side].push({ orderId, side, priceTicks, leavesLots, postOnly })
    }
  }

  hashInto(hash: StateHash): void {
    hashBook(this.snapshot(), hash)
  }

  #command(orderId: number, carryOut: () => BookCode): BookCode {
    requireIdle(this.#busy)
    this.#busy = true
    const code = isOrderId(orderId) ? carryOut() : refusals.ORDER_ID_OUT_OF_RANGE
    if (code !== ACCEPTED) this.#listener.onRejected(orderId, code)
    this.#busy = false
    return code
  }

  /** Trades with the other side from its front on; returns what is left. */
  #match(takerOrderId: number, side: SideCode, limitPriceTicks: number | undefined, quantityLots: number): number {
    const makers = this.#opposite(side)
    let leavesLots = quantityLots
    for (;;) {
      const maker = makers[0]
      if (leavesLots === 0 || maker === undefined || !crosses(side, limitPriceTicks, maker.priceTicks)) {
        return leavesLots
      }
      const fillLots = Math.min(leavesLots, maker.leavesLots)
      leavesLots -= fillLots
      maker.leavesLots -= fillLots
      if (maker.leavesLots === 0) makers.shift()
      const { orderId, priceTicks } = maker
      this.#lastPriceTicks = priceTicks
      this.#listener.onTrade(orderId, takerOrderId, side, priceTicks, fillLots, maker.leavesLots, leavesLots)
    }
  }

  /** Puts what is left of an order behind all that are as good or better. */
  #rest(order: Resting): void {
    if (order.leavesLots === 0) return
    const queue = this.#sides[order.side]
    const place = queue.findIndex((other) =>
      order.side === codes.BUY ? other.priceTicks < order.priceTicks : other.priceTicks > order.priceTicks,
    )
    queue.splice(place === -1 ? queue.length : place, 0, order)
  }

  #remove(order: Resting): void {
    const queue = this.#sides[order.side]
    queue.splice(queue.indexOf(order), 1)
  }

  #find(orderId: number): Resting | undefined {
    const isIt = (order: Resting) => order.orderId === orderId
    return this.#sides[codes.BUY].find(isIt) ?? this.#sides[codes.SELL].find(isIt)
  }

  #opposite(side: SideCode): Resting[] {
    return this.#sides[side === codes.BUY ? codes.SELL : codes.BUY]
  }

  #levelTakes(side: SideCode, priceTicks: number, lots: number): boolean {
    return this.levelLots(side, priceTicks) <= MAX_QUANTITY_LOTS - lots
  }
}

function crosses(side: SideCode, limitPriceTicks: number | undefined, makerPriceTicks: number): boolean {
  if (limitPriceTicks === undefined) return true
  return side === codes.BUY ? makerPriceTicks <= limitPriceTicks : makerPriceTicks >= limitPriceTicks
}

function outOfRange(priceTicks: number, quantityLots: number): BookCode {
  if (!isPriceTicks(priceTicks)) return refusals.PRICE_OUT_OF_RANGE
  return isQuantityLots(quantityLots) ? ACCEPTED : refusals.QUANTITY_OUT_OF_RANGE
}
