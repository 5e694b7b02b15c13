import type { OrderConditions, TimeInForce } from '@openlob/domain'
import { OrderOptions } from '../messages/generated/index.ts'
import type { OrderConditionsDecoder, OrderConditionsEncoder, Side } from '../messages/generated/index.ts'
import type { OrderTerms } from './command.ts'

/** What asks for an order: the fields that `PlaceConditionalOrder` and an entry of a list have in common. */
interface TermsEncoder {
  quantityLotsNumber(value: number): this
  priceTicksNumber(value: number | null): this
  sideName(name: keyof typeof Side): this
  orderTypeName(name: OrderTerms['orderType']): this
  timeInForceName(name: TimeInForce | null): this
  options(value: number): this
  conditions(): OrderConditionsEncoder
  clientOrderId(value: string): unknown
}

interface TermsDecoder {
  quantityLotsNumber(): number
  priceTicksNumber(): number | null
  sideName(): string | number
  orderTypeName(): string | number
  timeInForceName(): string | number | null
  options(): number
  conditions(): OrderConditionsDecoder
  clientOrderId(): string
}

/** Whether an order has a limit, at once or from its stop on. */
export function isLimitType(orderType: unknown): boolean {
  return orderType === 'limit' || orderType === 'stop_limit' || orderType === 'take_profit_limit'
}

/** Writes what an order asks for, the client's name for it last. */
export function writeTerms(encoder: TermsEncoder, terms: OrderTerms): void {
  const limit = 'priceTicks' in terms ? terms : undefined
  const named = terms.clientOrderId === undefined ? 0 : OrderOptions.clientOrderId
  encoder
    .quantityLotsNumber(terms.quantityLots)
    .priceTicksNumber(limit?.priceTicks ?? null)
    .sideName(terms.side)
    .orderTypeName(terms.orderType)
    .timeInForceName(limit?.timeInForce ?? null)
    .options((limit?.postOnly === true ? OrderOptions.postOnly : 0) | named)
  writeConditions(encoder.conditions(), terms.conditions ?? {})
  encoder.clientOrderId(terms.clientOrderId ?? '')
}

/** What an order asks for, out of a message. */
export function readTerms(decoder: TermsDecoder): Readonly<Record<string, unknown>> {
  const options = decoder.options()
  const orderType = decoder.orderTypeName()
  const limit = {
    priceTicks: decoder.priceTicksNumber(),
    timeInForce: decoder.timeInForceName(),
    postOnly: (options & OrderOptions.postOnly) !== 0,
  }
  const conditions = readConditions(decoder.conditions())
  const clientOrderId = decoder.clientOrderId()
  return {
    orderType,
    side: decoder.sideName(),
    quantityLots: decoder.quantityLotsNumber(),
    ...(isLimitType(orderType) ? limit : {}),
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    ...((options & OrderOptions.clientOrderId) === 0 ? {} : { clientOrderId }),
  }
}

/** Writes the conditions of an order. */
export function writeConditions(encoder: OrderConditionsEncoder, conditions: OrderConditions): void {
  encoder
    .stopPriceTicksNumber(conditions.stopPriceTicks ?? null)
    .displayLotsNumber(conditions.displayLots ?? null)
    .quoteUnits(conditions.quoteUnits ?? null)
    .strategyIdNumber(conditions.strategyId ?? null)
    .strategyType(conditions.strategyType ?? null)
    .trailingBasisPoints(conditions.trailingBasisPoints ?? null)
    .pegLevels(conditions.pegLevels ?? null)
    .pegName(conditions.peg ?? 'none')
    .selfTradePreventionName(conditions.selfTradePrevention ?? 'none')
}

/** The conditions of an order, out of a message: only those that are given. */
export function readConditions(decoder: OrderConditionsDecoder): OrderConditions {
  const peg = decoder.pegName()
  const selfTradePrevention = decoder.selfTradePreventionName()
  const fields = {
    stopPriceTicks: decoder.stopPriceTicksNumber(),
    displayLots: decoder.displayLotsNumber(),
    quoteUnits: decoder.quoteUnits(),
    strategyId: decoder.strategyIdNumber(),
    strategyType: decoder.strategyType(),
    trailingBasisPoints: decoder.trailingBasisPoints(),
    pegLevels: decoder.pegLevels(),
    peg: peg === 'none' ? null : peg,
    selfTradePrevention: selfTradePrevention === 'none' ? null : selfTradePrevention,
  }
  // Numbers and names come back as the domain's own types: what is read was written from one.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
