import { basename } from 'node:path'
import { ManualClock } from '@openlob/application'
import type { Answer, Exchange } from '@openlob/application'
import { OperatorError } from '../operator-error.ts'
import { LobsterFileError, MESSAGE_TYPES, readBookRows, readMessages } from './lobster-file.ts'
import type { LobsterBookRow, LobsterMessage, ReadProgress } from './lobster-file.ts'
import { OrderFlowTranslator } from './order-flow-translator.ts'
import type { Step } from './order-flow-translator.ts'
import { ReplayAudit } from './replay-audit.ts'
import type { Mishap } from './replay-audit.ts'
import type { ReplayFigures } from './replay-report.ts'
import {
  countMoney,
  openJournalFolder,
  openVenue,
  PENDING_COMMANDS_MAX,
  ReplayExchange,
  requireTaken,
} from './replay-venue.ts'
import type { Venue } from './replay-venue.ts'

/** What to replay. */
export interface ReplayOptions {
  readonly messagesFile: string
  readonly orderbookFile?: string | undefined
  /** How many levels of each side are compared with the orderbook file. */
  readonly levels: number
  /** Where to keep the journal; a temporary folder where left out. */
  readonly journalDirectory?: string | undefined
  /** Called a few times a second at most. */
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined
  /** Ends the replay before its time; it then rejects, and leaves no temporary journal behind. */
  readonly signal?: AbortSignal | undefined
}

/** How far a replay has come. */
export interface ReplayProgress extends Readonly<ReadProgress> {
  readonly messages: number
  readonly messagesPerSecond: number
}

const PROGRESS_EVERY_MS = 100
const CONTAINED_IN_ROW = 'first message: row 0 of the orderbook file contains it'

/**
 * Drives a LOBSTER file through a complete exchange, journal and ledger included, and returns what was seen. Rejects
 * with a {@link LobsterFileError} where a file is wrong, and with an `OperatorError` where the exchange gives up.
 */
export async function replayLobster(options: ReplayOptions): Promise<ReplayFigures> {
  const folder = await openJournalFolder(options.journalDirectory)
  try {
    const clock = new ManualClock(midnightUs(options.messagesFile))
    const replay = new ReplayExchange(folder.directory, clock)
    const { exchange } = replay
    await exchange.start()
    try {
      const venue = await openVenue(exchange, tickerOf(options.messagesFile))
      const figures = await new ReplayRun(options, exchange, clock, venue).finish()
      const stateHash = await replay.stop()
      return { ...figures, stateHash, recoveredStateHash: await stateHashAfterRestart(folder.directory, clock) }
    } finally {
      if (exchange.status === 'running') await exchange.stop()
    }
  } finally {
    await folder.dispose()
  }
}

async function stateHashAfterRestart(directory: string, clock: ManualClock): Promise<string> {
  const restarted = new ReplayExchange(directory, clock)
  await restarted.exchange.start()
  return restarted.stop()
}

class ReplayRun {
  readonly #options: ReplayOptions
  readonly #exchange: Exchange
  readonly #clock: ManualClock
  readonly #venue: Venue
  readonly #midnightUs: number
  readonly #audit: ReplayAudit
  readonly #translator: OrderFlowTranslator
  readonly #read: ReadProgress = { totalBytes: 0, readBytes: 0 }
  readonly #startedMs = performance.now()
  #nextProgressMs = 0
  #messages = 0
  readonly #messagesByType = new Map<string, number>()
  readonly #skipped = new Map<string, number>()
  readonly #contradictions: Mishap = { count: 0, first: undefined }
  #pending: Promise<Answer>[] = []

  constructor(options: ReplayOptions, exchange: Exchange, clock: ManualClock, venue: Venue) {
    this.#options = options
    this.#exchange = exchange
    this.#clock = clock
    this.#venue = venue
    this.#midnightUs = clock.nowUs()
    this.#audit = new ReplayAudit(venue.instrumentId, options.levels)
    this.#translator = new OrderFlowTranslator(venue)
  }

  async finish(): Promise<Omit<ReplayFigures, 'stateHash' | 'recoveredStateHash'>> {
    const unsubscribe = this.#exchange.subscribe(this.#audit)
    try {
      await this.#replay()
      await this.#settle(0)
    } finally {
      unsubscribe()
    }
    const seconds = (performance.now() - this.#startedMs) / 1000
    this.#progress(true)
    const audit = this.#audit
    const rows = { compared: audit.rowsCompared, equal: audit.rowsEqual, firstUnequal: audit.firstUnequalRow }
    return {
      instrument: this.#venue.instrument.symbol,
      messages: this.#messages,
      messagesByType: Object.fromEntries(this.#messagesByType),
      seconds,
      commandsByKind: Object.fromEntries(audit.commands),
      skippedByReason: Object.fromEntries(this.#skipped),
      executions: audit.executions,
      levels: this.#options.levels,
      rows: this.#options.orderbookFile === undefined ? undefined : rows,
      contradictions: this.#contradictions,
      refused: audit.refused,
      tradedOnEntry: audit.tradedOnEntry,
      strayFills: audit.strayFills,
      money: await countMoney(this.#exchange, this.#venue, audit.feeUnits),
      trades: audit.trades,
      events: audit.events,
      journalDirectory: this.#options.journalDirectory,
    }
  }

  async #replay(): Promise<void> {
    const { messagesFile, orderbookFile } = this.#options
    const rows = orderbookFile === undefined ? undefined : readBookRows(orderbookFile)
    try {
      for await (const message of readMessages(messagesFile, this.#read)) {
        await this.#replayMessage(message, await this.#rowBeside(message, rows))
        this.#progress(false)
      }
      const more = await rows?.next()
      if (more?.done === false) {
        const problem = `one row too many: ${messagesFile} has ${this.#messages} messages`
        throw new LobsterFileError(orderbookFile!, this.#messages + 1, problem)
      }
    } finally {
      await rows?.return(undefined)
    }
  }

  async #replayMessage(message: LobsterMessage, row: LobsterBookRow | undefined): Promise<void> {
    if (this.#options.signal?.aborted === true) throw new OperatorError(`interrupted after ${this.#messages} messages`)
    this.#count(message)
    const steps = this.#stepsOf(message, row)
    // What the first row holds was put into the book from it: to compare it would prove nothing.
    const compared = message.line > 1 ? row : undefined
    for (const [index, step] of steps.entries())
      await this.#submit(step, message, index === steps.length - 1 ? compared : undefined)
    if (steps.length === 0 && compared !== undefined) await this.#compareNow(compared)
  }

  #stepsOf(message: LobsterMessage, row: LobsterBookRow | undefined): readonly Step[] {
    if (row !== undefined && message.line === 1) {
      this.#skip(CONTAINED_IN_ROW)
      return this.#translator.seed(row)
    }
    const translation = this.#translator.translate(message)
    if ('steps' in translation) return translation.steps
    if ('skipped' in translation) this.#skip(translation.skipped)
    else {
      this.#contradictions.count += 1
      this.#contradictions.first ??= `line ${message.line}: ${translation.contradiction}`
    }
    return []
  }

  async #submit(step: Step, message: LobsterMessage, row: LobsterBookRow | undefined): Promise<void> {
    if (this.#pending.length >= PENDING_COMMANDS_MAX / 2) await this.#settle(PENDING_COMMANDS_MAX / 4)
    this.#clock.set(this.#midnightUs + message.timeUs)
    this.#audit.expect({ step, line: message.line, row })
    this.#pending.push(this.#exchange.submit(step.command))
  }

  /** A message that becomes no command leaves the book as it was: its row is compared once all before it has come. */
  async #compareNow(row: LobsterBookRow): Promise<void> {
    await this.#settle(0)
    this.#audit.compare(row)
  }

  /** Waits until no more than `most` commands are on their way. */
  async #settle(most: number): Promise<void> {
    const settled = this.#pending.splice(0, Math.max(0, this.#pending.length - most))
    for (const answer of settled) requireTaken(await answer)
  }

  async #rowBeside(
    message: LobsterMessage,
    rows: AsyncGenerator<LobsterBookRow> | undefined,
  ): Promise<LobsterBookRow | undefined> {
    if (rows === undefined) return undefined
    const file = this.#options.orderbookFile!
    const next = await rows.next()
    if (next.done === true)
      throw new LobsterFileError(file, undefined, `ends after ${message.line - 1} rows, ${this.#options.messagesFile} goes on`)
    const { levels } = this.#options
    if (next.value.asks.length < levels)
      throw new LobsterFileError(file, message.line, `has ${next.value.asks.length} levels, fewer than the ${levels} to compare`)
    return next.value
  }

  #count(message: LobsterMessage): void {
    const type = MESSAGE_TYPES[message.type]
    this.#messages += 1
    this.#messagesByType.set(type, (this.#messagesByType.get(type) ?? 0) + 1)
  }

  #skip(reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1)
  }

  #progress(last: boolean): void {
    const nowMs = performance.now()
    if (!last && nowMs < this.#nextProgressMs) return
    this.#nextProgressMs = nowMs + PROGRESS_EVERY_MS
    const messagesPerSecond = Math.round(this.#messages / ((nowMs - this.#startedMs) / 1000))
    this.#options.onProgress?.({ ...this.#read, messages: this.#messages, messagesPerSecond })
  }
}

function tickerOf(file: string): string {
  return /^([A-Z][A-Z.]{0,9})_/.exec(basename(file))?.[1] ?? 'SHARE'
}

/** Midnight of the day in the file's name, as if it were UTC; 1970-01-01 where the name has none. */
function midnightUs(file: string): number {
  const day = /_(\d{4}-\d{2}-\d{2})_/.exec(basename(file))?.[1]
  const midnightMs = day === undefined ? 0 : Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(midnightMs) ? 0 : midnightMs * 1000
}
