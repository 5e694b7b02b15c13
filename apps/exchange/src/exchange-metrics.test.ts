import { describe, expect, it } from 'vitest'
import { ExchangeMetrics } from './exchange-metrics.ts'

describe('the metrics', () => {
  it('count answers by outcome and time those that were committed', async () => {
    const metrics = new ExchangeMetrics()
    metrics.answered('done', 0.0003)
    metrics.answered('refused', 0.02)
    metrics.answered('unavailable', 9)
    const text = await metrics.registry.metrics()
    expect(text).toContain('openlob_commands_total{outcome="done"} 1')
    expect(text).toContain('openlob_commands_total{outcome="unavailable"} 1')
    expect(text).toContain('openlob_commit_seconds_bucket{le="0.0005"} 1')
    expect(text).toContain('openlob_commit_seconds_count 2')
  })

  it('count events by type', async () => {
    const metrics = new ExchangeMetrics()
    metrics.published('TradeExecuted')
    metrics.published('TradeExecuted')
    expect(await metrics.registry.metrics()).toContain('openlob_events_total{type="TradeExecuted"} 2')
  })

  it('read added numbers at each scrape', async () => {
    const metrics = new ExchangeMetrics()
    let value = 3
    metrics.add([
      { name: 'openlob_open_orders', help: 'x', kind: 'gauge', read: () => value },
      { name: 'openlob_trades_total', help: 'x', kind: 'counter', read: () => value * 2 },
    ])
    await metrics.registry.metrics()
    value = 4
    const text = await metrics.registry.metrics()
    expect(text).toContain('openlob_open_orders 4')
    expect(text).toContain('openlob_trades_total 8')
  })

  it('stay apart from those of another exchange in the process', async () => {
    const [first, second] = [new ExchangeMetrics(), new ExchangeMetrics()]
    first.published('OrderCanceled')
    expect(await second.registry.metrics()).not.toContain('OrderCanceled')
  })
})
