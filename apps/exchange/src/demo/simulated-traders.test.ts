import { Decimal } from '@openlob/decimal'
import type { ErrorReply, OrderAck, OrderUpdateNotice } from '@openlob/websocket'
import { describe, expect, it } from 'vitest'
import { MarketMaker } from './market-maker.ts'
import { SeededRandom } from './random.ts'
import { SimulatedMarket } from './simulated-trader.ts'
import { Taker } from './taker.ts'

const market = new SimulatedMarket({
  symbol: 'BTC-USDT',
  kind: 'spot',
  status: 'trading',
  base_asset: 'BTC',
  quote_asset: 'USDT',
  tick_size: '0.01',
  lot_size: '0.00001',
  min_quantity: '0.0005',
  max_quantity: '1000',
  max_price: '1000000',
  min_notional: '0',
  max_notional: '1000000000',
})
const MID = 5_000_000

const order = {
  symbol: 'BTC-USDT',
  side: 'buy' as const,
  order_type: 'limit' as const,
  time_in_force: 'GTC' as const,
  post_only: true,
  quantity: '1',
  executed_quantity: '0',
  executed_value: '0',
  created_us: 0,
  updated_us: 0,
}
const ack = (order_id: string, status: OrderAck['status'] = 'open'): OrderAck => ({ type: 'order_ack', ...order, order_id, status, sequence: 1 })
const unknownOrder: ErrorReply = { type: 'error', code: 'UNKNOWN_ORDER', message: 'There is no such open order of this account.' }
const maker = (): MarketMaker => new MarketMaker('maker', market, { levels: 3, stepTicks: 100, quantityLots: 1000 }, new SeededRandom(1))

describe('seeded random numbers', () => {
  it('are the same for the same seed and others for another', () => {
    const numbers = (seed: number): number[] => {
      const random = new SeededRandom(seed)
      return Array.from({ length: 20 }, () => random.next())
    }
    expect(numbers(42)).toEqual(numbers(42))
    expect(numbers(43)).not.toEqual(numbers(42))
  })

  it('keep to their range and their distribution', () => {
    const random = new SeededRandom(7)
    const integers = new Set(Array.from({ length: 1000 }, () => random.integer(3, 5)))
    expect([...integers].sort()).toEqual([3, 4, 5])
    const normal = Array.from({ length: 10_000 }, () => random.gaussian())
    const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length
    const deviation = Math.sqrt(normal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normal.length)
    expect(mean).toBeCloseTo(0, 1)
    expect(deviation).toBeCloseTo(1, 1)
  })
})

describe('a simulated market', () => {
  it('writes prices on the tick and quantities on the lot', () => {
    expect(market.priceText(5_000_000.4)).toBe('50000.00')
    expect(market.priceText(-3)).toBe('0.01')
    expect(market.quantityText(123.4)).toBe('0.00123')
    expect(market.quantityText(0)).toBe('0.00050')
    expect(market.ticksOf(Decimal.parse('50000.004'))).toBe(MID)
  })

  it('knows how much something is worth', () => {
    expect(market.lotsWorth(Decimal.parse('2500'), MID)).toBe(5000)
    expect(market.lotsWorth(Decimal.parse('0.01'), MID)).toBe(50)
  })
})

describe('a market maker', () => {
  it('first fills its ladder on both sides, never crossing the middle', () => {
    const subject = maker()
    for (let turn = 1; turn <= 6; turn += 1) {
      const { request, hear } = subject.act(MID)
      expect(request).toMatchObject({ type: 'limit_order', trader_id: 'maker', symbol: 'BTC-USDT', post_only: true })
      const price = Decimal.parse(String(request['price']))
      expect(price.compare(Decimal.parse('50000'))).toBe(request['side'] === 'buy' ? -1 : 1)
      hear(ack(String(turn)))
    }
    expect(subject.standing).toBe(6)
  })

  it('then moves the quote that is farthest from its place', () => {
    const subject = maker()
    for (let turn = 1; turn <= 6; turn += 1) subject.act(MID).hear(ack(String(turn)))
    const first = subject.act(MID + 500)
    const second = subject.act(MID + 500)
    expect(first.request.type).toBe('amend_order')
    expect(second.request['order_id']).not.toBe(first.request['order_id'])
  })

  it('replaces a quote that was filled, refused or is unknown', () => {
    const subject = maker()
    for (let turn = 1; turn <= 6; turn += 1) subject.act(MID).hear(ack(String(turn)))
    const filled: OrderUpdateNotice = { type: 'order_update', ...order, order_id: '4', status: 'filled', trader_id: 'maker', event: 'trade', sequence: 9 }
    subject.onOrderUpdate(filled)
    expect(subject.standing).toBe(5)
    const replacement = subject.act(MID)
    expect(replacement.request.type).toBe('limit_order')
    replacement.hear(unknownOrder)
    subject.act(MID).hear(ack('7'))
    subject.act(MID + 900).hear(unknownOrder)
    expect(subject.standing).toBe(5)
  })

  it('keeps a quote that was filled in part', () => {
    const subject = maker()
    subject.act(MID).hear(ack('1'))
    subject.onOrderUpdate({ type: 'order_update', ...order, order_id: '1', status: 'partially_filled', trader_id: 'maker', event: 'trade', sequence: 9 })
    expect(subject.standing).toBe(1)
  })
})

describe('a taker', () => {
  it('sends orders of which nothing rests, on both sides', () => {
    const taker = new Taker('taker', market, { reachTicks: 200, quantityLots: 1000 }, new SeededRandom(3))
    const requests = Array.from({ length: 200 }, () => taker.act(MID).request)
    for (const request of requests) if (request.type === 'limit_order') expect(request['time_in_force']).toBe('IOC')
    expect(new Set(requests.map(({ type }) => type))).toEqual(new Set(['limit_order', 'market_order']))
    expect(new Set(requests.map((request) => request['side']))).toEqual(new Set(['buy', 'sell']))
  })
})
