import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeNotice, encodeReply, orderFields } from './message-text.ts'
import type { OrderText } from './replies.ts'

const digits = fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String)
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined })
const order: fc.Arbitrary<OrderText> = fc.record({
  order_id: digits,
  client_order_id: optional(fc.string()),
  symbol: fc.stringMatching(/^[A-Za-z0-9._:-]{1,32}$/),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  order_type: fc.constantFrom('limit' as const, 'market' as const),
  time_in_force: fc.constantFrom('GTC' as const, 'IOC' as const, 'FOK' as const),
  post_only: fc.boolean(),
  price: optional(digits),
  quantity: digits,
  executed_quantity: digits,
  executed_value: digits,
  status: fc.constantFrom('open' as const, 'filled' as const, 'expired' as const),
  reason: optional(fc.constantFrom('IOC_REMAINDER' as const, 'NO_LIQUIDITY' as const)),
  created_us: fc.nat(),
  updated_us: fc.maxSafeNat(),
})
const trade = fc.record({
  trade_id: digits,
  price: digits,
  quantity: digits,
  liquidity: fc.constantFrom('maker' as const, 'taker' as const),
  fee: fc.string(),
  fee_asset: fc.string(),
})

const tradeNotice = fc.record({
  type: fc.constant('trade' as const),
  trade_id: digits,
  symbol: fc.stringMatching(/^[A-Za-z0-9._:-]{1,32}$/),
  buyer: fc.string(),
  seller: fc.string(),
  price: digits,
  quantity: digits,
  taker_side: fc.constantFrom('buy' as const, 'sell' as const),
  buy_order_id: digits,
  sell_order_id: digits,
  sequence: fc.maxSafeNat(),
  timestamp_us: fc.maxSafeNat(),
})

describe('a trade on the wire', () => {
  it('is what JSON.stringify makes of it', () => {
    fc.assert(
      fc.property(tradeNotice, (each) => {
        expect(encodeNotice(each)).toBe(JSON.stringify(each))
      }),
      { seed: 60, numRuns: 200 },
    )
  })
})

describe('an order on the wire', () => {
  it('is what JSON.stringify makes of it', () => {
    fc.assert(
      fc.property(order, (each) => {
        expect(`{${orderFields(each)}}`).toBe(JSON.stringify(each))
      }),
      { seed: 61, numRuns: 300 },
    )
  })

  it('is so in an acknowledgement, with the id of the request and the time that it took', () => {
    fc.assert(
      fc.property(order, optional(fc.oneof(fc.string(), fc.integer())), fc.nat(), (each, requestId, latencyUs) => {
        const text = encodeReply({ type: 'order_ack', sequence: 7, ...each }, requestId, latencyUs)
        const own = { type: 'order_ack', ...each, sequence: 7, request_id: requestId, latency_us: latencyUs }
        expect(text).toBe(JSON.stringify(own))
      }),
      { seed: 62, numRuns: 200 },
    )
  })

  it('is so in what an owner is told', () => {
    fc.assert(
      fc.property(order, fc.string(), optional(trade), (each, traderId, fill) => {
        const own = { trader_id: traderId, event: 'trade' } as const
        const text = encodeNotice({ type: 'order_update', ...own, trade: fill, sequence: 7, ...each })
        expect(text).toBe(JSON.stringify({ type: 'order_update', ...own, ...each, trade: fill, sequence: 7 }))
      }),
      { seed: 63, numRuns: 200 },
    )
  })
})
