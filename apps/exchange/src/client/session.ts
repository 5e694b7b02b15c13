import type { BookUpdateNotice, InstrumentText, Notice, Reply, TradeNotice } from '@openlob/websocket'
import { OperatorError } from '../operator-error.ts'
import { COMMAND_HELP, isSessionCommand, parseClientCommand } from './command-grammar.ts'
import type { SessionCommand } from './command-grammar.ts'
import { authMessage } from './client-key.ts'
import type { ClientKey } from './client-key.ts'
import { LiveBook } from './live-book.ts'
import { ConnectionLostError, ProtocolClient } from './protocol-client.ts'
import type { ProtocolListener } from './protocol-client.ts'
import { replyLines } from './reply-lines.ts'
import { requestOf } from './request-of.ts'
import { bookLines, fillLine, gridOf, tableLines, tradeLine } from './screen.ts'
import type { Grid } from './screen.ts'
import { colors } from '../terminal-colors.ts'

/** Where a session writes. */
export interface SessionOutput {
  /** Lines that stay. */
  print(lines: readonly string[]): void
  /** Lines that replace those shown before; none takes them away. */
  show(lines: readonly string[]): void
}

/** Who trades where. */
export interface SessionOptions {
  readonly url: string
  readonly trader: string
  /** The key that proves whose account it is; where there is one, the trader is its account. */
  readonly key?: ClientKey | undefined
  /** The first listed instrument where left out. */
  readonly symbol?: string | undefined
}

const TRADES_KEPT = 20
const TRADES_WATCHED = 5

/**
 * A person's session on the exchange: turns typed lines into requests and what comes back into lines of text. Knows
 * nothing of terminals, so that a script and a test use it as a person does.
 */
export class ClientSession implements ProtocolListener {
  readonly #client: ProtocolClient
  readonly #output: SessionOutput
  readonly #wantedSymbol: string | undefined
  readonly #key: ClientKey | undefined
  #trader: string
  #instruments: readonly InstrumentText[] = []
  #grid: Grid | undefined
  #trades: TradeNotice[] = []
  #book: LiveBook | undefined
  #watchedLevels: number | undefined

  constructor(options: SessionOptions, output: SessionOutput) {
    this.#client = new ProtocolClient(options.url, this)
    this.#output = output
    this.#trader = options.trader
    this.#wantedSymbol = options.symbol
    this.#key = options.key
  }

  /** Connects and chooses the instrument; rejects with an {@link OperatorError} where either cannot be. */
  async start(): Promise<void> {
    await this.#client.connect()
    await this.#loadInstruments()
    const wanted = this.#wantedSymbol
    const instrument = wanted === undefined ? this.#instruments[0] : this.#instrumentOf(wanted)
    if (instrument === undefined) throw new OperatorError(this.#unknownSymbol(wanted))
    this.#grid = gridOf(instrument)
    await this.#subscribe()
  }

  /** Leaves the exchange; orders stay in the book. */
  stop(): void {
    this.#client.close()
  }

  /** What stands before the cursor. */
  get prompt(): string {
    const place = this.#client.connected ? (this.#grid?.symbol ?? '') : colors.red('not connected')
    return `${colors.cyan(this.#trader)} ${place}> `
  }

  /** Carries out a typed line; false where it says to quit. Rejects with {@link ConnectionLostError}. */
  async execute(line: string): Promise<boolean> {
    const command = parseClientCommand(line)
    if (command === undefined) return true
    if ('problem' in command) this.#output.print([colors.yellow(command.problem)])
    else if (command.verb === 'quit') return false
    else if (isSessionCommand(command)) await this.#carryOut(command)
    else this.#printReply(await this.#client.request(requestOf(command, this.#trader, this.#symbol)))
    return true
  }

  /** Resolves when the exchange has answered all that was sent before, and so has sent what it had to say. */
  async settle(): Promise<void> {
    await this.#client.request({ type: 'ping' })
  }

  onNotice(notice: Notice): void {
    switch (notice.type) {
      case 'order_update':
        if (notice.trade !== undefined) this.#output.print([this.#ownerText(notice.trader_id) + fillLine(notice)])
        return
      case 'trade':
        this.#rememberTrade(notice)
        return
      case 'book_update':
        this.#updateBook(notice)
        return
      case 'gap':
        this.#output.print([colors.yellow(`${notice.missed} trades were not shown: this connection was too slow for them`)])
    }
  }

  onConnected(again: boolean): void {
    if (!again) return
    this.#output.print([colors.green('connected again')])
    this.#subscribe().catch(this.#printFailure)
  }

  onDisconnected(reason: string, retryMs: number): void {
    this.#book = undefined
    this.#output.show([])
    this.#output.print([colors.red(`${reason}; trying again in ${retryMs / 1000} s`)])
  }

  async #carryOut(command: SessionCommand): Promise<void> {
    switch (command.verb) {
      case 'help':
        this.#output.print(tableLines([['command', 'what it does'], ...COMMAND_HELP]))
        return
      case 'trades':
        this.#output.print(this.#trades.length === 0 ? ['no trades seen yet'] : this.#tradeLines(TRADES_KEPT))
        return
      case 'watch':
        return this.#watch(command.levels)
      case 'unwatch':
        return this.#unwatch()
      case 'trader':
        return this.#becomeTrader(command.name)
      case 'symbol':
        return this.#changeSymbol(command.name)
      case 'quit':
    }
  }

  /** Says whose order it was where it is not the present trader's: a connection hears of all that it has acted as. */
  #ownerText(trader: string): string {
    return trader === this.#trader ? '' : `${trader}: `
  }

  #printReply(reply: Reply): void {
    this.#output.print(replyLines(reply, this.#grid))
  }

  async #becomeTrader(name: string | undefined): Promise<void> {
    if (name === undefined) {
      this.#output.print([`you are ${this.#trader}`])
      return
    }
    const reply = await this.#followOrders(name)
    if (reply.type === 'error') this.#printReply(reply)
    else this.#trader = name
  }

  async #changeSymbol(name: string | undefined): Promise<void> {
    if (name === undefined) {
      this.#output.print([`trading ${this.#symbol}`])
      return
    }
    await this.#loadInstruments()
    const instrument = this.#instrumentOf(name)
    if (instrument === undefined) {
      this.#output.print([colors.yellow(this.#unknownSymbol(name))])
      return
    }
    await this.#client.request({ type: 'unsubscribe', symbol: this.#symbol, channels: ['book', 'trades'] })
    this.#grid = gridOf(instrument)
    this.#book = undefined
    this.#trades = []
    await this.#subscribe()
  }

  /** What every connection starts with: one's own orders, the trades, and the book where it is watched. */
  async #subscribe(): Promise<void> {
    await this.#authenticate()
    const orders = await this.#followOrders(this.#trader)
    if (orders.type === 'error') this.#printReply(orders)
    const channels = this.#watchedLevels === undefined ? ['trades'] : ['book', 'trades']
    await this.#client.request({ type: 'subscribe', symbol: this.#symbol, channels }, this.#onSubscribed)
  }

  /** Proves anew on each connection whose account it is. */
  async #authenticate(): Promise<void> {
    if (this.#key === undefined) return
    const reply = await this.#client.request(authMessage(this.#key, Date.now()))
    this.#printReply(reply)
    if (reply.type === 'authenticated') this.#trader = reply.trader_id
  }

  #followOrders(trader: string): Promise<Reply> {
    return this.#client.request({ type: 'subscribe', symbol: this.#symbol, channels: ['orders'], trader_id: trader })
  }

  async #watch(levels: number): Promise<void> {
    this.#watchedLevels = levels
    await this.#subscribeToBook()
  }

  #subscribeToBook(): Promise<Reply> {
    return this.#client.request({ type: 'subscribe', symbol: this.#symbol, channels: ['book'] }, this.#onSubscribed)
  }

  async #unwatch(): Promise<void> {
    this.#watchedLevels = undefined
    this.#book = undefined
    this.#output.show([])
    await this.#client.request({ type: 'unsubscribe', symbol: this.#symbol, channels: ['book'] })
  }

  /** Takes the snapshot before the updates behind it, which may come in the same breath. */
  readonly #onSubscribed = (reply: Reply): void => {
    const isWanted = this.#watchedLevels !== undefined && 'symbol' in reply && reply.symbol === this.#symbol
    if (reply.type !== 'subscribed') this.#printReply(reply)
    else if (reply.book !== undefined && isWanted) this.#book = new LiveBook(reply.book)
    this.#showWatched()
  }

  readonly #printFailure = (error: unknown): void => {
    this.#output.print([colors.red(error instanceof Error ? error.message : String(error))])
  }

  #updateBook(update: BookUpdateNotice): void {
    if (update.symbol !== this.#symbol) return
    if (this.#book?.apply(update) === false) {
      this.#book = undefined
      this.#subscribeToBook().catch(this.#printFailure)
    }
    this.#showWatched()
  }

  #rememberTrade(trade: TradeNotice): void {
    if (trade.symbol !== this.#symbol || trade.trade_id === this.#trades[0]?.trade_id) return
    this.#trades.unshift(trade)
    this.#trades.length = Math.min(this.#trades.length, TRADES_KEPT)
    this.#showWatched()
  }

  #showWatched(): void {
    if (this.#book === undefined || this.#watchedLevels === undefined || this.#grid === undefined) return
    const book = bookLines(this.#grid, this.#book.depth(this.#watchedLevels), this.#watchedLevels)
    this.#output.show([...book, '', ...this.#tradeLines(TRADES_WATCHED)])
  }

  #tradeLines(most: number): string[] {
    const grid = this.#grid
    return grid === undefined ? [] : this.#trades.slice(0, most).map((trade) => tradeLine(grid, trade))
  }

  async #loadInstruments(): Promise<void> {
    const reply = await this.#client.request({ type: 'instruments' })
    if (reply.type !== 'instruments') throw new OperatorError(reply.type === 'error' ? reply.message : `unexpected answer: ${reply.type}`)
    this.#instruments = reply.instruments
  }

  #instrumentOf(symbol: string): InstrumentText | undefined {
    return this.#instruments.find((instrument) => instrument.symbol.toLowerCase() === symbol.toLowerCase())
  }

  #unknownSymbol(symbol: string | undefined): string {
    const listed = this.#instruments.map((instrument) => instrument.symbol).join(', ')
    return listed === '' ? 'nothing is listed on this exchange' : `"${symbol ?? ''}" is not listed; there is ${listed}`
  }

  get #symbol(): string {
    return this.#grid?.symbol ?? ''
  }
}

/** What to tell a person of a failed line; undefined where the failure is none of the exchange's. */
export function failureText(error: unknown): string | undefined {
  if (!(error instanceof ConnectionLostError)) return undefined
  if (!error.sent) return 'not connected: nothing was sent'
  return `no answer: ${error.message}; what was asked may or may not have happened`
}
