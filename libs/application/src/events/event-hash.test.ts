import { describe, expect, it } from 'vitest'
import { Decimal } from '@openlob/decimal'
import { StateHash } from '@openlob/domain'
import { SETTING, sequenced } from '../../test/arbitraries.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { sampleHistory } from '../testing/index.ts'
import { foldEvent } from './event-hash.ts'
import type { Event } from './event.ts'

function hashOf(event: Event): string {
  const hash = new StateHash()
  foldEvent(hash, event)
  return hash.digest()
}

/** One event of each type. */
function eventsOfAllTypes(): Event[] {
  const found = new Map<string, Event>()
  const extra = [
    { type: 'SetFeeTier', accountId: 1, feeTier: 0 },
    { type: 'SetInstrumentStatus', instrumentId: 1, status: 'halted' },
  ] as never[]
  for (const history of [sampleHistory({ length: 400 }), sequenced([...SETTING, ...extra])]) {
    const flow = new TradingFlow()
    for (const command of history) for (const event of flow.apply(command)) found.set(event.type, event)
  }
  const flow = new TradingFlow()
  const configure = { type: 'ConfigureFlow', configuration: flow.configuration } as const
  for (const event of flow.apply({ sequence: 1, timestampUs: 1, command: configure })) found.set(event.type, event)
  return [...found.values()]
}

/** The event once for each of its fields, at any depth, with that field changed. */
function* changes(value: unknown, path = ''): Generator<[string, unknown]> {
  if (typeof value === 'object' && value !== null && !(value instanceof Decimal)) {
    for (const [key, field] of Object.entries(value))
      for (const [where, changed] of changes(field, `${path}.${key}`)) yield [where, { ...value, [key]: changed }]
  } else yield [path, another(value, path)]
}

function another(value: unknown, path: string): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'boolean') return !value
  if (value instanceof Decimal) return value.add(Decimal.one)
  return path.endsWith('clientOrderId') ? '' : 5
}

describe('the event hash', () => {
  const events = eventsOfAllTypes()

  it('is tried on every event', () => {
    expect(events.map(({ type }) => type).sort()).toHaveLength(17)
  })

  it.each(events.map((event) => [event.type, event] as const))('folds every field of %s', (_type, event) => {
    const before = hashOf(event)
    expect(hashOf({ ...event })).toBe(before)
    for (const [path, changed] of changes(event)) {
      // A type that is none has no fold at all.
      if (path === '.type') continue
      expect(`${path} ${hashOf(changed as Event) === before}`).toBe(`${path} false`)
    }
  })
})
