import { describe, expect, it } from 'vitest'
import { InvariantError } from '@openlob/domain'
import type { ClearingPolicy, FeePolicy, RiskPolicy, TradingFlowOptions } from '../src/index.ts'
import { configurationText, DEFAULT_LIMITS, DEFAULT_PLUGINS, makerTaker, PluginError, priceBand, STATELESS, TradingFlow } from '../src/index.ts'
import { ALICE, BOB, BTC, FlowFixture, limit, USDT } from './venue-fixture.ts'

function feesThat(policy: Partial<FeePolicy>): TradingFlowOptions {
  const free = { hasTier: () => true, fee: () => ({ assetId: USDT, units: 0n }), openFeeUnits: () => 0n }
  const create = () => ({ ...STATELESS, ...free, ...policy })
  return { plugins: { fees: { plugin: { slot: 'fees', name: 'bad', create } } } }
}

function clearingThat(clear: ClearingPolicy['clear']): TradingFlowOptions {
  const create = () => ({ ...STATELESS, accounts: [], clear })
  return { plugins: { clearing: { plugin: { slot: 'clearing', name: 'bad', create } } } }
}

function riskThat(check: RiskPolicy['check']): TradingFlowOptions {
  const create = () => ({ ...STATELESS, check, onTrade: () => undefined })
  return { plugins: { risk: { plugin: { slot: 'risk', name: 'bad', create } } } }
}

const CASES: readonly (readonly [string, TradingFlowOptions, string])[] = [
  ['a fee that is no bigint', feesThat({ fee: () => ({ assetId: USDT, units: 1 as never }) }), 'a fee is an integer amount'],
  ['a fee in another asset', feesThat({ fee: () => ({ assetId: 9 as never, units: 1n }) }), 'a fee is in the base or the quote asset'],
  ['a fee above what is received', feesThat({ fee: () => ({ assetId: BTC, units: 10_001n }) }), 'a fee is covered'],
  ['a fee on top that was not held', feesThat({ fee: () => ({ assetId: USDT, units: 5_001n }) }), 'a fee is covered'],
  ['a rebate above what was traded', feesThat({ fee: () => ({ assetId: USDT, units: -5_001n }) }), 'a fee is covered'],
  ['a negative fee to be held', feesThat({ openFeeUnits: () => -1n }), 'a fee policy holds no negative fee: units=-1'],
  ['clearing that moves nothing', clearingThat(() => undefined), 'clearing takes the principal from what is held'],
  [
    'clearing that takes too little',
    clearingThat(({ buyerAccountId, sellerAccountId }, postings) => {
      postings.payHeld(buyerAccountId, sellerAccountId, USDT, 1n)
    }),
    'clearing takes the principal from what is held',
  ],
  [
    'clearing that takes what is not there',
    clearingThat(({ buyerAccountId, sellerAccountId }, postings) => {
      postings.payHeld(buyerAccountId, sellerAccountId, USDT, 10n ** 9n)
    }),
    'held money covers',
  ],
  [
    'clearing that pays what is not free',
    clearingThat(({ buyerAccountId, sellerAccountId }, postings) => {
      postings.pay(buyerAccountId, sellerAccountId, USDT, 10n ** 9n)
    }),
    'free money covers what is paid from it',
  ],
  [
    'clearing that pays a negative amount',
    clearingThat(({ buyerAccountId, sellerAccountId }, postings) => {
      postings.pay(buyerAccountId, sellerAccountId, USDT, -1n)
    }),
    'an amount is not negative',
  ],
  [
    'clearing that pays an account that is not open',
    clearingThat(({ buyerAccountId }, postings) => {
      postings.pay(buyerAccountId, 99 as never, USDT, 1n)
    }),
    'clearing posts to open accounts',
  ],
  ['risk that refuses for no reason', riskThat(() => ({ reason: 'UNKNOWN_ASSET' as never, detail: '' })), 'a risk policy refuses with one of its reasons'],
]

describe('a plugin that misbehaves', () => {
  it.each(CASES)('breaks an invariant: %s', (_what, options, message) => {
    const fixture = new FlowFixture(options)
    const trade = (): void => {
      fixture.told(limit(ALICE, 'sell', 50, 100), limit(BOB, 'buy', 50, 100))
    }
    expect(trade).toThrow(InvariantError)
    expect(() => {
      new FlowFixture(options).told(limit(ALICE, 'sell', 50, 100), limit(BOB, 'buy', 50, 100))
    }).toThrow(message)
  })

  it('never lets money through that risk has let through but is not there', () => {
    const fixture = new FlowFixture(riskThat(() => undefined))
    expect(fixture.told(limit(ALICE, 'buy', 1_000_001, 1))).toEqual(['CommandRejected INSUFFICIENT_BALANCE'])
  })

  it('is none where a slot is left undefined: the default stands in it', () => {
    const flow = new TradingFlow({ plugins: { fees: undefined } as never })
    expect(flow.configuration).toBe(new TradingFlow().configuration)
  })

  it('is refused in a slot that is not its own, and with options that cannot be recorded', () => {
    expect(() => new TradingFlow({ plugins: { fees: { plugin: priceBand as never } } })).toThrow(PluginError)
    const record = (options: unknown) =>
      configurationText({ ...DEFAULT_PLUGINS, fees: { plugin: makerTaker, options } }, DEFAULT_LIMITS)
    expect(() => record({ tiers: 1n })).toThrow('configuration.fees.options.tiers: options are plain data, not a bigint')
    expect(() => record({ tiers: [Number.NaN] })).toThrow('configuration.fees.options.tiers[0]')
    const anonymous = Object.assign(Object.create(null) as object, { a: 1 })
    expect(record({ tiers: anonymous })).toContain('"options":{"tiers":{"a":1}}')
    for (const lossy of [new Map([[1, 2]]), new Set([1]), new Date(1), /x/, Object.create({ a: 1 }) as object])
      expect(() => record({ tiers: lossy })).toThrow('configuration.fees.options.tiers: options are plain data, not [object ')
    expect(record({ b: '\u00e9', a: [true, null, undefined] })).toContain('"options":{"a":[true,null,null],"b":"\\u00e9"}')
  })
})
