import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { StreamFormat, StreamListener, StreamMessage } from '@openlob/binance-dialect'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RemoteStreams, StreamFeed } from '../../src/index.ts'
import { RecordReader, putHead, RECORD_HEAD_OCTETS } from '../../src/dialect/relay/records.ts'
import { TellingStreams } from './telling-streams.ts'

class Hearing implements StreamListener {
  readonly heard: (readonly [string, string | Buffer])[] = []

  deliver({ stream, payload }: StreamMessage): void {
    this.heard.push([stream, payload])
  }
}

let here: Socket
let there: Socket
beforeEach(async () => {
  const server = createServer()
  await once(server.listen(0), 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  there = connect((server.address() as AddressInfo).port)
  ;[here] = await accepted
  server.close()
})
afterEach(() => {
  here.destroy()
  there.destroy()
})

/** Lets everything that is on its way arrive: a last message, to a listener of its own. */
async function settle(streams: TellingStreams, remote: RemoteStreams): Promise<void> {
  const heard = new Promise<void>((resolve) => {
    const listener: StreamListener = {
      deliver: () => {
        remote.unsubscribe('last', 'milliseconds', listener)
        resolve()
      },
    }
    remote.subscribe('last', 'milliseconds', listener)
  })
  while (streams.listenersOf('last', 'milliseconds') === 0) await new Promise((resolve) => setImmediate(resolve))
  streams.tell('last', 'milliseconds', '{}')
  await heard
  while (streams.listenersOf('last', 'milliseconds') > 0) await new Promise((resolve) => setImmediate(resolve))
}

describe('streams in another process', () => {
  it('tell there what they tell here: texts as texts, messages as they are, in order', async () => {
    const streams = new TellingStreams()
    new StreamFeed({ streams, pipe: here, maxWaitingBytes: 2 ** 30, onOverflow: () => undefined })
    const remote = new RemoteStreams(there)
    const name = fc.constantFrom('btcusdt@trade', 'é\n"@depth')
    const format = fc.constantFrom<StreamFormat>('milliseconds', 'sbe')
    const payload = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets)))
    const telling = fc.array(fc.record({ name, format, payload }), { maxLength: 50 })
    await fc.assert(
      fc.asyncProperty(telling, async (told) => {
        const [direct, relayed] = [new Hearing(), new Hearing()]
        const all = ['btcusdt@trade', 'é\n"@depth'].flatMap((each) => [[each, 'milliseconds'] as const, [each, 'sbe'] as const])
        for (const [each, kind] of all) {
          streams.subscribe(each, kind, direct)
          remote.subscribe(each, kind, relayed)
        }
        await settle(streams, remote)
        for (const message of told) streams.tell(message.name, message.format, message.payload)
        await settle(streams, remote)
        expect(relayed.heard).toEqual(direct.heard)
        for (const [each, kind] of all) {
          streams.unsubscribe(each, kind, direct)
          remote.unsubscribe(each, kind, relayed)
        }
        await settle(streams, remote)
        expect(streams.size).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('are listened to once for all who listen there, and no more when the other has gone', async () => {
    const streams = new TellingStreams()
    new StreamFeed({ streams, pipe: here, maxWaitingBytes: 2 ** 30, onOverflow: () => undefined })
    const remote = new RemoteStreams(there)
    const [first, second] = [new Hearing(), new Hearing()]
    remote.subscribe('a@trade', 'microseconds', first)
    remote.subscribe('a@trade', 'microseconds', second)
    await settle(streams, remote)
    expect(streams.listenersOf('a@trade', 'microseconds')).toBe(1)
    remote.unsubscribe('a@trade', 'microseconds', first)
    await settle(streams, remote)
    streams.tell('a@trade', 'microseconds', '{"t":1}')
    await settle(streams, remote)
    expect([first.heard, second.heard]).toEqual([[], [['a@trade', '{"t":1}']]])
    there.destroy()
    await once(here, 'close')
    expect(streams.size).toBe(0)
  })

  it('are given up where the other does not read', async () => {
    const streams = new TellingStreams()
    const overflown = new Promise<void>((resolve) => {
      new StreamFeed({ streams, pipe: here, maxWaitingBytes: 1_000_000, onOverflow: resolve })
    })
    const remote = new RemoteStreams(there)
    remote.subscribe('a@trade', 'milliseconds', new Hearing())
    await settle(streams, remote)
    there.pause()
    const payload = 'x'.repeat(1_000_000)
    const telling = setInterval(() => { streams.tell('a@trade', 'milliseconds', payload) }, 1)
    await overflown
    clearInterval(telling)
  })
})

describe('records', () => {
  it('come out as they went in, in whatever pieces they come', () => {
    const record = fc.tuple(fc.nat(), fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array().map((octets) => Buffer.from(octets))))
    fc.assert(
      fc.property(fc.array(record), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (records, sizes) => {
        const octets = Buffer.concat(
          records.flatMap(([topic, payload]) => {
            const body = Buffer.from(payload as string)
            return [putHead(Buffer.alloc(RECORD_HEAD_OCTETS), topic, body.length, typeof payload === 'string'), body]
          }),
        )
        const read: (readonly [number, string | Buffer])[] = []
        const reader = new RecordReader((topic, payload) => { read.push([topic, payload]) })
        for (let at = 0, piece = 0; at < octets.length; piece += 1) {
          const size = sizes[piece % sizes.length]!
          reader.read(octets.subarray(at, at + size))
          at += size
        }
        expect(read).toEqual(records)
      }),
    )
  })
})
