import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots } from '@openlob/domain'
import { TradingFlow } from '../src/index.ts'
import type { Command, PlaceLimitOrder } from '../src/index.ts'

/*
 * The flow mix: 9 % GTC orders, 3 % IOC orders, 6 % cancellations, 82 % moves (an amendment to another price), about
 * 1,000 open orders of 1,000 accounts; 6 % of the commands or so trade. Seeded.
 */
const ACCOUNTS = 1_000
const OPEN_ORDERS = 1_000
const MIDDLE = 50_000
const WIDTH = 375

const market = instrumentId(1)
let seed = 7

function random(bound: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
  return (seed >>> 8) % bound
}

function setting(): Command[] {
  const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.0001' }
  const commands: Command[] = [
    { type: 'ListAsset', symbol: 'BTC', scale: 8 },
    { type: 'ListAsset', symbol: 'USDT', scale: 6 },
    { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(1), quoteAssetId: assetId(2) },
  ]
  for (let account = 1; account <= ACCOUNTS; account += 1) {
    commands.push({ type: 'OpenAccount', name: `account-${account}` })
    for (const asset of [1, 2])
      commands.push({ type: 'Deposit', accountId: accountId(account), assetId: assetId(asset), units: 10n ** 15n })
  }
  return commands
}

/** Commands as they are needed, against the orders that are open in `flow`. */
function nextCommand(flow: TradingFlow): Command {
  const roll = random(100)
  const { orders } = flow.state
  if (orders.count < OPEN_ORDERS * 0.9 || roll < 9) return order('GTC')
  if (roll < 12) return order('IOC')
  const open = openOrder(flow)
  if (open === undefined) return order('GTC')
  if (roll < 18 || orders.count > OPEN_ORDERS * 1.1)
    return { type: 'CancelOrder', accountId: open.accountId, order: { orderId: open.orderId } }
  // Now and then a move crosses the middle, and trades.
  const near = random(16) === 0 ? -3 : 2
  const distance = near + random(WIDTH)
  const wanted = open.side === 'buy' ? MIDDLE - distance : MIDDLE + distance
  const price = wanted === open.priceTicks ? wanted + 1 : wanted
  return { type: 'AmendOrder', accountId: open.accountId, order: { orderId: open.orderId }, priceTicks: priceTicks(price) }
}

function order(timeInForce: 'GTC' | 'IOC'): PlaceLimitOrder {
  const side = random(2) === 0 ? 'buy' : 'sell'
  const distance = timeInForce === 'IOC' ? -random(20) : 2 + random(WIDTH)
  return {
    type: 'PlaceOrder',
    orderType: 'limit',
    accountId: accountId(1 + random(ACCOUNTS)),
    instrumentId: market,
    side,
    priceTicks: priceTicks(side === 'buy' ? MIDDLE - distance : MIDDLE + distance),
    quantityLots: quantityLots(1 + random(100)),
    timeInForce,
    postOnly: false,
  }
}

/** Ids that were open once, the closed ones dropped as they are met. */
const candidates: number[] = []

function openOrder(flow: TradingFlow): ReturnType<TradingFlow['state']['orders']['get']> {
  for (let id = (candidates.at(-1) ?? 0) + 1; id < flow.state.nextOrderId; id += 1) candidates.push(id)
  while (candidates.length > 0) {
    const index = random(candidates.length - 1 || 1)
    const found = flow.state.orders.get(orderId(candidates[index]!))
    if (found !== undefined) return found
    candidates.splice(index, 1)
  }
  return undefined
}

/** So many commands of the mix, made by driving a flow, and those that lead up to them. */
export function flowMix(count: number): { readonly before: Command[]; readonly commands: Command[] } {
  const before = setting()
  const flow = new TradingFlow()
  let sequence = 0
  const apply = (command: Command): void => {
    sequence += 1
    flow.apply({ sequence, timestampUs: sequence, command })
  }
  before.forEach(apply)
  for (let warm = 0; warm < OPEN_ORDERS; warm += 1) {
    const command = order('GTC')
    before.push(command)
    apply(command)
  }
  const tradesBefore = flow.state.nextTradeId
  const commands: Command[] = []
  for (let index = 0; index < count; index += 1) {
    const command = nextCommand(flow)
    commands.push(command)
    apply(command)
  }
  const trades = flow.state.nextTradeId - tradesBefore
  console.log(`${count} commands, ${trades} trades, ${flow.state.orders.count} open orders at the end`)
  return { before, commands }
}
