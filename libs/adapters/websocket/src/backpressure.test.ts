import { describe, expect, it } from 'vitest'
import { instrument } from '../test/scripted-exchange.ts'
import { Outbox } from './backpressure.ts'
import type { BookUpdate, OutboxSocket, TradeBatch } from './backpressure.ts'
import type { Listing } from './listings.ts'
import { StepText } from './step-text.ts'

/** A socket whose other end takes everything or, once stuck, nothing. */
class FakeSocket implements OutboxSocket {
  stuck = false
  /** What others than the outbox have written, such as pings. */
  foreignBytes = 0
  readonly written: string[] = []
  #ownBytes = 0
  #callbacks: (() => void)[] = []

  get writableLength(): number {
    return this.#ownBytes + this.foreignBytes
  }

  cork(): void {
    this.stuck ||= false
  }

  uncork(): void {
    if (!this.stuck) this.release()
  }

  write(chunk: Uint8Array, written: () => void): boolean {
    this.#ownBytes += chunk.length
    this.written.push(Buffer.from(chunk.subarray(chunk[1] === 126 ? 4 : 2)).toString())
    this.#callbacks.push(written)
    return true
  }

  release(): void {
    this.stuck = false
    this.#ownBytes = 0
    const callbacks = this.#callbacks
    this.#callbacks = []
    for (const callback of callbacks) callback()
  }
}

const made = instrument(1, 'BTC-USDT')
const listing: Listing = {
  instrument: made,
  symbol: made.symbol,
  price: new StepText(made.tickSize),
  quantity: new StepText(made.lotSize),
}
const limits = { softLimitBytes: 1000, hardLimitBytes: 5000, maxCongestedMs: 100, maxMergedLevels: 10 }

function setUp() {
  const socket = new FakeSocket()
  const told = { pending: 0, tooSlow: [] as string[] }
  const time = { us: 0 }
  const outbox = new Outbox(socket, limits, () => time.us, {
    onPending: () => { told.pending += 1 },
    onTooSlow: (text) => { told.tooSlow.push(text) },
  })
  const congest = (): void => {
    socket.stuck = true
    outbox.send(Buffer.alloc(1500))
    outbox.flush()
    socket.written.length = 0
  }
  return { socket, told, time, outbox, congest }
}

const update = (firstSequence: number, lastSequence: number, bids: [number, number][]): BookUpdate => ({
  listing,
  firstSequence,
  lastSequence,
  changes: { buy: new Map(bids), sell: new Map() },
  frame: Buffer.from('__book'),
})

const trades = (first: number, last: number): TradeBatch => ({
  listing,
  count: last - first + 1,
  firstTradeId: first,
  lastTradeId: last,
  firstSequence: first * 10,
  lastSequence: last * 10,
  frames: Buffer.from('__trades'),
})

describe('an outbox', () => {
  it('writes what was queued in one go and asks for it once', () => {
    const { socket, told, outbox } = setUp()
    outbox.send(Buffer.from('__one'))
    outbox.sendBook(update(1, 2, [[100, 1]]))
    outbox.sendTrades(trades(1, 1))
    expect(told.pending).toBe(1)
    expect(socket.written).toEqual([])
    outbox.flush()
    expect(socket.written).toEqual(['one', 'book', 'trades'])
  })

  it('over the soft limit merges books by price and counts trades, and sends both once drained', () => {
    const { socket, outbox, congest } = setUp()
    congest()
    expect(outbox.congested).toBe(true)
    outbox.sendBook(update(5, 6, [[100, 1], [101, 1]]))
    outbox.sendBook(update(7, 9, [[100, 0]]))
    outbox.sendTrades(trades(1, 2))
    outbox.sendTrades(trades(3, 3))
    outbox.flush()
    expect(socket.written).toEqual([])
    socket.release()
    expect(outbox.congested).toBe(false)
    outbox.flush()
    expect(socket.written.map((text) => JSON.parse(text) as unknown)).toEqual([
      {
        type: 'gap',
        channel: 'trades',
        symbol: 'BTC-USDT',
        missed: 3,
        first_trade_id: '1',
        last_trade_id: '3',
        first_sequence: 10,
        last_sequence: 30,
      },
      {
        type: 'book_update',
        symbol: 'BTC-USDT',
        first_sequence: 5,
        last_sequence: 9,
        bids: [['1', '0'], ['1.01', '0.001']],
        asks: [],
      },
    ])
  })

  it('catches up at the next check where something else still waited when its own was written', () => {
    const { socket, outbox, congest } = setUp()
    congest()
    outbox.sendBook(update(5, 6, [[100, 1]]))
    socket.foreignBytes = 2
    socket.release()
    outbox.check()
    expect(outbox.congested).toBe(true)
    socket.foreignBytes = 0
    outbox.check()
    expect(outbox.congested).toBe(false)
    outbox.flush()
    expect(socket.written).toHaveLength(1)
  })

  it('counts and writes what is held for the order of replies, and drops it when stopped', () => {
    const { socket, outbox } = setUp()
    const [first, second] = [outbox.expectReply(), outbox.expectReply()]
    outbox.reply(second, Buffer.from('__two'))
    outbox.sendBook(update(1, 2, [[100, 1]]))
    outbox.flush()
    expect(outbox.waitingBytes).toBe(11)
    expect(socket.written).toEqual([])
    outbox.reply(first, Buffer.from('__one'))
    outbox.flush()
    expect(socket.written).toEqual(['one', 'two', 'book'])
    expect(outbox.waitingBytes).toBe(0)
    outbox.expectReply()
    outbox.reply(outbox.expectReply(), Buffer.alloc(9))
    outbox.stop()
    expect([outbox.waitingBytes, outbox.awaitedReplies]).toEqual([0, 0])
  })

  it('never drops an answer, whatever waits', () => {
    const { socket, outbox, congest } = setUp()
    congest()
    outbox.send(Buffer.from('__ack'))
    outbox.flush()
    expect(socket.written).toEqual(['ack'])
  })

  it('sends nothing of a book that a snapshot has overtaken', () => {
    const { socket, outbox, congest } = setUp()
    congest()
    outbox.sendBook(update(5, 6, [[100, 1]]))
    outbox.forgetBook(listing)
    socket.release()
    outbox.flush()
    expect(socket.written).toEqual([])
  })

  it('gives up beyond the hard limit, once, and keeps nothing', () => {
    const { socket, told, outbox } = setUp()
    socket.stuck = true
    for (let count = 0; count < 10; count += 1) outbox.send(Buffer.alloc(1000))
    expect(told.tooSlow).toEqual(['more than 5000 bytes wait'])
    expect(outbox.waitingBytes).toBe(0)
    outbox.flush()
    expect(socket.written).toEqual([])
  })

  it('gives up where more merged levels wait than may', () => {
    const { told, outbox, congest } = setUp()
    congest()
    for (let price = 1; price <= 10; price += 1) outbox.sendBook(update(price, price, [[price, 1]]))
    outbox.sendBook(update(11, 11, [[10, 2]]))
    expect(told.tooSlow).toEqual([])
    outbox.sendBook(update(12, 12, [[11, 1]]))
    expect(told.tooSlow).toEqual(['more than 10 price levels wait'])
  })

  it('gives up after too long over the soft limit, not before and not once drained', () => {
    const { socket, told, time, outbox, congest } = setUp()
    congest()
    time.us = 99_999
    outbox.check()
    expect(told.tooSlow).toEqual([])
    socket.release()
    time.us = 200_000
    outbox.check()
    expect(told.tooSlow).toEqual([])
    congest()
    time.us = 300_000
    outbox.check()
    expect(told.tooSlow).toEqual(['over the soft limit for 100 ms'])
  })
})
