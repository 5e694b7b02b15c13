import fc from 'fast-check'
import { ReferenceBook, StateHash } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import {
  balanceAndLimits,
  centralCounterparty,
  encodeCommand,
  Exchange,
  FlowAudit,
  HistoryReplay,
  makerTaker,
  ManualClock,
  MemoryJournal,
  MemorySnapshotStore,
  priceBand,
  quoteOnTop,
  spotSettlement,
} from '../src/index.ts'
import type { Command, ExchangeOptions, JournalRecord, Plugin } from '../src/index.ts'
import { anyCommand, SETTING } from './arbitraries.ts'

const KNOWN: readonly Plugin[] = [
  balanceAndLimits,
  priceBand,
  makerTaker,
  quoteOnTop,
  spotSettlement,
  centralCounterparty,
] as readonly Plugin[]

const setups = fc.constantFrom<Partial<ExchangeOptions>>(
  {},
  { limits: { maxOpenOrdersPerAccount: 3 } },
  { plugins: { fees: { plugin: makerTaker, options: { tiers: [{ makerPpm: 100, takerPpm: 500 }] } } } },
  { plugins: { fees: { plugin: quoteOnTop, options: { tiers: [{ makerPpm: 0, takerPpm: 100_000 }] } } } },
  { plugins: { clearing: { plugin: centralCounterparty, options: { accountId: 1 } } } },
  { plugins: { risk: { plugin: priceBand, options: { bandPpm: 200_000 } } } },
)

/** The journal of an exchange that was stopped and started again under one configuration after the other. */
async function journalOf(
  lives: readonly (readonly [Partial<ExchangeOptions>, readonly Command[]])[],
): Promise<{ readonly records: JournalRecord[]; readonly eventHash: string; readonly stateHash: string }> {
  const storage: { records: JournalRecord[] } = { records: [] }
  const snapshots = new MemorySnapshotStore()
  const hashes = { eventHash: '', stateHash: '' }
  for (const [options, commands] of lives) {
    const journal = new MemoryJournal({ storage })
    const exchange = new Exchange({ journal, snapshots, clock: new ManualClock(5), hashEveryCommands: 7, ...options })
    await exchange.start()
    for (const command of commands) await exchange.submit(command)
    hashes.eventHash = exchange.eventHash()
    hashes.stateHash = exchange.stateHash()
    await exchange.stop()
  }
  return { records: storage.records, ...hashes }
}

const life = fc.tuple(setups, fc.array(anyCommand, { maxLength: 40 }))

describe('a history', () => {
  it('is carried out again under all the configurations that it was written under, and adds up', () =>
    fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), fc.boolean(), async (lives, obviousBook) => {
        const { records, eventHash, stateHash } = await journalOf([[{}, SETTING], ...lives])
        const replay = new HistoryReplay(KNOWN, obviousBook ? (listener) => new ReferenceBook(listener) : undefined)
        const audit = new FlowAudit()
        for (const record of records) {
          const { events } = replay.apply(record)
          audit.hear(events)
          if (events[0]?.type === 'ConfigurationChanged') expect(audit.problems(replay.flow)).toEqual([])
        }
        expect(audit.problems(replay.flow)).toEqual([])
        expect(replay.flow.commandSequence).toBe(records.length)
        expect(replay.flow.eventHash).toBe(eventHash)
        expect(StateHash.of(replay.flow)).toBe(stateHash)
      }),
      { seed: 81, numRuns: 40 },
    ))

  it('names the plugin that it was written with and that is not known', async () => {
    const onTop = { plugins: { fees: { plugin: quoteOnTop, options: { tiers: [{ makerPpm: 0, takerPpm: 1 }] } } } }
    const { records } = await journalOf([[{}, SETTING], [onTop, []]])
    const said = (known: readonly Plugin[]): unknown => {
      const replay = new HistoryReplay(known)
      try {
        for (const record of records) replay.apply(record)
        return undefined
      } catch (error) {
        return [String(error), replay.flow.commandSequence]
      }
    }
    const plugin = 'PluginError: the journal was written with the fees plugin quote-on-top, version 1'
    const without = KNOWN.filter(({ name }) => name !== 'quote-on-top')
    expect(said(without)).toEqual([`${plugin}: none of that name is known`, records.length - 1])
    const newer = { ...quoteOnTop, version: 2 } as unknown as Plugin
    expect(said([...without, newer])).toEqual([`${plugin}: known is version 2`, records.length - 1])
    expect(said(KNOWN)).toBeUndefined()
  })

  it('is refused where a configuration cannot be read, or a record is not the next', async () => {
    for (const configuration of ['x', '[]', 'null', '{"risk":3}']) {
      const command = { type: 'ConfigureFlow', configuration } as const
      const record = { sequence: 1, payload: encodeCommand({ sequence: 1, timestampUs: 1, command }) }
      expect(() => new HistoryReplay(KNOWN).apply(record), configuration).toThrow('the journal has a configuration')
    }
    const { records } = await journalOf([[{}, SETTING]])
    expect(() => new HistoryReplay(KNOWN).apply(records[1]!)).toThrow('the journal has 2 where 1 comes next')
    expect(() => new HistoryReplay(KNOWN).apply({ sequence: 1, payload: Uint8Array.of(1, 2, 3) })).toThrow('is no command')
  })
})
