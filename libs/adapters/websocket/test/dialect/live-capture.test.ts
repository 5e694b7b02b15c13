import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Command } from '@openlob/application'
import { accountId, assetId, instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { DialectVenue } from './dialect-venue.ts'
import type { Message } from './dialect-venue.ts'

const FILE = join(import.meta.dirname, '../../../../../../shared/data/binance/spot_btcusdt_20240808.gz')
const isThere = existsSync(FILE)

type LevelText = readonly [price: string, quantity: string]

interface Diff {
  readonly U: number
  readonly u: number
  readonly b: readonly LevelText[]
  readonly a: readonly LevelText[]
}

interface BookTicker {
  readonly u: number
  readonly b: string
  readonly B: string
  readonly a: string
  readonly A: string
}

interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly LevelText[]
  readonly asks: readonly LevelText[]
}

type Line = { readonly stream: string; readonly data: Diff & BookTicker } | Snapshot

/** What the recording has: a snapshot, the changes behind it, and the best prices told meanwhile by their update. */
interface Recording {
  readonly snapshot: Snapshot
  readonly diffs: readonly Diff[]
  readonly tickers: ReadonlyMap<number, BookTicker>
}

function recording(): Recording {
  const texts = gunzipSync(readFileSync(FILE)).toString('utf8').trimEnd().split('\n')
  const lines = texts.map((text) => JSON.parse(text.slice(text.indexOf(' ') + 1)) as Line)
  const told = (stream: string): readonly (Diff & BookTicker)[] =>
    lines.flatMap((line) => ('stream' in line && line.stream.startsWith(stream) ? [line.data] : []))
  const [snapshot] = lines.flatMap((line) => ('stream' in line ? [] : [line]))
  if (snapshot === undefined) throw new Error('the recording has no snapshot')
  const diffs = told('btcusdt@depth').filter(({ u }) => u > snapshot.lastUpdateId)
  return { snapshot, diffs, tickers: new Map(told('btcusdt@bookTicker').map((ticker) => [ticker.u, ticker])) }
}

/** Makes the book of an exchange what recorded market data says: one order a level. */
class MarketFeed {
  readonly #venue: DialectVenue
  readonly #open = new Set<string>()

  constructor(venue: DialectVenue) {
    this.#venue = venue
  }

  async set(bids: readonly LevelText[], asks: readonly LevelText[]): Promise<void> {
    const buys = bids.flatMap((level) => this.#command('buy', level))
    const commands = [...buys, ...asks.flatMap((level) => this.#command('sell', level))]
    // What goes makes way for what comes: only behind all of it is the book uncrossed again.
    const goes = commands.filter(({ type }) => type === 'CancelOrder')
    const comes = commands.filter(({ type }) => type !== 'CancelOrder')
    const answers = await Promise.all([...goes, ...comes].map((command) => this.#venue.exchange.submit(command)))
    for (const answer of answers)
      if (answer.status !== 'done' && answer.reason !== 'NOTHING_TO_AMEND') throw new Error(answer.text)
  }

  #command(side: 'buy' | 'sell', [price, quantity]: LevelText): Command[] {
    const owner = accountId(side === 'buy' ? 1 : 2)
    const clientOrderId = `${side}-${price}`
    const lots = Math.round(Number(quantity) * 1e5)
    const isOpen = this.#open.has(clientOrderId)
    if (lots === 0) {
      if (!this.#open.delete(clientOrderId)) return []
      return [{ type: 'CancelOrder', accountId: owner, order: { clientOrderId } }]
    }
    const order = { clientOrderId }
    if (isOpen) return [{ type: 'AmendOrder', accountId: owner, order, quantityLots: quantityLots(lots) }]
    this.#open.add(clientOrderId)
    const amounts = { priceTicks: priceTicks(Math.round(Number(price) * 100)), quantityLots: quantityLots(lots) }
    const terms = { orderType: 'limit', timeInForce: 'GTC', postOnly: true, side, clientOrderId, ...amounts } as const
    return [{ type: 'PlaceOrder', accountId: owner, instrumentId: instrumentId(1), ...terms }]
  }
}

/** What a client of the streams knows: a book by the procedure of the dialect, and the last best prices told. */
class LocalBook {
  ticker: BookTicker | undefined
  readonly #sides = { b: new Map<string, string>(), a: new Map<string, string>() }
  #lastId: number | undefined

  constructor(snapshot: Message) {
    const { lastUpdateId, bids, asks } = snapshot as unknown as Snapshot
    this.#take('b', bids)
    this.#take('a', asks)
    this.#seedId = lastUpdateId
  }

  readonly #seedId: number

  hear(message: Message): void {
    const { stream, data } = message as unknown as { stream: string; data: Diff & BookTicker }
    if (stream === 'btcusdt@bookTicker') this.ticker = data
    if (!stream.startsWith('btcusdt@depth')) return
    if (this.#lastId !== undefined) expect(data.U).toBe(this.#lastId + 1)
    this.#lastId = data.u
    if (data.u <= this.#seedId) return
    this.#take('b', data.b)
    this.#take('a', data.a)
  }

  best(side: 'b' | 'a'): LevelText {
    const sign = side === 'b' ? 1 : -1
    let best: LevelText = ['', '0']
    for (const level of this.#sides[side])
      if (best[0] === '' || sign * (Number(level[0]) - Number(best[0])) > 0) best = level
    return best
  }

  #take(side: 'b' | 'a', levels: readonly LevelText[]): void {
    for (const [price, quantity] of levels)
      if (Number(quantity) === 0) this.#sides[side].delete(price)
      else this.#sides[side].set(price, quantity)
  }
}

describe('a book that is fed from recorded market data', () => {
  if (!isThere) console.warn(`skipped: there is no ${FILE}`)

  it.skipIf(!isThere)('is shown by our streams as the recorded best prices say, 564 of 564 times', async () => {
    const venue = await DialectVenue.start()
    for (const [account, asset] of [[1, 2], [2, 1]] as const)
      await venue.exchange.submit({ type: 'Deposit', accountId: accountId(account), assetId: assetId(asset), units: 10n ** 18n })
    const feed = new MarketFeed(venue)
    const client = await venue.connect('/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker')
    const { snapshot, diffs, tickers } = recording()
    await feed.set(snapshot.bids, snapshot.asks)
    venue.pass(1)
    const api = await venue.connect('/ws-api/v3')
    const { result } = await api.ask({ id: 1, method: 'depth', params: { symbol: 'BTCUSDT', limit: '5000' } })
    const book = new LocalBook(result as Message)
    const seen: unknown[] = []
    const wanted: unknown[] = []
    for (const { u, b: bids, a: asks } of diffs) {
      await feed.set(bids, asks)
      venue.pass(1)
      const ticker = tickers.get(u)
      if (ticker === undefined) continue
      for (const message of await client.settled()) book.hear(message)
      const { b, B, a, A } = ticker
      wanted.push([b, B, a, A], [b, B, a, A])
      seen.push([...book.best('b'), ...book.best('a')])
      seen.push([book.ticker?.b, book.ticker?.B, book.ticker?.a, book.ticker?.A])
    }
    expect(wanted).toHaveLength(2 * 564)
    expect(seen).toEqual(wanted)
    expect(venue.errors).toEqual([])
    await venue.stop()
  }, 120_000)
})
