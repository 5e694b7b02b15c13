import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCommand, SETTING } from '../../test/arbitraries.ts'
import { Exchange } from '../exchange.ts'
import { ManualClock } from '../memory/manual-clock.ts'
import { MemoryJournal } from '../memory/memory-journal.ts'
import type { MemoryJournalStorage } from '../memory/memory-journal.ts'
import { MemorySnapshotStore } from '../memory/memory-snapshot-store.ts'
import { readCommand } from './command-shape.ts'
import type { Command } from './command.ts'

/** A plain command as something that is not quite plain. */
type Disguise = (command: object) => object

function inherited(command: object): object {
  return Object.create(command) as object
}

function withInheritedFields(command: object): object {
  return withFields(command, (field) => (isObject(field) ? inherited(field) : field))
}

/** Fields that say something else each time they are read. */
function changing(command: object): object {
  const made = {}
  for (const [name, field] of Object.entries(command)) {
    let reads = 0
    const get = (): unknown => {
      reads += 1
      if (typeof field === 'number') return field + reads - 1
      return typeof field === 'bigint' ? field + BigInt(reads - 1) : field
    }
    Object.defineProperty(made, name, { enumerable: true, get })
  }
  return made
}

function withJson(command: object): object {
  const toJSON = (): object => ({ ...command, accountId: 4, name: 'other' })
  return Object.assign(Object.create({ toJSON }) as object, command)
}

function negativeZeros(command: object): object {
  return withFields(command, (field) => (field === 0 ? -0 : field))
}

function withFields(command: object, changed: (field: unknown) => unknown): object {
  const entries: [string, unknown][] = Object.entries(command)
  return Object.fromEntries(entries.map(([name, field]) => [name, changed(field)]))
}

const none: Disguise = (command) => command
const DISGUISES = [none, inherited, withInheritedFields, changing, withJson, negativeZeros]
const disguise = fc.constantFrom(...DISGUISES)

describe('what a command is read from', () => {
  it('gives the same state after a replay, whatever object it was', async () => {
    let done = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyCommand, disguise), { minLength: 20, maxLength: 60 }), async (steps) => {
        const storage = { records: [] }
        const first = exchangeOver(storage)
        await first.start()
        for (const command of SETTING) await first.submit(command)
        for (const [command, disguised] of steps) {
          const { status } = await first.submit(disguised(command) as Command)
          if (status === 'done') done += 1
        }
        const second = exchangeOver(storage)
        await second.start()
        expect(second.stateHash()).toBe(first.stateHash())
        expect(second.eventHash()).toBe(first.eventHash())
      }),
      { seed: 42, numRuns: 40 },
    )
    expect(done).toBeGreaterThan(200)
  })

  it.each([
    ['an inherited field', Object.create({ type: 'OpenAccount', name: 'x' }), 'type: no such command'],
    ['an inherited reference', { type: 'CancelOrder', accountId: 1, order: Object.create({ orderId: 1 }) as object }, 'order: an object'],
    ['a field that throws', { type: 'OpenAccount', get name() { throw new Error('no') } }, 'it cannot be read: no'],
    ['its own toJSON', { type: 'OpenAccount', name: 'x', toJSON: () => ({}) }, 'toJSON: there is no such field'],
  ])('is refused with %s', (_what, value, malformation) => {
    expect(readCommand(value)).toEqual({ malformation: expect.stringContaining(malformation) as string })
  })

  it('is read once, into a plain object', () => {
    let reads = 0
    const order = { get orderId() { reads += 1; return reads } }
    const given = { type: 'CancelOrder', accountId: 1, order }
    expect(readCommand(given)).toEqual({ type: 'CancelOrder', accountId: 1, order: { orderId: 1 } })
    expect(reads).toBe(1)
    const tier = { type: 'SetFeeTier', accountId: 1, feeTier: 0 }
    expect(readCommand({ ...tier, feeTier: -0 })).toEqual(tier)
  })
})

function exchangeOver(storage: MemoryJournalStorage): Exchange {
  const journal = new MemoryJournal({ storage })
  return new Exchange({ journal, snapshots: new MemorySnapshotStore(), clock: new ManualClock(5) })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
