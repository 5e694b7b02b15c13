import type { Side } from '@openlob/domain'
import type { Listing } from './listings.ts'
import { textFrame } from './frame.ts'
import { encodeNotice } from './message-text.ts'
import type { LevelText } from './replies.ts'
import { ReplyOrder } from './reply-order.ts'
import type { ReplyPlace } from './reply-order.ts'

/** Where frames are written: the part of a socket that an {@link Outbox} needs. */
export interface OutboxSocket {
  /** Bytes accepted by `write` that the operating system has not taken yet. */
  readonly writableLength: number
  cork(): void
  uncork(): void
  /** Takes a chunk; `written` is called when the operating system has it, or the socket is closed. */
  write(chunk: Uint8Array, written: () => void): boolean
}

/** How much may wait for one client. */
export interface OutboxLimits {
  /** From here on market data is merged instead of queued. */
  readonly softLimitBytes: number
  /** From here on the client is given up. */
  readonly hardLimitBytes: number
  /** How long a client may stay over the soft limit. */
  readonly maxCongestedMs: number
  /** How many merged price levels may wait, over all instruments. */
  readonly maxMergedLevels: number
}

/** What an outbox tells its connection. */
export interface OutboxOwner {
  /** Something waits for {@link Outbox.flush}; called once until then. */
  onPending(outbox: Outbox): void
  /** The client reads too slowly; the text says by what measure. */
  onTooSlow(text: string): void
}

/** The price levels of one side by price, 0 lots where one is gone. */
export type LevelChanges = ReadonlyMap<number, number>

/** A change of a book, with the frame that tells it to everyone. */
export interface BookUpdate {
  readonly listing: Listing
  readonly firstSequence: number
  readonly lastSequence: number
  readonly changes: Readonly<Record<Side, LevelChanges>>
  readonly frame: Buffer
}

/** Trades of one instrument in their order, with the frames that tell them. */
export interface TradeBatch {
  readonly listing: Listing
  readonly count: number
  readonly firstTradeId: number
  readonly lastTradeId: number
  readonly firstSequence: number
  readonly lastSequence: number
  readonly frames: Buffer
}

interface MergedBook {
  readonly firstSequence: number
  lastSequence: number
  readonly changes: Record<Side, Map<number, number>>
}

type MissedTrades = Omit<TradeBatch, 'frames' | 'listing'>

/** The `book_update` text of changes. */
export function bookUpdateText(
  listing: Listing,
  firstSequence: number,
  lastSequence: number,
  changes: Readonly<Record<Side, LevelChanges>>,
): string {
  const levels = (side: Side): LevelText[] =>
    Array.from(changes[side], ([ticks, lots]) => [listing.price.of(ticks), listing.quantity.of(lots)] as const)
  return encodeNotice({
    type: 'book_update',
    symbol: listing.symbol,
    first_sequence: firstSequence,
    last_sequence: lastSequence,
    bids: levels('buy'),
    asks: levels('sell'),
  })
}

/**
 * What waits to be written to one client. Replies and the client's own fills are queued whatever happens. Market data
 * is queued while the client keeps up; once more than the soft limit waits, book updates are merged by price and trades
 * counted, until the socket has drained: then one merged update a book and one `gap` an instrument follow. Beyond the
 * hard limit, or after too long over the soft one, the owner is told and nothing more is taken: memory stays bounded.
 */
export class Outbox {
  readonly #socket: OutboxSocket
  readonly #limits: OutboxLimits
  readonly #owner: OutboxOwner
  readonly #nowUs: () => number
  readonly #order: ReplyOrder = new ReplyOrder((frame) => { this.#enqueue(frame) })
  #queue: Buffer[] = []
  /** Of what is queued and what is held for the order of replies. */
  #queuedBytes = 0
  #congestedSinceUs: number | undefined
  #stopped = false
  readonly #books = new Map<Listing['symbol'], { readonly listing: Listing; readonly merged: MergedBook }>()
  readonly #missed = new Map<Listing['symbol'], MissedTrades>()
  #mergedLevels = 0
  /** Once the socket has written all it had, sends what was merged meanwhile. */
  readonly #written = (): void => {
    if (this.congested && !this.#stopped && this.waitingBytes === 0) this.#catchUp()
  }

  constructor(socket: OutboxSocket, limits: OutboxLimits, nowUs: () => number, owner: OutboxOwner) {
    this.#socket = socket
    this.#limits = limits
    this.#nowUs = nowUs
    this.#owner = owner
  }

  /** True while market data is merged instead of sent. */
  get congested(): boolean {
    return this.#congestedSinceUs !== undefined
  }

  /** Bytes that wait here and in the socket; merged levels come beside, bounded by their own limit. */
  get waitingBytes(): number {
    return this.#queuedBytes + this.#socket.writableLength
  }

  /** Replies that are awaited or held: places taken and not sent. */
  get awaitedReplies(): number {
    return this.#order.awaited
  }

  /** Queues a frame that is never dropped, behind the replies that are known. */
  send(frame: Buffer): void {
    if (this.#stopped) return
    this.#queuedBytes += frame.length
    this.#order.notify(frame)
    this.#measure()
  }

  /** Takes the place of a reply: it goes out behind all whose places were taken before. */
  expectReply(): ReplyPlace {
    return this.#order.expect()
  }

  /** Queues the reply of a place; never dropped. */
  reply(place: ReplyPlace, frame: Buffer): void {
    if (this.#stopped) return
    this.#queuedBytes += frame.length
    this.#order.answer(place, frame)
    this.#measure()
  }

  /** Queues or merges a change of a book. */
  sendBook(update: BookUpdate): void {
    if (!this.congested) this.send(update.frame)
    else if (!this.#stopped) this.#merge(update)
  }

  /** Queues trades, or counts them as missed. */
  sendTrades(batch: TradeBatch): void {
    if (!this.congested) this.send(batch.frames)
    else if (!this.#stopped) {
      const { symbol } = batch.listing
      this.#missed.set(symbol, joined(this.#missed.get(symbol), batch))
    }
  }

  /** Forgets what was merged of a book: a snapshot that contains it goes out. */
  forgetBook(listing: Listing): void {
    const waiting = this.#books.get(listing.symbol)
    if (waiting === undefined) return
    this.#books.delete(listing.symbol)
    this.#mergedLevels -= levelCount(waiting.merged)
  }

  /** Forgets which trades of an instrument were missed: nobody waits for them any more. */
  forgetTrades(listing: Listing): void {
    this.#missed.delete(listing.symbol)
  }

  /** Writes everything queued in one go. */
  flush(): void {
    if (this.#queue.length === 0) return
    const queue = this.#queue
    this.#queue = []
    for (const frame of queue) this.#queuedBytes -= frame.length
    this.#socket.cork()
    for (const frame of queue) this.#socket.write(frame, this.#written)
    this.#socket.uncork()
    this.#measure()
  }

  /** To be called from time to time: gives up on a client that has been over the soft limit for too long. */
  check(): void {
    // Others write to the socket too, such as pings: what was ours may have been read while theirs still waited.
    this.#written()
    if (this.#congestedSinceUs === undefined) return
    const congestedMs = (this.#nowUs() - this.#congestedSinceUs) / 1000
    const { maxCongestedMs } = this.#limits
    if (congestedMs >= maxCongestedMs) this.#tooSlow(`over the soft limit for ${maxCongestedMs} ms`)
  }

  /** Takes and writes nothing more, and drops what waits. */
  stop(): void {
    this.#stopped = true
    this.#congestedSinceUs = undefined
    this.#queue = []
    this.#order.clear()
    this.#queuedBytes = 0
    this.#mergedLevels = 0
    this.#books.clear()
    this.#missed.clear()
  }

  #enqueue(frame: Buffer): void {
    if (this.#queue.length === 0) this.#owner.onPending(this)
    this.#queue.push(frame)
  }

  #catchUp(): void {
    this.#congestedSinceUs = undefined
    const missed = [...this.#missed]
    const books = [...this.#books.values()]
    this.#missed.clear()
    this.#books.clear()
    this.#mergedLevels = 0
    for (const [symbol, trades] of missed) this.send(textFrame(gapText(symbol, trades)))
    for (const { listing, merged } of books) {
      const { firstSequence, lastSequence, changes } = merged
      this.send(textFrame(bookUpdateText(listing, firstSequence, lastSequence, changes)))
    }
  }

  #merge(update: BookUpdate): void {
    const { listing } = update
    const waiting = this.#books.get(listing.symbol)
    const merged = waiting?.merged ?? {
      firstSequence: update.firstSequence,
      lastSequence: update.lastSequence,
      changes: { buy: new Map<number, number>(), sell: new Map<number, number>() },
    }
    const before = levelCount(merged)
    for (const side of ['buy', 'sell'] as const)
      for (const [ticks, lots] of update.changes[side]) merged.changes[side].set(ticks, lots)
    merged.lastSequence = update.lastSequence
    this.#mergedLevels += levelCount(merged) - before
    this.#books.set(listing.symbol, { listing, merged })
    const { maxMergedLevels } = this.#limits
    if (this.#mergedLevels > maxMergedLevels) this.#tooSlow(`more than ${maxMergedLevels} price levels wait`)
  }

  #measure(): void {
    if (this.#stopped) return
    const bytes = this.waitingBytes
    const { softLimitBytes, hardLimitBytes } = this.#limits
    if (bytes > hardLimitBytes) this.#tooSlow(`more than ${hardLimitBytes} bytes wait`)
    else if (bytes > softLimitBytes) this.#congestedSinceUs ??= this.#nowUs()
  }

  #tooSlow(text: string): void {
    if (this.#stopped) return
    this.stop()
    this.#owner.onTooSlow(text)
  }
}

function levelCount(merged: MergedBook): number {
  return merged.changes.buy.size + merged.changes.sell.size
}

function joined(before: MissedTrades | undefined, batch: TradeBatch): MissedTrades {
  const { firstTradeId, firstSequence } = before ?? batch
  const { lastTradeId, lastSequence } = batch
  return { count: (before?.count ?? 0) + batch.count, firstTradeId, lastTradeId, firstSequence, lastSequence }
}

function gapText(symbol: string, missed: MissedTrades): string {
  return encodeNotice({
    type: 'gap',
    channel: 'trades',
    symbol,
    missed: missed.count,
    first_trade_id: missed.firstTradeId.toString(),
    last_trade_id: missed.lastTradeId.toString(),
    first_sequence: missed.firstSequence,
    last_sequence: missed.lastSequence,
  })
}
