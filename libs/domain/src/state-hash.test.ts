import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StateHash } from './state-hash.ts'

const digestOf = (values: readonly number[]): string => {
  const hash = new StateHash()
  for (const value of values) hash.integer(value)
  return hash.digest()
}

describe('StateHash', () => {
  it('is the same on every machine', () => {
    const hash = new StateHash()
    hash.integer(1)
    hash.int64(-(2n ** 63n))
    hash.text('BTC-USDT')
    expect(hash.digest()).toBe('eb270f03b6498c1d')
  })

  it('tells lists of integers apart', () => {
    const integers = fc.array(fc.maxSafeInteger(), { maxLength: 20 })
    fc.assert(
      fc.property(integers, integers, (left, right) => {
        expect(digestOf(left) === digestOf(right)).toBe(JSON.stringify(left) === JSON.stringify(right))
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('has no two equal digests among many similar inputs', () => {
    const seen = new Set<string>()
    for (let left = 0; left < 300; left += 1)
      for (let right = 0; right < 300; right += 1) seen.add(digestOf([left, right]))
    expect(seen.size).toBe(90_000)
  })

  it('continues from its digest', () => {
    const values = fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(values, fc.nat(), (list, cut) => {
        const at = cut % list.length
        const continued = StateHash.from(digestOf(list.slice(0, at)))
        for (const value of list.slice(at)) continued.integer(value)
        expect(continued.digest()).toBe(digestOf(list))
      }),
      { seed: 42, numRuns: 200 },
    )
  })

  it('does not run neighbouring texts together', () => {
    const of = (...texts: string[]) => {
      const hash = new StateHash()
      for (const text of texts) hash.text(text)
      return hash.digest()
    }
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'))
  })

  it.each(['', 'xyz', '0123456789ABCDEF', '0123456789abcdef0'])('refuses the digest "%s"', (digest) => {
    expect(() => StateHash.from(digest)).toThrow('16 hexadecimal digits')
  })
})

describe('StateHash of words', () => {
  const digestOfWords = (words: readonly number[]): string => {
    const hash = new StateHash()
    hash.words(Int32Array.from(words), 0, words.length)
    return hash.digest()
  }

  it('is the same on every machine', () => {
    expect(digestOfWords([1, -2, 3, 2 ** 31 - 1, 0, 0, 0, 7])).toBe('83183573b78a3bd7')
  })

  it('tells apart lists that differ in any one word, or in zeros at the end', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    const fours = fc.array(fc.tuple(word, word, word, word), { minLength: 1, maxLength: 8 })
    const property = fc.property(fours, fc.nat(), word, (groups, at, other) => {
      const words = groups.flat()
      const changed = words.with(at % words.length, other)
      expect(digestOfWords(words) === digestOfWords(changed)).toBe(words[at % words.length] === other)
      expect(digestOfWords([...words, 0, 0, 0, 0])).not.toBe(digestOfWords(words))
    })
    fc.assert(property, { seed: 42, numRuns: 1_000 })
  })
})
