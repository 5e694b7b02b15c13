import { describe, expect, it } from 'vitest'
import { accountId, assetId, instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import { Exchange, ManualClock, MemoryEventPublisher, MemoryJournal, MemorySnapshotStore } from '../src/index.ts'

describe('Exchange', () => {
  it('trades, stops and starts again with the same state', async () => {
    const storage = { records: [] }
    const snapshots = new MemorySnapshotStore()
    const clock = new ManualClock(1_000_000)
    const exchange = new Exchange({ journal: new MemoryJournal({ storage }), snapshots, clock })
    const publisher = new MemoryEventPublisher()
    exchange.subscribe(publisher)
    await exchange.start()
    await exchange.submit({ type: 'ListAsset', symbol: 'BTC', scale: 8 })
    await exchange.submit({ type: 'ListAsset', symbol: 'USDT', scale: 6 })
    const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.0001' }
    await exchange.submit({
      type: 'ListInstrument',
      kind: 'spot',
      terms,
      baseAssetId: assetId(1),
      quoteAssetId: assetId(2),
    })
    await exchange.submit({ type: 'OpenAccount', name: 'alice' })
    await exchange.submit({ type: 'OpenAccount', name: 'bob' })
    await exchange.submit({ type: 'Deposit', accountId: accountId(1), assetId: assetId(1), units: 100_000_000n })
    await exchange.submit({ type: 'Deposit', accountId: accountId(2), assetId: assetId(2), units: 100_000_000_000n })
    const order = {
      type: 'PlaceOrder',
      orderType: 'limit',
      instrumentId: instrumentId(1),
      priceTicks: priceTicks(5_000_000),
      quantityLots: quantityLots(1000),
      timeInForce: 'GTC',
      postOnly: false,
    } as const
    const sold = await exchange.submit({ ...order, accountId: accountId(1), side: 'sell' })
    expect(sold.status).toBe('done')
    const bought = await exchange.submit({ ...order, accountId: accountId(2), side: 'buy', quantityLots: quantityLots(400) })
    expect(bought).toMatchObject({ status: 'done' })
    expect(publisher.events.map(({ sequence }) => sequence)).toEqual(publisher.events.map((_, index) => index + 1))
    const balances = await exchange.queries.balances(accountId(2))
    expect(balances).toMatchInlineSnapshot(`
      [
        {
          "accountId": 2,
          "assetId": 1,
          "freeUnits": 4000000n,
          "heldUnits": 0n,
        },
        {
          "accountId": 2,
          "assetId": 2,
          "freeUnits": 98000000000n,
          "heldUnits": 0n,
        },
      ]
    `)
    const statistics = exchange.statistics()
    await exchange.stop()
    const again = new Exchange({ journal: new MemoryJournal({ storage }), snapshots, clock })
    const report = await again.start()
    expect(report).toMatchObject({ replayedCommands: 0, orderCount: 1 })
    expect(again.statistics()).toEqual({ ...statistics, subscribers: 0 })
    expect(await again.queries.balances(accountId(2))).toEqual(balances)
    await again.stop()
    const third = new Exchange({ journal: new MemoryJournal({ storage }), snapshots: new MemorySnapshotStore(), clock })
    expect(await third.start()).toMatchObject({ replayedCommands: statistics.commandSequence, eventHash: report.eventHash })
  })
})
