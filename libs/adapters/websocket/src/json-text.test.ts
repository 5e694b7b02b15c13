import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberText, parseJsonObject } from './json-text.ts'

describe('the text of a message', () => {
  it('is refused where it is not JSON', () => {
    for (const text of ['', 'hello', '{"a":01}', '{"a":1.}', '{1:2}', "{'a':1}", '{"a":1}{', '{"a":NaN}'])
      expect(parseJsonObject(text)).toMatchObject({ code: 'NOT_JSON' })
  })

  it('is refused where it is not an object', () => {
    for (const text of ['1', '"a"', 'null', 'true', '[]', '[{"type":"ping"}]'])
      expect(parseJsonObject(text)).toMatchObject({ code: 'NOT_AN_OBJECT' })
  })

  it('keeps every digit of its numbers', () => {
    const text = '{"price":0.12345678901234567890123,"id":9007199254740993,"text":"1 \\" 2","e":-1.50E+3,"list":[1]}'
    expect(parseJsonObject(text)).toEqual({
      price: new NumberText('0.12345678901234567890123'),
      id: new NumberText('9007199254740993'),
      text: '1 " 2',
      e: new NumberText('-1.50E+3'),
      list: [1],
    })
  })

  it('gives every number back as it was written, whichever way it is read', () => {
    const digits = fc.stringMatching(/^\d{0,17}$/)
    const number = fc
      .tuple(fc.constantFrom('', '-'), fc.constantFrom('0', '1', '10', '123456789', '9007199254740991'), digits, digits)
      .map(([sign, first, more, fraction]) => `${sign}${first === '0' ? '0' : first + more}${fraction === '' ? '' : `.${fraction}`}`)
    const exponent = fc.constantFrom('', 'e3', 'E-2', 'e+10')
    fc.assert(
      fc.property(fc.array(fc.tuple(number, exponent), { minLength: 1, maxLength: 3 }), (numbers) => {
        const texts = numbers.map(([text, power]) => text + power)
        const found = parseJsonObject(`{"type":"a 1",${texts.map((text, index) => `"f${index}":${text}`).join(',')}}`)
        const expected = Object.fromEntries(texts.map((text, index) => [`f${index}`, new NumberText(text)]))
        expect(found).toEqual({ type: 'a 1', ...expected })
      }),
      { seed: 43, numRuns: 2_000 },
    )
  })

  it('takes the last of two fields of one name, as JSON.parse does', () => {
    expect(parseJsonObject('{"a":1,"a":2}')).toEqual({ a: new NumberText('2') })
  })

  it('is otherwise what JSON.parse makes of it', () => {
    const plain = (value: unknown): unknown => (value instanceof NumberText ? Number(value.text) : value)
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (message) => {
        const text = JSON.stringify(message)
        const found = parseJsonObject(text)
        const back = Object.entries(found).map(([key, value]) => [key, plain(value)])
        expect(back).toEqual(Object.entries(JSON.parse(text) as object))
      }),
      { seed: 42, numRuns: 300 },
    )
  })
})
