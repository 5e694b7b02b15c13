import type { Duplex } from 'node:stream'
import type { Command, Exchange } from '@openlob/application'
import { accountId, instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import type { Side } from '@openlob/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchangeSides, LocalBook } from './local-book.ts'
import { memoryExchange } from './memory-exchange.ts'
import type { TestClient } from './test-client.ts'
import { TestServer } from './test-server.ts'

const account = fc.integer({ min: 1, max: 3 }).map((id) => accountId(id))
const place = fc.record({
  type: fc.constant('PlaceOrder' as const),
  accountId: account,
  instrumentId: fc.constant(instrumentId(1)),
  side: fc.constantFrom<Side>('buy', 'sell'),
  quantityLots: fc.integer({ min: 1, max: 50 }).map((lots) => quantityLots(lots)),
  orderType: fc.constant('limit' as const),
  priceTicks: fc.integer({ min: 9_900, max: 10_100 }).map((ticks) => priceTicks(ticks)),
  timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const),
  postOnly: fc.constant(false),
})
const market = fc.record({
  type: fc.constant('PlaceOrder' as const),
  accountId: account,
  instrumentId: fc.constant(instrumentId(1)),
  side: fc.constantFrom<Side>('buy', 'sell'),
  quantityLots: fc.integer({ min: 1, max: 200 }).map((lots) => quantityLots(lots)),
  orderType: fc.constant('market' as const),
})
const cancelAll = fc.record({ type: fc.constant('CancelAllOrders' as const), accountId: account })
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 40, arbitrary: place },
  { weight: 3, arbitrary: market },
  { weight: 1, arbitrary: cancelAll },
)
/** Ticks of commands; in some of them the slow client stops or starts to take what it is sent. */
const run = fc.array(
  fc.record({
    commands: fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }),
    toggle: fc.boolean(),
  }),
  { minLength: 5, maxLength: 40, size: 'max' },
)

/** A client that keeps a book from the moment of its subscription. */
class BookKeeper {
  readonly #client: TestClient
  readonly #book: LocalBook

  private constructor(client: TestClient, book: LocalBook) {
    this.#client = client
    this.#book = book
  }

  static async start(server: TestServer): Promise<BookKeeper> {
    const client = await server.connect()
    return new BookKeeper(client, new LocalBook(await client.request({ type: 'subscribe', channels: ['book'] })))
  }

  async sides(): Promise<LocalBook['sides']> {
    await this.#client.settle()
    for (const update of this.#client.taken('book_update')) this.#book.apply(update)
    return this.#book.sides
  }
}

async function withServer(
  use: (exchange: Exchange, server: TestServer, sockets: readonly Duplex[]) => Promise<void>,
): Promise<void> {
  const exchange = await memoryExchange(['alice', 'bob', 'carol'])
  const server = await TestServer.start(exchange, { softLimitBytes: 500 })
  const sockets: Duplex[] = []
  server.http.on('upgrade', (_, socket) => { sockets.push(socket) })
  await use(exchange, server, sockets)
  await server.stop()
  await exchange.stop()
}

describe('a book kept from the snapshot and its updates', () => {
  it('equals the exchange\'s, whenever it was subscribed and however slowly it is read', async () => {
    let congestions = 0
    await fc.assert(
      fc.asyncProperty(run, async (ticks) => {
        await withServer(async (exchange, server, sockets) => {
          const slow = await BookKeeper.start(server)
          const keepers = [slow, await BookKeeper.start(server)]
          const slowSocket = sockets[0]!
          let corked = false
          for (const [index, { commands, toggle }] of ticks.entries()) {
            if (index === Math.floor(ticks.length / 2)) keepers.push(await BookKeeper.start(server))
            if (toggle) {
              if (corked) slowSocket.uncork()
              else slowSocket.cork()
              corked = !corked
            }
            await Promise.all(commands.map((one) => exchange.submit(one)))
            await new Promise(setImmediate)
            congestions += server.gateway.statistics().congestedConnections
          }
          if (corked) slowSocket.uncork()
          await new Promise(setImmediate)
          const expected = await exchangeSides(exchange)
          for (const keeper of keepers) expect(await keeper.sides()).toEqual(expected)
        })
      }),
      { seed: 42, numRuns: 15 },
    )
    expect(congestions).toBeGreaterThan(20)
  })
})
