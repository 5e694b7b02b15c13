import { fromSteps } from '@openlob/decimal'
import type { NodejsLimitView, NodejsStopView } from './order-shapes.ts'
import type { NumberGrid } from './number-grid.ts'
import type { CatalogEntry } from './order-catalog.ts'

/** Shows orders as `nodejs-order-book` does. */
export class OrderViews {
  readonly prices: NumberGrid
  readonly sizes: NumberGrid

  constructor(prices: NumberGrid, sizes: NumberGrid) {
    this.prices = prices
    this.sizes = sizes
  }

  /** The money of so many ticks times lots, as the nearest number. */
  cost(tickLots: bigint): number {
    return Number(fromSteps(tickLots, this.prices.step).multiply(this.sizes.step).toString())
  }

  /** A limit order with so much open. */
  limit(entry: CatalogEntry, lots: number): NodejsLimitView {
    const { id, side, timeInForce, originalLots, takenLots, time } = entry
    return {
      id,
      type: 'limit',
      side,
      size: this.#size(lots),
      origSize: this.#size(originalLots),
      price: this.prices.valueOf(entry.priceTicks),
      time,
      timeInForce,
      makerQty: this.#size(originalLots - takenLots),
      takerQty: this.#size(takenLots),
      ...ownerOf(entry),
    }
  }

  /** A limit order that took all it wanted: at the mean price of what it took. */
  taker(entry: CatalogEntry): NodejsLimitView {
    const cost = this.prices.valueOf(BigInt(entry.takenTickLots))
    return { ...this.limit(entry, entry.originalLots), price: cost / entry.takenLots }
  }

  /** A waiting order. */
  stop(entry: CatalogEntry): NodejsStopView {
    const { id, side, timeInForce, time } = entry
    const common = { id, side, size: this.#size(entry.leavesLots), stopPrice: this.prices.valueOf(entry.stopTicks) }
    if (entry.type !== 'stop_limit') return { ...common, type: 'stop_market', time, ...ownerOf(entry) }
    const price = this.prices.valueOf(entry.priceTicks)
    return { ...common, type: 'stop_limit', price, isOCO: entry.isOco, timeInForce, time, ...ownerOf(entry) }
  }

  #size(lots: number): number {
    return lots === 0 ? 0 : this.sizes.valueOf(lots)
  }
}

function ownerOf({ accountId, stpMode }: CatalogEntry): Pick<CatalogEntry, 'accountId' | 'stpMode'> {
  return {
    ...(accountId === undefined ? {} : { accountId }),
    ...(stpMode === undefined || stpMode === 'NONE' ? {} : { stpMode }),
  }
}
