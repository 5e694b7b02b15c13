import { Decimal } from '@openlob/decimal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assetId, instrumentId } from '../units.ts'
import type { Asset } from './asset.ts'
import type { SpotInstrumentTerms } from './instrument-terms.ts'
import { notionalUnits, priceOf, quantityOf, toPriceTicks, toQuantityLots } from './instrument-units.ts'
import { spotInstrument } from './instrument.ts'
import type { SpotInstrument } from './instrument.ts'

const bitcoin: Asset = { assetId: assetId(1), symbol: 'BTC', scale: 8 }
const tether: Asset = { assetId: assetId(2), symbol: 'USDT', scale: 8 }
const good: SpotInstrumentTerms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.00001' }

function listed(terms: Partial<SpotInstrumentTerms> = {}): SpotInstrument {
  const instrument = spotInstrument(instrumentId(1), { ...good, ...terms }, bitcoin, tether)
  if ('invalid' in instrument) throw new Error(instrument.invalid)
  return instrument
}

describe('spotInstrument', () => {
  it.each<[Partial<SpotInstrumentTerms>, string]>([
    [{ tickSize: '0' }, 'tickSize must be a positive decimal: 0'],
    [{ tickSize: 'abc' }, 'tickSize must be a positive decimal: abc'],
    [{ lotSize: '-1' }, 'lotSize must be a positive decimal: -1'],
    [{ lotSize: '0.000000001' }, 'lotSize must be a whole number of BTC units of 10^-8: 0.000000001'],
    [
      { tickSize: '0.0001' },
      'tickSize times lotSize must be a whole number of USDT units of 10^-8: 0.0001 x 0.00001',
    ],
    [{ minQuantity: '0.000005' }, 'minQuantity must be a positive multiple of lotSize: 0.000005'],
    [{ minQuantity: '2', maxQuantity: '1' }, 'maxQuantity must be at least minQuantity: 1'],
    [{ maxPrice: '0.001' }, 'maxPrice must be a positive multiple of tickSize and at most 2147483647 ticks: 0.001'],
    [{ maxPrice: '999999999' }, 'maxPrice must be a positive multiple of tickSize'],
    [{ minNotional: '-5' }, 'minNotional must be a decimal of the quote asset and not negative: -5'],
    [{ minNotional: '5', maxNotional: '4' }, 'maxNotional must be a positive decimal of the quote asset'],
    [{ maxNotional: '100000000000' }, 'maxNotional must be a positive decimal of the quote asset'],
  ])('refuses %o and names the term', (terms, text) => {
    const answer = spotInstrument(instrumentId(1), { ...good, ...terms }, bitcoin, tether)
    expect('invalid' in answer && answer.invalid).toContain(text)
  })

  it.each([
    [`1.${'0'.repeat(150)}`, `1.${'0'.repeat(150)}`],
    [`0.${'0'.repeat(200)}1`, '1'],
    ['1e998', '100000'],
    ['1e300', '0.00001'],
  ])('takes or refuses terms of any length, and throws at none: %s x %s', (tickSize, lotSize) => {
    const answer = spotInstrument(instrumentId(1), { ...good, tickSize, lotSize }, bitcoin, tether)
    expect('invalid' in answer).toBe(!tickSize.startsWith('1.'))
  })

  it('refuses an asset against itself', () => {
    expect(spotInstrument(instrumentId(1), good, bitcoin, bitcoin)).toEqual({
      invalid: 'base and quote are the same asset: BTC',
    })
  })

  it('counts one lot and one lot at one tick in whole units', () => {
    const instrument = listed()
    expect(instrument.baseUnitsPerLot).toBe(1000n)
    expect(instrument.quoteUnitsPerTickLot).toBe(10n)
    expect(instrument.maxPriceTicks).toBe(2 ** 31 - 1)
  })
})

describe('prices and quantities of an instrument', () => {
  const instrument = listed({ maxPrice: '1000000' })

  it.each([
    ['0', 'PRICE_OUT_OF_RANGE'],
    ['-1', 'PRICE_OUT_OF_RANGE'],
    ['0.001', 'PRICE_OFF_TICK'],
    ['1000000.01', 'PRICE_OUT_OF_RANGE'],
    ['1e200', 'PRICE_OUT_OF_RANGE'],
    ['50000.01', 5_000_001],
  ])('takes the price %s as %s', (text, expected) => {
    expect(toPriceTicks(instrument, Decimal.parse(text))).toBe(expected)
  })

  it.each([
    ['0', 'QUANTITY_OUT_OF_RANGE'],
    ['-0.00001', 'QUANTITY_OUT_OF_RANGE'],
    ['0.000001', 'QUANTITY_OFF_LOT'],
    ['1e100', 'QUANTITY_OUT_OF_RANGE'],
    ['10', 1_000_000],
  ])('takes the quantity %s as %s', (text, expected) => {
    expect(toQuantityLots(instrument, Decimal.parse(text))).toBe(expected)
  })

  it('come back from their integers, and their notional is exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 1, max: 2 ** 31 }), (ticks, lots) => {
        const price = priceOf(instrument, ticks)
        const quantity = quantityOf(instrument, lots)
        expect(toPriceTicks(instrument, price)).toBe(ticks)
        expect(toQuantityLots(instrument, quantity)).toBe(lots)
        const notional = Decimal.of(notionalUnits(instrument, ticks, lots), tether.scale)
        expect(notional.equals(price.multiply(quantity))).toBe(true)
      }),
      { seed: 42, numRuns: 200 },
    )
  })
})
