import fc from 'fast-check'
import * as codes from '../src/book/book-codes.ts'
import type { BookAdviser, BookOptions } from '../src/book/book-options.ts'
import type { CancelFilter } from '../src/book/order-ticket.ts'
import type { PriceBands } from '../src/book/rules/price-bands.ts'
import { proRata } from '../src/book/rules/allocation.ts'
import { MAX_QUANTITY_LOTS } from '../src/units.ts'
import type { FeatureCommand } from './feature-commands.ts'
import { featureIds, featureLots, featurePrices, listsOf, SHAPES, ticketsOf } from './feature-tickets.ts'

type Weights = Partial<Record<FeatureCommand['kind'], number>>

/** A kind of market of a complete book. */
export interface FeatureRegime {
  readonly name: string
  readonly options: BookOptions
  readonly shapes: readonly (keyof typeof SHAPES)[]
  readonly tagged: boolean
  /** How likely each command is, beside those that every regime has. */
  readonly weights: Weights
}

const COMMON: Weights = { limit: 8, market: 1, place: 24, cancel: 3, amend: 5, reduce: 3, replace: 2, cancelAll: 0.3 }
const PHASES: Weights = { setPhase: 2, nextPhase: 2 }
const PRICES: Weights = { setTriggerPrice: 4, setReferencePrice: 1 }
const ALL_SHAPES = (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).filter((shape) => shape !== 'huge')

/** Says whose orders are, refuses some that waited, and lets lists that pay sell less than they bought. */
const ADVISER: BookAdviser = {
  accountOf: (orderId) => orderId % 4,
  admits: (orderId) => orderId % 5 !== 0,
  paidLots: (_, executedLots) => Math.floor((executedLots * 9) / 10),
}

/** The markets in which complete books are compared. */
export const FEATURE_REGIMES: readonly FeatureRegime[] = [
  {
    name: 'an adviser who knows the owners',
    options: { adviser: ADVISER },
    shapes: ['limits', 'icebergs', 'hidden', 'minimum', 'markets', 'stops', 'trailing', 'fixedPegs'],
    tagged: true,
    weights: { place: 60, placeList: 10, amendStop: 2, ...PRICES },
  },
  {
    name: 'an adviser and pro rata',
    options: { adviser: ADVISER, allocation: proRata() },
    shapes: ['limits', 'icebergs', 'markets'],
    tagged: true,
    weights: { limit: 16 },
  },
  {
    name: 'icebergs, hidden orders and minimum quantities',
    options: {},
    shapes: ['limits', 'icebergs', 'hidden', 'minimum', 'markets'],
    tagged: false,
    weights: {},
  },
  {
    name: 'self-trade prevention',
    options: {},
    shapes: ['limits', 'icebergs', 'hidden', 'minimum', 'markets', 'stops'],
    tagged: true,
    weights: { cancelAll: 1 },
  },
  {
    name: 'stops and trailing stops',
    options: {},
    shapes: ['limits', 'stops', 'stops', 'trailing', 'trailing'],
    tagged: false,
    weights: { ...PRICES, amendStop: 3 },
  },
  {
    name: 'pegs',
    options: {},
    shapes: ['limits', 'fixedPegs', 'floatingPegs', 'floatingPegs', 'hidden', 'minimum'],
    tagged: false,
    weights: { limit: 12 },
  },
  {
    name: 'lists',
    options: {},
    shapes: ['limits', 'stops'],
    tagged: false,
    weights: { placeList: 20, advanceTime: 2, amendStop: 1 },
  },
  {
    name: 'auctions and phases',
    options: { phase: codes.PRE_OPEN },
    shapes: ['limits', 'auctionOnly', 'auctionOnly', 'dated', 'icebergs', 'hidden', 'stops', 'minimum', 'floatingPegs'],
    tagged: false,
    weights: { setPhase: 3, nextPhase: 6, setReferencePrice: 1, advanceTime: 1, amendStop: 1 },
  },
  {
    name: 'filters of amounts, distances and counts',
    options: {
      filters: {
        minPriceTicks: 96,
        minQuantityLots: 2,
        maxQuantityLots: 20,
        maxMarketQuantityLots: 8,
        minNotionalTickLots: 200n,
        maxNotionalTickLots: 1800n,
        bandDownBasisPoints: 500,
        bandUpBasisPoints: 300,
        maxOpenOrders: 3,
        maxTriggerOrders: 1,
        maxIcebergParts: 5,
      },
    },
    shapes: ['limits', 'markets', 'icebergs', 'stops', 'fixedPegs'],
    tagged: true,
    weights: { place: 60, amendStop: 2, placeList: 6, replace: 6, ...PRICES },
  },
  {
    name: 'filters of ticks and lots',
    options: { filters: { tickMultiple: 2, lotMultiple: 2, maxOpenOrders: 4, maxTriggerOrders: 3 } },
    shapes: ['limits', 'markets', 'icebergs', 'stops'],
    tagged: true,
    weights: { place: 100, amend: 15, amendStop: 2, ...PRICES },
  },
  {
    name: 'bands that expire and bands that pause',
    options: {},
    shapes: ['limits', 'markets', 'icebergs', 'hidden', 'stops', 'floatingPegs', 'auctionOnly', 'minimum'],
    tagged: false,
    weights: { ...PHASES, setPriceBands: 2, setReferencePrice: 3 },
  },
  {
    name: 'pro-rata allocation',
    options: { allocation: proRata({ minimumAllotmentLots: 2 }) },
    shapes: ['limits', 'icebergs', 'icebergs', 'hidden', 'minimum', 'markets', 'stops'],
    tagged: true,
    weights: { limit: 16, market: 3 },
  },
  {
    name: 'quantities near 2^53',
    options: {},
    shapes: ['huge', 'huge', 'huge', 'floatingPegs', 'stops'],
    tagged: true,
    weights: { nextPhase: 2, amend: 12 },
  },
  {
    name: 'everything together',
    options: {},
    shapes: ALL_SHAPES,
    tagged: true,
    weights: { placeList: 6, ...PHASES, advanceTime: 1, amendStop: 2, setPriceBands: 0.5, cancelAll: 1, ...PRICES },
  },
  {
    name: 'everything together, pro rata, without tags',
    options: { allocation: proRata(), filters: { maxPriceTicks: 104 } },
    shapes: ALL_SHAPES,
    tagged: false,
    weights: { placeList: 4, nextPhase: 1, advanceTime: 1, amendStop: 2, setPriceBands: 0.2, ...PRICES },
  },
]

const sides = fc.constantFrom<codes.SideCode>(codes.BUY, codes.SELL)
// Trading has to be common: the market finds back to it from wherever it goes.
const phases = fc.constantFrom<codes.PhaseCode>(3, 3, 3, 3, 3, 3, 3, 2, 2, 1, 1, 0, 4, 5, 6)
const nearMost = fc.integer({ min: MAX_QUANTITY_LOTS - 20, max: MAX_QUANTITY_LOTS })
const noPrices = fc.constantFrom(0, -1, 99.5, Number.NaN)
const prices = fc.oneof({ weight: 30, arbitrary: featurePrices }, { weight: 1, arbitrary: noPrices })
const bands = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 4,
    arbitrary: fc.record<PriceBands>({
      downBasisPoints: fc.constantFrom(0, 100, 200, 400),
      upBasisPoints: fc.constantFrom(0, 100, 200, 400),
      action: fc.constantFrom<codes.BandActionCode>(0, 1, 1),
    }),
  },
)
const cancelFilters: fc.Arbitrary<CancelFilter> = fc.record(
  {
    accountId: fc.integer({ min: 1, max: 3 }),
    sessionId: fc.integer({ min: 1, max: 2 }),
    side: sides,
    minPriceTicks: fc.oneof(featurePrices, fc.constant(1)),
    maxPriceTicks: featurePrices,
  },
  { requiredKeys: [] },
)

/** One command of a regime. */
function commandOf({ shapes, tagged, weights }: FeatureRegime): fc.Arbitrary<FeatureCommand> {
  const tickets = ticketsOf(shapes.map((shape) => SHAPES[shape]), tagged)
  const amounts = shapes.includes('huge') ? fc.oneof(featureLots, nearMost) : featureLots
  const execution = fc.constantFrom<codes.ExecutionCode>(0, 0, 0, 1, 2, 3)
  const commands: { [Kind in FeatureCommand['kind']]: fc.Arbitrary<FeatureCommand & { kind: Kind }> } = {
    limit: fc.record({
      kind: fc.constant('limit'),
      id: featureIds,
      side: sides,
      price: featurePrices,
      lots: featureLots,
      execution,
    }),
    market: fc.record({ kind: fc.constant('market'), id: featureIds, side: sides, lots: featureLots }),
    cancel: fc.record({ kind: fc.constant('cancel'), id: featureIds }),
    amend: fc.record({
      kind: fc.constant('amend'),
      id: featureIds,
      price: fc.oneof({ weight: 9, arbitrary: featurePrices }, { weight: 1, arbitrary: fc.constant(0) }),
      lots: amounts,
    }),
    reduce: fc.record({ kind: fc.constant('reduce'), id: featureIds, lots: featureLots }),
    place: fc.record({ kind: fc.constant('place'), ticket: tickets }),
    placeList: fc.record({ kind: fc.constant('placeList'), list: listsOf(tagged) }),
    replace: fc.record({
      kind: fc.constant('replace'),
      id: featureIds,
      ticket: tickets,
      mode: fc.constantFrom<codes.ReplaceModeCode>(0, 1),
    }),
    cancelAll: fc.record({ kind: fc.constant('cancelAll'), filter: cancelFilters }),
    amendStop: fc.record({ kind: fc.constant('amendStop'), id: featureIds, stop: prices }),
    nextPhase: fc.record({ kind: fc.constant('nextPhase'), choice: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2, 3, 4) }),
    setPhase: fc.record({ kind: fc.constant('setPhase'), phase: phases }),
    advanceTime: fc.record({ kind: fc.constant('advanceTime'), byUs: fc.constantFrom(0, 1, 5, 10, 20, -1, 0.5) }),
    setTriggerPrice: fc.record({
      kind: fc.constant('setTriggerPrice'),
      source: fc.constantFrom<codes.TriggerSourceCode>(codes.MARK_PRICE, codes.INDEX_PRICE),
      price: prices,
    }),
    setReferencePrice: fc.record({ kind: fc.constant('setReferencePrice'), price: prices }),
    setPriceBands: fc.record({ kind: fc.constant('setPriceBands'), bands }),
  }
  const likely = Object.entries({ ...COMMON, ...weights }) as [FeatureCommand['kind'], number][]
  return fc.oneof(...likely.map(([kind, weight]) => ({ weight: Math.ceil(weight * 10), arbitrary: commands[kind] })))
}

/** Commands of a regime, up to `maxLength` of them and mostly near that. */
export function featureCommandsOf(regime: FeatureRegime, maxLength: number): fc.Arbitrary<FeatureCommand[]> {
  return fc.array(commandOf(regime), { minLength: Math.floor(maxLength / 2), maxLength, size: 'max' })
}
