import type { Side } from '@openlob/domain'
import type { SeededRandom } from './random.ts'
import type { SimulatedMarket, SimulatedOrder, SimulatedTrader } from './simulated-trader.ts'

/** How a taker takes. */
export interface TakingTerms {
  /** How far from the middle it still buys or sells, in ticks. */
  readonly reachTicks: number
  /** Lots of an order; now and then it takes three times as many. */
  readonly quantityLots: number
}

/** Chance of a market order rather than a limit order that is immediate or cancel. */
const MARKET_ORDER_CHANCE = 0.2
/** Chance of staying on the side of the order before: takers come in runs. */
const SAME_SIDE_CHANCE = 0.6
const LARGE_ORDER_CHANCE = 0.1

/** Takes what the makers offer, now on the one side, now on the other; nothing of its orders rests. */
export class Taker implements SimulatedTrader {
  readonly name: string
  readonly #market: SimulatedMarket
  readonly #terms: TakingTerms
  readonly #random: SeededRandom
  #side: Side = 'buy'

  constructor(name: string, market: SimulatedMarket, terms: TakingTerms, random: SeededRandom) {
    this.name = name
    this.#market = market
    this.#terms = terms
    this.#random = random
  }

  act(midTicks: number): SimulatedOrder {
    if (this.#random.next() > SAME_SIDE_CHANCE) this.#side = this.#side === 'buy' ? 'sell' : 'buy'
    const side = this.#side
    const size = this.#random.next() < LARGE_ORDER_CHANCE ? 3 : 1
    const quantity = this.#market.quantityText(this.#terms.quantityLots * size * (0.2 + this.#random.next()))
    const terms = { trader_id: this.name, symbol: this.#market.symbol, side, quantity }
    const hear = (): void => undefined
    if (this.#random.next() < MARKET_ORDER_CHANCE) return { request: { type: 'market_order', ...terms }, hear }
    const limitTicks = side === 'buy' ? midTicks + this.#terms.reachTicks : midTicks - this.#terms.reachTicks
    const price = this.#market.priceText(limitTicks)
    return { request: { type: 'limit_order', ...terms, price, time_in_force: 'IOC' }, hear }
  }

  onOrderUpdate(): void {
    // Nothing of a taker's orders is left to keep track of.
  }
}
