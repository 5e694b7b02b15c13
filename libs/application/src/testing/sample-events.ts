import type { AccountId, AssetId, InstrumentId, OrderConditions, PriceTicks, QuantityLots } from '@openlob/domain'
import type { Command, OrderTerms } from '../commands/command.ts'
import type { Event } from '../events/event.ts'
import { instrumentIdsBehind } from '../flow/flow-number.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { generator } from './random.ts'
import type { Random } from './random.ts'
import { sampleCommand, sampleSetting } from './sample-commands.ts'

/** What {@link sampleEvents} look like. */
export interface SampleEventsOptions {
  /** Commands after the listings, accounts and deposits. */
  readonly length: number
  /** Another seed, other events; an integer. */
  readonly seed?: number
  /** The number of the flow; 0 where left out. */
  readonly flowNumber?: number
}

const START_US = 1_700_000_000_000_000
const ACCOUNTS = 3
const MODES = ['expire_taker', 'expire_maker', 'expire_both', 'decrement'] as const

/**
 * The events of each command of a history in which everything happens that a flow tells of: two markets, orders of
 * every kind, lists, prevented trades, transfers, over some days. Equal options give equal events.
 */
export function sampleEvents({ length, seed = 1, flowNumber = 0 }: SampleEventsOptions): (readonly Event[])[] {
  const random = generator(seed)
  const flow = new TradingFlow({ flowNumber })
  const terms = { symbol: 'OTHER-QUOTE', tickSize: '0.01', lotSize: '0.1', minNotional: '0.1' }
  const second: Command = {
    type: 'ListInstrument',
    kind: 'spot',
    terms,
    baseAssetId: 3 as AssetId,
    quoteAssetId: 2 as AssetId,
  }
  const commands: Command[] = [
    { type: 'ConfigureFlow', configuration: flow.configuration },
    ...sampleSetting(ACCOUNTS),
    { type: 'ListAsset', symbol: 'OTHER', scale: 4 },
    second,
  ]
  for (let index = 0; index < length; index += 1) commands.push(anyCommand(random, flowNumber))
  let timestampUs = START_US
  return commands.map((command, index) => {
    // Many in a second, and a long pause now and then.
    timestampUs += random(20) === 0 ? random(7_200) * 1_000_000 : random(200_000)
    return flow.apply({ sequence: index + 1, timestampUs, command: placed(command, flowNumber, random) })
  })
}

/** The command on one of the markets, which have other ids in each flow. */
function placed(command: Command, flowNumber: number, random: Random): Command {
  if (!('instrumentId' in command) || command.instrumentId === undefined) return command
  const id = random(4) === 0 ? 2 : 1
  return { ...command, instrumentId: (instrumentIdsBehind(flowNumber) + id) as InstrumentId }
}

function anyCommand(random: Random, fromFlow: number): Command {
  const accountId = (1 + random(ACCOUNTS)) as AccountId
  const roll = random(100)
  const market = { accountId, instrumentId: 1 as InstrumentId }
  if (roll < 55) return sampleCommand(random, ACCOUNTS)
  if (roll < 75) return { type: 'PlaceOrder', ...market, ...withConditions(random) }
  if (roll < 85) return { type: 'PlaceOrderList', ...market, ...orderList(random) }
  if (roll < 88) return { type: 'CancelOrderList', accountId, list: { clientListId: `list-${random(4)}` } }
  const money = { accountId, assetId: (1 + random(2)) as AssetId, units: BigInt(1 + random(1_000)) }
  if (roll < 92) return { type: 'SendTransfer', fromFlow, toFlow: fromFlow + 1, ...money }
  if (roll < 95)
    return { type: 'ReceiveTransfer', fromFlow: fromFlow + 1, toFlow: fromFlow, number: 1 + random(6), ...money }
  return { type: random(2) === 0 ? 'Deposit' : 'Withdraw', ...money }
}

function withConditions(random: Random): OrderTerms {
  const common = { side: sideOf(random), quantityLots: lots(random), clientOrderId: `order-${random(8)}` }
  const selfTradePrevention = MODES[random(MODES.length)]!
  const limit = { priceTicks: ticks(random), timeInForce: 'GTC', postOnly: false } as const
  const of = (conditions: OrderConditions) => ({ ...common, conditions: { ...conditions, selfTradePrevention } })
  switch (random(5)) {
    case 0:
      return { ...of({ stopPriceTicks: ticks(random) }), orderType: 'stop' }
    case 1:
      return { ...of({ trailingBasisPoints: 10 + random(100) }), orderType: 'take_profit_limit', ...limit }
    case 2:
      return { ...of({ displayLots: 1 as QuantityLots, strategyId: random(9) }), orderType: 'limit', ...limit }
    case 3:
      return { ...of({ quoteUnits: BigInt(1_000 + random(1_000_000)) }), quantityLots: 0, orderType: 'market' }
    default:
      return { ...of({}), orderType: 'limit', ...limit }
  }
}

function orderList(
  random: Random,
): Pick<Command & { type: 'PlaceOrderList' }, 'contingency' | 'clientListId' | 'orders'> {
  const common = { quantityLots: lots(random), timeInForce: 'GTC' } as const
  const working: OrderTerms = { ...common, side: 'buy', orderType: 'limit', priceTicks: ticks(random), postOnly: false }
  const high: OrderTerms = {
    ...common,
    side: 'sell',
    orderType: 'limit',
    priceTicks: 1_020 as PriceTicks,
    postOnly: true,
  }
  const conditions = { stopPriceTicks: 985 as PriceTicks }
  const stop: OrderTerms = { side: 'sell', quantityLots: common.quantityLots, orderType: 'stop', conditions }
  const clientListId = random(2) === 0 ? undefined : `list-${random(4)}`
  if (random(2) === 0) return { contingency: 'OCO', clientListId, orders: [stop, high] }
  return { contingency: 'OTOCO', clientListId, orders: [working, stop, high] }
}

function sideOf(random: Random): 'buy' | 'sell' {
  return random(2) === 0 ? 'buy' : 'sell'
}

function ticks(random: Random): PriceTicks {
  return (990 + random(21)) as PriceTicks
}

function lots(random: Random): QuantityLots {
  return (1 + random(50)) as QuantityLots
}
