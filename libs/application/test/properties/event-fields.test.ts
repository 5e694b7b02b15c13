import { describe, expect, it } from 'vitest'
import { Decimal } from '@openlob/decimal'
import { encodeEvent } from '@openlob/application/messages'
import { sampleHistory } from '@openlob/application/testing'
import { TradingFlow } from '../../src/index.ts'
import type { Event } from '../../src/index.ts'
import { SETTING, sequenced } from '../arbitraries.ts'

/** The octets of an event; none where it cannot be one. */
function octetsOf(event: Event): string {
  try {
    return encodeEvent(event).join(' ')
  } catch {
    return ''
  }
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
  return path.endsWith('clientOrderId') ? 'another' : 5
}

describe('the message of an event, which is what the event hash is of', () => {
  const events = eventsOfAllTypes()

  it('is tried on every event', () => {
    expect(events.map(({ type }) => type).sort()).toHaveLength(17)
  })

  it.each(events.map((event) => [event.type, event] as const))('has every field of %s', (_type, event) => {
    const before = octetsOf(event)
    expect(octetsOf({ ...event })).toBe(before)
    for (const [path, changed] of changes(event)) {
      expect(`${path} ${octetsOf(changed as Event) === before}`).toBe(`${path} false`)
    }
  })
})
