import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots } from '@openlob/domain'
import type { AccountId, AssetId, InstrumentId, PriceTicks, QuantityLots, Side } from '@openlob/domain'
import { TradingFlow } from '../src/index.ts'
import type {
  AmendOrder,
  CancelOrder,
  Command,
  Event,
  PlaceLimitOrder,
  PlaceMarketOrder,
  TradingFlowOptions,
} from '../src/index.ts'

/** Accounts of the fixture. */
export const ALICE: AccountId = accountId(1)
export const BOB: AccountId = accountId(2)
/** Assets of the fixture: BTC with 4 decimal places, USDT with 2. */
export const BTC: AssetId = assetId(1)
export const USDT: AssetId = assetId(2)
/** The fixture's market: a tick is 1 USDT, a lot 0.01 BTC, so that a lot at a tick is one cent: 1 unit. */
export const MARKET: InstrumentId = instrumentId(1)

/** Two assets, a market, and two accounts with 100 BTC and 10,000 USDT each. */
export const FIXTURE: readonly Command[] = [
  { type: 'ListAsset', symbol: 'BTC', scale: 4 },
  { type: 'ListAsset', symbol: 'USDT', scale: 2 },
  {
    type: 'ListInstrument',
    kind: 'spot',
    terms: { symbol: 'BTC-USDT', tickSize: '1', lotSize: '0.01' },
    baseAssetId: BTC,
    quoteAssetId: USDT,
  },
  { type: 'OpenAccount', name: 'alice' },
  { type: 'OpenAccount', name: 'bob' },
  ...[ALICE, BOB].flatMap((account) => [
    { type: 'Deposit', accountId: account, assetId: BTC, units: 1_000_000n } as const,
    { type: 'Deposit', accountId: account, assetId: USDT, units: 1_000_000n } as const,
  ]),
]

/** A limit order of the fixture's market, GTC unless said otherwise. */
export function limit(
  account: AccountId,
  side: Side,
  price: number,
  quantity: number,
  others: Partial<Pick<PlaceLimitOrder, 'timeInForce' | 'postOnly' | 'clientOrderId'>> = {},
): PlaceLimitOrder {
  return {
    type: 'PlaceOrder',
    orderType: 'limit',
    accountId: account,
    instrumentId: MARKET,
    side,
    priceTicks: price as PriceTicks,
    quantityLots: quantity as QuantityLots,
    timeInForce: 'GTC',
    postOnly: false,
    ...others,
  }
}

/** A market order of the fixture's market. */
export function market(account: AccountId, side: Side, quantity: number): PlaceMarketOrder {
  return {
    type: 'PlaceOrder',
    orderType: 'market',
    accountId: account,
    instrumentId: MARKET,
    side,
    quantityLots: quantityLots(quantity),
  }
}

/** A cancellation by the exchange's id. */
export function cancel(account: AccountId, id: number): CancelOrder {
  return { type: 'CancelOrder', accountId: account, order: { orderId: orderId(id) } }
}

/** An amendment by the exchange's id. */
export function amend(account: AccountId, id: number, to: { price?: number; quantity?: number }): AmendOrder {
  return {
    type: 'AmendOrder',
    accountId: account,
    order: { orderId: orderId(id) },
    ...(to.price === undefined ? {} : { priceTicks: priceTicks(to.price) }),
    ...(to.quantity === undefined ? {} : { quantityLots: quantityLots(to.quantity) }),
  }
}

/** A flow that has the fixture, driven by plain commands. */
export class FlowFixture {
  readonly flow: TradingFlow
  timestampUs = 1_000

  constructor(options: TradingFlowOptions = {}) {
    this.flow = new TradingFlow(options)
    for (const command of FIXTURE) this.apply(command)
  }

  /** Applies a command one microsecond after the last. */
  apply(command: Command): readonly Event[] {
    this.timestampUs += 1
    return this.flow.apply({ sequence: this.flow.commandSequence + 1, timestampUs: this.timestampUs, command })
  }

  /** Applies commands and gives what the last one caused, each event in a few words. */
  told(...commands: readonly Command[]): readonly string[] {
    const last = commands.map((command) => this.apply(command)).at(-1) ?? []
    return last.map(inWords)
  }

  /** Free and held money of an account, `BTC free+held USDT free+held`. */
  money(account: AccountId): string {
    const { ledger } = this.flow.state.postings
    const words = ([['BTC', BTC], ['USDT', USDT]] as const).map(
      ([name, asset]) => `${name} ${ledger.freeUnits(account, asset)}+${ledger.heldUnits(account, asset)}`,
    )
    return words.join(' ')
  }
}

/** An event in a few words: its type, then what matters of it. */
export function inWords(event: Event): string {
  return [event.type, ...detailsOf(event)].join(' ')
}

function detailsOf(event: Event): readonly (string | number)[] {
  if (event.type === 'OrderAmended') return [event.order.orderId, event.keptPlace ? 'kept its place' : 'lost its place']
  if (event.type === 'OrderExpired') return [event.order.orderId, event.reason]
  if ('order' in event) return [event.order.orderId]
  if (event.type === 'TradeExecuted') {
    const { makerOrderId, takerOrderId, quantityLots: lots, priceTicks: price, makerFee, takerFee } = event.trade
    return [`${makerOrderId}x${takerOrderId}`, `${lots}@${price}`, 'fees', `${makerFee.units}/${takerFee.units}`]
  }
  if (event.type === 'BalanceChanged')
    return [event.accountId, event.assetId === BTC ? 'BTC' : 'USDT', `${event.freeUnits}+${event.heldUnits}`]
  if (event.type === 'BookLevelChanged') return [event.side, `${event.quantityLots}@${event.priceTicks}`]
  return othersOf(event)
}

function othersOf(event: Event): readonly (string | number)[] {
  if (event.type === 'CommandRejected') return [event.reason]
  if (event.type === 'AllOrdersCanceled') return [event.count]
  if (event.type === 'InstrumentStatusChanged') return [event.status]
  return event.type === 'FeeTierChanged' ? [event.account.accountId, event.account.feeTier] : []
}
