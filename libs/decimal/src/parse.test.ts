import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { Decimal, MAX_DIGITS, MAX_SCALE } from './index.ts'

const refused = (text: unknown, code: Parameters<typeof expectRefusal>[1], shown: string): void => {
  expectRefusal(() => Decimal.parse(text as string), code, shown)
  expect(Decimal.tryParse(text as string)).toBeUndefined()
}

describe('Decimal.parse', () => {
  it.each([
    ...['', ' ', '.', '-', '+', '.5', '5.', '-.5', '1.2.3', '--1', '+-1', '1e', '1e+', '1e1.5', 'e5', '1f5', '1 e5'],
    ...[' 1', '1 ', '1\n', '1,000', '1_000', '0x10', '0b1', '1n', 'NaN', 'Infinity', '-Infinity', '١٢', '１', '1\u0000'],
  ])('refuses %j, which is not a number', (text) => {
    refused(text, 'not a number', 'not a number')
  })

  it.each([undefined, null, 5, 5n, {}, ['1'], true, Object.create(null) as unknown])('refuses what is not text: %o', (value) => {
    refused(value, 'not a number', 'not a number: ')
  })

  it('refuses more digits than MAX_DIGITS and takes just as many', () => {
    const most = '9'.repeat(MAX_DIGITS)
    expect(Decimal.parse(most).toString()).toBe(most)
    expect(Decimal.parse(`-${most}`).toString()).toBe(`-${most}`)
    refused(`1${'0'.repeat(MAX_DIGITS)}`, 'too many digits', '1000000000')
    refused(`1e${MAX_DIGITS}`, 'too many digits', '1e1000')
    expect(Decimal.parse(`1e${MAX_DIGITS - 1}`).toString()).toBe(`1${'0'.repeat(MAX_DIGITS - 1)}`)
  })

  it('refuses more digits after the point than MAX_SCALE and takes just as many', () => {
    const finest = `0.${'0'.repeat(MAX_SCALE - 1)}1`
    expect(Decimal.parse(finest).toString()).toBe(finest)
    expect(Decimal.parse('1e-255').toString()).toBe(finest)
    refused(`${finest}0`, 'scale out of range', '0.0000')
    refused('1e-256', 'scale out of range', '1e-256')
  })

  it.each(['1e999999999', '-1e999999999', '1e+99999999999999999999999999', `1e${'9'.repeat(500)}`])(
    'refuses the exponent of %s without making the number',
    (text) => {
      refused(text, 'too many digits', text.slice(0, 10))
    },
  )

  it('refuses a huge negative exponent', () => {
    refused('1e-999999999', 'scale out of range', '1e-999999999')
    refused(`0e-${'9'.repeat(500)}`, 'scale out of range', '0e-99')
  })

  it('refuses a megabyte of text and shows its beginning', () => {
    refused('7'.repeat(1_000_000), 'too many digits', `'${'7'.repeat(40)}…'`)
    refused('x'.repeat(1000), 'not a number', `${'x'.repeat(40)}…`)
  })

  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['+7', '7'],
    ['007.50', '7.50'],
    ['50000.01', '50000.01'],
    ['123456789012345678901234567890.12', '123456789012345678901234567890.12'],
    ['1e3', '1000'],
    ['1E+3', '1000'],
    ['1.25e1', '12.5'],
    ['1.25e2', '125'],
    ['1.25e3', '1250'],
    ['1.25e-3', '0.00125'],
    ['-5e-1', '-0.5'],
    ['0e900', '0'],
    ['0e999999999', '0'],
    ['1e-0', '1'],
    ['1e0000000000000000000000000003', '1000'],
    ['999999999999999', '999999999999999'],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456', '0.1234567890123456'],
  ])('reads %s as %s', (text, expected) => {
    expect(Decimal.parse(text).toString()).toBe(expected)
    expect(Decimal.tryParse(text)?.toString()).toBe(expected)
  })
})
