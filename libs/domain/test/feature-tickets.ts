import fc from 'fast-check'
import * as codes from '../src/book/book-codes.ts'
import { MAX_QUANTITY_LOTS } from '../src/units.ts'
import type { OrderListTicket, OrderTicket } from '../src/book/order-ticket.ts'

/** What a shape of order adds to an id, a side, a price and a quantity, or puts in their place. */
export type TicketShape = fc.Arbitrary<Partial<OrderTicket>>

export const featureIds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 30 })
export const featurePrices: fc.Arbitrary<number> = fc.integer({ min: 95, max: 105 })
export const featureLots: fc.Arbitrary<number> = fc.integer({ min: 1, max: 12 })
const sides = fc.constantFrom<codes.SideCode>(codes.BUY, codes.SELL)
const priceOrNone = fc.oneof(fc.constant(0), featurePrices)
const standing = fc.constantFrom<codes.TimeInForceCode>(0, 0, 0, codes.DAY)
const anyPostOnly = fc.constantFrom<codes.PostOnlyCode>(0, 0, 0, 0, 0, 1, 2)

const limits: TicketShape = fc.record({
  timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 0, 0, 0, 0, 1, 2, codes.DAY),
  postOnly: anyPostOnly,
})
const dated: TicketShape = fc.record({
  timeInForce: fc.constant(codes.GOOD_TILL_DATE),
  expiresAtUs: fc.integer({ min: 1, max: 30 }),
})
const markets: TicketShape = fc.oneof(
  fc.record({ type: fc.constant(codes.MARKET), priceTicks: fc.constant(0) }),
  fc.record({
    type: fc.constant(codes.MARKET),
    priceTicks: fc.constant(0),
    quantityLots: fc.constant(0),
    quoteTickLots: fc.integer({ min: 50, max: 4000 }),
  }),
  fc.record({ type: fc.constant(codes.MARKET_TO_LIMIT), priceTicks: fc.constant(0), timeInForce: standing }),
)
const icebergs: TicketShape = fc.record({
  quantityLots: fc.integer({ min: 4, max: 30 }),
  displayLots: fc.integer({ min: 1, max: 5 }),
  timeInForce: standing,
  postOnly: anyPostOnly,
})
const hidden: TicketShape = fc.record({ hidden: fc.constant(true), timeInForce: standing, postOnly: anyPostOnly })
const minimum: TicketShape = fc.oneof(
  fc.record({
    minimumLots: fc.integer({ min: 1, max: 8 }),
    quantityLots: fc.integer({ min: 6, max: 14 }),
    hidden: fc.boolean(),
    timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 0, 0),
  }),
  fc.record({
    minimumLots: featureLots,
    timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 1, 2, codes.DAY),
  }),
  fc.record({ type: fc.constant(codes.MARKET), priceTicks: fc.constant(0), minimumLots: featureLots }),
)
const sources = fc.constantFrom<codes.TriggerSourceCode>(0, 0, 0, 0, 1, 2)
const marketTriggers = fc.constantFrom<codes.OrderTypeCode>(codes.STOP, codes.TAKE_PROFIT)
const limitTriggers = fc.constantFrom<codes.OrderTypeCode>(codes.STOP_LIMIT, codes.TAKE_PROFIT_LIMIT)
const stops: TicketShape = fc.oneof(
  fc.record({
    type: marketTriggers,
    priceTicks: fc.constant(0),
    stopPriceTicks: featurePrices,
    triggerSource: sources,
    timeInForce: standing,
  }),
  fc.record({ type: limitTriggers, stopPriceTicks: featurePrices, triggerSource: sources, postOnly: anyPostOnly }),
  fc.record({
    type: limitTriggers,
    stopPriceTicks: featurePrices,
    timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 1, 2, codes.DAY),
  }),
  fc.record({
    type: limitTriggers,
    stopPriceTicks: featurePrices,
    quantityLots: fc.integer({ min: 4, max: 20 }),
    displayLots: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ type: limitTriggers, stopPriceTicks: featurePrices, hidden: fc.constant(true) }),
)
const trailingDistance: TicketShape = fc.oneof(
  fc.record({ trailingTicks: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ trailingBasisPoints: fc.constantFrom(50, 100, 250, 9999) }),
)
const trailing: TicketShape = fc
  .tuple(
    fc.oneof(
      fc.record({ type: marketTriggers, priceTicks: fc.constant(0) }),
      fc.record({ type: limitTriggers, postOnly: anyPostOnly }),
    ),
    fc.record({ stopPriceTicks: priceOrNone, triggerSource: sources }),
    trailingDistance,
  )
  .map(([kind, gate, distance]) => ({ ...kind, ...gate, ...distance }))
const fixedPegs: TicketShape = fc
  .tuple(
    fc.record({
      peg: fc.constantFrom<codes.PegCode>(codes.PEG_BID, codes.PEG_ASK),
      pegOffsetLevels: fc.integer({ min: 0, max: 2 }),
      priceTicks: priceOrNone,
    }),
    fc.oneof(
      limits,
      icebergs,
      hidden,
      fc.record({ type: limitTriggers, stopPriceTicks: featurePrices, postOnly: anyPostOnly }),
    ),
  )
  .map(([peg, kind]) => ({ ...kind, ...peg }))
const floatingPegs: TicketShape = fc.record({
  peg: fc.constantFrom<codes.PegCode>(codes.PEG_BID, codes.PEG_ASK, codes.PEG_MID),
  pegOffsetTicks: fc.integer({ min: -3, max: 3 }),
  priceTicks: priceOrNone,
  minimumLots: fc.constantFrom(0, 0, 0, 1),
  timeInForce: standing,
})
const auctionOnly: TicketShape = fc
  .tuple(
    fc.constantFrom<codes.TimeInForceCode>(codes.AT_THE_OPENING, codes.AT_THE_CLOSE, codes.GOOD_FOR_AUCTION),
    fc.oneof(
      fc.constant({}),
      fc.record({ type: fc.constant(codes.MARKET), priceTicks: fc.constant(0) }),
      fc.record({ quantityLots: fc.integer({ min: 4, max: 30 }), displayLots: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ hidden: fc.constant(true) }),
    ),
  )
  .map(([timeInForce, kind]) => ({ ...kind, timeInForce }))
const most = MAX_QUANTITY_LOTS
const huge: TicketShape = fc.record(
  {
    quantityLots: fc.constantFrom(most, most - 1, most - 8, Math.floor(most / 2), 3, 7),
    displayLots: fc.constantFrom(0, 0, 1, Math.ceil(most / 20), Math.floor(most / 2)),
    hidden: fc.boolean(),
    postOnly: anyPostOnly,
    timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 0, codes.DAY, codes.GOOD_FOR_AUCTION),
  },
  { requiredKeys: ['quantityLots'] },
)
const badNumbers = fc.constantFrom(0, -1, 0.5, Number.NaN, Infinity, 2 ** 31, 2 ** 53, 100)
const invalid: TicketShape = fc.record(
  {
    orderId: badNumbers,
    type: fc.constantFrom<codes.OrderTypeCode>(0, 1, 2, 3, 4, 5, 6),
    quantityLots: badNumbers,
    quoteTickLots: badNumbers,
    priceTicks: badNumbers,
    timeInForce: fc.constantFrom<codes.TimeInForceCode>(0, 1, 2, 4, 5, 6, 7, 8),
    expiresAtUs: badNumbers,
    postOnly: fc.constantFrom<codes.PostOnlyCode>(0, 1, 2),
    displayLots: badNumbers,
    hidden: fc.boolean(),
    minimumLots: badNumbers,
    stopPriceTicks: badNumbers,
    trailingBasisPoints: badNumbers,
    trailingTicks: badNumbers,
    peg: fc.constantFrom<codes.PegCode>(0, 1, 2, 3),
    pegOffsetTicks: badNumbers,
    pegOffsetLevels: badNumbers,
    accountId: badNumbers,
  },
  { requiredKeys: [] },
)

type ShapeName =
  | 'limits'
  | 'dated'
  | 'markets'
  | 'icebergs'
  | 'hidden'
  | 'minimum'
  | 'stops'
  | 'trailing'
  | 'fixedPegs'
  | 'floatingPegs'
  | 'auctionOnly'
  | 'huge'
  | 'invalid'

/** Each shape of order by its name. */
export const SHAPES: Readonly<Record<ShapeName, TicketShape>> = {
  limits,
  dated,
  markets,
  icebergs,
  hidden,
  minimum,
  stops,
  trailing,
  fixedPegs,
  floatingPegs,
  auctionOnly,
  huge,
  invalid,
}

const selfTrades = fc.constantFrom<codes.SelfTradeCode>(0, 1, 2, 3, 4)
const allTags: TicketShape = fc.record({
  accountId: fc.integer({ min: 0, max: 3 }),
  groupId: fc.constantFrom(0, 0, 1, 2),
  sessionId: fc.integer({ min: 0, max: 2 }),
  selfTrade: selfTrades,
})
// Whose an order is that says only what keeps it from trading with its own, an adviser may know.
const tags: TicketShape = fc.oneof(
  { weight: 3, arbitrary: allTags },
  { weight: 1, arbitrary: fc.record({ selfTrade: selfTrades }) },
)

/** Orders of some shapes, which may come with tags. */
export function ticketsOf(shapes: readonly TicketShape[], tagged: boolean): fc.Arbitrary<OrderTicket> {
  const base = fc.record({ orderId: featureIds, side: sides, priceTicks: featurePrices, quantityLots: featureLots })
  return fc
    .tuple(base, fc.oneof(...shapes), tagged ? tags : fc.constant({}))
    .map(([order, shape, tag]) => ({ ...order, ...tag, ...shape }))
}

const fees = fc.constantFrom(0, 1000, 200_000, 1_000_000)
const distinctIds = fc.tuple(featureIds, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
const lower = fc.integer({ min: 94, max: 99 })
const upper = fc.integer({ min: 101, max: 106 })

/** The two legs of a list that cancel each other. */
const legPairs = fc
  .record({
    side: sides,
    low: lower,
    high: upper,
    quantityLots: featureLots,
    stopType: fc.constantFrom<codes.OrderTypeCode>(codes.STOP, codes.STOP_LIMIT),
    otherType: fc.constantFrom<codes.OrderTypeCode>(0, 0, codes.TAKE_PROFIT, codes.TAKE_PROFIT_LIMIT),
    limit: featurePrices,
    trailingTicks: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .map(({ side, low, high, quantityLots, stopType, otherType, limit, trailingTicks }) => {
    const [stop, other] = side === codes.SELL ? [low, high] : [high, low]
    const stopLeg = { side, quantityLots, type: stopType, stopPriceTicks: stop, trailingTicks }
    const priced = { priceTicks: stopType === codes.STOP_LIMIT ? limit : 0 }
    const takes = { side, quantityLots, type: otherType, stopPriceTicks: other }
    const otherLeg =
      otherType === codes.LIMIT
        ? { side, quantityLots, priceTicks: other, postOnly: codes.REJECT_IF_TAKING }
        : { ...takes, priceTicks: otherType === codes.TAKE_PROFIT_LIMIT ? limit : 0 }
    return [{ ...stopLeg, ...priced }, otherLeg] as Partial<OrderTicket>[]
  })
const listed = fc.record({ side: sides, priceTicks: featurePrices, quantityLots: featureLots })
const workings = fc
  .tuple(listed, fc.oneof(limits, icebergs, dated, hidden))
  .map(([order, shape]): Partial<OrderTicket> => ({ ...order, ...shape }))
const pendings = fc
  .tuple(listed, fc.oneof(limits, stops, trailing, markets))
  .map(([order, shape]): Partial<OrderTicket> => ({ ...order, ...shape }))

/** Orders in lists of each kind, most of them as a book takes them. */
export function listsOf(tagged: boolean): fc.Arbitrary<OrderListTicket> {
  const contingency = fc.constantFrom<codes.ContingencyCode>(0, 1, 2, 3, 4)
  const parts = { contingency, ids: distinctIds, legs: legPairs, working: workings, pending: pendings }
  return fc
    .record({ ...parts, feeRatePpm: fees, tag: tagged ? tags : fc.constant({}) })
    .map(({ contingency: kind, ids, legs, working, pending, feeRatePpm, tag }) => {
      const orders = ordersOf(kind, legs, working, pending)
      const orderIds = [ids[0], ids[0] + ids[1], ids[0] + ids[1] + ids[2]]
      const tickets = orders.map((order, at) => ({ ...tag, ...order, orderId: orderIds[at]! }) as OrderTicket)
      return { contingency: kind, orders: tickets, feeRatePpm }
    })
}

function ordersOf(
  contingency: codes.ContingencyCode,
  legs: readonly Partial<OrderTicket>[],
  working: Partial<OrderTicket>,
  pending: Partial<OrderTicket>,
): Partial<OrderTicket>[] {
  const none = { quantityLots: 0, displayLots: 0, quoteTickLots: 0 }
  const buys: Partial<OrderTicket> = { ...working, side: codes.BUY }
  const sells = (order: Partial<OrderTicket>): Partial<OrderTicket> => ({ ...order, side: codes.SELL, ...none })
  switch (contingency) {
    case codes.ONE_CANCELS_OTHER:
      return [...legs]
    case codes.ONE_TRIGGERS_OTHER:
      return [working, pending]
    case codes.ONE_TRIGGERS_ONE_CANCELS_OTHER:
      return [working, ...legs]
    case codes.ONE_PAYS_OTHER:
      return [buys, sells(pending)]
    case codes.ONE_PAYS_ONE_CANCELS_OTHER:
      return [buys, ...legs.map(sells)]
  }
}
