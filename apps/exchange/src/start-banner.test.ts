import type { RecoveryReport } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { startBanner } from './start-banner.ts'
import type { StartFacts } from './start-banner.ts'

const RECOVERY: RecoveryReport = {
  snapshotSequence: 1200,
  replayedCommands: 1,
  lastSequence: 1201,
  tornTail: undefined,
  unusableSnapshots: [],
  lastEventSequence: 0,
  snapshotEventSequence: 0,
  eventHash: '',
  orderCount: 12,
  accountCount: 3456,
}

const FACTS: StartFacts = {
  version: '1.2.3',
  webSocketUrl: 'ws://localhost:9090/ws',
  adminUrl: 'http://localhost:9091',
  dataDirectory: '/data',
  history: 'in memory, from this start on',
  recovery: RECOVERY,
  instruments: ['BTC-USDT'],
  flows: [],
  demoFunds: { BTC: '1000', USDT: '10000000.50' },
  demoKey: undefined,
  restUrl: 'http://localhost:9090',
  isDefaultAddress: true,
}

describe('the text at the start', () => {
  it('says what was recovered', () => {
    expect(startBanner(FACTS)).toContain('recovered  12 open orders, 3,456 accounts; snapshot at command 1,200, 1 command replayed')
  })

  it('names the flows where there are several', () => {
    expect(startBanner({ ...FACTS, flows: ['east', 'west'] })).toContain('flows      main, east, west; each has its journal and its ledger')
    expect(startBanner(FACTS)).not.toContain('flows')
  })

  it('says that a start is fresh', () => {
    const recovery = { ...RECOVERY, lastSequence: 0, snapshotSequence: undefined }
    expect(startBanner({ ...FACTS, recovery })).toContain('recovered  nothing: this is a fresh start')
  })

  it('owns up to what was cut and passed over', () => {
    const tornTail = { location: 'a.journal', bytes: 17 }
    const text = startBanner({ ...FACTS, recovery: { ...RECOVERY, tornTail, unusableSnapshots: [{ location: 'b', problem: 'torn' }] } })
    expect(text).toContain('cut 17 bytes off the end of a.journal: a write that was never acknowledged')
    expect(text).toContain('passed over the snapshot b: torn')
  })

  it('says loudly that the demo is on, and how to turn it off', () => {
    expect(startBanner(FACTS)).toContain('ON: whoever comes with a new trader_id is given 1,000 BTC and 10,000,000.50 USDT of play money')
    expect(startBanner(FACTS)).toContain('--set demo.enabled=false')
  })

  it('says how accounts are opened where the demo is off', () => {
    const off = { ...FACTS, demoFunds: undefined }
    expect(startBanner(off)).toContain('demo       off: only open accounts trade; npx openlob account open alice opens one\n')
    expect(startBanner({ ...off, adminUrl: 'http://localhost:7' })).toContain('open alice --admin-url http://localhost:7 opens')
  })

  it('shows lines that can be pasted: the address only where it is another, the symbol only where it is needed', () => {
    expect(startBanner(FACTS)).toContain('  npx openlob client\n')
    expect(startBanner(FACTS)).toContain('{"type":"limit_order","trader_id":"alice","side":"buy","price":50000,"quantity":10}')
    const elsewhere = startBanner({ ...FACTS, webSocketUrl: 'ws://x:1/ws', isDefaultAddress: false, instruments: ['A-B', 'C-D'] })
    expect(elsewhere).toContain('  npx openlob demo --url ws://x:1/ws\n')
    expect(elsewhere).toContain('"symbol":"A-B"')
  })
})
