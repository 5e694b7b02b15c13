import type { AddressInfo } from 'node:net'
import { Decimal } from '@openlob/decimal'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { ClientSession } from '../../src/client/session.ts'
import { Simulation } from '../../src/demo/simulation.ts'

interface Asked {
  readonly type: string
  readonly request_id: string
  readonly channels?: readonly string[]
}

/** An exchange by script: a snapshot comes in one write with the update behind it, a pong behind one with a gap. */
class ScriptedExchange {
  readonly #server = new WebSocketServer({ port: 0 })
  #snapshots = 0

  constructor() {
    this.#server.on('connection', (socket, { socket: tcp }) => {
      socket.on('message', (data: Buffer) => {
        tcp.cork()
        this.#answer(socket, JSON.parse(data.toString()) as Asked)
        tcp.uncork()
      })
    })
  }

  get url(): string {
    return `ws://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
  }

  #answer(socket: WebSocket, asked: Asked): void {
    const send = (message: object): void => {
      socket.send(JSON.stringify(message))
    }
    const reply = (message: object): void => {
      send({ ...message, request_id: asked.request_id })
    }
    const channels = asked.channels ?? []
    if (asked.type === 'instruments') {
      reply({ type: 'instruments', instruments: [{ symbol: 'X', tick_size: '1', lot_size: '1', min_quantity: '1' }] })
    } else if (asked.type === 'ping') {
      send({ type: 'book_update', symbol: 'X', first_sequence: 20, last_sequence: 20, bids: [['77', '1']], asks: [] })
      reply({ type: 'pong' })
    } else if (channels.includes('book')) {
      this.#snapshots += 1
      const [sequence, best, next] = this.#snapshots === 1 ? [10, '100', '99'] : [20, '90', '89']
      reply({ type: 'subscribed', symbol: 'X', channels, book: { sequence, bids: [[best, '5']], asks: [] } })
      const bids = [[best, '0'], [next, '1']]
      send({ type: 'book_update', symbol: 'X', first_sequence: sequence + 1, last_sequence: sequence + 1, bids, asks: [] })
    } else {
      reply({ type: 'subscribed', symbol: 'X', channels })
    }
  }
}

let exchange: ScriptedExchange
beforeEach(() => {
  exchange = new ScriptedExchange()
})
afterEach(() => {
  exchange.close()
})

describe('the book that a client keeps', () => {
  it('takes the update that comes in one write with the snapshot, and starts over where something was missed', async () => {
    let shown = ''
    const session = new ClientSession(
      { url: exchange.url, trader: 'alice' },
      { print: () => undefined, show: (lines) => (shown = lines.join('\n')) },
    )
    await session.start()
    await session.execute('watch 2')
    expect(shown).toMatch(/ 99 /)
    expect(shown).not.toMatch(/100/)
    await session.settle()
    // The exchange answers in order: by now it has sent the second snapshot.
    await session.settle()
    expect(shown).toMatch(/ 89 /)
    expect(shown).not.toMatch(/ (90|99|77) /)
    session.stop()
  })

  it('is kept by the demo as well', async () => {
    const simulation = new Simulation({ url: exchange.url, makers: 0, takers: 0, rate: 0, seed: 1, price: Decimal.parse('100') })
    await simulation.start()
    expect(simulation.figures().depth.bids.map(({ price }) => price.toString())).toEqual(['99'])
    await simulation.stop()
  })
})
