import { describe, expect, it } from 'vitest'
import type { Order, Trade } from '@openlob/domain'
import type { Event } from '../events/event.ts'
import { RecentHistory } from './recent-history.ts'

const header = { sequence: 1, commandSequence: 1, timestampUs: 1 }

function canceled(orderId: number, clientOrderId?: string): Event {
  const order = { orderId, accountId: 1, clientOrderId, status: 'canceled' } as unknown as Order
  return { type: 'OrderCanceled', ...header, order }
}

function traded(tradeId: number, instrumentId: number): Event {
  const trade = { tradeId, instrumentId } as unknown as Trade
  const order = { orderId: 1_000, accountId: 1, status: 'partially_filled' } as unknown as Order
  return { type: 'TradeExecuted', ...header, trade, makerOrder: order, takerOrder: order }
}

describe('RecentHistory', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %d', (limit) => {
    expect(() => new RecentHistory({ finishedOrders: limit })).toThrow(`finishedOrders=${limit}`)
    expect(() => new RecentHistory({ tradesPerInstrument: limit })).toThrow(`tradesPerInstrument=${limit}`)
  })

  it('keeps what the default limits say where a limit is undefined, and gives nothing where NaN is asked for', () => {
    const history = new RecentHistory({ tradesPerInstrument: undefined } as never)
    for (let tradeId = 1; tradeId <= 1_500; tradeId += 1) history.record([traded(tradeId, 1)])
    expect(history.snapshot().trades).toHaveLength(1_000)
    expect(history.trades(1 as never, Number.NaN)).toEqual([])
    expect(history.trades(1 as never, Number.POSITIVE_INFINITY)).toHaveLength(1_000)
  })

  it('keeps the last finished orders, and of a client order id the last one', () => {
    const history = new RecentHistory({ finishedOrders: 3 })
    history.record([canceled(1, 'a'), canceled(2, 'a'), canceled(3, 'b')])
    const ids = (reference: string) => history.find(1 as never, { clientOrderId: reference })?.orderId
    expect([ids('a'), ids('b'), ids('c')]).toEqual([2, 3, undefined])
    history.record([canceled(4)])
    expect([history.order(1 as never), ids('a')]).toEqual([undefined, 2])
    history.record([canceled(5)])
    expect([ids('a'), ids('b')]).toEqual([undefined, 3])
    expect(history.snapshot().finishedOrders.map(({ orderId }) => orderId)).toEqual([3, 4, 5])
  })

  it("shows an order to its account only, and none that is still open", () => {
    const history = new RecentHistory()
    history.record([canceled(1, 'a'), traded(1, 1)])
    expect(history.find(2 as never, { orderId: 1 as never })).toBeUndefined()
    expect(history.order(1_000 as never)).toBeUndefined()
  })

  it('keeps the last trades of each instrument, newest first', () => {
    const history = new RecentHistory({ tradesPerInstrument: 3 })
    for (let tradeId = 1; tradeId <= 20; tradeId += 1) history.record([traded(tradeId, 1 + (tradeId % 2))])
    const ids = (limit: number) => history.trades(1 as never, limit).map(({ tradeId }) => tradeId)
    expect([ids(2), ids(99), ids(0), ids(-1)]).toEqual([[20, 18], [20, 18, 16], [], []])
    const copy = new RecentHistory({ tradesPerInstrument: 3 })
    copy.restore(history.snapshot())
    expect(copy.trades(2 as never, 9)).toEqual(history.trades(2 as never, 9))
  })
})
