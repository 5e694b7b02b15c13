import type { Side } from '@openlob/domain'
import type { OrderUpdateNotice, Reply } from '@openlob/websocket'
import type { SeededRandom } from './random.ts'
import type { SimulatedMarket, SimulatedOrder, SimulatedTrader } from './simulated-trader.ts'

/** How a market maker quotes. */
export interface QuotingTerms {
  /** Quotes of each side. */
  readonly levels: number
  /** From the middle to the best quote, and from one quote to the next, in ticks. */
  readonly stepTicks: number
  /** Lots of a quote, give or take a half. */
  readonly quantityLots: number
}

interface Quote {
  readonly side: Side
  /** From 0 at the best. */
  readonly level: number
  /** Undefined while none stands. */
  orderId: string | undefined
  priceTicks: number
  /** A request about it is on its way. */
  busy: boolean
}

/**
 * Keeps a ladder of quotes around the middle: each turn it moves the quote that is farthest from where it should be,
 * or places one that is missing. Post-only, so it never takes.
 */
export class MarketMaker implements SimulatedTrader {
  readonly name: string
  readonly #market: SimulatedMarket
  readonly #terms: QuotingTerms
  readonly #random: SeededRandom
  readonly #quotes: Quote[] = []

  constructor(name: string, market: SimulatedMarket, terms: QuotingTerms, random: SeededRandom) {
    this.name = name
    this.#market = market
    this.#terms = terms
    this.#random = random
    for (let level = 0; level < terms.levels; level += 1)
      for (const side of ['buy', 'sell'] as const) this.#quotes.push({ side, level, orderId: undefined, priceTicks: 0, busy: false })
  }

  /** How many of its quotes stand in the book. */
  get standing(): number {
    return this.#quotes.filter(({ orderId }) => orderId !== undefined).length
  }

  act(midTicks: number): SimulatedOrder {
    const quote = this.#mostUrgent(midTicks)
    const priceTicks = this.#wantedTicks(quote, midTicks)
    const price = this.#market.priceText(priceTicks)
    const { orderId, side } = quote
    quote.busy = true
    const hear = (reply: Reply): void => {
      this.#hear(quote, priceTicks, reply)
    }
    if (orderId !== undefined) return { request: { type: 'amend_order', trader_id: this.name, order_id: orderId, price }, hear }
    const quantity = this.#market.quantityText(this.#terms.quantityLots * (0.5 + this.#random.next()))
    const terms = { trader_id: this.name, symbol: this.#market.symbol, side, quantity, price }
    return { request: { type: 'limit_order', ...terms, post_only: true }, hear }
  }

  onOrderUpdate({ order_id, status }: OrderUpdateNotice): void {
    if (status === 'open' || status === 'partially_filled') return
    const quote = this.#quotes.find(({ orderId }) => orderId === order_id)
    if (quote !== undefined) quote.orderId = undefined
  }

  #hear(quote: Quote, priceTicks: number, reply: Reply): void {
    quote.busy = false
    if (reply.type === 'order_ack') {
      const stands = reply.status === 'open' || reply.status === 'partially_filled'
      quote.orderId = stands ? reply.order_id : undefined
      quote.priceTicks = priceTicks
    } else if (reply.type === 'error' && reply.code === 'UNKNOWN_ORDER') quote.orderId = undefined
  }

  /** A missing quote before any other, the best levels first; then the one that is farthest from its place. */
  #mostUrgent(midTicks: number): Quote {
    const free = this.#quotes.filter(({ busy }) => !busy)
    const candidates = free.length > 0 ? free : this.#quotes
    const missing = candidates.find(({ orderId }) => orderId === undefined)
    if (missing !== undefined) return missing
    const distance = (quote: Quote): number => Math.abs(quote.priceTicks - this.#placeTicks(quote, midTicks))
    return candidates.reduce((worst, quote) => (distance(quote) > distance(worst) ? quote : worst))
  }

  #placeTicks({ side, level }: Quote, midTicks: number): number {
    const away = this.#terms.stepTicks * (level + 0.5)
    return side === 'buy' ? midTicks - away : midTicks + away
  }

  /** Its place, give or take a third of a step, so that the makers do not all quote the same price. */
  #wantedTicks(quote: Quote, midTicks: number): number {
    const jitter = (this.#random.next() - 0.5) * 0.66 * this.#terms.stepTicks
    return Math.max(1, Math.round(this.#placeTicks(quote, midTicks) + jitter))
  }
}
