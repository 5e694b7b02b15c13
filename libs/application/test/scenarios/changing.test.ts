import { describe, expect, it } from 'vitest'
import { makerTaker, quoteOnTop } from '../../src/index.ts'
import type { Command } from '../../src/index.ts'
import { ALICE, amend, BOB, cancel, FlowFixture, limit, MARKET } from '../venue-fixture.ts'

const halt: Command = { type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'halted' }

describe('an amendment', () => {
  it('to less at the same price keeps the place and frees money (MATCH-08)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100))
    expect(fixture.told(amend(ALICE, 1, { quantity: 40 }))).toEqual([
      'OrderAmended 1 kept its place',
      'BalanceChanged 1 USDT 998000+2000',
      'BookLevelChanged buy 40@50',
    ])
  })

  it('counts the executed part in the total', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100), limit(BOB, 'sell', 50, 30))
    expect(fixture.told(amend(ALICE, 1, { quantity: 40 }))).toContain('BookLevelChanged buy 10@50')
    expect(fixture.money(ALICE)).toBe('BTC 1003000+0 USDT 998000+500')
  })

  it('to another name is found by that one, and no more by the one before', () => {
    const fixture = new FlowFixture()
    fixture.told({ ...limit(ALICE, 'buy', 50, 100), clientOrderId: 'first' })
    fixture.told({ ...amend(ALICE, 1, { quantity: 90 }), newClientOrderId: 'second' })
    const named = (clientOrderId: string): Command => ({ type: 'CancelOrder', accountId: ALICE, order: { clientOrderId } })
    expect(fixture.told(named('first'))).toEqual([expect.stringContaining('UNKNOWN_ORDER')])
    expect(fixture.told({ ...limit(ALICE, 'buy', 40, 1), clientOrderId: 'first' })).toContain('OrderAccepted 2')
    expect(fixture.told({ ...amend(ALICE, 1, { quantity: 80 }), newClientOrderId: 'first' })).toEqual([
      expect.stringContaining('DUPLICATE_CLIENT_ORDER_ID'),
    ])
    expect(fixture.told({ ...amend(ALICE, 1, { quantity: 80 }), newClientOrderId: 'a b' })).toEqual([
      expect.stringContaining('INVALID_CLIENT_ORDER_ID'),
    ])
    expect(fixture.told({ ...amend(ALICE, 1, { quantity: 80 }), newClientOrderId: 'second' })).toContain('OrderAmended 1 kept its place')
    expect(fixture.told(named('second'))).toContain('OrderCanceled 1')
  })

  it('to another price loses the place and moves the level', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 50, 100))
    expect(fixture.told(amend(ALICE, 1, { price: 60 }))).toEqual([
      'OrderAmended 1 lost its place',
      'BookLevelChanged sell 0@50',
      'BookLevelChanged sell 100@60',
    ])
  })

  it('may trade, and what is left rests (MATCH-09)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 60, 70), limit(BOB, 'buy', 50, 100))
    expect(fixture.told(amend(BOB, 2, { price: 65 }))).toEqual([
      'OrderAmended 2 lost its place',
      'TradeExecuted 1x2 70@60 fees 0/0',
      'BalanceChanged 1 BTC 993000+0',
      'BalanceChanged 1 USDT 1004200+0',
      'BalanceChanged 2 BTC 1007000+0',
      'BalanceChanged 2 USDT 993850+1950',
      'BookLevelChanged buy 0@50',
      'BookLevelChanged buy 30@65',
      'BookLevelChanged sell 0@60',
    ])
  })

  it('may fill the order, which is gone then (MATCH-12)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 60, 100), limit(BOB, 'buy', 50, 100), amend(BOB, 2, { price: 60 }))
    expect(fixture.told(cancel(BOB, 2))).toEqual(['CommandRejected UNKNOWN_ORDER'])
    expect(fixture.money(BOB)).toBe('BTC 1010000+0 USDT 994000+0')
  })
})

describe('a cancellation', () => {
  it('frees what was held', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100, { clientOrderId: 'mine' }))
    const byClientId: Command = { type: 'CancelOrder', accountId: ALICE, order: { clientOrderId: 'mine' } }
    expect(fixture.told(byClientId)).toEqual(['OrderCanceled 1', 'BalanceChanged 1 USDT 1000000+0', 'BookLevelChanged buy 0@50'])
    expect(fixture.told(limit(ALICE, 'buy', 50, 100, { clientOrderId: 'mine' }))[0]).toBe('OrderAccepted 2')
  })

  it('of all orders takes them oldest first and says how many, even none', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100), limit(BOB, 'buy', 50, 100), limit(ALICE, 'sell', 60, 100))
    expect(fixture.told({ type: 'CancelAllOrders', accountId: ALICE, instrumentId: MARKET })).toEqual([
      'OrderCanceled 1',
      'OrderCanceled 3',
      'AllOrdersCanceled 2',
      'BalanceChanged 1 BTC 1000000+0',
      'BalanceChanged 1 USDT 1000000+0',
      'BookLevelChanged buy 100@50',
      'BookLevelChanged sell 0@60',
    ])
    expect(fixture.told({ type: 'CancelAllOrders', accountId: ALICE })).toEqual(['AllOrdersCanceled 0'])
  })

  it('is taken while the instrument is halted', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100), halt)
    expect(fixture.told(cancel(ALICE, 1))).toContain('OrderCanceled 1')
  })
})

describe('an instrument', () => {
  it('cancels its open orders when it is closed', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'buy', 50, 100), limit(BOB, 'sell', 60, 100))
    expect(fixture.told({ type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'closed' })).toEqual([
      'InstrumentStatusChanged closed',
      'OrderCanceled 1',
      'OrderCanceled 2',
      'BalanceChanged 1 USDT 1000000+0',
      'BalanceChanged 2 BTC 1000000+0',
      'BookLevelChanged buy 0@50',
      'BookLevelChanged sell 0@60',
    ])
    const closed = { type: 'CancelAllOrders', accountId: ALICE, instrumentId: MARKET } as const
    expect(fixture.told(closed)).toEqual(['CommandRejected INSTRUMENT_NOT_TRADING'])
  })
})

describe('fees', () => {
  const tiers = [
    { makerPpm: 1_000, takerPpm: 2_000 },
    { makerPpm: 0, takerPpm: 100_000 },
  ]

  it('come out of what is received, rounded down, by the tier of the account (MONEY-04)', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: makerTaker, options: { tiers } } } })
    fixture.told(limit(ALICE, 'sell', 50, 99))
    expect(fixture.told(limit(BOB, 'buy', 50, 99))).toEqual([
      'OrderAccepted 2',
      'TradeExecuted 1x2 99@50 fees 4/19',
      'BalanceChanged 1 BTC 990100+0',
      'BalanceChanged 1 USDT 1004946+0',
      'BalanceChanged 2 BTC 1009881+0',
      'BalanceChanged 2 USDT 995050+0',
      'BookLevelChanged sell 0@50',
    ])
    fixture.told({ type: 'SetFeeTier', accountId: BOB, feeTier: 1 }, limit(ALICE, 'sell', 50, 99))
    expect(fixture.told(limit(BOB, 'buy', 50, 99))).toContain('TradeExecuted 3x4 99@50 fees 4/990')
  })

  it('on top are held with a buy and given back where they were not charged (MONEY-05)', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: quoteOnTop, options: { tiers } } } })
    expect(fixture.told(limit(BOB, 'buy', 50, 99))).toContain('BalanceChanged 2 USDT 995041+4959')
    expect(fixture.told(limit(ALICE, 'sell', 50, 99))).toEqual([
      'OrderAccepted 2',
      'TradeExecuted 1x2 99@50 fees 4/9',
      'BalanceChanged 1 BTC 990100+0',
      'BalanceChanged 1 USDT 1004941+0',
      'BalanceChanged 2 BTC 1009900+0',
      'BalanceChanged 2 USDT 995046+0',
      'BookLevelChanged buy 0@50',
    ])
  })

  it('of another tier are held for open orders at once, or the tier is refused', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: quoteOnTop, options: { tiers } } } })
    fixture.told(limit(BOB, 'buy', 50, 10_000))
    expect(fixture.money(BOB)).toBe('BTC 1000000+0 USDT 499000+501000')
    const higher: Command = { type: 'SetFeeTier', accountId: BOB, feeTier: 1 }
    expect(fixture.told(higher)).toEqual(['FeeTierChanged 2 1', 'BalanceChanged 2 USDT 450000+550000'])
    fixture.told({ ...higher, feeTier: 0 }, limit(BOB, 'buy', 49, 10_000))
    expect(fixture.told(higher)).toEqual(['CommandRejected INSUFFICIENT_BALANCE'])
  })
})
