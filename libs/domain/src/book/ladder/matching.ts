import { InvariantError } from '../../invariant.ts'
import { LAST_PRICE } from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import { isWithin, oppositeOf } from './book-state.ts'
import type { PriceRange } from './available.ts'
import { replenish, takeFromMaker, tellOfFill } from './fills.ts'
import type { LiveOrder } from './live-order.ts'
import type { Maker } from './makers.ts'
import { bestLevelRecords, firstMaker, HiddenCursor, noMaker, readDisplayed, shownLotsOf } from './makers.ts'
import { isOwn, prevent } from './self-trade.ts'
import { tellPrice } from './triggers.ts'

/** How the trading of an arriving order ended. */
export interface MatchEnd {
  /** Whether a trade would have left the price band. */
  readonly atBand: boolean
  /** Whether self-trade prevention ended the order. */
  readonly prevented: boolean
  /** The price of its last trade, 0 where it did not trade. */
  readonly lastTradeTicks: number
}

/** The end of an order that meets nothing. */
export const NO_TRADE: MatchEnd = { atBand: false, prevented: false, lastTradeTicks: 0 }

/** Trades an arriving order with the other side, as far as its limit and the price band reach. */
export function match(state: BookState, taker: LiveOrder, range: PriceRange): MatchEnd {
  const matching = new Matching(state, taker, range)
  return matching.run()
}

class Matching {
  readonly #state: BookState
  readonly #taker: LiveOrder
  readonly #range: PriceRange
  readonly #cursor: HiddenCursor
  readonly #maker: Maker = noMaker()
  readonly #byQuote: boolean
  #lastTradeTicks = 0

  constructor(state: BookState, taker: LiveOrder, range: PriceRange) {
    this.#state = state
    this.#taker = taker
    this.#range = range
    this.#cursor = new HiddenCursor(state, oppositeOf(taker.side))
    this.#byQuote = taker.quoteTickLots !== 0
  }

  run(): MatchEnd {
    const state = this.#state
    const taker = this.#taker
    const maker = this.#maker
    const makerSide = oppositeOf(taker.side)
    const { limitTicks, lowTicks, highTicks } = this.#range
    while (this.#byQuote || taker.leavesLots > 0) {
      const hidden = this.#cursor.peek(taker.leavesLots, taker.quoteTickLots)
      if (!firstMaker(state, makerSide, hidden, maker)) break
      if (!isWithin(taker.side, limitTicks, maker.priceTicks)) break
      if (this.#byQuote) {
        taker.leavesLots = Math.floor(taker.quoteTickLots / maker.priceTicks)
        if (taker.leavesLots === 0) break
      }
      if (maker.priceTicks < lowTicks || maker.priceTicks > highTicks) return this.#end(true, false)
      if (!this.#meet(maker)) return this.#end(false, true)
    }
    return this.#end(false, false)
  }

  #end(atBand: boolean, prevented: boolean): MatchEnd {
    return { atBand, prevented, lastTradeTicks: this.#lastTradeTicks }
  }

  /** Deals with the first maker, or with its whole level where a policy shares it; false ends the arriving order. */
  #meet(maker: Maker): boolean {
    if (maker.record !== 0 && this.#state.allocation !== undefined) return this.#meetLevel(maker)
    if (isOwn(this.#state, this.#taker, maker.orderId, maker.live)) {
      if (maker.record === 0) this.#cursor.skip()
      return prevent(this.#state, this.#taker, maker)
    }
    this.#fill(maker, Math.min(this.#taker.leavesLots, maker.shownLots))
    return true
  }

  #fill(maker: Maker, lots: number): void {
    const state = this.#state
    const taker = this.#taker
    const { live, priceTicks, orderId } = maker
    if (maker.record === 0 && lots === maker.shownLots) this.#cursor.skip()
    if (this.#byQuote) {
      taker.quoteTickLots -= lots * priceTicks
      taker.leavesLots = Math.floor(taker.quoteTickLots / priceTicks)
    } else {
      taker.leavesLots -= lots
    }
    const makerLeaves = takeFromMaker(state, oppositeOf(taker.side), maker, lots)
    state.listener.onTrade(orderId, taker.orderId, taker.side, priceTicks, lots, makerLeaves, taker.leavesLots)
    tellOfFill(state, live, lots)
    replenish(state, live)
    taker.executedLots += lots
    this.#lastTradeTicks = priceTicks
    tellPrice(state, LAST_PRICE, priceTicks)
  }

  /** Shares the best displayed level by the policy, self-trades in it having been dealt with. */
  #meetLevel(maker: Maker): boolean {
    const state = this.#state
    const taker = this.#taker
    const makerSide = oppositeOf(taker.side)
    const records = bestLevelRecords(state, makerSide)
    for (const record of records) {
      readDisplayed(state, record, maker)
      // One at a time: what prevention does may change the queue.
      if (isOwn(state, taker, maker.orderId, maker.live)) return prevent(state, taker, maker)
    }
    const shown = Float64Array.from(records, (record) => shownLotsOf(state, record))
    const shares = this.#shares(shown)
    for (const [at, record] of records.entries()) {
      if (shares[at] === 0) continue
      readDisplayed(state, record, maker)
      this.#fill(maker, shares[at]!)
    }
    return true
  }

  #shares(shown: Float64Array): Float64Array {
    const policy = this.#state.allocation!
    const lots = this.#taker.leavesLots
    const shares = new Float64Array(shown.length)
    policy.allocate(lots, shown, shown.length, shares)
    const total = shown.reduce((sum, each) => sum + BigInt(each), 0n)
    let given = 0n
    for (const [at, share] of shares.entries()) {
      const whole = Number.isSafeInteger(share) && share >= 0 && share <= shown[at]!
      if (!whole) throw new InvariantError(`${policy.name} gives an order a share that it cannot have: ${share}`)
      given += BigInt(share)
    }
    const due = BigInt(lots) < total ? BigInt(lots) : total
    if (given !== due) throw new InvariantError(`${policy.name} shares ${String(given)} lots of ${String(due)}`)
    return shares
  }
}
