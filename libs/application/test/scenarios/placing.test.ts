import { describe, expect, it } from 'vitest'
import { ALICE, BOB, FlowFixture, limit, market } from '../venue-fixture.ts'

describe('a limit order', () => {
  it('rests with exactly what it needs held, and tells so in order', () => {
    const fixture = new FlowFixture()
    expect(fixture.told(limit(ALICE, 'buy', 50, 300))).toEqual([
      'OrderAccepted 1',
      'BalanceChanged 1 USDT 985000+15000',
      'BookLevelChanged buy 300@50',
    ])
    expect(fixture.told(limit(BOB, 'sell', 60, 200))).toEqual([
      'OrderAccepted 2',
      'BalanceChanged 2 BTC 980000+20000',
      'BookLevelChanged sell 200@60',
    ])
  })

  it('trades at the price of the order that was there, and gets the improvement back at once (MATCH-02, MONEY-03)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100), limit(ALICE, 'sell', 45, 100))
    expect(fixture.told(limit(BOB, 'buy', 50, 250))).toEqual([
      'OrderAccepted 3',
      'TradeExecuted 1x3 100@40 fees 0/0',
      'TradeExecuted 2x3 100@45 fees 0/0',
      'BalanceChanged 1 BTC 980000+0',
      'BalanceChanged 1 USDT 1008500+0',
      'BalanceChanged 2 BTC 1020000+0',
      'BalanceChanged 2 USDT 989000+2500',
      'BookLevelChanged buy 50@50',
      'BookLevelChanged sell 0@40',
      'BookLevelChanged sell 0@45',
    ])
  })

  it('shows both orders as they stand after each trade', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100, { clientOrderId: 'mine' }))
    const trade = fixture.apply(limit(BOB, 'buy', 40, 30)).find((event) => event.type === 'TradeExecuted')
    expect(trade).toMatchObject({
      trade: { tradeId: 1, priceTicks: 40, quantityLots: 30, quoteUnits: 1_200n, takerSide: 'buy', timestampUs: 1_011 },
      makerOrder: { clientOrderId: 'mine', status: 'partially_filled', executedLots: 30, executedQuoteUnits: 1_200n },
      takerOrder: { status: 'filled', executedLots: 30, createdUs: 1_011, updatedUs: 1_011 },
    })
  })

  it('trades with the same account where it crosses itself', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100))
    expect(fixture.told(limit(ALICE, 'buy', 40, 100))).toContain('TradeExecuted 1x2 100@40 fees 0/0')
    expect(fixture.money(ALICE)).toBe('BTC 1000000+0 USDT 1000000+0')
  })
})

describe('a time in force', () => {
  it('of IOC trades what it can and expires the rest (MATCH-04)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100))
    expect(fixture.told(limit(BOB, 'buy', 40, 150, { timeInForce: 'IOC' }))).toEqual([
      'OrderAccepted 2',
      'TradeExecuted 1x2 100@40 fees 0/0',
      'OrderExpired 2 IOC_REMAINDER',
      'BalanceChanged 1 BTC 990000+0',
      'BalanceChanged 1 USDT 1004000+0',
      'BalanceChanged 2 BTC 1010000+0',
      'BalanceChanged 2 USDT 996000+0',
      'BookLevelChanged sell 0@40',
    ])
  })

  it('of FOK trades all of it or nothing (MATCH-05)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100))
    const words = fixture.told(limit(BOB, 'buy', 40, 101, { timeInForce: 'FOK' }))
    expect(words).toEqual(['OrderAccepted 2', 'OrderExpired 2 FOK_NOT_FILLABLE'])
    expect(fixture.told(limit(BOB, 'buy', 40, 100, { timeInForce: 'FOK' }))).toContain('TradeExecuted 1x3 100@40 fees 0/0')
  })

  it('does not go with post-only unless it is GTC', () => {
    const fixture = new FlowFixture()
    const told = fixture.told(limit(BOB, 'buy', 40, 101, { timeInForce: 'IOC', postOnly: true }))
    expect(told).toEqual(['CommandRejected INVALID_TIME_IN_FORCE'])
  })
})

describe('a post-only order', () => {
  it('is refused where it would trade, and takes no id (MATCH-06)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100))
    expect(fixture.told(limit(BOB, 'buy', 40, 10, { postOnly: true }))).toEqual(['CommandRejected WOULD_TAKE_LIQUIDITY'])
    expect(fixture.money(BOB)).toBe('BTC 1000000+0 USDT 1000000+0')
    expect(fixture.told(limit(BOB, 'buy', 39, 10, { postOnly: true }))[0]).toBe('OrderAccepted 2')
  })
})

describe('a market order', () => {
  it('holds what the book asks, takes it, and expires what it finds nothing for (MATCH-07)', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40, 100), limit(ALICE, 'sell', 60, 50))
    expect(fixture.told(market(BOB, 'buy', 200))).toEqual([
      'OrderAccepted 3',
      'TradeExecuted 1x3 100@40 fees 0/0',
      'TradeExecuted 2x3 50@60 fees 0/0',
      'OrderExpired 3 NO_LIQUIDITY',
      'BalanceChanged 1 BTC 985000+0',
      'BalanceChanged 1 USDT 1007000+0',
      'BalanceChanged 2 BTC 1015000+0',
      'BalanceChanged 2 USDT 993000+0',
      'BookLevelChanged sell 0@40',
      'BookLevelChanged sell 0@60',
    ])
  })

  it('on an empty book is accepted and expires', () => {
    const fixture = new FlowFixture()
    expect(fixture.told(market(BOB, 'buy', 200))).toEqual(['OrderAccepted 1', 'OrderExpired 1 NO_LIQUIDITY'])
  })

  it('is refused where the account cannot pay what the book asks', () => {
    const fixture = new FlowFixture()
    fixture.told(limit(ALICE, 'sell', 40_000, 100))
    expect(fixture.told(market(BOB, 'buy', 100))).toEqual(['CommandRejected INSUFFICIENT_BALANCE'])
    expect(fixture.told(market(BOB, 'buy', 25))).toContain('BalanceChanged 2 USDT 0+0')
  })
})
