import type { AccountId, AssetId, InstrumentId, PriceTicks, QuantityLots, Side } from '@openlob/domain'
import type { Command } from '../commands/command.ts'
import type { Random } from './random.ts'

const OPENING_UNITS = 1_000_000_000n
const CLIENT_ORDER_IDS = 8

/** One market, and accounts with money in both of its assets. */
export function sampleSetting(accounts: number): Command[] {
  const terms = { symbol: 'BASE-QUOTE', tickSize: '0.01', lotSize: '0.1', minNotional: '0.1' }
  const commands: Command[] = [
    { type: 'ListAsset', symbol: 'BASE', scale: 4 },
    { type: 'ListAsset', symbol: 'QUOTE', scale: 6 },
    { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: 1 as AssetId, quoteAssetId: 2 as AssetId },
  ]
  for (let account = 1; account <= accounts; account += 1) commands.push({ type: 'OpenAccount', name: `trader-${account}` })
  for (let account = 1; account <= accounts; account += 1)
    for (const assetId of [1, 2] as AssetId[])
      commands.push({ type: 'Deposit', accountId: account as AccountId, assetId, units: OPENING_UNITS })
  return commands
}

/** Any command of one of the accounts: orders that trade, rest, are amended, cancelled and refused, and money. */
export function sampleCommand(random: Random, accounts: number): Command {
  const accountId = (1 + random(accounts)) as AccountId
  const roll = random(100)
  if (roll < 60) return limitOrder(random, accountId)
  if (roll < 66) return { ...placing(random, accountId), orderType: 'market' }
  const order = { clientOrderId: clientOrderId(random) }
  if (roll < 80) return { type: 'CancelOrder', accountId, order }
  if (roll < 94) return { type: 'AmendOrder', accountId, order, priceTicks: price(random), quantityLots: quantity(random) }
  if (roll < 96) return { type: 'CancelAllOrders', accountId }
  const units = BigInt(random(100_000))
  return { type: roll < 98 ? 'Deposit' : 'Withdraw', accountId, assetId: (1 + random(2)) as AssetId, units }
}

function limitOrder(random: Random, accountId: AccountId): Command {
  const timeInForce = (['GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK'] as const)[random(6)]!
  const postOnly = timeInForce === 'GTC' && random(8) === 0
  return { ...placing(random, accountId), orderType: 'limit', priceTicks: price(random), timeInForce, postOnly }
}

interface Placing {
  readonly type: 'PlaceOrder'
  readonly accountId: AccountId
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly quantityLots: QuantityLots
  readonly clientOrderId: string
}

function placing(random: Random, accountId: AccountId): Placing {
  const side = random(2) === 0 ? 'buy' : 'sell'
  const instrumentId = 1 as InstrumentId
  return { type: 'PlaceOrder', accountId, instrumentId, side, quantityLots: quantity(random), clientOrderId: clientOrderId(random) }
}

/** One of few, so that cancellations and amendments find their orders. */
function clientOrderId(random: Random): string {
  return `order-${random(CLIENT_ORDER_IDS)}`
}

function price(random: Random): PriceTicks {
  return (990 + random(21)) as PriceTicks
}

function quantity(random: Random): QuantityLots {
  return (1 + random(50)) as QuantityLots
}
