import { InvariantError, invariant } from '../invariant.ts'
import { isPriceTicks, isQuantityLots } from '../units.ts'
import { ORDER_ID_OUT_OF_RANGE, PRICE_OUT_OF_RANGE, QUANTITY_OUT_OF_RANGE } from './book-code.ts'
import type { BookCode } from './book-code.ts'

/** Tells whether a book takes this as an order id: an integer from 1 to 2^53 − 1. */
export function isOrderId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

/** Tells whether a book takes this as a time: whole microseconds from 0 to 2^53 − 1. */
export function isTime(timeUs: number): boolean {
  return Number.isSafeInteger(timeUs) && timeUs >= 0
}

/** Why a limit order whose numbers are not all in range is refused. */
export function limitFault(orderId: number, priceTicks: number): BookCode {
  if (!isOrderId(orderId)) return ORDER_ID_OUT_OF_RANGE
  return isPriceTicks(priceTicks) ? QUANTITY_OUT_OF_RANGE : PRICE_OUT_OF_RANGE
}

/** Throws an `InvariantError` unless this is one of the two sides. */
export function requireSide(side: number): void {
  // No call of `invariant` on the way of every command: it would build the message first.
  // And no constant of a module either, which bundlers make a variable of.
  if (side !== 0 && side !== 1) throw new InvariantError(`a side is 0 to buy or 1 to sell: side=${String(side)}`)
}

/** Throws an `InvariantError` unless this is one of the ways in which a limit order executes. */
export function requireExecution(execution: number): void {
  if (execution === 0 || execution === 1 || execution === 2 || execution === 3) return
  throw new InvariantError(`an execution is an integer from 0 to 3: execution=${String(execution)}`)
}

/** Throws an `InvariantError` where a command comes from within a listener, or after one threw. */
export function requireIdle(busy: boolean): void {
  if (busy) throw new InvariantError('a book takes no command from within its listener, nor after its listener threw')
}

/** Throws an `InvariantError` unless a quote can be given for these. */
export function requireQuote(quantityLots: number, limitPriceTicks: number | undefined): void {
  invariant(isQuantityLots(quantityLots), `a quantity is 1 to 2^53 - 1 whole lots: quantityLots=${String(quantityLots)}`)
  invariant(
    limitPriceTicks === undefined || isPriceTicks(limitPriceTicks),
    `a price is 1 to 2^31 - 1 whole ticks: limitPriceTicks=${String(limitPriceTicks)}`,
  )
}

/** Throws an `InvariantError` unless this is a number of levels; infinity is all of them. */
export function requireLevels(levels: number): void {
  invariant(
    levels === Infinity || (Number.isInteger(levels) && levels >= 0),
    `a depth is a number of levels from 0: levels=${String(levels)}`,
  )
}

/** Throws an `InvariantError` unless this is one of the phases of a market. */
export function requirePhase(phase: number): void {
  invariant(Number.isInteger(phase) && phase >= 0 && phase <= 6, `a phase is 0 to 6: phase=${String(phase)}`)
}

/** Throws an `InvariantError` unless this is one of the modes of a cancel-replace. */
export function requireReplaceMode(mode: number): void {
  const known = mode === 0 || mode === 1
  invariant(known, `a cancel-replace stops on a failure, 0, or allows it, 1: mode=${String(mode)}`)
}

/** Throws an `InvariantError` unless this is a price that a book is told and does not see itself. */
export function requireToldSource(source: number): void {
  invariant(source === 1 || source === 2, `the mark price, 1, or the index price, 2, is told: source=${String(source)}`)
}
