import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, EventDecodingError, OrderAcceptedDecoder } from '@openlob/application/messages'
import { TradingFlow } from '../../src/index.ts'
import type { Event } from '../../src/index.ts'
import { goldenEvents, goldenEventsOfVersion1 } from '../golden/messages.ts'
import { anyHistory, eventsOf } from '../arbitraries.ts'
import { anyConditionalHistory } from '../conditional-arbitraries.ts'

/** Decimals are compared by their text. */
const plain = (event: Event): unknown =>
  JSON.parse(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)))

describe('the event codec', () => {
  it('gives back every event that a flow has reported', () => {
    const seen = new Set<string>()
    const property = fc.property(anyHistory(80), (history) => {
      for (const event of eventsOf(history)) {
        seen.add(event.type)
        const read = decodeEvent(encodeEvent(event))
        expect(plain(read)).toEqual(plain(event))
        expect(Object.keys(read).sort()).toEqual(Object.keys(event).sort())
      }
    })
    fc.assert(property, { seed: 42, numRuns: 30 })
    expect(seen.size).toBeGreaterThanOrEqual(14)
  })

  it('writes what a flow writes on its own, octet for octet', () => {
    const seen = new Set<string>()
    const property = fc.property(fc.oneof(anyHistory(80), anyConditionalHistory(80)), (history) => {
      const flow = new TradingFlow()
      for (const command of history) {
        const events = flow.apply(command)
        const messages = Array.from(flow.events.messages(), (message) => message.slice())
        expect(events.map(encodeEvent)).toEqual(messages)
        expect(messages.map(decodeEvent).map(plain)).toEqual(events.map(plain))
        for (const { type } of events) seen.add(type)
      }
    })
    fc.assert(property, { seed: 43, numRuns: 30 })
    expect(seen).toContain('TradeExecuted')
    expect(seen).toContain('OrderExpired')
    expect(seen).toContain('OrderAmended')
    expect(seen).toContain('OrderActivated')
    expect(seen).toContain('TradePrevented')
    expect(seen).toContain('OrderListChanged')
  })

  it.each([...goldenEvents, ...goldenEventsOfVersion1])('gives back $type', (event) => {
    expect(plain(decodeEvent(encodeEvent(event)))).toEqual(plain(event))
  })

  it.each([
    ['nothing', new Uint8Array(), 'BUFFER_TOO_SHORT'],
    ['half an event', encodeEvent(goldenEvents[0]!).subarray(0, 30), 'BUFFER_TOO_SHORT'],
    ['octets behind it', new Uint8Array([...encodeEvent(goldenEvents[0]!), 0]), '1 octets behind the message'],
    ['a command', changed(2, 9), 'template 9 is no event'],
    ['another schema', changed(4, 9), 'schema 9 is not 1'],
    ['a later version', changed(6, OrderAcceptedDecoder.SCHEMA_VERSION + 1), 'is newer than'],
  ])('refuses %s', (_, octets, message) => {
    expect(() => decodeEvent(octets)).toThrow(EventDecodingError)
    expect(() => decodeEvent(octets)).toThrow(message)
  })
})

/** A good event with an octet put in place of its own. */
function changed(at: number, octet: number): Uint8Array {
  const copy = encodeEvent(goldenEvents[0]!)
  copy[at] = octet
  return copy
}
