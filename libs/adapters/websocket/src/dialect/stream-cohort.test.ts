import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TellingStreams } from '../../test/dialect/telling-streams.ts'
import { textFrame } from '../frame.ts'
import { StreamCohorts, StreamMembership } from './stream-membership.ts'
import { WritePacer } from './write-pacer.ts'

class Client {
  readonly names = new Set<string>()
  readonly written: Buffer[] = []
  expected = ''
  readonly membership: StreamMembership
  isCombined = false

  constructor(cohorts: StreamCohorts) {
    const connection = { write: (octets: Buffer) => { this.written.push(octets) } }
    this.membership = new StreamMembership(cohorts, { connection, format: 'milliseconds', compressFromBytes: Infinity })
  }

  hear(name: string, payload: string): void {
    if (!this.names.has(name)) return
    const text = this.isCombined ? `{"stream":"${name}","data":${payload}}` : payload
    this.expected += textFrame(text).toString('latin1')
  }
}

type Step =
  | { readonly does: 'change'; readonly client: number; readonly name: string; readonly isOn: boolean }
  | { readonly does: 'combine'; readonly client: number; readonly isCombined: boolean }
  | { readonly does: 'tell'; readonly name: string }
  | { readonly does: 'flush' }

const name = fc.constantFrom('a@trade', 'b@trade', 'c@depth')
const client = fc.integer({ min: 0, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('change' as const), client, name, isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('combine' as const), client, isCombined: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('tell' as const), name }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('flush' as const) }) },
)

describe('clients of streams', () => {
  it('are each told what they listen to while they do, in order, whoever they share it with', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const streams = new TellingStreams()
        const cohorts = new StreamCohorts(streams, new WritePacer(() => 1))
        const clients = Array.from({ length: 5 }, () => new Client(cohorts))
        for (const [index, done] of steps.entries()) carryOut(done, index, { streams, cohorts, clients })
        cohorts.flush()
        for (const { written, expected } of clients) expect(Buffer.concat(written).toString('latin1')).toBe(expected)
        for (const each of clients) {
          for (const left of each.names) each.membership.unsubscribe(left)
          each.membership.settle(false)
        }
        expect(streams.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('who listen to the same are written the same octets', () => {
    const streams = new TellingStreams()
    const cohorts = new StreamCohorts(streams, new WritePacer(() => 1))
    const [first, second] = [new Client(cohorts), new Client(cohorts)]
    for (const { membership } of [first, second]) {
      membership.subscribe('a@trade')
      membership.settle(false)
    }
    expect(streams.listenersOf('a@trade', 'milliseconds')).toBe(1)
    streams.tell('a@trade', 'milliseconds', '{"t":1}')
    streams.tell('a@trade', 'milliseconds', '{"t":2}')
    cohorts.flush()
    expect(first.written).toHaveLength(1)
    expect(first.written[0]).toBe(second.written[0])
  })
})

interface Scene {
  readonly streams: TellingStreams
  readonly cohorts: StreamCohorts
  readonly clients: readonly Client[]
}

function carryOut(done: Step, index: number, { streams, cohorts, clients }: Scene): void {
  if (done.does === 'flush') cohorts.flush()
  else if (done.does === 'tell') {
    const payload = `{"n":${index}}`
    for (const each of clients) each.hear(done.name, payload)
    streams.tell(done.name, 'milliseconds', payload)
  } else {
    const changed = clients[done.client]!
    if (done.does === 'combine') changed.isCombined = done.isCombined
    else if (done.isOn) {
      changed.names.add(done.name)
      changed.membership.subscribe(done.name)
    } else {
      changed.names.delete(done.name)
      changed.membership.unsubscribe(done.name)
    }
    changed.membership.settle(changed.isCombined)
  }
}
