import fc from 'fast-check'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { DialectError, readPairs, readValidity, timeWriter } from '../src/index.ts'
import { clientOrderId, decimal, flag, integer, limit, oneOf, symbol, symbols, time } from '../src/parameters/kinds.ts'
import { readParameters } from '../src/parameters/read-parameters.ts'
import type { ParameterShape } from '../src/parameters/read-parameters.ts'
import { readTimeZone } from '../src/parameters/time-zone.ts'
import { windowSize } from '../src/parameters/window-size.ts'
import { checkTiming } from '../src/security/timing.ts'

function outcome(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    if (error instanceof DialectError) return `${error.code} ${error.message}`
    throw error
  }
}

const read = (shape: ParameterShape, sent: Record<string, string>): unknown =>
  outcome(() => readParameters(shape, new Map(Object.entries(sent))))

describe('parameters', () => {
  it.each([
    ['one that is missing', { symbol }, {}, "-1102 Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    ['one that is empty', { symbol }, { symbol: '' }, "-1105 Parameter 'symbol' was empty."],
    ['one that nobody reads', { symbol }, { symbol: 'A', other: '1' }, "-1104 Not all sent parameters were read; read '1' parameter(s) but was sent '2'."],
    ['one where there are none', {}, { a: '1' }, "-1101 Too many parameters; expected '0' and received '1'."],
    ['a symbol in small letters', { symbol }, { symbol: 'btcusdt' }, "-1100 Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'."],
    ['a decimal with a sign', { price: decimal }, { price: '-1' }, "-1100 Illegal characters found in parameter 'price'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'."],
    ['a decimal with an exponent', { price: decimal }, { price: '1e5' }, /^-1100 /],
    ['an integer that is none', { limit: integer(1) }, { limit: 'x' }, /^-1100 .*'limit'/],
    ['an integer out of range', { n: integer(1, 5) }, { n: '6' }, "-1130 Data sent for parameter 'n' is not valid."],
    ['an integer beyond all', { n: integer(1) }, { n: '99999999999999999999' }, "-1108 Parameter 'n' overflowed."],
    ['a word that is not known', { side: oneOf(['BUY'], 'INVALID_SIDE') }, { side: 'buy' }, '-1117 Invalid side.'],
    ['a symbol that comes twice', { symbols }, { symbols: '["A","A"]' }, '-1151 Symbol is present multiple times in the list.'],
    ['a list that is none', { symbols }, { symbols: 'A' }, /^-1100 /],
    ['a name that is too long', { id: clientOrderId }, { id: 'x'.repeat(37) }, /^-1100 /],
    ['a window that is none', { w: windowSize }, { w: '60m' }, "-1130 Data sent for parameter 'w' is not valid."],
  ] as [string, ParameterShape, Record<string, string>, string | RegExp][])('refuse %s', (_, shape, sent, refusal) => {
    const text = String(read(shape, sent))
    if (typeof refusal === 'string') expect(text).toBe(refusal)
    else expect(text).toMatch(refusal)
  })

  it('are read as what they are', () => {
    const [n, when, yes, list] = [z.optional(integer(0)), z.optional(time), z.optional(flag), z.optional(symbols)]
    const shape = { symbol, price: decimal, rows: limit(500, 1000), n, when, yes, list }
    const absent = { n: undefined, when: undefined, yes: undefined, list: undefined }
    const given = { symbol: 'BTCUSDT', price: '0.10' }
    expect(read(shape, given)).toEqual({ ...given, rows: 500, ...absent })
    const more = { rows: '5000', when: '1700000000000', yes: 'TRUE', list: '["A","B"]' }
    const sent = { symbol: 'A', price: '1', n: '0', ...more }
    const found = { n: 0, rows: 1000, when: 1_700_000_000_000_000, yes: true, list: ['A', 'B'] }
    expect(read(shape, sent)).toEqual({ symbol: 'A', price: '1', ...found })
  })

  it('take a time in milliseconds or microseconds', () => {
    expect(read({ time }, { time: '1700000000000123' })).toEqual({ time: 1_700_000_000_000_123 })
    expect([timeWriter(false)(1_999), timeWriter(true)(1_999)]).toEqual([1, 1_999])
  })

  it('come decoded, each once', () => {
    expect([...readPairs('a=1&symbols=%5B%22A%22%5D&b=&c')]).toEqual([['a', '1'], ['symbols', '["A"]'], ['b', ''], ['c', '']])
    expect(outcome(() => readPairs('a=1&a=1'))).toBe('-1101 Duplicate values for a parameter detected.')
    expect(outcome(() => readPairs('a=%zz'))).toMatch(/^-1100 /)
  })

  it('are any text, and never more than a refusal', () => {
    const counts = { n: integer(0), limit: limit(1, 9) }
    const kinds: ParameterShape = { symbol, decimal, time, flag, symbols, clientOrderId, windowSize, ...counts }
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.json())
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(kinds)), text, (name, value) => {
        read({ [name]: kinds[name]! }, { [name]: value })
      }),
    )
  })

  it('know time zones from -12:00 to +14:00', () => {
    const found = ['0', '8', '-1:30', '+05:45', '14', '-12:00'].map(readTimeZone)
    expect(found.map((ms) => ms! / 60_000)).toEqual([0, 480, -90, 345, 840, -720])
    expect(['15', '-12:30', '1:60', 'x', ''].map(readTimeZone)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})

describe('the timing of a request', () => {
  it('is good from its window before now to a second ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: -120_000, max: 5_000 }), fc.nat(60_000), (offsetMs, windowMs) => {
        const nowMs = 1_700_000_000_000
        const validity = readValidity(String(nowMs + offsetMs), String(windowMs))
        const isGood = offsetMs < 1000 && -offsetMs <= windowMs
        expect(outcome(() => { checkTiming(validity, nowMs * 1000) }) === undefined).toBe(isGood)
      }),
    )
  })

  it('is five seconds where nothing is said, and has up to three decimals', () => {
    expect(readValidity('1700000000000', undefined).recvWindowUs).toBe(5_000_000)
    expect(readValidity('1700000000000123', '0.001')).toEqual({ timestampUs: 1_700_000_000_000_123, recvWindowUs: 1 })
  })

  it.each([
    [undefined, undefined, "-1102 Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."],
    ['x', undefined, /^-1100 .*'timestamp'/],
    ['1', '60000.001', '-1131 recvWindow must be less than 60000.'],
    ['1', '1.0001', /^-1100 .*'recvWindow'/],
  ])('is refused: %s, %s', (timestamp, recvWindow, refusal) => {
    expect(String(outcome(() => readValidity(timestamp, recvWindow)))).toMatch(refusal)
  })
})
