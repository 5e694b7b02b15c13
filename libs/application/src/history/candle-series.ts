import { invariant } from '@openlob/domain'
import { joinedCandle } from './candle.ts'
import type { Candle } from './candle.ts'

/** The candles of one length of one instrument, only those with trades, the last `capacity` of them. */
export class CandleSeries {
  readonly widthMs: number
  /** Where the candles begin that are all there: those before have made room; minus infinity where none have. */
  completeFromMs: number = Number.NEGATIVE_INFINITY
  readonly #capacity: number
  #candles: Candle[] = []

  /** Candles of `widthMs`, aligned to the Unix epoch. */
  constructor(widthMs: number, capacity: number) {
    const inRange = Number.isSafeInteger(widthMs) && widthMs >= 1 && Number.isSafeInteger(capacity) && capacity >= 1
    invariant(inRange, `width and capacity are integers from 1: widthMs=${widthMs}, capacity=${capacity}`)
    this.widthMs = widthMs
    this.#capacity = capacity
  }

  /** Takes a shorter candle, which is not earlier than the one before. O(1) on average. */
  add(candle: Candle): void {
    const openMs = Math.floor(candle.openMs / this.widthMs) * this.widthMs
    const last = this.#candles.at(-1)
    if (last !== undefined && last.openMs >= openMs) {
      this.#candles[this.#candles.length - 1] = joinedCandle(last, candle)
      return
    }
    this.#candles.push({ ...candle, openMs })
    // Trimmed at twice the limit, so that a trade costs O(1) on average.
    if (this.#candles.length > 2 * this.#capacity) this.#trim()
  }

  /** Puts older candles of its own length in front; the last of them may be the beginning of its first one. */
  precede({ candles, isAll }: { readonly candles: readonly Candle[]; readonly isAll: boolean }): void {
    const [first, ...rest] = this.#candles
    const last = candles.at(-1)
    if (first === undefined || last?.openMs !== first.openMs) this.#candles = [...candles, ...this.#candles]
    else this.#candles = [...candles.slice(0, -1), joinedCandle(last, first), ...rest]
    if (!isAll) this.completeFromMs = candles[0]?.openMs ?? Number.POSITIVE_INFINITY
    if (this.#candles.length > 2 * this.#capacity) this.#trim()
  }

  /** The first candle that is kept. */
  get first(): Candle | undefined {
    return this.#candles[0]
  }

  /** The candles that begin from `fromMs` on and before `untilMs`. O(log n + what it finds). */
  between(fromMs: number, untilMs: number): readonly Candle[] {
    return this.#candles.slice(this.#indexFrom(fromMs), this.#indexFrom(untilMs))
  }

  /** The last candle that begins before `beforeMs`. O(log n). */
  before(beforeMs: number): Candle | undefined {
    return this.#candles[this.#indexFrom(beforeMs) - 1]
  }

  #trim(): void {
    this.#candles = this.#candles.slice(-this.#capacity)
    this.completeFromMs = this.#candles[0]?.openMs ?? this.completeFromMs
  }

  /** How many candles begin before `fromMs`. */
  #indexFrom(fromMs: number): number {
    let low = 0
    let high = this.#candles.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#candles[middle]!.openMs < fromMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
