import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Order, Trade } from '@openlob/domain'
import { RecentHistory } from './recent-history.ts'
import type { HistorySnapshot } from './recent-history.ts'

function order(orderId: number, status: 'canceled' | 'partially_filled', clientOrderId?: string): Order {
  const terms = { side: 'buy', type: 'limit', timeInForce: 'GTC', postOnly: false, priceTicks: 50, quantityLots: 10 }
  const executed = { executedLots: 4, executedQuoteUnits: 200n, createdUs: 7, updatedUs: 8 }
  return { orderId, accountId: 1, instrumentId: 1, clientOrderId, ...terms, ...executed, status } as unknown as Order
}

function canceled(orderId: number, clientOrderId?: string): HistorySnapshot {
  return { finishedOrders: [order(orderId, 'canceled', clientOrderId)], trades: [] }
}

function traded(tradeId: number, instrumentId: number): HistorySnapshot {
  const trade = { tradeId, instrumentId } as unknown as Trade
  return { finishedOrders: [order(1_000, 'partially_filled')], trades: [trade] }
}

function hear(history: RecentHistory, ...happened: readonly HistorySnapshot[]): void {
  for (const each of happened) history.restore(each)
}

describe('RecentHistory', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %d', (limit) => {
    expect(() => new RecentHistory({ finishedOrders: limit })).toThrow(`finishedOrders=${limit}`)
    expect(() => new RecentHistory({ tradesPerInstrument: limit })).toThrow(`tradesPerInstrument=${limit}`)
  })

  it('keeps what the default limits say where a limit is undefined, and gives nothing where NaN is asked for', () => {
    const history = new RecentHistory({ tradesPerInstrument: undefined } as never)
    for (let tradeId = 1; tradeId <= 1_500; tradeId += 1) hear(history, traded(tradeId, 1))
    expect(history.snapshot().trades).toHaveLength(1_000)
    expect(history.trades(1 as never, Number.NaN)).toEqual([])
    expect(history.trades(1 as never, Number.POSITIVE_INFINITY)).toHaveLength(1_000)
  })

  it('keeps the last finished orders, and of a client order id the last one', () => {
    const history = new RecentHistory({ finishedOrders: 3 })
    hear(history, canceled(1, 'a'), canceled(2, 'a'), canceled(3, 'b'))
    const ids = (reference: string) => history.find(1 as never, { clientOrderId: reference })?.orderId
    expect([ids('a'), ids('b'), ids('c')]).toEqual([2, 3, undefined])
    hear(history, canceled(4))
    expect([history.order(1 as never), ids('a')]).toEqual([undefined, 2])
    hear(history, canceled(5))
    expect([ids('a'), ids('b')]).toEqual([undefined, 3])
    expect(history.snapshot().finishedOrders).toEqual([order(3, 'canceled', 'b'), order(4, 'canceled'), order(5, 'canceled')])
  })

  it("shows an order to its account only, and none that is still open", () => {
    const history = new RecentHistory()
    hear(history, canceled(1, 'a'), traded(1, 1))
    expect(history.find(2 as never, { orderId: 1 as never })).toBeUndefined()
    expect(history.order(1_000 as never)).toBeUndefined()
  })

  it('keeps the last trades of each instrument, newest first', () => {
    const history = new RecentHistory({ tradesPerInstrument: 3 })
    for (let tradeId = 1; tradeId <= 20; tradeId += 1) hear(history, traded(tradeId, 1 + (tradeId % 2)))
    const ids = (limit: number) => history.trades(1 as never, limit).map(({ tradeId }) => tradeId)
    expect([ids(2), ids(99), ids(0), ids(-1)]).toEqual([[20, 18], [20, 18, 16], [], []])
    const copy = new RecentHistory({ tradesPerInstrument: 3 })
    copy.restore(history.snapshot())
    expect(copy.trades(2 as never, 9)).toEqual(history.trades(2 as never, 9))
  })

  it('is the same again from what it saves, however often its oldest went', () => {
    const ids = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(undefined, 'a', 'b')), { maxLength: 60 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), ids, (finishedOrders, each) => {
        const [history, copy] = [new RecentHistory({ finishedOrders }), new RecentHistory({ finishedOrders })]
        for (const [index, [, name]] of each.entries()) hear(history, canceled(index + 1, name))
        const expected = each.map(([, name], index) => order(index + 1, 'canceled', name)).slice(-finishedOrders)
        expect(history.snapshot().finishedOrders).toEqual(expected)
        copy.restore(history.save())
        expect(copy.snapshot()).toEqual(history.snapshot())
        for (const name of ['a', 'b']) {
          const last = expected.findLast(({ clientOrderId }) => clientOrderId === name)
          for (const one of [history, copy]) expect(one.find(1 as never, { clientOrderId: name })).toEqual(last)
        }
      }),
      { seed: 4, numRuns: 200 },
    )
  })
})
