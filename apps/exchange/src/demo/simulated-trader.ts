import { Decimal, fromSteps, roundToSteps } from '@openlob/decimal'
import type { InstrumentText, OrderUpdateNotice, Reply } from '@openlob/websocket'
import type { RequestMessage } from '../client/protocol-client.ts'

/** Somebody simulated who trades: asked for an order when it is its turn, told what became of it. */
export interface SimulatedTrader {
  readonly name: string
  /** What to send now, given where the price is; the answer must be handed to {@link SimulatedTrader.hear}. */
  act(midTicks: number): SimulatedOrder
  /** One of its orders changed. */
  onOrderUpdate(update: OrderUpdateNotice): void
}

/** A request and who waits for its answer. */
export interface SimulatedOrder {
  readonly request: RequestMessage
  readonly hear: (reply: Reply) => void
}

/** An instrument as simulated traders need it: ticks and lots in, the protocol's text out. */
export class SimulatedMarket {
  readonly symbol: string
  readonly #tick: Decimal
  readonly #lot: Decimal
  readonly #leastLots: number

  constructor({ symbol, tick_size, lot_size, min_quantity }: InstrumentText) {
    this.symbol = symbol
    this.#tick = Decimal.parse(tick_size)
    this.#lot = Decimal.parse(lot_size)
    this.#leastLots = Number(roundToSteps(Decimal.parse(min_quantity), this.#lot, 'CEILING'))
  }

  /** A price in ticks, the nearest one. */
  ticksOf(price: Decimal): number {
    return Math.max(1, Number(roundToSteps(price, this.#tick, 'HALF_EVEN')))
  }

  /** A number of ticks as a price; a fraction goes to the nearest tick. */
  priceText(ticks: number): string {
    return fromSteps(Math.max(1, Math.round(ticks)), this.#tick).toString()
  }

  /** So many lots that they are worth about `notional` at a price, at least as many as an order must have. */
  lotsWorth(notional: Decimal, priceTicks: number): number {
    const lotValue = fromSteps(priceTicks, this.#tick).multiply(this.#lot)
    return Math.max(this.#leastLots, Number(notional.divide(lotValue, 0, 'DOWN').toString()))
  }

  /** A number of lots as a quantity, at least as many as an order must have. */
  quantityText(lots: number): string {
    return fromSteps(Math.max(this.#leastLots, Math.round(lots)), this.#lot).toString()
  }
}

