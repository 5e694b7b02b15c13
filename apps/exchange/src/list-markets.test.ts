import { Exchange, ManualClock, MemoryJournal, MemorySnapshotStore, QueryUnavailableError } from '@openlob/application'
import type { ExchangeGateway } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { resolveConfiguration } from './configuration/resolve-configuration.ts'
import { listMarkets } from './list-markets.ts'

const { assets, instruments } = resolveConfiguration({ environment: {}, flags: [] }).configuration
const [bitcoin] = instruments

async function started(): Promise<Exchange> {
  const ports = { journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock: new ManualClock(1) }
  const exchange = new Exchange(ports)
  await exchange.start()
  return exchange
}

describe('the configured markets', () => {
  it('are listed at the first start and left alone at the next', async () => {
    const exchange = await started()
    expect(await listMarkets(exchange, { assets, instruments })).toEqual({ listed: ['BTC', 'USDT', 'BTC-USDT'], differences: [] })
    const { commandSequence } = exchange.statistics()
    expect(await listMarkets(exchange, { assets, instruments })).toEqual({ listed: [], differences: [] })
    expect(exchange.statistics().commandSequence).toBe(commandSequence)
  })

  it('are added where they are new', async () => {
    const exchange = await started()
    await listMarkets(exchange, { assets, instruments })
    const more = {
      assets: [...assets, { symbol: 'ETH', scale: 8 }],
      instruments: [...instruments, { ...bitcoin!, symbol: 'ETH-USDT', base: 'ETH' }],
    }
    expect((await listMarkets(exchange, more)).listed).toEqual(['ETH', 'ETH-USDT'])
  })

  it('are never changed: what is configured otherwise is told', async () => {
    const exchange = await started()
    await listMarkets(exchange, { assets, instruments })
    const changed = {
      assets: assets.map((asset) => ({ ...asset, scale: 9 })),
      instruments: [{ ...bitcoin!, tickSize: '0.1', minQuantity: '1' }],
    }
    const { listed, differences } = await listMarkets(exchange, changed)
    expect(listed).toEqual([])
    expect(differences).toEqual([
      'asset BTC is listed with scale 8; the configured scale 9 is not used',
      'asset USDT is listed with scale 8; the configured scale 9 is not used',
      'instrument BTC-USDT is listed with another tickSize, minQuantity than configured; the listed one counts',
    ])
  })
})

describe('an exchange that fails while it lists', () => {
  it('is told as such, not as a wrong configuration', async () => {
    const exchange = await started()
    const failing: ExchangeGateway = {
      queries: exchange.queries,
      subscribe: (publisher) => exchange.subscribe(publisher),
      submit: () => Promise.resolve({ status: 'unavailable', reason: 'JOURNAL_FAILED', text: 'the disk is full' }),
    }
    await expect(listMarkets(failing, { assets, instruments })).rejects.toThrow(QueryUnavailableError)
  })
})
