import type { Trade } from '@openlob/domain'

/** What the trades of a span of time amount to. */
export interface Candle {
  /** When the span begins, in milliseconds since the Unix epoch. */
  readonly openMs: number
  /** The price of its first trade, in ticks. */
  readonly openTicks: number
  readonly highTicks: number
  readonly lowTicks: number
  /** The price of its last trade, in ticks. */
  readonly closeTicks: number
  /** What was traded, in lots. */
  readonly lots: bigint
  /** What was paid for it, in quote units. */
  readonly quoteUnits: bigint
  /** Of that, what takers bought. */
  readonly takerBuyLots: bigint
  readonly takerBuyQuoteUnits: bigint
  /** How many trades there were. */
  readonly trades: number
  /** Undefined where there was none. */
  readonly firstTradeId: number | undefined
  readonly lastTradeId: number | undefined
}

/** A candle that trades are still added to: one is made of many trades, and added to cheaply. */
export class GrowingCandle {
  readonly openMs: number
  readonly #openTicks: number
  readonly #firstTradeId: number
  #highTicks: number
  #lowTicks: number
  #closeTicks: number
  #lastTradeId: number
  #trades = 0
  #lots = 0n
  #quoteUnits = 0n
  #takerBuyLots = 0n
  #takerBuyQuoteUnits = 0n

  /** Of a span that begins at `openMs`, with its first trade. */
  constructor(openMs: number, first: Trade) {
    this.openMs = openMs
    this.#openTicks = first.priceTicks
    this.#highTicks = first.priceTicks
    this.#lowTicks = first.priceTicks
    this.#closeTicks = first.priceTicks
    this.#firstTradeId = first.tradeId
    this.#lastTradeId = first.tradeId
    this.add(first)
  }

  /** Adds a trade. */
  add({ priceTicks, quantityLots, quoteUnits, takerSide, tradeId }: Trade): void {
    const lots = BigInt(quantityLots)
    if (priceTicks > this.#highTicks) this.#highTicks = priceTicks
    if (priceTicks < this.#lowTicks) this.#lowTicks = priceTicks
    this.#closeTicks = priceTicks
    this.#lastTradeId = tradeId
    this.#trades += 1
    this.#lots += lots
    this.#quoteUnits += quoteUnits
    if (takerSide !== 'buy') return
    this.#takerBuyLots += lots
    this.#takerBuyQuoteUnits += quoteUnits
  }

  /** The candle as it is now. */
  get candle(): Candle {
    return {
      openMs: this.openMs,
      openTicks: this.#openTicks,
      highTicks: this.#highTicks,
      lowTicks: this.#lowTicks,
      closeTicks: this.#closeTicks,
      lots: this.#lots,
      quoteUnits: this.#quoteUnits,
      takerBuyLots: this.#takerBuyLots,
      takerBuyQuoteUnits: this.#takerBuyQuoteUnits,
      trades: this.#trades,
      firstTradeId: this.#firstTradeId,
      lastTradeId: this.#lastTradeId,
    }
  }
}

/** The candle of a span without a trade: all its prices are the last one before. */
export function emptyCandle(openMs: number, priceTicks: number): Candle {
  return {
    openMs,
    openTicks: priceTicks,
    highTicks: priceTicks,
    lowTicks: priceTicks,
    closeTicks: priceTicks,
    lots: 0n,
    quoteUnits: 0n,
    takerBuyLots: 0n,
    takerBuyQuoteUnits: 0n,
    trades: 0,
    firstTradeId: undefined,
    lastTradeId: undefined,
  }
}

/** Two candles as one, that begins where the earlier one does. */
export function joinedCandle(earlier: Candle, later: Candle): Candle {
  return {
    openMs: earlier.openMs,
    openTicks: earlier.openTicks,
    highTicks: Math.max(earlier.highTicks, later.highTicks),
    lowTicks: Math.min(earlier.lowTicks, later.lowTicks),
    closeTicks: later.closeTicks,
    lots: earlier.lots + later.lots,
    quoteUnits: earlier.quoteUnits + later.quoteUnits,
    takerBuyLots: earlier.takerBuyLots + later.takerBuyLots,
    takerBuyQuoteUnits: earlier.takerBuyQuoteUnits + later.takerBuyQuoteUnits,
    trades: earlier.trades + later.trades,
    firstTradeId: earlier.firstTradeId ?? later.firstTradeId,
    lastTradeId: later.lastTradeId ?? earlier.lastTradeId,
  }
}
