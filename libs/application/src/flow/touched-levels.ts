import { BUY, priceTicks as brandPriceTicks } from '@openlob/domain'
import type { InstrumentId, PriceTicks, Side, SideCode } from '@openlob/domain'

/** A price level that a command has changed. */
export interface TouchedLevel {
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly sideCode: SideCode
  readonly priceTicks: PriceTicks
}

const PRICES = 2 ** 31
const SIDES = 2

/** The price levels that a command touches, each with what it gains or loses in all. */
export class TouchedLevels {
  readonly #changeLots = new Map<number, number>()

  /** Takes a change of a level's total. */
  add(instrumentId: InstrumentId, side: SideCode, priceTicks: number, changeLots: number): void {
    const key = (instrumentId * SIDES + side) * PRICES + priceTicks
    this.#changeLots.set(key, (this.#changeLots.get(key) ?? 0) + changeLots)
  }

  /** The levels whose total is another now: by instrument, bids before asks, by rising price; forgets them. */
  takeChanged(): readonly TouchedLevel[] {
    const keys: number[] = []
    for (const [key, changeLots] of this.#changeLots) if (changeLots !== 0) keys.push(key)
    this.#changeLots.clear()
    if (keys.length > 1) keys.sort((left, right) => left - right)
    return keys.map(levelOf)
  }
}

function levelOf(key: number): TouchedLevel {
  const place = Math.floor(key / PRICES)
  const sideCode = (place % SIDES) as SideCode
  return {
    instrumentId: Math.floor(place / SIDES) as InstrumentId,
    side: sideCode === BUY ? 'buy' : 'sell',
    sideCode,
    priceTicks: brandPriceTicks(key % PRICES),
  }
}
