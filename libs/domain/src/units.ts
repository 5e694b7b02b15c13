import { InvariantError } from './invariant.ts'

declare const unit: unique symbol

/** A number that carries its unit in its type, so that a price cannot be passed where a quantity is meant. */
export type Unit<Name extends string> = number & { readonly [unit]: Name }

/** A price as a whole number of an instrument's ticks, 1 to {@link MAX_PRICE_TICKS}. */
export type PriceTicks = Unit<'PriceTicks'>
/** A quantity as a whole number of an instrument's lots, 1 to {@link MAX_QUANTITY_LOTS}. */
export type QuantityLots = Unit<'QuantityLots'>
/** An order's id, 1 to 2^53 − 1; the exchange derives it from its own count of orders. */
export type OrderId = Unit<'OrderId'>
/** A trade's id, 1 to 2^53 − 1, one sequence a flow. */
export type TradeId = Unit<'TradeId'>
/** An account's id: its place in the ledger, from 1. */
export type AccountId = Unit<'AccountId'>
/** An asset's id: its place in the ledger, from 1. */
export type AssetId = Unit<'AssetId'>
/** An instrument's id: its place in the list of instruments, from 1. */
export type InstrumentId = Unit<'InstrumentId'>

/** The highest price: 2^31 − 1 ticks, so that a price is a small integer in every JavaScript engine. */
export const MAX_PRICE_TICKS: number = 2 ** 31 - 1
/** The largest quantity of an order, and of a price level's total: 2^53 − 1 lots, the exact integers of a double. */
export const MAX_QUANTITY_LOTS: number = Number.MAX_SAFE_INTEGER
/** The largest amount of money in an asset's base units: 2^63 − 1. */
export const MAX_UNITS: bigint = 2n ** 63n - 1n

/** Tells whether `value` is a price in range. */
export function isPriceTicks(value: number): value is PriceTicks {
  return Number.isInteger(value) && value >= 1 && value <= MAX_PRICE_TICKS
}

/** Tells whether `value` is a quantity in range. */
export function isQuantityLots(value: number): value is QuantityLots {
  return Number.isSafeInteger(value) && value >= 1
}

/** Brands a price; throws where it is not an integer from 1 to {@link MAX_PRICE_TICKS}. */
export function priceTicks(value: number): PriceTicks {
  if (!isPriceTicks(value)) throw new InvariantError(`price must be 1 to ${MAX_PRICE_TICKS} whole ticks: priceTicks=${value}`)
  return value
}

/** Brands a quantity; throws where it is not an integer from 1 to {@link MAX_QUANTITY_LOTS}. */
export function quantityLots(value: number): QuantityLots {
  if (!isQuantityLots(value)) throw new InvariantError(`quantity must be 1 to ${MAX_QUANTITY_LOTS} whole lots: quantityLots=${value}`)
  return value
}

function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

/** Brands an order id; throws where it is not an integer from 1 to 2^53 − 1. */
export function orderId(value: number): OrderId {
  if (!isId(value)) throw new InvariantError(`an id is an integer from 1 to 2^53 - 1: orderId=${value}`)
  return value as OrderId
}

/** Brands a trade id; throws where it is not an integer from 1 to 2^53 − 1. */
export function tradeId(value: number): TradeId {
  if (!isId(value)) throw new InvariantError(`an id is an integer from 1 to 2^53 - 1: tradeId=${value}`)
  return value as TradeId
}

/** Brands an account id; throws where it is not an integer from 1 to 2^53 − 1. */
export function accountId(value: number): AccountId {
  if (!isId(value)) throw new InvariantError(`an id is an integer from 1 to 2^53 - 1: accountId=${value}`)
  return value as AccountId
}

/** Brands an asset id; throws where it is not an integer from 1 to 2^53 − 1. */
export function assetId(value: number): AssetId {
  if (!isId(value)) throw new InvariantError(`an id is an integer from 1 to 2^53 - 1: assetId=${value}`)
  return value as AssetId
}

/** Brands an instrument id; throws where it is not an integer from 1 to 2^53 − 1. */
export function instrumentId(value: number): InstrumentId {
  if (!isId(value)) throw new InvariantError(`an id is an integer from 1 to 2^53 - 1: instrumentId=${value}`)
  return value as InstrumentId
}
