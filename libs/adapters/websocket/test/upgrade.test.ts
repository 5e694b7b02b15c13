import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ScriptedExchange } from './scripted-exchange.ts'
import { TestServer } from './test-server.ts'

let server: TestServer
let sockets: Socket[]

beforeEach(async () => {
  server = await TestServer.start(new ScriptedExchange())
  sockets = []
})
afterEach(async () => {
  vi.useRealTimers()
  for (const socket of sockets) socket.destroy()
  await server.stop()
})

/** Sends an upgrade request on a socket that keeps its side open whatever comes; resolves with the answer. */
function upgrade(path: string, headers: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(server.url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  sockets.push(socket)
  socket.on('error', () => undefined)
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
  socket.write([`GET ${path} HTTP/1.1`, `Host: ${hostname}`, 'Connection: Upgrade', ...key, ...headers, '', ''].join('\r\n'))
  let answer = ''
  socket.on('data', (data) => { answer += data.toString() })
  return new Promise((resolve) => socket.once('end', () => { resolve(answer) }))
}

function connections(): Promise<number> {
  return new Promise((resolve) => server.http.getConnections((_, count) => { resolve(count) }))
}

const WEBSOCKET = 'Upgrade: websocket'

describe('a refused upgrade', () => {
  it('leaves no connection behind, though the client keeps its side open', async () => {
    const refusals = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? upgrade('/ws', [WEBSOCKET, 'Origin: http://evil.example']) : upgrade('/nowhere', [WEBSOCKET]),
    )
    const answers = await Promise.all(refusals)
    expect(answers.map((answer) => answer.slice(0, 12)).sort()).toEqual([
      ...Array.from({ length: 10 }, () => 'HTTP/1.1 403'),
      ...Array.from({ length: 10 }, () => 'HTTP/1.1 404'),
    ])
    await expect.poll(connections).toBe(0)
  })

  it('does not keep the server from closing', async () => {
    await upgrade('/ws', [WEBSOCKET, 'Origin: http://evil.example'])
    await server.gateway.close()
    await new Promise((resolve) => server.http.close(resolve))
    expect(server.http.listening).toBe(false)
  })

  it('is cut off where its answer cannot be written, in two seconds or when the gateway closes', async () => {
    const stuck = (): Duplex => new Duplex({ allowHalfOpen: true, read: () => undefined, write: () => undefined })
    const refuse = (socket: Duplex): void => {
      const request = { url: '/nowhere', headers: { upgrade: 'WebSocket' } }
      server.http.emit('upgrade', request, socket, Buffer.alloc(0))
    }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const [first, second] = [stuck(), stuck()]
    refuse(first)
    vi.advanceTimersByTime(1999)
    expect(first.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    expect(first.destroyed).toBe(true)
    vi.useRealTimers()
    refuse(second)
    await server.gateway.close()
    expect(second.destroyed).toBe(true)
  })

  it('of another protocol names the only one that there is', async () => {
    const answer = await upgrade('/ws', ['Upgrade: h2c'])
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n[^]*Upgrade: websocket\r\n/)
    await expect.poll(connections).toBe(0)
  })

  it('is not refused where another listener may take it', async () => {
    server.http.on('upgrade', (request, socket) => { socket.end(`mine: ${request.headers.upgrade ?? ''}`) })
    expect(await upgrade('/ws', ['Upgrade: h2c'])).toBe('mine: h2c')
  })
})
