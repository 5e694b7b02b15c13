import type { MarketTape, OrderList, Queries } from '@openlob/application'
import type { AccountId, Order } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Market } from '../market/markets.ts'
import { unitsOf } from './decimal-ratio.ts'
import type { ExchangeRules, MarketRules, OrderRules } from './market-rules.ts'
import type { Placing, RuledOrder } from './placing.ts'
import { brokenPriceRule } from './price-rules.ts'
import { Turns } from './turns.ts'

/** What rules are held against. */
export interface RuleSources {
  readonly queries: Pick<Queries, 'openOrders' | 'orderLists' | 'balances'>
  readonly tape: MarketTape
}

/** What an account has open. */
interface Standing {
  readonly orders: readonly Order[]
  readonly lists: readonly OrderList[]
  /** Of the base asset, free and held. */
  readonly baseUnits: bigint
}

/** The rules for orders that the dialect keeps, beside those of the engine. */
export class RuleBook {
  readonly #rules: OrderRules
  readonly #sources: RuleSources
  readonly #turns = new Turns<AccountId>()

  /** With these rules, held against what these know. */
  constructor(rules: OrderRules, sources: RuleSources) {
    this.#rules = rules
    this.#sources = sources
  }

  /** The rules of a market. */
  of({ instrument }: Market): MarketRules {
    return this.#rules.markets[instrument.symbol] ?? {}
  }

  /** The rules of all markets together. */
  get exchange(): ExchangeRules {
    return this.#rules.exchange
  }

  /**
   * Places orders that break no rule; rejects with the first that they break. Orders of an account are placed one after
   * the other where there are rules, so that none of them is overlooked.
   */
  place<Outcome>(placing: Placing, place: () => Promise<Outcome>): Promise<Outcome> {
    const rules = this.of(placing.market)
    if (Object.keys(rules).length + Object.keys(this.exchange).length === 0) return place()
    return this.#turns.run(placing.accountId, async () => {
      this.#checkEach(placing, rules)
      const broken = brokenCount(placing, rules, this.exchange, await standingOf(placing, this.#sources))
      if (broken !== undefined) throw new DialectError('FILTER_FAILURE', [broken])
      return place()
    })
  }

  #checkEach({ market, orders, nowUs }: Placing, rules: MarketRules): void {
    const { tape } = this.#sources
    for (const order of orders) {
      const broken =
        brokenPriceRule(order, rules, { tape, market, nowUs }) ?? brokenAssetRule(order, market, this.exchange)
      if (broken !== undefined) throw new DialectError('FILTER_FAILURE', [broken])
    }
  }
}

function brokenAssetRule(
  { quantityLots, priceTicks, conditions }: RuledOrder,
  { base, quote, instrument }: Market,
  { maxAsset = {} }: ExchangeRules,
): string | undefined {
  const [most, mostPaid] = [maxAsset[base.symbol], maxAsset[quote.symbol]]
  const baseUnits = BigInt(quantityLots) * instrument.baseUnitsPerLot
  const paid = BigInt(quantityLots) * BigInt(priceTicks) * instrument.quoteUnitsPerTickLot
  const isTooMuch = most !== undefined && baseUnits > unitsOf(most, base.scale)
  const quoteUnits = conditions?.quoteUnits ?? paid
  return isTooMuch || (mostPaid !== undefined && quoteUnits > unitsOf(mostPaid, quote.scale)) ? 'MAX_ASSET' : undefined
}

async function standingOf({ accountId, market }: Placing, { queries }: RuleSources): Promise<Standing> {
  const [orders, lists, balances] = await Promise.all([
    queries.openOrders(accountId),
    queries.orderLists(accountId),
    queries.balances(accountId),
  ])
  const owned = balances.find(({ assetId }) => assetId === market.base.assetId)
  return { orders, lists, baseUnits: (owned?.freeUnits ?? 0n) + (owned?.heldUnits ?? 0n) }
}

const hasStop = ({ type }: Pick<Order, 'type'>): boolean => type !== 'limit' && type !== 'market'
const isIceberg = ({ conditions }: Pick<Order, 'conditions'>): boolean => (conditions?.displayLots ?? 0) > 0

/** The rule about what an account has open that orders break. */
function brokenCount(
  placing: Placing,
  rules: MarketRules,
  exchange: ExchangeRules,
  standing: Standing,
): string | undefined {
  const { market, orders, isList } = placing
  const { instrumentId } = market.instrument
  const here = standing.orders.filter((order) => order.instrumentId === instrumentId)
  const listsHere = standing.lists.filter((list) => list.instrumentId === instrumentId)
  const lists = isList ? 1 : 0
  const [stops, icebergs] = [orders.filter(hasStop).length, orders.filter(isIceberg).length]
  const isOver = (open: number, more: number, most: number | undefined): boolean => {
    return most !== undefined && more > 0 && open + more > most
  }
  const counts: readonly (readonly [string, boolean])[] = [
    ['MAX_POSITION', isOverPosition(placing, rules, here, standing.baseUnits)],
    ['MAX_NUM_ORDERS', isOver(here.length, orders.length, rules.maxNumOrders)],
    ['MAX_NUM_ALGO_ORDERS', isOver(here.filter(hasStop).length, stops, rules.maxNumAlgoOrders)],
    ['MAX_NUM_ICEBERG_ORDERS', isOver(here.filter(isIceberg).length, icebergs, rules.maxNumIcebergOrders)],
    ['MAX_NUM_ORDER_LISTS', isOver(listsHere.length, lists, rules.maxNumOrderLists)],
    ['EXCHANGE_MAX_NUM_ALGO_ORDERS', isOver(standing.orders.filter(hasStop).length, stops, exchange.maxNumAlgoOrders)],
    [
      'EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
      isOver(standing.orders.filter(isIceberg).length, icebergs, exchange.maxNumIcebergOrders),
    ],
    ['EXCHANGE_MAX_NUM_ORDER_LISTS', isOver(standing.lists.length, lists, exchange.maxNumOrderLists)],
  ]
  return counts.find(([, isBroken]) => isBroken)?.[0]
}

function isOverPosition(
  { orders, market }: Placing,
  { maxPosition }: MarketRules,
  here: readonly Order[],
  baseUnits: bigint,
): boolean {
  if (maxPosition === undefined || !orders.some(({ side }) => side === 'buy')) return false
  const ordered = [
    ...here.filter(({ side }) => side === 'buy').map(({ quantityLots, executedLots }) => quantityLots - executedLots),
    ...orders.filter(({ side }) => side === 'buy').map(({ quantityLots }) => quantityLots),
  ]
  const lots = ordered.reduce((sum, each) => sum + each, 0)
  return baseUnits + BigInt(lots) * market.instrument.baseUnitsPerLot > unitsOf(maxPosition, market.base.scale)
}
