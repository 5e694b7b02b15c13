import fc from 'fast-check'
import type { accountId, instrumentId, OrderConditions, OrderId, PriceTicks, QuantityLots } from '@openlob/domain'
import type { Command, LimitTerms, MarketTerms, OrderTerms } from '../src/index.ts'
import type { OrderContingency, SequencedCommand } from '../src/index.ts'
import { anyCommand, sequenced, SETTING } from './arbitraries.ts'

const account = fc.integer({ min: 1, max: 3 }).map((id) => id as ReturnType<typeof accountId>)
const instrument = fc.constantFrom(1, 1, 1, 2).map((id) => id as ReturnType<typeof instrumentId>)
const side = fc.constantFrom('buy' as const, 'sell' as const)
const price = fc.integer({ min: 8, max: 14 }).map((ticks) => ticks as PriceTicks)
const noPrice = fc.constantFrom(0, -1, 31, 2 ** 40)
const oddPrice = fc.oneof({ weight: 30, arbitrary: price }, { weight: 1, arbitrary: noPrice })
const quantity = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 51) },
).map((lots) => lots as QuantityLots)
const name = fc.option(fc.integer({ min: 0, max: 9 }).map((index) => `c${index}`), { nil: undefined })
const timeInForce = fc.constantFrom('GTC' as const, 'GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const)
const selfTradePrevention = fc.constantFrom(
  undefined,
  'expire_taker' as const,
  'expire_maker' as const,
  'expire_both' as const,
  'decrement' as const,
)

/** Conditions without those that are left out, undefined where that is all of them. */
function given(conditions: OrderConditions): { conditions?: OrderConditions } {
  const entries = Object.entries(conditions).filter(([, value]) => value !== undefined)
  return entries.length === 0 ? {} : { conditions: Object.fromEntries(entries) }
}

const trigger = fc.oneof(
  fc.record({ stopPriceTicks: oddPrice }),
  fc.record({ trailingBasisPoints: fc.constantFrom(0, 500, 1000, 3000, 9999, 10_000) }),
  fc.record({ stopPriceTicks: price, trailingBasisPoints: fc.constantFrom(1000, 2000) }),
) as fc.Arbitrary<OrderConditions>
const iceberg = fc.record({ displayLots: fc.integer({ min: 0, max: 9 }) }) as fc.Arbitrary<OrderConditions>
const peg = fc.record({
  peg: fc.constantFrom('primary' as const, 'market' as const),
  pegLevels: fc.constantFrom(0, 0, 0, 1, 2, 101),
}) as fc.Arbitrary<OrderConditions>
const postOnly = fc.constantFrom(false, false, false, true)
const labels = fc.record({
  strategyId: fc.constantFrom(undefined, 7),
  strategyType: fc.constantFrom(undefined, 1_000_000),
})
const nothing = fc.constant<OrderConditions>({})

type Asked = fc.Arbitrary<OrderConditions>

function limitTerms(orderType: LimitTerms['orderType'], conditions: Asked): fc.Arbitrary<LimitTerms> {
  const terms = { side, quantityLots: quantity, priceTicks: oddPrice, timeInForce, clientOrderId: name }
  return fc
    .tuple(fc.record({ ...terms, postOnly }), conditions, labels, selfTradePrevention)
    .map(([fields, asked, tags, mode]) => {
      const isPeg = asked.peg !== undefined && Number(fields.priceTicks) % 2 === 0
      const priceTicks = (isPeg ? 0 : fields.priceTicks) as PriceTicks
      return { ...fields, orderType, priceTicks, ...given({ ...asked, ...tags, selfTradePrevention: mode }) }
    })
}

function marketTerms(orderType: MarketTerms['orderType'], conditions: Asked): fc.Arbitrary<MarketTerms> {
  return fc
    .tuple(fc.record({ side, quantityLots: quantity, clientOrderId: name }), conditions, selfTradePrevention)
    .map(([fields, asked, mode]) => {
      const quantityLots = asked.quoteUnits === undefined ? fields.quantityLots : (0 as const)
      return { ...fields, orderType, quantityLots, ...given({ ...asked, selfTradePrevention: mode }) }
    })
}

const both = (one: fc.Arbitrary<OrderConditions>, other: fc.Arbitrary<OrderConditions>) =>
  fc.tuple(one, other).map(([left, right]) => ({ ...left, ...right }))

/** An order of any kind, with some that cannot be. */
const anyTerms: fc.Arbitrary<OrderTerms> = fc.oneof(
  limitTerms('limit', nothing),
  limitTerms('limit', iceberg),
  limitTerms('limit', peg),
  limitTerms('stop_limit', trigger),
  limitTerms('stop_limit', both(trigger, iceberg)),
  limitTerms('take_profit_limit', both(trigger, peg)),
  limitTerms('take_profit_limit', trigger),
  marketTerms('market', nothing),
  marketTerms('market', fc.record({ quoteUnits: fc.constantFrom(0n, 5n, 800n, 3_000n, 2n ** 62n) })),
  marketTerms('stop', trigger),
  marketTerms('stop', nothing),
  marketTerms('take_profit', trigger),
)

/** Two legs that may stand on their sides of the market, or not. */
const legs: fc.Arbitrary<readonly [OrderTerms, OrderTerms]> = fc
  .record({
    side,
    lots: quantity,
    low: fc.integer({ min: 6, max: 11 }),
    high: fc.integer({ min: 9, max: 15 }),
    isLimit: fc.boolean(),
    stopIsLimit: fc.boolean(),
    mode: selfTradePrevention,
    names: fc.tuple(name, name),
  })
  .map(({ side: legSide, lots, low, high, isLimit, stopIsLimit, mode, names }) => {
    const common = { side: legSide, quantityLots: lots } as const
    const [stop, other] = (legSide === 'sell' ? [low, high] : [high, low]) as [PriceTicks, PriceTicks]
    const asked = given({ stopPriceTicks: stop, selfTradePrevention: mode })
    const stopTerms = { ...common, clientOrderId: names[0], ...asked }
    const otherTerms = { ...common, clientOrderId: names[1] }
    const limit = { priceTicks: other, timeInForce: 'GTC', postOnly: true } as const
    return [
      stopIsLimit
        ? { ...stopTerms, orderType: 'stop_limit', priceTicks: stop, timeInForce: 'GTC', postOnly: false }
        : { ...stopTerms, orderType: 'stop' },
      isLimit
        ? { ...otherTerms, orderType: 'limit', ...limit, ...given({ selfTradePrevention: mode }) }
        : { ...otherTerms, orderType: 'take_profit', ...given({ stopPriceTicks: other, selfTradePrevention: mode }) },
    ] as const
  })

const workingBuy = limitTerms('limit', nothing).map((terms) => ({ ...terms, side: 'buy' as const }))
const unpriced = (terms: OrderTerms): OrderTerms => ({ ...terms, quantityLots: 0, side: 'sell' })

const listOrders: fc.Arbitrary<readonly [OrderContingency, readonly OrderTerms[]]> = fc.oneof(
  legs.map((orders) => ['OCO', orders] as const),
  fc.tuple(limitTerms('limit', nothing), anyTerms).map((orders) => ['OTO', orders] as const),
  fc.tuple(limitTerms('limit', nothing), legs).map(([working, two]) => ['OTOCO', [working, ...two]] as const),
  fc
    .tuple(workingBuy, limitTerms('limit', nothing))
    .map(([working, sells]) => ['OPO', [working, unpriced(sells)]] as const),
  fc.tuple(workingBuy, legs).map(([working, two]) => ['OPOCO', [working, ...two.map(unpriced)]] as const),
  fc.tuple(
    fc.constantFrom<OrderContingency>('OCO', 'OTO', 'OPO', 'OTOCO'),
    fc.array(anyTerms, { minLength: 2, maxLength: 3 }),
  ),
)

const listName = fc.option(fc.constantFrom('l1', 'l2', 'not one'), { nil: undefined })

const placeOne: fc.Arbitrary<Command> = fc
  .tuple(anyTerms, account, instrument)
  .map(([terms, accountId, instrumentId]) => ({ type: 'PlaceOrder', accountId, instrumentId, ...terms }))

const placeList: fc.Arbitrary<Command> = fc
  .tuple(listOrders, account, instrument, listName)
  .map(([[contingency, orders], accountId, instrumentId, clientListId]) => {
    const list = { type: 'PlaceOrderList', accountId, instrumentId, contingency, orders } as const
    return clientListId === undefined ? list : { ...list, clientListId }
  })

const ids = fc.integer({ min: 1, max: 60 })
const cancelList: fc.Arbitrary<Command> = fc
  .tuple(
    account,
    fc.oneof(ids.map((listId) => ({ listId })), fc.constantFrom({ clientListId: 'l1' }, { clientListId: 'l2' })),
  )
  .map(([accountId, list]) => ({ type: 'CancelOrderList', accountId, list }))

const change: fc.Arbitrary<Command> = fc
  .tuple(account, ids, fc.boolean(), fc.option(price, { nil: undefined }), quantity)
  .map(([accountId, id, cancels, priceTicks, quantityLots]) => {
    const order = { orderId: id as OrderId }
    return cancels
      ? { type: 'CancelOrder', accountId, order }
      : { type: 'AmendOrder', accountId, order, priceTicks, quantityLots }
  })

/** Any command, many of them for orders with conditions and for lists. */
export const anyConditionalCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 45, arbitrary: placeOne },
  { weight: 14, arbitrary: placeList },
  { weight: 3, arbitrary: cancelList },
  { weight: 10, arbitrary: change },
  { weight: 30, arbitrary: anyCommand },
)

/** A history with orders of every kind. */
export function anyConditionalHistory(maxLength: number): fc.Arbitrary<readonly SequencedCommand[]> {
  return fc
    .array(anyConditionalCommand, { maxLength, minLength: Math.floor(maxLength / 2), size: 'max' })
    .map((commands) => sequenced([...SETTING, ...commands]))
}
