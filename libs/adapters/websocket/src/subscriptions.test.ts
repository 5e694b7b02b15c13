import { accountId, instrumentId } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { Outbox } from './backpressure.ts'
import { Subscriptions } from './subscriptions.ts'

const outbox = (): Outbox => {
  const socket = { writableLength: 0, cork: () => undefined, uncork: () => undefined, write: () => true }
  const limits = { softLimitBytes: 1, hardLimitBytes: 2, maxCongestedMs: 1, maxMergedLevels: 1 }
  return new Outbox(socket, limits, () => 0, { onPending: () => undefined, onTooSlow: () => undefined })
}

const [first, second] = [instrumentId(1), instrumentId(2)]

describe('subscriptions', () => {
  it('count once what is added twice', () => {
    const subscriptions = new Subscriptions()
    const one = outbox()
    for (const instrument of [first, first, second]) subscriptions.add('book', instrument, one)
    subscriptions.add('trades', first, one)
    expect(subscriptions.count(one)).toBe(3)
    expect([...subscriptions.book(first)]).toEqual([one])
    subscriptions.remove('book', first, one)
    subscriptions.remove('book', first, one)
    expect(subscriptions.count(one)).toBe(2)
  })

  it('forget everything of a connection and nothing of the others', () => {
    const subscriptions = new Subscriptions()
    const [one, other] = [outbox(), outbox()]
    for (const each of [one, other]) {
      subscriptions.add('book', first, each)
      subscriptions.add('trades', second, each)
      subscriptions.addOwner(accountId(1), each)
      subscriptions.setOrders(each, true)
    }
    expect(subscriptions.total).toBe(6)
    subscriptions.removeAll(one)
    const found = [subscriptions.book(first), subscriptions.trades(second), subscriptions.owners(accountId(1))]
    expect(found.map((set) => [...set])).toEqual([[other], [other], [other]])
    expect([subscriptions.wantsOrders(one), subscriptions.wantsOrders(other)]).toEqual([false, true])
    subscriptions.removeAll(other)
    expect(subscriptions.total).toBe(0)
  })
})
