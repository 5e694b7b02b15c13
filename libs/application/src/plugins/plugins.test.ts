import { describe, expect, it } from 'vitest'
import { clearingConformance, feesConformance, riskConformance } from '../testing/index.ts'
import { balanceAndLimits } from './balance-and-limits.ts'
import { centralCounterparty } from './central-counterparty.ts'
import { makerTaker } from './maker-taker.ts'
import { loadPlugin } from './plugin.ts'
import { priceBand } from './price-band.ts'
import { quoteOnTop } from './quote-on-top.ts'
import { spotSettlement } from './spot-settlement.ts'

const tiers = [
  { makerPpm: 1_000, takerPpm: 2_000 },
  { makerPpm: 0, takerPpm: 333_333 },
]
const limits = { maxOpenOrdersPerAccount: 5, instruments: { 'BASE-QUOTE': { maxOrderQuantityLots: 40 } } }

describe('balance-and-limits', () => {
  for (const options of [undefined, limits])
    for (const { name, run } of riskConformance({ plugin: balanceAndLimits, options }))
      it(`${name}, with ${options === undefined ? 'no' : 'some'} limits`, () => run())
})

describe('price-band', () => {
  for (const { name, run } of riskConformance({ plugin: priceBand, options: { bandPpm: 5_000 } })) it(name, () => run())
})

describe('maker-taker', () => {
  for (const options of [undefined, { tiers }])
    for (const { name, run } of feesConformance({ plugin: makerTaker, options }))
      it(`${name}, with ${options === undefined ? 'no' : 'two'} tiers`, () => run())
})

describe('quote-on-top', () => {
  for (const { name, run } of feesConformance({ plugin: quoteOnTop, options: { tiers } })) it(name, () => run())
})

describe('spot-settlement', () => {
  for (const { name, run } of clearingConformance({ plugin: spotSettlement })) it(name, () => run())
})

describe('central-counterparty', () => {
  for (const accountId of [1, 6])
    for (const { name, run } of clearingConformance({ plugin: centralCounterparty, options: { accountId } }))
      it(`${name}, as account ${accountId}`, () => run())
})

describe('the options of a plugin', () => {
  it.each([
    [makerTaker, { tiers: [] }, 'tiers: a list with at least one entry is wanted, not []'],
    [makerTaker, { tiers: [{ makerPpm: -1, takerPpm: 0 }] }, 'tiers[0].makerPpm: a whole number from 0 to 1000000 is wanted, not -1'],
    [makerTaker, { tiers: [{ makerPpm: 1 }] }, 'tiers[0].takerPpm: a whole number from 0 to 1000000 is wanted, not nothing'],
    [makerTaker, { tier: [] }, 'maker-taker: unknown option tier; known are tiers'],
    [makerTaker, 7, 'maker-taker: options are an object'],
    [quoteOnTop, { tiers: [{ makerPpm: 0, takerPpm: 0.5 }] }, 'tiers[0].takerPpm: a whole number from 0 to 1000000 is wanted, not 0.5'],
    [priceBand, undefined, 'bandPpm: a whole number from 1 to 1000000000 is wanted, not nothing'],
    [balanceAndLimits, { maxOrderNotionalUnits: '1.5' }, 'maxOrderNotionalUnits: an amount in base units from 0 to 9223372036854775807 is wanted, not "1.5"'],
    [balanceAndLimits, { instruments: { X: { max: 1 } } }, 'instruments.X: unknown option max; known are maxOrderQuantityLots, maxOrderNotionalUnits'],
    [spotSettlement, { any: 1 }, 'spot-settlement takes no options'],
    [centralCounterparty, {}, 'accountId: a whole number from 1 to 9007199254740991 is wanted, not nothing'],
  ])('are refused by %o where they cannot be', (plugin, options, message) => {
    expect(() => plugin.create(options)).toThrow(message)
  })
})

describe('the state of a plugin', () => {
  it.each([
    [makerTaker.create(undefined), 'x', 'a policy without state is restored from nothing: x'],
    [priceBand.create({ bandPpm: 1 }), '[[1,0]]', 'price-band: not its state: [[1,0]]'],
    [centralCounterparty.create({ accountId: 1 }), '-1', 'central-counterparty: not its state: -1'],
  ])('is refused where it is none', (policy, state, message) => {
    expect(() => {
      policy.restore(state)
    }).toThrow(message)
  })
})

describe('loadPlugin', () => {
  const create = (): undefined => undefined

  it('takes the default export, the export plugin, or the value itself', () => {
    expect(loadPlugin({ default: makerTaker }, 'fees')).toBe(makerTaker)
    expect(loadPlugin({ plugin: makerTaker }, 'fees')).toBe(makerTaker)
    expect(loadPlugin(makerTaker, 'fees')).toBe(makerTaker)
  })

  it.each([
    [undefined, 'a plugin module exports an object { slot, name, create }'],
    [{ default: 7 }, 'a plugin module exports an object { slot, name, create }'],
    [priceBand, 'a plugin for the slot fees is wanted, this is for risk'],
    [{ slot: 'fees', name: 'no name', create }, "a plugin's name has 1 to 64 letters, digits and -: no name"],
    [{ slot: 'fees', name: 'x', version: 0, create }, "a plugin's version is a positive integer: x 0"],
    [{ slot: 'fees', name: 'x' }, 'a plugin has a function create: x'],
  ])('refuses what is no plugin for the slot', (module, message) => {
    expect(() => loadPlugin(module, 'fees')).toThrow(message)
  })
})
