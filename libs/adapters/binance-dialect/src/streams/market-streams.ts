import type { Event, EventPublisher, MarketTape, Queries } from '@openlob/application'
import type { InstrumentId, Trade } from '@openlob/domain'
import { aggregated } from '../market/aggregate-trades.ts'
import type { Markets } from '../market/markets.ts'
import { timeWriter } from '../orders/place.ts'
import { MarketFeed } from './market-feed.ts'
import type { BookChanges } from './market-feed.ts'
import { bestMessage, depthMessage, partialDepthMessage, tradesMessage } from './market-messages.ts'
import {
  aggregatePayload,
  bookTickerPayload,
  depthPayload,
  partialDepthPayload,
  tradePayload,
} from './market-payloads.ts'
import type { Telling } from './market-payloads.ts'
import { StreamMessage } from './stream-message.ts'
import type { StreamFormat, StreamListener } from './stream-message.ts'
import { readSbeStreamName, readStreamName } from './stream-name.ts'
import type { BookSpeed, MarketStream, NamedStream } from './stream-name.ts'
import { TickedStream } from './ticked-stream.ts'

/** What {@link MarketStreams} work with. */
export interface MarketStreamsParts {
  readonly queries: Queries
  readonly markets: Markets
  readonly tape: MarketTape
  /** The time, in microseconds since 1970. */
  readonly nowUs: () => number
  /** Told of a book that could not be asked for. */
  readonly onError: (error: unknown) => void
}

/** A stream that somebody listens to, in one format. */
interface Topic {
  readonly name: string
  readonly named: NamedStream
  readonly format: StreamFormat
  readonly listeners: Set<StreamListener>
  /** Of streams that are told from time to time: what they told last. */
  readonly ticked: TickedStream
}

/** The market streams: who listens to which, and what they are told. Made once for all who listen to one. */
export class MarketStreams implements EventPublisher {
  readonly #parts: MarketStreamsParts
  readonly #topics = new Map<string, Topic>()
  readonly #byInstrument = new Map<InstrumentId, Set<Topic>>()
  readonly #feeds = new Map<InstrumentId, MarketFeed>()
  /** How many streams of books there are of each speed. */
  readonly #speeds = new Map<BookSpeed, number>()
  #ticks = 0

  /** Without listeners; tells what happens from here on. */
  constructor(parts: MarketStreamsParts) {
    this.#parts = parts
  }

  /** How many streams somebody listens to. */
  get count(): number {
    return this.#topics.size
  }

  /** Tells a listener what a stream tells, from here on; a name that stands for nothing never tells anything. */
  subscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const named = format === 'sbe' ? readSbeStreamName(name) : readStreamName(name)
    if (named === undefined) return
    const key = keyOf(name, format)
    let topic = this.#topics.get(key)
    if (topic === undefined) {
      topic = { name, named, format, listeners: new Set(), ticked: new TickedStream() }
      this.#topics.set(key, topic)
      this.#countSpeed(topic, 1)
      this.#openWhenListed(topic)
    }
    topic.listeners.add(listener)
  }

  /** Ends that. */
  unsubscribe(name: string, format: StreamFormat, listener: StreamListener): void {
    const key = keyOf(name, format)
    const topic = this.#topics.get(key)
    if (topic?.listeners.delete(listener) !== true || topic.listeners.size > 0) return
    this.#topics.delete(key)
    this.#countSpeed(topic, -1)
    const market = this.#marketOf(topic)
    if (market !== undefined) this.#byInstrument.get(market.instrument.instrumentId)?.delete(topic)
  }

  /** Takes the events of one command. */
  publish(events: readonly Event[]): void {
    if (this.#topics.size === 0) return
    const trades = new Map<InstrumentId, Trade[]>()
    const books = new Map<InstrumentId, number>()
    for (const event of events) {
      if (event.type === 'TradeExecuted') {
        const { trade } = event
        const known = trades.get(trade.instrumentId)
        if (known === undefined) trades.set(trade.instrumentId, [trade])
        else known.push(trade)
      } else if (event.type === 'BookLevelChanged') {
        if (this.#feeds.get(event.instrumentId)?.apply(event) === true) books.set(event.instrumentId, event.sequence)
      } else if (event.type === 'InstrumentListed') this.#openListed()
    }
    for (const [instrument, traded] of trades) this.#tellTrades(instrument, traded)
    for (const [instrument, sequence] of books) this.#tellBest(instrument, sequence)
  }

  /** To be called every 100 milliseconds: tells what is told at intervals. */
  tick(): void {
    this.#ticks += 1
    this.tellBooks('100ms')
    if (this.#ticks % 10 !== 0) return
    this.tellBooks('1000ms')
    const nowUs = this.#parts.nowUs()
    const isEvenSecond = this.#ticks % 20 === 0
    for (const topic of this.#topics.values()) this.#tellTicked(topic, nowUs, isEvenSecond)
    for (const feed of this.#feeds.values()) feed.refresh().catch(this.#parts.onError)
  }

  /** What nobody is told any more is not gathered either. */
  #countSpeed({ named: { stream } }: Topic, change: 1 | -1): void {
    if (!('speed' in stream)) return
    const { speed } = stream
    const count = (this.#speeds.get(speed) ?? 0) + change
    this.#speeds.set(speed, count)
    if (count === 0) for (const feed of this.#feeds.values()) feed.forget(speed)
  }

  #tellTicked(topic: Topic, nowUs: number, isEvenSecond: boolean): void {
    const { named, ticked } = topic
    const { tape, markets: listed } = this.#parts
    const market = this.#marketOf(topic)
    if (named.symbol !== undefined && market === undefined) return
    const markets = market === undefined ? listed.all() : [market]
    const telling = this.#telling(topic, nowUs)
    for (const payload of ticked.payloads({ tape, named, markets, telling, isEvenSecond, feeds: this.#feeds }))
      this.#tell(topic, payload)
  }

  /** Of what was listed before this was made nothing is known until somebody has asked. */
  #openWhenListed(topic: Topic): void {
    this.#open(topic)
    if (this.#marketOf(topic) !== undefined) return
    this.#parts.markets.load().then(() => { if (topic.listeners.size > 0) this.#open(topic) }, this.#parts.onError)
  }

  #openListed(): void {
    for (const topic of this.#topics.values()) this.#open(topic)
  }

  #open(topic: Topic): void {
    const market = this.#marketOf(topic)
    if (market === undefined) return
    const { instrumentId } = market.instrument
    const topics = this.#byInstrument.get(instrumentId) ?? new Set()
    this.#byInstrument.set(instrumentId, topics.add(topic))
    const { kind } = topic.named.stream
    if (kind !== 'depth' && kind !== 'partialDepth' && kind !== 'bookTicker' && kind !== 'ticker') return
    let feed = this.#feeds.get(instrumentId)
    if (feed === undefined) {
      feed = new MarketFeed(market, this.#parts.queries)
      this.#feeds.set(instrumentId, feed)
    }
    const opened = feed
    opened.seed().then(() => { this.#gather(opened, topic.named.stream) }, this.#parts.onError)
  }

  #gather(feed: MarketFeed, stream: NamedStream['stream']): void {
    feed.takeBest()
    if (stream.kind === 'depth') feed.gather(stream.speed)
  }

  #tellTrades(instrument: InstrumentId, trades: readonly Trade[]): void {
    const market = this.#parts.markets.byId(instrument)
    if (market === undefined) return
    const nowUs = this.#parts.nowUs()
    for (const topic of this.#byInstrument.get(instrument) ?? []) {
      const { kind } = topic.named.stream
      const telling = this.#telling(topic, nowUs)
      if (topic.format === 'sbe') {
        if (kind === 'trade') this.#tell(topic, tradesMessage(trades, market, nowUs))
      } else if (kind === 'trade') for (const trade of trades) this.#tell(topic, tradePayload(trade, market, telling))
      else if (kind === 'aggTrade')
        for (const group of aggregated(trades)) this.#tell(topic, aggregatePayload(group, market, telling))
    }
  }

  #tellBest(instrument: InstrumentId, sequence: number): void {
    const feed = this.#feeds.get(instrument)
    const best = feed?.takeBest()
    if (feed === undefined || best === undefined) return
    const { market } = feed
    for (const topic of this.#byInstrument.get(instrument) ?? []) {
      if (topic.named.stream.kind !== 'bookTicker') continue
      if (topic.format === 'sbe') this.#tell(topic, bestMessage(sequence, best, market, this.#parts.nowUs()))
      else this.#tell(topic, bookTickerPayload(sequence, best, market))
    }
  }

  /** To be called at that interval, where {@link tick} does not: tells what changed in books since the last time. */
  tellBooks(speed: BookSpeed): void {
    if ((this.#speeds.get(speed) ?? 0) === 0) return
    const nowUs = this.#parts.nowUs()
    for (const [instrument, feed] of this.#feeds) {
      const topics = [...(this.#byInstrument.get(instrument) ?? [])].filter(({ named }) => isAt(named.stream, speed))
      if (!topics.some(({ named }) => named.stream.kind === 'depth')) feed.forget(speed)
      const changes = feed.take(speed)
      for (const topic of topics) this.#tellBook(topic, feed, changes, nowUs)
    }
  }

  #tellBook(topic: Topic, { market, view }: MarketFeed, changes: BookChanges | undefined, nowUs: number): void {
    const { named: { stream }, format, ticked } = topic
    const isSbe = format === 'sbe'
    if (stream.kind === 'depth' && changes !== undefined) {
      const json = (): string => depthPayload(changes, market, this.#telling(topic, nowUs))
      this.#tell(topic, isSbe ? depthMessage(changes, market, nowUs) : json())
    } else if (stream.kind === 'partialDepth' && view !== undefined && ticked.isNew(view.sequence)) {
      const depth = view.depth(stream.levels)
      this.#tell(topic, isSbe ? partialDepthMessage(depth, market, nowUs) : partialDepthPayload(depth, market))
    }
  }

  #tell({ name, listeners }: Topic, payload: string | Buffer): void {
    const message = new StreamMessage(name, payload)
    for (const listener of listeners) listener.deliver(message)
  }

  #telling({ format }: Topic, nowUs: number): Telling {
    return { nowUs, time: timeWriter(format === 'microseconds') }
  }

  #marketOf({ named }: Topic): ReturnType<Markets['find']> {
    return named.symbol === undefined ? undefined : this.#parts.markets.find(named.symbol)
  }
}

function isAt(stream: MarketStream, speed: BookSpeed): boolean {
  return 'speed' in stream && stream.speed === speed
}

function keyOf(name: string, format: StreamFormat): string {
  return `${format} ${name}`
}
