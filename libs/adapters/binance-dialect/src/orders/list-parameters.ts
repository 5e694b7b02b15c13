import * as z from 'zod'
import type { Checked } from '../parameters/kinds.ts'
import { clientOrderId, decimal, integer, oneOf, symbol } from '../parameters/kinds.ts'
import { ORDER_TYPES, RESPONSE_TYPES, STP_MODES } from './order-parameters.ts'
import type { NewOrder } from './order-parameters.ts'
import type { OrderFields } from './order-terms.ts'

/** Where the parameters of an order of a list have their names from. */
export type LegPrefix =
  | 'above'
  | 'below'
  | 'working'
  | 'pending'
  | 'pendingAbove'
  | 'pendingBelow'
  | 'limit'
  | 'stop'

type Optional<Output> = z.ZodOptional<Checked<Output>>

/** The kinds of the parameters that every list has. */
interface ListShape {
  readonly symbol: Checked<string>
  readonly listClientOrderId: Optional<string>
  readonly newOrderRespType: Optional<(typeof RESPONSE_TYPES)[number]>
  readonly selfTradePreventionMode: Optional<(typeof STP_MODES)[number]>
}

/** What every list has. */
export const listParameters: ListShape = {
  symbol,
  listClientOrderId: z.optional(clientOrderId),
  newOrderRespType: z.optional(oneOf(RESPONSE_TYPES)),
  selfTradePreventionMode: z.optional(oneOf(STP_MODES)),
}

/** The parameters of one order of a list, but its type, side, quantity, price. */
interface LegShape {
  readonly ClientOrderId: Optional<string>
  readonly IcebergQty: Optional<string>
  readonly Price: Optional<string>
  readonly StopPrice: Optional<string>
  readonly TrailingDelta: Optional<number>
  readonly TimeInForce: Optional<'GTC' | 'IOC' | 'FOK'>
  readonly StrategyId: Optional<number>
  readonly StrategyType: Optional<number>
  readonly PegPriceType: Optional<'PRIMARY_PEG' | 'MARKET_PEG'>
  readonly PegOffsetType: Optional<'PRICE_LEVEL'>
  readonly PegOffsetValue: Optional<number>
}

const LEG: LegShape = {
  ClientOrderId: z.optional(clientOrderId),
  IcebergQty: z.optional(decimal),
  Price: z.optional(decimal),
  StopPrice: z.optional(decimal),
  TrailingDelta: z.optional(integer(1)),
  TimeInForce: z.optional(oneOf(['GTC', 'IOC', 'FOK'], 'INVALID_TIF')),
  StrategyId: z.optional(integer(0)),
  StrategyType: z.optional(integer(0, 2 ** 31 - 1)),
  PegPriceType: z.optional(oneOf(['PRIMARY_PEG', 'MARKET_PEG'])),
  PegOffsetType: z.optional(oneOf(['PRICE_LEVEL'])),
  PegOffsetValue: z.optional(integer(1, 100)),
}

/** The parameters of a leg under its prefix. */
export type LegParameters<Prefix extends LegPrefix> = {
  readonly [Name in keyof LegShape as `${Prefix}${Name}`]: LegShape[Name]
}

/** The parameters of an order of a list. */
export function legParameters<const Prefix extends LegPrefix>(prefix: Prefix): LegParameters<Prefix> {
  const entries = Object.entries(LEG).map(([name, kind]) => [`${prefix}${name}`, kind as unknown])
  return Object.fromEntries(entries) as LegParameters<Prefix>
}

/** Which type an order of a list has. */
export const legType: Checked<NewOrder['type']> = oneOf(ORDER_TYPES, 'INVALID_ORDER_TYPE')

/** What an order of a list is, beside what its parameters say. */
export interface LegTerms {
  readonly type: NewOrder['type']
  readonly side: NewOrder['side']
  readonly quantity: string | undefined
  readonly selfTradePreventionMode: NewOrder['selfTradePreventionMode']
}

/** An order of a list; fails in the names of its own parameters. */
export function legOf(parameters: Readonly<Record<string, unknown>>, prefix: LegPrefix, terms: LegTerms): OrderFields {
  const read = (name: keyof LegShape): unknown => parameters[`${prefix}${name}`]
  const fields = {
    ...terms,
    prefix,
    quoteOrderQty: undefined,
    newClientOrderId: read('ClientOrderId'),
    icebergQty: read('IcebergQty'),
    price: read('Price'),
    stopPrice: read('StopPrice'),
    trailingDelta: read('TrailingDelta'),
    timeInForce: read('TimeInForce'),
    strategyId: read('StrategyId'),
    strategyType: read('StrategyType'),
    pegPriceType: read('PegPriceType'),
    pegOffsetType: read('PegOffsetType'),
    pegOffsetValue: read('PegOffsetValue'),
  }
  // Each was checked under its prefixed name.
  return fields as OrderFields
}
