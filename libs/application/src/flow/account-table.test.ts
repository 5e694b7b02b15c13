import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountId } from '@openlob/domain'
import { namesSections, openNamed } from '../snapshot/account-names.ts'
import { SnapshotDecodingError } from '../snapshot/sections.ts'
import { AccountTable } from './account-table.ts'

const name = fc.stringMatching(/^[A-Za-z0-9._:-]{1,32}$/)

/** A table of some accounts, each on a tier. */
function tableOf(names: readonly string[]): AccountTable {
  const table = new AccountTable()
  names.forEach((each, index) => table.open(each, index % 3))
  return table
}

describe('AccountTable', () => {
  it('finds what a map finds, by id and by name, however it came to be', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 400 }), name, fc.nat(3), (names, other, fewer) => {
        const table = tableOf(names)
        const expected = names.map((each, index) => ({ accountId: index + 1, name: each, feeTier: index % 3 }))
        expect([...table]).toEqual(expected)
        const from = Math.max(0, fewer - 1)
        expect(table.slice(fewer, 2)).toEqual(expected.slice(from, fewer + 1))
        for (const account of expected) expect(table.named(account.name)).toEqual(account)
        expect(table.named(other)).toEqual(expected.find((account) => account.name === other))
        const copy = new AccountTable()
        for (const section of namesSections(table)) openNamed(copy, section)
        expect([...copy]).toEqual(expected.map((account) => ({ ...account, feeTier: 0 })))
        for (const account of expected) expect(copy.named(account.name)?.accountId).toBe(account.accountId)
      }),
      { seed: 51, numRuns: 60 },
    )
  })

  it('has no account of a name or an id that none can have', () => {
    const table = tableOf(['ann', 'bob'])
    const names = ['', 'an', 'annn', 'ann\0', 'Ann', 'änn', 'a'.repeat(33)]
    expect(names.map((each) => table.named(each))).toEqual(names.map(() => undefined))
    const ids = [0, -1, 3, 1.5, Number.NaN, 2 ** 40]
    expect(ids.map((id) => table.get(id))).toEqual(ids.map(() => undefined))
    expect([table.has(0), table.has(1), table.has(2), table.has(3)]).toEqual([false, true, true, false])
  })

  it('refuses a name that it cannot keep, and a tier of nobody', () => {
    const table = tableOf(['ann'])
    for (const each of ['', 'ä', 'a'.repeat(33)]) expect(() => table.open(each)).toThrow('a name has 1 to 32 characters')
    expect(() => table.setFeeTier(2 as AccountId, 1)).toThrow('accountId=2')
    expect(table.count).toBe(1)
  })

  it('keeps every fee tier that a command can name, and a plugin take', () => {
    const table = tableOf(['ann', 'bob'])
    for (const feeTier of [0, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(table.setFeeTier(2 as AccountId, feeTier).feeTier).toBe(feeTier)
      expect([table.feeTierOf(2), table.get(2)?.feeTier, table.named('bob')?.feeTier]).toEqual([feeTier, feeTier, feeTier])
    }
  })

  it('gives accounts that nobody can change', () => {
    expect(Object.isFrozen(tableOf(['ann']).get(1))).toBe(true)
    expect(Object.isFrozen(tableOf(['ann']).setFeeTier(1 as AccountId, 2))).toBe(true)
  })
})

describe('the names of accounts in a snapshot', () => {
  const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text)

  it('are JSON', () => {
    const [section] = namesSections(tableOf(['ann', 'b.b', 'c']))
    expect(JSON.parse(new TextDecoder().decode(section))).toEqual(['ann', 'b.b', 'c'])
    expect(section!.length % 16).toBe(0)
  })

  it('are refused with the place where they are none', () => {
    const places = new Map([
      ['', 0],
      ['{}', 0],
      ['[]', 1],
      ['["a"', 4],
      ['["a" ]', 4],
      ['["a",]', 5],
      ['["a"]x', 5],
      ['["a\\"]', 3],
      ['[""]', 2],
      [`["${'a'.repeat(33)}"]`, 2],
      ['["a b"]', 3],
    ])
    for (const [text, place] of places) {
      const reading = (): void => {
        openNamed(new AccountTable(), octetsOf(text))
      }
      expect(reading, text).toThrow(SnapshotDecodingError)
      expect(reading, text).toThrow(`from octet ${place} on`)
    }
  })
})
