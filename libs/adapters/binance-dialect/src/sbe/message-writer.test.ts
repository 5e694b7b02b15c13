import { describe, expect, it } from 'vitest'
import { errorMessage, replyMessage, webSocketMessage } from './spot-messages.ts'

const NOT_REPRESENTABLE = 999

function template(message: Buffer): number {
  return message.readUInt16LE(2)
}

const trade = {
  id: 1,
  price: '1.00000000',
  qty: '1.00000000',
  quoteQty: '1.00000000',
  time: 1,
  isBuyerMaker: true,
  isBestMatch: true,
}
const tradesOf = (...trades: readonly object[]): Buffer => replyMessage({ message: 'TradesResponse' }, trades)

describe('a message', () => {
  it('has an exponent for the places of its decimals, and fewer where they would not fit else', () => {
    const usual = tradesOf(trade)
    expect([usual.readInt8(8), usual.readInt8(9)]).toEqual([-8, -8])
    expect(usual.readBigInt64LE(16 + 8)).toBe(100_000_000n)
    const large = tradesOf({ ...trade, quoteQty: '900000000000.50000000' })
    expect([template(large), large.readInt8(8)]).toEqual([201, -1])
    expect(large.readBigInt64LE(16 + 24)).toBe(9_000_000_000_005n)
  })

  it('says that it says nothing where the schema has no way to', () => {
    expect(template(tradesOf({ ...trade, qty: '10000000000000000000' }))).toBe(NOT_REPRESENTABLE)
    expect(template(tradesOf({ ...trade, id: 2 ** 53 }))).toBe(NOT_REPRESENTABLE)
    const id = 'é'.repeat(200)
    expect(
      template(webSocketMessage({ id, status: 200, result: Buffer.alloc(8), rateLimits: [], isDeprecated: false })),
    ).toBe(NOT_REPRESENTABLE)
    expect(template(tradesOf(trade))).toBe(201)
  })

  it('may be long, and leaves nothing in the next one', () => {
    const many = tradesOf(...Array.from({ length: 50_000 }, (_, id) => ({ ...trade, id })))
    expect(many.readUInt32LE(12)).toBe(50_000)
    expect(many.length).toBe(16 + 50_000 * 42)
    expect(many.readBigInt64LE(16 + 49_999 * 42)).toBe(49_999n)
    expect(replyMessage({ message: 'PingResponse' }, {})).toEqual(Buffer.from([0, 0, 101, 0, 3, 0, 5, 0]))
  })

  it('within another is what it looks like', () => {
    const failed = { code: -2010, msg: 'no' }
    const data = {
      cancelResult: 'NOT_ATTEMPTED',
      newOrderResult: 'FAILURE',
      cancelResponse: null,
      newOrderResponse: failed,
    }
    const message = errorMessage({ code: -2021, msg: 'partly', data })
    expect(message.readInt16LE(8)).toBe(-2021)
    const halves = message.subarray(8 + 18 + 2 + 6 + 4)
    expect([template(halves), halves[8], halves[9], halves.readUInt16LE(10)]).toEqual([307, 2, 1, 0])
    const inner = halves.subarray(8 + 2 + 2 + 4)
    expect([template(inner), inner.readInt16LE(8)]).toEqual([100, -2010])
  })
})
