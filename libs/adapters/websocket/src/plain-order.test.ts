import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from './errors.ts'
import { parseJsonObject } from './json-text.ts'
import { requestBySchema } from './messages.ts'
import { toRequest } from './read-message.ts'
import { plainOrder } from './plain-order.ts'

const long = 'x'.repeat(65)
const texts = fc.constantFrom('"alice"', '""', `"${long}"`, '1', '7.50', 'null', '{}', '"a b"', '"ä/1"')
const amounts = fc.constantFrom('"100.10"', '1', '0', '-3', '1e2', '9007199254740993', '"1e400"', '"x"', '""', 'true', '0.10')

/** Fields with values that are right for them, or for another. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  type: fc.constantFrom('"limit_order"', '"limit_order"', '"market_order"', '"ping"', '3'),
  trader_id: texts,
  symbol: texts,
  client_order_id: texts,
  command_id: texts,
  request_id: fc.oneof(texts, amounts),
  side: fc.constantFrom('"buy"', '"sell"', '"BUY"', '1'),
  quantity: amounts,
  price: amounts,
  time_in_force: fc.constantFrom('"GTC"', '"IOC"', '"FOK"', '"DAY"', 'null'),
  post_only: fc.constantFrom('true', 'false', '"true"', 'null'),
  color: texts,
}
const good = { type: '"limit_order"', trader_id: '"alice"', side: '"buy"', quantity: '1', price: '100' }

const changes = fc.subarray(Object.keys(FIELDS), { maxLength: 3 })

/** A good order with some of its fields changed, left out or added, in any order. */
const message = fc
  .tuple(fc.subarray(Object.keys(good)), changes, fc.record(FIELDS), fc.nat())
  .map(([kept, changed, values, turn]) => {
    const fields = new Map<string, string>([
      ...kept.map((name) => [name, good[name as keyof typeof good]] as const),
      ...changed.map((name) => [name, values[name]!] as const),
    ])
    const all = [...fields].map(([name, value]) => `"${name}":${value}`)
    return `{${[...all.slice(turn % 5), ...all.slice(0, turn % 5)].join(',')}}`
  })

describe('an order that is checked by hand', () => {
  it('is what the schema makes of it, and is refused as the schema says', () => {
    let plain = 0
    fc.assert(
      fc.property(message, (text) => {
        const read = parseJsonObject(text)
        if (read instanceof Problem) throw new Error(text)
        if (plainOrder(read) !== undefined) plain += 1
        expect(toRequest(read)).toEqual(requestBySchema(read))
      }),
      { seed: 71, numRuns: 5_000 },
    )
    expect(plain).toBeGreaterThan(100)
  })

  it('is every order that is plainly right', () => {
    const orders = [
      '{"type":"limit_order","trader_id":"a","side":"sell","quantity":"1.5","price":100.25,"request_id":"x"}',
      '{"type":"limit_order","trader_id":"a","symbol":"BTC-USDT","side":"buy","quantity":2,"price":"1","time_in_force":"IOC"}',
      '{"post_only":true,"type":"limit_order","trader_id":"a","side":"buy","quantity":2,"price":"1","client_order_id":"7"}',
      '{"type":"market_order","trader_id":"a","side":"buy","quantity":2,"request_id":12,"command_id":"c/1"}',
    ]
    for (const text of orders) {
      const read = parseJsonObject(text)
      if (read instanceof Problem) throw new Error(text)
      expect(requestBySchema(read)).not.toBeInstanceOf(Problem)
      expect(plainOrder(read)).toEqual(requestBySchema(read))
    }
  })
})
