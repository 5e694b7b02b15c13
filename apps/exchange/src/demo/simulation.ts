import { Decimal } from '@openlob/decimal'
import type { BookUpdateNotice, InstrumentText, Notice, Reply } from '@openlob/websocket'
import { LiveBook } from '../client/live-book.ts'
import type { LiveDepth } from '../client/live-book.ts'
import { ConnectionLostError, ProtocolClient } from '../client/protocol-client.ts'
import type { ProtocolListener } from '../client/protocol-client.ts'
import { OperatorError } from '../operator-error.ts'
import { MarketMaker } from './market-maker.ts'
import { SeededRandom } from './random.ts'
import { SimulatedMarket } from './simulated-trader.ts'
import type { SimulatedTrader } from './simulated-trader.ts'
import { Taker } from './taker.ts'

/** Who is simulated, and how busy they are. */
export interface SimulationOptions {
  readonly url: string
  /** The first listed instrument where left out. */
  readonly symbol?: string | undefined
  readonly makers: number
  readonly takers: number
  /** Orders a second, all traders together. */
  readonly rate: number
  readonly seed: number
  /** Where the price starts while the book is empty. */
  readonly price: Decimal
}

/** What has happened so far. */
export interface SimulationFigures {
  readonly orders: number
  readonly trades: number
  readonly refused: number
  /** The last refusal, in words. */
  readonly lastRefusal: string | undefined
  readonly connected: boolean
  /** Decimal places of the instrument's tick. */
  readonly priceScale: number
  readonly depth: LiveDepth
}

/** What was still open at the end. */
export interface SimulationEnd {
  readonly canceledOrders: number
}

const TURN_MS = 20
/** Unanswered requests of a trader: with more it waits, so a slow exchange slows the simulation down. */
const WAITING_MOST = 8
const MAKER_TURNS = 0.75
const MAKER_LEVELS = 5
/** A quote's distance to the next, and the walk's deviation a turn, as parts of the price. */
const STEP_PART = 1 / 10_000
const WALK_PART = 1 / 50_000
const ORDER_NOTIONAL = Decimal.parse('2500')

interface Seat {
  readonly trader: SimulatedTrader
  readonly client: ProtocolClient
}

/** Simulated traders on an exchange, each over its own connection, and one connection more that watches the market. */
export class Simulation {
  readonly #options: SimulationOptions
  readonly #random: SeededRandom
  readonly #watcher: ProtocolClient
  readonly #makers: Seat[] = []
  readonly #takers: Seat[] = []
  #symbol = ''
  #priceScale = 0
  #book: LiveBook | undefined
  #midTicks = 0
  #startTicks = 0
  #timer: NodeJS.Timeout | undefined
  #turnedMs = 0
  #orders = 0
  #trades = 0
  #refused = 0
  #lastRefusal: string | undefined

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#random = new SeededRandom(options.seed)
    this.#watcher = new ProtocolClient(options.url, this.#watching())
  }

  /** Connects everybody and starts trading; rejects with an {@link OperatorError} where that cannot be. */
  async start(): Promise<void> {
    await this.#watcher.connect()
    const instrument = await this.#chooseInstrument()
    this.#symbol = instrument.symbol
    this.#priceScale = Decimal.parse(instrument.tick_size).scale
    await this.#watch()
    const market = new SimulatedMarket(instrument)
    this.#midTicks = this.#startTicks = market.ticksOf(this.#currentPrice())
    await this.#seatTraders(market)
    this.#turnedMs = performance.now()
    this.#timer = setInterval(() => {
      this.#takeTurns()
    }, TURN_MS)
  }

  /** Stops trading, cancels what the simulated traders have open, and disconnects. */
  async stop(): Promise<SimulationEnd> {
    clearInterval(this.#timer)
    let canceledOrders = 0
    for (const { trader, client } of this.#seats) {
      const reply = await this.#cancelAll(trader, client)
      if (reply?.type === 'orders_canceled') canceledOrders += reply.order_ids.length
      client.close()
    }
    this.#watcher.close()
    return { canceledOrders }
  }

  /** What has happened so far, and the best of the book. */
  figures(): SimulationFigures {
    return {
      orders: this.#orders,
      trades: this.#trades,
      refused: this.#refused,
      lastRefusal: this.#lastRefusal,
      connected: this.#watcher.connected,
      priceScale: this.#priceScale,
      depth: this.#book?.depth(1) ?? { bids: [], asks: [] },
    }
  }

  get #seats(): readonly Seat[] {
    return [...this.#makers, ...this.#takers]
  }

  async #seatTraders(market: SimulatedMarket): Promise<void> {
    const { makers, takers } = this.#options
    const stepTicks = Math.max(1, Math.round(this.#startTicks * STEP_PART))
    const quantityLots = market.lotsWorth(ORDER_NOTIONAL, this.#startTicks)
    const quoting = { levels: MAKER_LEVELS, stepTicks, quantityLots }
    const taking = { reachTicks: stepTicks * 2, quantityLots }
    for (let number = 1; number <= makers; number += 1)
      this.#makers.push(await this.#seat(new MarketMaker(`demo-maker-${number}`, market, quoting, this.#random)))
    for (let number = 1; number <= takers; number += 1)
      this.#takers.push(await this.#seat(new Taker(`demo-taker-${number}`, market, taking, this.#random)))
  }

  async #seat(trader: SimulatedTrader): Promise<Seat> {
    const client = new ProtocolClient(this.#options.url, {
      onNotice: (notice) => {
        if (notice.type === 'order_update' && notice.trader_id === trader.name) trader.onOrderUpdate(notice)
      },
      onConnected: () => {
        forget(client.request({ type: 'subscribe', symbol: this.#symbol, channels: ['orders'], trader_id: trader.name }))
      },
      onDisconnected: () => undefined,
    })
    await client.connect()
    // What a demonstration that was killed has left in the book.
    await this.#cancelAll(trader, client)
    return { trader, client }
  }

  #takeTurns(): void {
    const nowMs = performance.now()
    const turns = Math.floor(((nowMs - this.#turnedMs) / 1000) * this.#options.rate)
    if (turns === 0) return
    // After a pause of the process nothing is made up for beyond a tenth of a second.
    this.#turnedMs = Math.max(this.#turnedMs + (turns * 1000) / this.#options.rate, nowMs - 100)
    for (let turn = 0; turn < turns; turn += 1) this.#takeTurn()
  }

  #takeTurn(): void {
    this.#walk()
    const makersTurn = this.#takers.length === 0 || (this.#makers.length > 0 && this.#random.next() < MAKER_TURNS)
    const { trader, client } = this.#random.pick(makersTurn ? this.#makers : this.#takers)
    if (!client.connected || client.waiting >= WAITING_MOST) return
    const { request, hear } = trader.act(this.#midTicks)
    this.#orders += 1
    forget(
      client.request(request).then((reply) => {
        hear(reply)
        if (reply.type === 'error') this.#noteRefusal(reply.code, reply.message)
      }),
    )
  }

  /** A random walk that is drawn back to where it started, so that it stays there for hours. */
  #walk(): void {
    const pull = (this.#startTicks - this.#midTicks) / 20_000
    this.#midTicks += pull + this.#random.gaussian() * this.#startTicks * WALK_PART
    this.#midTicks = Math.max(this.#startTicks / 2, this.#midTicks)
  }

  /** A quote that would take, or that was taken while it was to be moved, is the market's business as usual. */
  #noteRefusal(code: string, message: string): void {
    if (code === 'WOULD_TAKE_LIQUIDITY' || code === 'UNKNOWN_ORDER') return
    this.#refused += 1
    this.#lastRefusal = message
  }

  #watching(): ProtocolListener {
    return {
      onNotice: (notice: Notice) => {
        if (notice.type === 'trade' && notice.symbol === this.#symbol) this.#trades += 1
        else if (notice.type === 'gap') this.#trades += notice.missed
        else if (notice.type === 'book_update') this.#updateBook(notice)
      },
      onConnected: (again) => {
        if (again) forget(this.#watch())
      },
      onDisconnected: () => {
        this.#book = undefined
      },
    }
  }

  #updateBook(update: BookUpdateNotice): void {
    if (this.#book?.apply(update) !== false) return
    this.#book = undefined
    forget(this.#watch())
  }

  async #watch(): Promise<void> {
    const request = { type: 'subscribe', symbol: this.#symbol, channels: ['book', 'trades'] } as const
    await this.#watcher.request(request, (reply) => {
      if (reply.type === 'subscribed' && reply.book !== undefined) this.#book = new LiveBook(reply.book)
    })
  }

  async #chooseInstrument(): Promise<InstrumentText> {
    const reply = await this.#watcher.request({ type: 'instruments' })
    const listed = reply.type === 'instruments' ? reply.instruments : []
    const { symbol } = this.#options
    const instrument = symbol === undefined ? listed[0] : listed.find((candidate) => candidate.symbol === symbol)
    if (instrument !== undefined) return instrument
    const symbols = listed.map((candidate) => candidate.symbol).join(', ')
    throw new OperatorError(symbols === '' ? 'nothing is listed on this exchange' : `"${symbol ?? ''}" is not listed; there is ${symbols}`)
  }

  #currentPrice(): Decimal {
    const { bids, asks } = this.figures().depth
    const [bid] = bids
    const [ask] = asks
    if (bid === undefined || ask === undefined) return bid?.price ?? ask?.price ?? this.#options.price
    return bid.price.add(ask.price).divide(Decimal.parse('2'), Math.max(bid.price.scale, ask.price.scale), 'HALF_EVEN')
  }

  async #cancelAll({ name }: SimulatedTrader, client: ProtocolClient): Promise<Reply | undefined> {
    try {
      return await client.request({ type: 'cancel_all_orders', trader_id: name, symbol: this.#symbol })
    } catch (error) {
      if (error instanceof ConnectionLostError) return undefined
      throw error
    }
  }
}

/** A lost connection is seen by the listener; what waited for it needs nothing more. */
function forget(request: Promise<unknown>): void {
  request.catch((error: unknown) => {
    if (!(error instanceof ConnectionLostError)) throw error
  })
}
