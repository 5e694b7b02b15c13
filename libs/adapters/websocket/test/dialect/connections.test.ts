import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { constants, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { deflatedFrame } from '../../src/dialect/deflated-frame.ts'
import { textFrame } from '../../src/frame.ts'
import { DialectVenue } from './dialect-venue.ts'

/** As a receiver of messages that are flushed and not ended. */
const SYNC = { finishFlush: constants.Z_SYNC_FLUSH }

let venue: DialectVenue

beforeEach(async () => {
  venue = await DialectVenue.start()
})
afterEach(() => venue.stop())

/** The head of an answer to an upgrade, and the bytes of the first frame behind it. */
function handshake(
  url: string,
  path: string,
  offer: string | undefined,
): Promise<{ head: string; next: () => Promise<Buffer> }> {
  const socket = connect(Number(new URL(url).port), 'localhost')
  const chunks: Buffer[] = []
  const key = randomBytes(16).toString('base64')
  const extension = offer === undefined ? '' : `Sec-WebSocket-Extensions: ${offer}\r\n`
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${extension}\r\n`,
  )
  let wake: () => void = () => undefined
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    wake()
  })
  const all = (): Buffer => Buffer.concat(chunks)
  const more = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  return (async () => {
    while (!all().includes('\r\n\r\n')) await more()
    const end = all().indexOf('\r\n\r\n') + 4
    const head = all().subarray(0, end).toString()
    const next = async (): Promise<Buffer> => {
      while (all().length <= end) await more()
      await new Promise((resolve) => setImmediate(resolve))
      socket.destroy()
      return all().subarray(end)
    }
    return { head, next }
  })()
}

describe('a compressed frame', () => {
  it('is the message, and made once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(1, 50, 3_000), (text, times) => {
        const frame = textFrame(text.repeat(times))
        const made = deflatedFrame(frame)
        expect(deflatedFrame(frame)).toBe(made)
        const length = made[1]!
        const header = length < 126 ? 2 : length === 126 ? 4 : 10
        expect(made[0]).toBe(0xc1)
        const size = length < 126 ? length : length === 126 ? made.readUInt16BE(2) : Number(made.readBigUInt64BE(2))
        expect(made.length).toBe(header + size)
        const content = Buffer.concat([made.subarray(header), Buffer.from([0, 0, 0xff, 0xff])])
        expect(inflateRawSync(content, SYNC).toString()).toBe(Buffer.from(text.repeat(times)).toString())
      }),
      { numRuns: 60 },
    )
  })

  it('is long where its message does not compress', () => {
    const text = randomBytes(100_000).toString('base64')
    const made = deflatedFrame(textFrame(text))
    expect(made[1]).toBe(127)
    const plain = inflateRawSync(Buffer.concat([made.subarray(10), Buffer.from([0, 0, 0xff, 0xff])]), SYNC).toString()
    expect(createHash('sha256').update(plain).digest('hex')).toBe(createHash('sha256').update(text).digest('hex'))
  })
})

describe('a connection of the dialect', () => {
  it('is compressed for clients that want it, from a length on, and read by them', async () => {
    for (let level = 1; level <= 40; level += 1) await venue.limit('buy', 1_000 + level, 5)
    const [plain, deflating] = ['plain', 'deflating'].map(
      (kind) => new WebSocket(`${venue.url}/ws-api/v3`, { perMessageDeflate: kind !== 'plain' }),
    )
    await Promise.all([plain!, deflating!].map((socket) => new Promise((resolve) => socket.once('open', resolve))))
    expect(plain!.extensions).toBe('')
    expect(deflating!.extensions).toContain('permessage-deflate')
    const ask = (socket: WebSocket, message: object): Promise<string> =>
      new Promise((resolve) => {
        socket.once('message', (data: Buffer) => {
          resolve(data.toString())
        })
        socket.send(JSON.stringify(message))
      })
    const question = { id: 1, method: 'depth', params: { symbol: 'BTCUSDT', limit: '100', returnRateLimits: false } }
    const answers = [await ask(plain!, question), await ask(deflating!, question)]
    expect(answers[0]!.length).toBeGreaterThan(1024)
    expect(answers[1]).toBe(answers[0])
    // What is long from the client is compressed too.
    const long = {
      id: 'x'.repeat(30),
      method: 'depth',
      params: { symbol: 'BTCUSDT', newClientOrderId: 'y'.repeat(2_000) },
    }
    expect(JSON.parse(await ask(deflating!, long))).toMatchObject({ status: 400 })
    for (const socket of [plain!, deflating!]) socket.terminate()
  })

  it('is sent no compressed message where its client has a smaller window', async () => {
    for (let level = 1; level <= 200; level += 1) await venue.limit('buy', 1_000 + level, 5)
    const firstOctet = async (offer: string): Promise<number | undefined> => {
      const { head, next } = await handshake(venue.url, '/stream?streams=btcusdt@depth', offer)
      expect(head).toContain('server_no_context_takeover')
      for (let level = 1; level <= 200; level += 1) await venue.limit('buy', 1_000 + level, 5)
      venue.pass(10)
      return (await next())[0]
    }
    expect(await firstOctet('permessage-deflate; server_max_window_bits=9')).toBe(0x81)
    expect(await firstOctet('permessage-deflate')).toBe(0xc1)
  })

  it('is one of so many that an address may attempt, and costs weight at the WebSocket API', async () => {
    const few = await DialectVenue.start({}, { connectionsPerFiveMinutes: 3, weightPerMinute: 3 })
    const api = await few.connect('/ws-api/v3')
    expect(await api.ask({ id: 1, method: 'time' })).toMatchObject({
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', count: 3 }],
    })
    const heavy = await handshake(few.url, '/ws-api/v3', undefined)
    expect(heavy.head).toContain('429')
    expect((await handshake(few.url, '/stream', undefined)).head).toContain('101')
    const beyond = await handshake(few.url, '/stream', undefined)
    expect(beyond.head).toContain('429')
    expect((await beyond.next()).toString()).toContain('-1034')
    few.clock.advance(300_000_000)
    expect((await handshake(few.url, '/stream', undefined)).head).toContain('101')
    await few.stop()
  })

  it('lives so long, and its client is told to connect again', async () => {
    const short = await DialectVenue.start({ lifeMs: 0 })
    const client = await short.connect('/stream?streams=btcusdt@depth')
    short.gateway.sweep()
    expect(await client.next()).toMatchObject({ stream: '!serverShutdown', data: { e: 'serverShutdown' } })
    expect(await client.closed).toEqual([1001, 'connected for 0 ms: connect again'])
    await short.stop()
  })
})
