import { QueryUnavailableError } from '@openlob/application'
import type { Account } from '@openlob/domain'
import type { Caller } from '@openlob/binance-dialect'
import type { AccountOf } from './account-names.ts'
import type { Outbox } from './backpressure.ts'
import type { Connection } from './connection.ts'
import { Problem, problem } from './errors.ts'
import { textFrame } from './frame.ts'
import { parseJsonObject } from './json-text.ts'
import { requestIdOf } from './messages.ts'
import type { AuthRequest, Request, RequestId } from './messages.ts'
import type { Handled, Outcome, Step } from './order-entry.ts'
import type { TokenBucket } from './rate-limit.ts'
import { encodeReply } from './message-text.ts'
import { toRequest } from './read-message.ts'
import type { Reply } from './replies.ts'
import type { ReplyPlace } from './reply-order.ts'
import type { RoutedRequest } from './request-router.ts'
import { Traders } from './traders.ts'
import type { TraderRight } from './traders.ts'

/** What a {@link Session} works with; shared by all of them but for bucket and outbox. */
export interface SessionParts {
  readonly outbox: Outbox
  readonly bucket: TokenBucket
  readonly maxInFlight: number
  readonly maxTraders: number
  readonly nowUs: () => number
  /** What is listed is known, or the promise of it. */
  readonly ready: () => Promise<void> | undefined
  /** The account of a trader id. */
  readonly accountOf: AccountOf
  /** Whose key an `auth` message is signed by. */
  readonly authenticate: (request: AuthRequest) => Promise<Caller | Problem>
  /** A trader id was used on this connection for the first time. */
  readonly onTrader: (outbox: Outbox, account: Account) => void
  /** A trader id can no longer be used on this connection. */
  readonly onTraderGone: (outbox: Outbox, account: Account) => void
  /** Carries out a request. */
  readonly handle: (connection: Connection, request: RoutedRequest) => Handled
  /** Takes a message of another protocol that lives on this connection too. */
  readonly control?: ((text: string) => void) | undefined
  readonly onProblem: (problem: Problem) => void
  readonly onError: (error: unknown) => void
}

/** A message that is to be answered. */
interface Received {
  readonly place: ReplyPlace
  readonly requestId: RequestId | undefined
  readonly receivedUs: number
}

interface Waiting extends Received {
  readonly request: Request
}

/**
 * The conversation with one client: every message gets exactly one answer or one error, in the order of the messages.
 * Requests are handed to the exchange in that order and do not wait for each other's answers; only what has to be asked
 * first (a new trader's account) holds up the rest.
 */
export class Session implements Connection {
  readonly outbox: Outbox
  readonly #parts: SessionParts
  readonly #traders = new Traders()
  readonly #waiting: Waiting[] = []
  /** Whether a request has to wait for something, and those behind it for that. */
  #isHeldUp = false
  #inFlight = 0
  #closing = false
  #closed = false
  #onIdle: (() => void) | undefined

  constructor(parts: SessionParts) {
    this.outbox = parts.outbox
    this.#parts = parts
  }

  get traders(): ReadonlyMap<string, Account> {
    return this.#traders.accounts
  }

  mayTrade(traderId: string): boolean {
    return this.#traders.mayTrade(traderId)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Requests that are not answered yet. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** True while so many answers are due, refusals among them, that no more messages should be read. */
  get isFull(): boolean {
    return this.outbox.awaitedReplies >= 2 * this.#parts.maxInFlight
  }

  /** Takes one message as it came. */
  receive(data: string | undefined): void {
    const receivedUs = this.#parts.nowUs()
    const message = data === undefined ? problem('BINARY_MESSAGE') : parseJsonObject(data)
    if (data !== undefined && !(message instanceof Problem) && this.#isOther(message, data)) return
    const requestId = message instanceof Problem ? undefined : requestIdOf(message)
    const received: Received = { place: this.outbox.expectReply(), requestId, receivedUs }
    const refusal = this.#refusal(receivedUs)
    if (refusal !== undefined) {
      this.#reply(received, refusal)
      return
    }
    const request = message instanceof Problem ? message : toRequest(message)
    if (request instanceof Problem) {
      this.#reply(received, request)
      return
    }
    this.#inFlight += 1
    const { place } = received
    this.#waiting.push({ request, place, requestId, receivedUs })
    if (!this.#isHeldUp) this.#pump()
  }

  /** Takes no more requests, and resolves when those taken are answered. */
  drain(): Promise<void> {
    this.#closing = true
    if (this.#inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle = resolve
    })
  }

  /** A key is good no more: what it has proved on this connection is to be proved anew. */
  revoke(apiKey: string): void {
    for (const account of this.#traders.revoke(apiKey)) this.#parts.onTraderGone(this.outbox, account)
  }

  /** The connection is gone: what waits is not handed in any more. */
  abandon(): void {
    this.#closing = true
    this.#closed = true
    this.#inFlight -= this.#waiting.length
    this.#waiting.length = 0
    if (this.#inFlight === 0) this.#onIdle?.()
  }

  /** A message with a method and no type belongs to the control messages of streams. */
  #isOther(message: Readonly<Record<string, unknown>>, text: string): boolean {
    const { control, bucket, nowUs } = this.#parts
    if (control === undefined || !('method' in message) || 'type' in message) return false
    if (!bucket.take(nowUs())) return false
    control(text)
    return true
  }

  #refusal(nowUs: number): Problem | undefined {
    const { bucket, maxInFlight } = this.#parts
    if (!bucket.take(nowUs)) return problem('RATE_LIMITED')
    if (this.#closing) return problem('NOT_RUNNING', 'This connection is closing.')
    return this.#inFlight < maxInFlight ? undefined : problem('TOO_MANY_IN_FLIGHT', `At most ${maxInFlight}.`)
  }

  /** Hands requests over as they wait, without a promise as long as nothing has to be waited for, which is the rule. */
  #pump(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const waiting = next
      const handing = this.#attempt(waiting)
      if (handing === undefined) continue
      this.#isHeldUp = true
      void handing
        .catch((error: unknown) => {
          this.#fail(waiting, error)
        })
        .then(() => {
          this.#isHeldUp = false
          this.#pump()
        })
      return
    }
  }

  /** Hands a request over; a promise where something has to be waited for first. */
  #attempt(waiting: Waiting): Promise<void> | undefined {
    try {
      const { request } = waiting
      if (request.type === 'auth') return this.#authenticate(waiting, request)
      if (!this.#knows(request) || this.#parts.ready() !== undefined) return this.#prepare(waiting, request)
      return this.#carryOut(waiting, request)
    } catch (error) {
      this.#fail(waiting, error)
      return undefined
    }
  }

  /** Waits for what has to be known before a request, then carries it out. */
  async #prepare(waiting: Waiting, request: RoutedRequest): Promise<void> {
    await this.#parts.ready()
    const traderId = traderIdOf(request)
    const refused = traderId === undefined || this.#knows(request) ? undefined : await this.#admit(traderId)
    if (refused === undefined) await this.#carryOut(waiting, request)
    else this.#finish(waiting, refused)
  }

  /** Whether it names no trader, or one that the connection has used. */
  #knows(request: RoutedRequest): boolean {
    const traderId = traderIdOf(request)
    return traderId === undefined || this.traders.has(traderId)
  }

  #carryOut(waiting: Waiting, request: RoutedRequest): Promise<void> | undefined {
    const handled = this.#parts.handle(this, request)
    if (handled instanceof Promise)
      return handled.then((step) => {
        this.#take(waiting, step)
      })
    this.#take(waiting, handled)
    return undefined
  }

  #take(waiting: Waiting, step: Step): void {
    if (!('later' in step)) {
      this.#finish(waiting, step)
      return
    }
    step.later.then(
      (outcome) => {
        this.#finishSafely(waiting, outcome)
      },
      (error: unknown) => {
        this.#fail(waiting, error)
      },
    )
  }

  #finishSafely(waiting: Waiting, outcome: Outcome): void {
    try {
      this.#finish(waiting, outcome)
    } catch (error) {
      this.#fail(waiting, error)
    }
  }

  /** Finds the account of a trader id that is new on this connection; accounts never close, so once is enough. */
  async #admit(traderId: string): Promise<Problem | undefined> {
    const account = this.#hasRoom() ? await this.#parts.accountOf(traderId) : this.#tooManyTraders()
    if (account instanceof Problem) return account
    if (account === undefined)
      return problem('UNKNOWN_ACCOUNT', `trader_id=${traderId}: have the operator open and fund an account of this name.`)
    if ('reason' in account) return new Problem(account.reason, account.text)
    this.#add(traderId, { account, apiKey: undefined, mayTrade: true })
    return undefined
  }

  /** Makes the account of a key one of the connection's traders. */
  async #authenticate(waiting: Waiting, request: AuthRequest): Promise<void> {
    const caller = this.#hasRoom() ? await this.#parts.authenticate(request) : this.#tooManyTraders()
    if (caller instanceof Problem) {
      this.#finish(waiting, caller)
      return
    }
    const { account, key } = caller
    const mayTrade = key.permissions.includes('trade')
    this.#add(account.name, { account, apiKey: key.apiKey, mayTrade })
    this.#finish(waiting, { type: 'authenticated', trader_id: account.name, can_trade: mayTrade })
  }

  #add(traderId: string, right: TraderRight): void {
    this.#traders.add(traderId, right)
    if (!this.#closed) this.#parts.onTrader(this.outbox, right.account)
  }

  #hasRoom(): boolean {
    return this.traders.size < this.#parts.maxTraders
  }

  #tooManyTraders(): Problem {
    return problem('TOO_MANY_TRADERS', `At most ${this.#parts.maxTraders}.`)
  }

  #finish(waiting: Waiting, outcome: Outcome): void {
    this.#reply(waiting, outcome)
    this.#inFlight -= 1
    if (this.#inFlight === 0) this.#onIdle?.()
  }

  #fail(waiting: Waiting, error: unknown): void {
    if (error instanceof QueryUnavailableError) {
      this.#finish(waiting, new Problem(error.reason, error.message))
      return
    }
    this.#parts.onError(error)
    this.#finish(waiting, problem('INTERNAL_ERROR'))
  }

  #reply({ place, requestId, receivedUs }: Received, outcome: Outcome): void {
    const refused = outcome instanceof Problem
    if (refused) this.#parts.onProblem(outcome)
    const reply: Reply = refused ? { type: 'error', code: outcome.code, message: outcome.message } : outcome
    this.outbox.reply(place, textFrame(encodeReply(reply, requestId, this.#parts.nowUs() - receivedUs)))
  }
}

function traderIdOf(request: RoutedRequest): string | undefined {
  return 'trader_id' in request ? request.trader_id : undefined
}
