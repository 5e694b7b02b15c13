import { accountId } from '@openlob/domain'
import type { Account } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { AccountNames } from './account-names.ts'

const SEVEN = accountId(7)
const alice: Account = { accountId: SEVEN, name: 'alice', feeTier: 0 }

describe('the names of accounts', () => {
  it('learn nothing from a question that is not answered', async () => {
    const names = new AccountNames(10, () => Promise.reject(new Error('BUSY')))
    await names.find([SEVEN])
    expect([names.nameOf(SEVEN), names.isUnknown(SEVEN)]).toEqual(['#7', true])
    names.learn(SEVEN, 'alice')
    expect([names.nameOf(SEVEN), names.isUnknown(SEVEN)]).toEqual(['alice', false])
  })

  it('remember that there is no such account, until there is', async () => {
    const names = new AccountNames(10, () => Promise.resolve(undefined))
    await names.find([SEVEN])
    expect([names.nameOf(SEVEN), names.isUnknown(SEVEN)]).toEqual(['#7', false])
    names.learn(SEVEN, 'alice')
    await names.find([SEVEN])
    expect(names.nameOf(SEVEN)).toBe('alice')
  })

  it('are as many as may be, the last learnt', async () => {
    const names = new AccountNames(2, () => Promise.resolve(alice))
    names.learn(accountId(1), undefined)
    names.learn(accountId(2), 'bob')
    names.learn(accountId(1), 'carol')
    expect([names.nameOf(accountId(1)), names.nameOf(accountId(2))]).toEqual(['carol', 'bob'])
    await names.find([SEVEN])
    expect([names.nameOf(accountId(1)), names.nameOf(SEVEN)]).toEqual(['#1', 'alice'])
  })
})
