import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { describe, expect, it } from 'vitest'
import { FrameSocket } from './frame-socket.ts'

describe('the socket of the bench', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('gives a message of %d octets as it was sent', async (length) => {
    const server = new WebSocketServer({ port: 0 })
    const texts = ['first', 'x'.repeat(length), 'last']
    server.on('connection', (socket) => {
      socket.ping()
      for (const text of texts) socket.send(text)
      socket.on('message', (data: Buffer) => {
        socket.send(`heard ${data.toString()}`)
      })
    })
    const { port } = server.address() as AddressInfo
    const seen: string[] = []
    const sent = 'y'.repeat(Math.min(length, 60_000))
    try {
      await new Promise<void>((resolve, reject) => {
        const hear = (text: string): void => {
          seen.push(text)
          if (seen.length === texts.length + 1) resolve()
        }
        FrameSocket.connect(`ws://localhost:${port}/`, hear).then((socket) => {
          socket.send(sent)
        }, reject)
      })
      expect(seen).toEqual([...texts, `heard ${sent}`])
    } finally {
      for (const client of server.clients) client.terminate()
      server.close()
    }
  })
})
