import type { NumberGrid } from './number-grid.ts'
import { NODEJS_ERRORS } from './errors.ts'
import type { NodejsError } from './errors.ts'
import type { CatalogEntry } from './order-catalog.ts'
import type * as shapes from './order-shapes.ts'

type Entry = Omit<CatalogEntry, 'number' | 'accountNumber'>

/** What an order asks for in ticks and lots. */
export interface ReadOrder {
  readonly entry: Entry
  readonly postOnly: boolean
}

const TIMES_IN_FORCE: readonly string[] = ['GTC', 'IOC', 'FOK']
const PREVENTIONS: readonly string[] = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH']

/** Reads orders: each is an entry for the catalog, or the first thing that is wrong with it. */
export class OrderReader {
  readonly #prices: NumberGrid
  readonly #sizes: NumberGrid
  readonly #now: () => number

  constructor(prices: NumberGrid, sizes: NumberGrid, now: () => number) {
    this.#prices = prices
    this.#sizes = sizes
    this.#now = now
  }

  market(order: shapes.NodejsMarketOrder): ReadOrder | NodejsError {
    const entry = this.#basis(order, 'market')
    if ('code' in entry) return entry === NODEJS_ERRORS.INVALID_QUANTITY ? this.#marketSizeError(order) : entry
    return { entry, postOnly: false }
  }

  limit(order: shapes.NodejsLimitOrder): ReadOrder | NodejsError {
    const entry = this.#basis(order, 'limit')
    if ('code' in entry) return entry
    if (!hasId(order)) return NODEJS_ERRORS.INVALID_ID
    const priceTicks = this.#prices.stepsOf(order.price)
    if (priceTicks === undefined) return NODEJS_ERRORS.INVALID_PRICE
    const { timeInForce = 'GTC', postOnly = false } = order
    if (!TIMES_IN_FORCE.includes(timeInForce) || (postOnly && timeInForce !== 'GTC')) return NODEJS_ERRORS.INVALID_TIF
    return { entry: { ...entry, priceTicks, timeInForce }, postOnly }
  }

  stopMarket(order: shapes.NodejsStopMarketOrder): ReadOrder | NodejsError {
    const read = this.market(order)
    if ('code' in read) return read
    return this.#waiting({ ...read.entry, type: 'stop_market' }, order.stopPrice)
  }

  stopLimit(order: shapes.NodejsStopLimitOrder): ReadOrder | NodejsError {
    const read = this.limit(order)
    if ('code' in read) return read
    return this.#waiting({ ...read.entry, type: 'stop_limit' }, order.stopPrice, read.postOnly)
  }

  /** The limit order of a pair, and its stop-limit order. */
  pair(order: shapes.NodejsOcoOrder): [limit: ReadOrder | NodejsError, stop: ReadOrder | NodejsError] {
    const { stopLimitPrice, stopLimitTimeInForce = 'GTC', ...limit } = order
    const read = this.limit({ ...limit, postOnly: true })
    const stop = { ...limit, price: stopLimitPrice, timeInForce: stopLimitTimeInForce, postOnly: false }
    return [oneOfPair(read), oneOfPair(this.stopLimit(stop))]
  }

  #waiting(entry: Entry, stopPrice: number, postOnly = false): ReadOrder | NodejsError {
    const stopTicks = this.#prices.stepsOf(stopPrice)
    return stopTicks === undefined ? NODEJS_ERRORS.INVALID_PRICE : { entry: { ...entry, stopTicks }, postOnly }
  }

  #basis(order: shapes.NodejsMarketOrder, type: 'market' | 'limit'): Entry | NodejsError {
    const { side, id = '', size, accountId, stpMode } = order
    if (!['buy', 'sell'].includes(side)) return NODEJS_ERRORS.INVALID_SIDE
    const lots = this.#sizes.stepsOf(size)
    if (lots === undefined) return NODEJS_ERRORS.INVALID_QUANTITY
    const owned = accountId !== undefined && accountId !== ''
    const prevention = stpMode !== undefined && PREVENTIONS.includes(stpMode) ? { stpMode } : {}
    return {
      id,
      side,
      type,
      originalLots: lots,
      leavesLots: lots,
      takenLots: 0,
      takenTickLots: '0',
      priceTicks: 0,
      stopTicks: 0,
      timeInForce: 'GTC',
      isOco: false,
      time: this.#now(),
      ...(owned ? { accountId } : {}),
      ...prevention,
    }
  }

  /** The peer has another code for a market order of nothing. */
  #marketSizeError({ size }: shapes.NodejsMarketOrder): NodejsError {
    return size > 0 ? NODEJS_ERRORS.INVALID_QUANTITY : NODEJS_ERRORS.INSUFFICIENT_QUANTITY
  }
}

function oneOfPair(read: ReadOrder | NodejsError): ReadOrder | NodejsError {
  return 'code' in read ? read : { ...read, entry: { ...read.entry, isOco: true } }
}

function hasId({ id }: { readonly id: unknown }): boolean {
  return typeof id === 'string' && id !== ''
}
