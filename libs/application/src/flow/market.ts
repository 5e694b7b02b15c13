import type { CompleteOrderBook, Instrument, InstrumentStatus } from '@openlob/domain'

// Where the amounts of a market's terms are.
/** The least notional of an order. */
export const MIN_NOTIONAL = 0
/** The most. */
export const MAX_NOTIONAL = 1
/** Base units in a lot. */
export const BASE_PER_LOT = 2
/** Quote units in a lot at a price of a tick. */
export const QUOTE_PER_TICK_LOT = 3

/** An instrument with its book, and its terms as the steps of a command reckon with them. */
export class Market {
  readonly book: CompleteOrderBook
  /** The amounts of the terms, by the places above. */
  readonly terms: BigInt64Array
  /** {@link QUOTE_PER_TICK_LOT}, rounded: to see whether a product fits 64 bits before it is made. */
  readonly quotePerTickLot: number
  /** Whether it takes orders. */
  isTrading: boolean
  #instrument: Instrument

  /** The instrument is frozen, since queries show it as it is. */
  constructor(instrument: Instrument, book: CompleteOrderBook) {
    const { minNotionalUnits, maxNotionalUnits, baseUnitsPerLot, quoteUnitsPerTickLot } = instrument
    this.#instrument = Object.freeze(instrument)
    this.book = book
    this.terms = BigInt64Array.of(minNotionalUnits, maxNotionalUnits, baseUnitsPerLot, quoteUnitsPerTickLot)
    this.quotePerTickLot = Number(quoteUnitsPerTickLot)
    this.isTrading = instrument.status === 'trading'
  }

  /** The instrument as it is now. */
  get instrument(): Instrument {
    return this.#instrument
  }

  /** Puts the instrument in another status. */
  setStatus(status: InstrumentStatus): void {
    this.#instrument = Object.freeze({ ...this.#instrument, status })
    this.isTrading = status === 'trading'
  }
}
