import { describe, expect, it } from 'vitest'
import { accountId, assetId, instrumentId, REJECT_REASONS } from '@openlob/domain'
import type { RejectReason } from '@openlob/domain'
import { balanceAndLimits, priceBand } from '../../src/index.ts'
import type { Command, TradingFlowOptions } from '../../src/index.ts'
import { ALICE, amend, BOB, BTC, cancel, FlowFixture, limit, market, MARKET, USDT } from '../venue-fixture.ts'

const listing: Command = {
  type: 'ListInstrument',
  kind: 'spot',
  terms: { symbol: 'X', tickSize: '1', lotSize: '0.01', minQuantity: '0.1', maxNotional: '50', minNotional: '1', maxPrice: '90' },
  baseAssetId: BTC,
  quoteAssetId: USDT,
}
const onX = { instrumentId: instrumentId(2) }
const limits = { maxAccounts: 2, maxAssets: 2, maxInstruments: 2, maxOpenOrdersPerAccount: 2, maxOpenOrders: 3 }
const risk = { plugin: balanceAndLimits, options: { maxOrderQuantityLots: 50, maxOrderNotionalUnits: '900', maxOpenOrdersPerAccount: 1 } }
const tight: TradingFlowOptions = { plugins: { risk } }

interface Case {
  readonly what: string
  readonly reason: RejectReason
  readonly after?: readonly Command[]
  readonly command: Command
  readonly text: string
  readonly options?: TradingFlowOptions
}

const CASES: readonly Case[] = [
  { what: 'an order of no account', reason: 'UNKNOWN_ACCOUNT', command: limit(accountId(9), 'buy', 1, 1), text: 'accountId=9' },
  { what: 'a cancellation of no account', reason: 'UNKNOWN_ACCOUNT', command: cancel(accountId(9), 1), text: 'accountId=9' },
  { what: 'an amendment of no account', reason: 'UNKNOWN_ACCOUNT', command: amend(accountId(9), 1, { price: 1 }), text: 'accountId=9' },
  { what: 'a deposit to no account', reason: 'UNKNOWN_ACCOUNT', command: { type: 'Deposit', accountId: accountId(9), assetId: BTC, units: 1n }, text: 'accountId=9' },
  { what: 'a deposit of no asset', reason: 'UNKNOWN_ASSET', command: { type: 'Deposit', accountId: ALICE, assetId: assetId(9), units: 1n }, text: 'assetId=9' },
  { what: 'a listing of no asset', reason: 'UNKNOWN_ASSET', command: { ...listing, quoteAssetId: assetId(9) }, text: 'quoteAssetId=9' },
  { what: 'an order on no instrument', reason: 'UNKNOWN_INSTRUMENT', command: { ...limit(ALICE, 'buy', 1, 1), ...onX }, text: 'instrumentId=2' },
  { what: 'a cancellation of no order', reason: 'UNKNOWN_ORDER', command: cancel(ALICE, 1), text: 'orderId=1' },
  { what: "a cancellation of another's order", reason: 'UNKNOWN_ORDER', after: [limit(BOB, 'buy', 1, 1)], command: cancel(ALICE, 1), text: 'orderId=1' },
  { what: 'a second account of a name', reason: 'DUPLICATE_ACCOUNT', command: { type: 'OpenAccount', name: 'bob' }, text: 'name=bob' },
  { what: 'a second asset of a symbol', reason: 'DUPLICATE_ASSET', command: { type: 'ListAsset', symbol: 'BTC', scale: 1 }, text: 'symbol=BTC' },
  { what: 'a second instrument of a symbol', reason: 'DUPLICATE_INSTRUMENT', after: [listing], command: listing, text: 'symbol=X' },
  { what: 'a client order id that is open', reason: 'DUPLICATE_CLIENT_ORDER_ID', after: [limit(ALICE, 'buy', 1, 1, { clientOrderId: 'a' })], command: limit(ALICE, 'buy', 1, 1, { clientOrderId: 'a' }), text: 'clientOrderId=a orderId=1' },
  { what: 'a name of 33 characters', reason: 'INVALID_NAME', command: { type: 'OpenAccount', name: 'x'.repeat(33) }, text: 'length=33' },
  { what: 'a symbol with a blank', reason: 'INVALID_NAME', command: { type: 'ListAsset', symbol: 'B T', scale: 1 }, text: 'length=3' },
  { what: 'an empty client order id', reason: 'INVALID_CLIENT_ORDER_ID', command: limit(ALICE, 'buy', 1, 1, { clientOrderId: '' }), text: 'length=0' },
  { what: 'a client order id of 65 characters', reason: 'INVALID_CLIENT_ORDER_ID', command: limit(ALICE, 'buy', 1, 1, { clientOrderId: 'x'.repeat(65) }), text: 'length=65' },
  { what: 'a deposit of nothing', reason: 'INVALID_AMOUNT', command: { type: 'Deposit', accountId: ALICE, assetId: BTC, units: 0n }, text: 'units=0' },
  { what: 'a deposit beyond the supply', reason: 'INVALID_AMOUNT', command: { type: 'Deposit', accountId: ALICE, assetId: BTC, units: 2n ** 63n - 1n }, text: 'assetId=1 units=9223372036854775807' },
  { what: 'an asset with 19 decimal places', reason: 'INVALID_ASSET', command: { type: 'ListAsset', symbol: 'X', scale: 19 }, text: 'scale=19' },
  { what: 'an instrument of one asset', reason: 'INVALID_INSTRUMENT', command: { ...listing, quoteAssetId: BTC }, text: 'BTC' },
  { what: 'a fee tier that is not there', reason: 'INVALID_FEE_TIER', command: { type: 'SetFeeTier', accountId: ALICE, feeTier: 1 }, text: 'feeTier=1' },
  { what: 'an order while halted', reason: 'INSTRUMENT_NOT_TRADING', after: [{ type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'halted' }], command: limit(ALICE, 'buy', 1, 1), text: 'status=halted' },
  { what: 'an amendment while halted', reason: 'INSTRUMENT_NOT_TRADING', after: [limit(ALICE, 'buy', 1, 1), { type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'halted' }], command: amend(ALICE, 1, { price: 2 }), text: 'status=halted' },
  { what: 'a status after closing', reason: 'INSTRUMENT_NOT_TRADING', after: [{ type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'closed' }], command: { type: 'SetInstrumentStatus', instrumentId: MARKET, status: 'trading' }, text: 'status=closed' },
  { what: 'a price of 0', reason: 'PRICE_OUT_OF_RANGE', command: limit(ALICE, 'buy', 0, 1), text: 'priceTicks=0' },
  { what: 'a price beyond the instrument', reason: 'PRICE_OUT_OF_RANGE', after: [listing], command: { ...limit(ALICE, 'buy', 91, 10), ...onX }, text: 'priceTicks=91 max=90' },
  { what: 'an amended price beyond the instrument', reason: 'PRICE_OUT_OF_RANGE', after: [listing, { ...limit(ALICE, 'buy', 90, 10), ...onX }], command: amend(ALICE, 1, { price: 91 }), text: 'priceTicks=91 max=90' },
  { what: 'a quantity below the least', reason: 'QUANTITY_OUT_OF_RANGE', after: [listing], command: { ...limit(ALICE, 'buy', 90, 9), ...onX }, text: 'quantityLots=9 min=10' },
  { what: 'a notional above the most', reason: 'NOTIONAL_OUT_OF_RANGE', after: [listing], command: { ...limit(ALICE, 'buy', 90, 56), ...onX }, text: 'notionalUnits=5040 min=100 max=5000' },
  { what: 'a market order with a notional below the least', reason: 'NOTIONAL_OUT_OF_RANGE', after: [listing, { ...limit(ALICE, 'buy', 10, 10), ...onX }, { ...limit(ALICE, 'buy', 9, 12), ...onX }, cancel(ALICE, 1), { ...market(BOB, 'sell', 10), ...onX }], command: { ...market(BOB, 'sell', 10), ...onX }, text: 'notionalUnits=90' },
  { what: 'an amendment of nothing', reason: 'NOTHING_TO_AMEND', after: [limit(ALICE, 'buy', 5, 5)], command: amend(ALICE, 1, { price: 5, quantity: 5 }), text: 'quantityLots=5 executedLots=0' },
  { what: 'an amendment to what is executed', reason: 'NOTHING_TO_AMEND', after: [limit(ALICE, 'buy', 5, 5), limit(BOB, 'sell', 5, 2)], command: amend(ALICE, 1, { quantity: 2 }), text: 'quantityLots=2 executedLots=2' },
  { what: 'an amendment of a post-only order that would trade', reason: 'WOULD_TAKE_LIQUIDITY', after: [limit(ALICE, 'buy', 5, 5, { postOnly: true }), limit(BOB, 'sell', 9, 2)], command: amend(ALICE, 1, { price: 9 }), text: 'orderId=1' },
  { what: 'a quantity beyond the balance', reason: 'INSUFFICIENT_BALANCE', command: limit(ALICE, 'sell', 1, 2 ** 46), text: 'freeUnits=1000000' },
  { what: 'an order beyond the balance', reason: 'INSUFFICIENT_BALANCE', command: limit(ALICE, 'buy', 1_000_001, 1), text: 'neededUnits=1000001 freeUnits=1000000' },
  { what: 'an amendment beyond the balance', reason: 'INSUFFICIENT_BALANCE', after: [limit(ALICE, 'buy', 1_000_000, 1)], command: amend(ALICE, 1, { price: 1_000_001 }), text: 'neededUnits=1 freeUnits=0' },
  { what: 'a withdrawal of what is held', reason: 'INSUFFICIENT_BALANCE', after: [limit(ALICE, 'buy', 1_000_000, 1)], command: { type: 'Withdraw', accountId: ALICE, assetId: USDT, units: 1n }, text: 'freeUnits=0' },
  { what: 'an account too many', reason: 'CAPACITY_EXCEEDED', options: { limits }, command: { type: 'OpenAccount', name: 'cat' }, text: 'accounts max=2' },
  { what: 'an asset too many', reason: 'CAPACITY_EXCEEDED', options: { limits }, command: { type: 'ListAsset', symbol: 'ETH', scale: 1 }, text: 'assets max=2' },
  { what: 'an instrument too many', reason: 'CAPACITY_EXCEEDED', options: { limits }, after: [listing], command: { ...listing, terms: { symbol: 'Y', tickSize: '1', lotSize: '1' } }, text: 'instruments max=2' },
  { what: "an order more than the account's", reason: 'TOO_MANY_OPEN_ORDERS', options: { limits }, after: [limit(ALICE, 'buy', 1, 1), limit(ALICE, 'buy', 1, 1)], command: limit(ALICE, 'buy', 1, 1), text: 'openOrders=2 max=2' },
  { what: 'an order more than all', reason: 'CAPACITY_EXCEEDED', options: { limits }, after: [limit(ALICE, 'buy', 1, 1), limit(ALICE, 'buy', 1, 1), limit(BOB, 'buy', 1, 1)], command: limit(BOB, 'buy', 1, 1), text: 'openOrders=3 max=3' },
  { what: 'an order above the limit of the risk policy', reason: 'ORDER_LIMIT_EXCEEDED', options: tight, command: limit(ALICE, 'buy', 1, 51), text: 'quantityLots=51 max=50' },
  { what: 'a notional above the limit of the risk policy', reason: 'ORDER_LIMIT_EXCEEDED', options: tight, command: limit(ALICE, 'buy', 19, 50), text: 'notionalUnits=950 max=900' },
  { what: 'more open orders than the risk policy allows', reason: 'TOO_MANY_OPEN_ORDERS', options: tight, after: [limit(ALICE, 'buy', 1, 1)], command: limit(ALICE, 'buy', 1, 1), text: 'openOrders=1 max=1' },
  { what: 'a price outside of the band', reason: 'REFUSED_BY_RISK', options: { plugins: { risk: { plugin: priceBand, options: { bandPpm: 100_000 } } } }, after: [limit(ALICE, 'buy', 100, 1), limit(BOB, 'sell', 100, 1)], command: limit(ALICE, 'buy', 111, 1), text: 'priceTicks=111 lastTradeTicks=100' },
]

describe('a command is refused (MATCH-11, MONEY-06)', () => {
  it.each(CASES)('$reason: $what', ({ reason, after = [], command, text, options }) => {
    const fixture = new FlowFixture(options)
    fixture.told(...after)
    const events = fixture.apply(command)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ type: 'CommandRejected', reason, command: command.type })
    const [event] = events
    const said = event?.type === 'CommandRejected' ? event.text : ''
    expect(said.startsWith(REJECT_REASONS[reason].replace(/\.$/, ''))).toBe(true)
    expect(said).toContain(text)
  })

  it('and says whose it was', () => {
    const fixture = new FlowFixture()
    expect(fixture.apply(cancel(ALICE, 7))[0]).toMatchObject({ accountId: ALICE, orderId: 7, clientOrderId: undefined })
    const placing = limit(BOB, 'buy', 0, 1, { clientOrderId: 'a' })
    expect(fixture.apply(placing)[0]).toMatchObject({ accountId: BOB, orderId: undefined, clientOrderId: 'a' })
  })
})

describe('a price level', () => {
  it('takes no more than 2^53 - 1 lots; what was held for the order that is too much is free again', () => {
    const fixture = new FlowFixture()
    const lots = Number.MAX_SAFE_INTEGER
    const terms = { symbol: 'X', tickSize: '1', lotSize: '0.0001' }
    fixture.told(
      { type: 'ListAsset', symbol: 'JPY', scale: 4 },
      { ...listing, terms, quoteAssetId: assetId(3) },
      { type: 'Deposit', accountId: ALICE, assetId: BTC, units: BigInt(lots) },
    )
    expect(fixture.told({ ...limit(ALICE, 'sell', 1, lots), ...onX })[0]).toBe('OrderAccepted 1')
    const money = fixture.money(ALICE)
    expect(fixture.told({ ...limit(ALICE, 'sell', 1, 1), ...onX })).toEqual(['CommandRejected LEVEL_QUANTITY_OUT_OF_RANGE'])
    expect(fixture.money(ALICE)).toBe(money)
  })
})

describe('a flow', () => {
  it('takes commands in sequence only, and time that does not go back', () => {
    const { flow } = new FlowFixture()
    const command = cancel(ALICE, 1)
    expect(() => flow.apply({ sequence: 99, timestampUs: 2_000, command })).toThrow('commands come in sequence: 99 after 9')
    expect(() => flow.apply({ sequence: 10, timestampUs: 3, command })).toThrow('time does not go back: timestampUs=3')
  })

  it('has limits that can be', () => {
    expect(() => new FlowFixture({ limits: { maxAccounts: 0 } })).toThrow('maxAccounts=0')
    expect(() => new FlowFixture({ limits: { maxAssets: 65_537 } })).toThrow('an integer from 1 to 65536: maxAssets=65537')
    expect(() => new FlowFixture({ limits: { other: 1 } as never })).toThrow('other=1')
  })
})
