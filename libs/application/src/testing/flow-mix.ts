import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots } from '@openlob/domain'
import type { Command, PlaceLimitOrder } from '../commands/command.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { generator } from './random.ts'
import type { Random } from './random.ts'

/*
 * The flow mix: 9 % GTC orders, 3 % IOC orders, 6 % cancellations, 82 % moves (an amendment to another price), about
 * 1,000 open orders of 1,000 accounts; 6 % of the commands or so trade. Seeded.
 */
const ACCOUNTS = 1_000
const OPEN_ORDERS = 1_000
const MIDDLE = 50_000
const WIDTH = 375

const MARKET = instrumentId(1)

/** Commands of the mix, and those that lead up to them. */
export interface FlowMix {
  /** Listings, accounts, deposits and the first orders. */
  readonly before: readonly Command[]
  readonly commands: readonly Command[]
  /** Trades that the commands of the mix cause. */
  readonly trades: number
}

/** So many commands of the mix, made by driving a flow; equal seeds give equal commands. For measurements. */
export function flowMix(count: number, seed = 7): FlowMix {
  return new FlowMixer(seed).mix(count)
}

class FlowMixer {
  readonly #random: Random
  readonly #flow = new TradingFlow()
  #sequence = 0
  /** Ids that were open once, the closed ones dropped as they are met. */
  readonly #candidates: number[] = []

  constructor(seed: number) {
    this.#random = generator(seed)
  }

  mix(count: number): FlowMix {
    const before = setting()
    for (const command of before) this.#apply(command)
    for (let warm = 0; warm < OPEN_ORDERS; warm += 1) {
      const command = this.#order('GTC')
      before.push(command)
      this.#apply(command)
    }
    const { nextTradeId } = this.#flow.state
    const commands: Command[] = []
    for (let index = 0; index < count; index += 1) {
      const command = this.#next()
      commands.push(command)
      this.#apply(command)
    }
    return { before, commands, trades: this.#flow.state.nextTradeId - nextTradeId }
  }

  #apply(command: Command): void {
    this.#sequence += 1
    this.#flow.apply({ sequence: this.#sequence, timestampUs: this.#sequence, command })
  }

  /** A command as it is needed, against the orders that are open. */
  #next(): Command {
    const random = this.#random
    const roll = random(100)
    const { orders } = this.#flow.state
    if (orders.count < OPEN_ORDERS * 0.9 || roll < 9) return this.#order('GTC')
    if (roll < 12) return this.#order('IOC')
    const open = this.#openOrder()
    if (open === undefined) return this.#order('GTC')
    const { accountId: account, orderId: id } = open
    if (roll < 18 || orders.count > OPEN_ORDERS * 1.1)
      return { type: 'CancelOrder', accountId: account, order: { orderId: id } }
    // Now and then a move crosses the middle, and trades.
    const near = random(16) === 0 ? -3 : 2
    const distance = near + random(WIDTH)
    const wanted = open.side === 'buy' ? MIDDLE - distance : MIDDLE + distance
    const price = wanted === open.priceTicks ? wanted + 1 : wanted
    return { type: 'AmendOrder', accountId: account, order: { orderId: id }, priceTicks: priceTicks(price) }
  }

  #order(timeInForce: 'GTC' | 'IOC'): PlaceLimitOrder {
    const random = this.#random
    const side = random(2) === 0 ? 'buy' : 'sell'
    const distance = timeInForce === 'IOC' ? -random(20) : 2 + random(WIDTH)
    return {
      type: 'PlaceOrder',
      orderType: 'limit',
      accountId: accountId(1 + random(ACCOUNTS)),
      instrumentId: MARKET,
      side,
      priceTicks: priceTicks(side === 'buy' ? MIDDLE - distance : MIDDLE + distance),
      quantityLots: quantityLots(1 + random(100)),
      timeInForce,
      postOnly: false,
    }
  }

  #openOrder(): ReturnType<TradingFlow['state']['orders']['get']> {
    const { state } = this.#flow
    const candidates = this.#candidates
    for (let id = (candidates.at(-1) ?? 0) + 1; id < state.nextOrderId; id += 1) candidates.push(id)
    while (candidates.length > 0) {
      const index = this.#random(candidates.length - 1 || 1)
      const found = state.orders.get(orderId(candidates[index]!))
      if (found !== undefined) return found
      candidates.splice(index, 1)
    }
    return undefined
  }
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
