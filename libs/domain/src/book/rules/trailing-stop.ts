import { MAX_PRICE_TICKS } from '../../units.ts'
import { BUY, SELL, STOP, STOP_LIMIT } from '../book-codes.ts'
import type { OrderTypeCode, SideCode } from '../book-codes.ts'

/** Tells whether this type waits for a trigger. */
export function isTriggerType(type: OrderTypeCode): boolean {
  return type >= STOP
}

/** Tells whether a trigger without trailing fires at or above its stop; else it fires at or below. */
export function firesRising(type: OrderTypeCode, side: SideCode): boolean {
  const isStop = type === STOP || type === STOP_LIMIT
  return isStop === (side === BUY)
}

/** Tells whether a price satisfies the stop of a trigger, or opens the gate of a trailing one. */
export function stopReached(type: OrderTypeCode, side: SideCode, stopTicks: number, priceTicks: number): boolean {
  return firesRising(type, side) ? priceTicks >= stopTicks : priceTicks <= stopTicks
}

/**
 * Where a trailing stop stands for the best price since it began to track: below it to sell (rounded down, 0 where it
 * can never fire), above it to buy (rounded up, at most the largest price). By basis points, or by ticks where those
 * are 0. Binance, trailing stop FAQ: sell at or below high x (1 - delta), buy at or above low x (1 + delta).
 */
export function trailingStopTicks(side: SideCode, extremeTicks: number, basisPoints: number, ticks: number): number {
  if (basisPoints === 0) {
    return side === SELL ? Math.max(0, extremeTicks - ticks) : Math.min(MAX_PRICE_TICKS, extremeTicks + ticks)
  }
  return side === SELL
    ? Math.floor((extremeTicks * (10_000 - basisPoints)) / 10_000)
    : Math.min(MAX_PRICE_TICKS, Math.ceil((extremeTicks * (10_000 + basisPoints)) / 10_000))
}
