import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TradingFlowOptions } from '@openlob/application'
import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { SeededRandom } from '../../src/demo/random.ts'
import { loadPlugins } from '../../src/load-plugins.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { ExchangeUnderTest } from './exchange-under-test.ts'
import type { Ready, RunsFrom } from './exchange-under-test.ts'
import { JournalAudit } from './journal-audit.ts'
import { LoadClient } from './load-client.ts'
import { auditState } from './state-audit.ts'

/** What a crash run does. */
export interface CrashRunOptions {
  readonly seed: number
  readonly rounds: number
  readonly runsFrom: RunsFrom
  /** Whether the exchange is spread over threads; never where left out. */
  readonly threads?: 'always' | 'never'
  /** After so many rounds the exchange begins anew in an empty directory, so that a round stays as long as it is. */
  readonly roundsPerDirectory?: number
  /** Told after every round. */
  readonly onRound?: (totals: CrashTotals) => void
}

/** What became of it. */
export interface CrashTotals {
  rounds: number
  /** Answers to commands that were carried out: each was found again. */
  acknowledged: number
  /** Trades and updates that clients were told of: each was found again. */
  notices: number
  refused: number
  /** Commands in the journals, acknowledged or not. */
  commands: number
  /** How often the end of a journal was cut off at a restart: a write that the kill cut short. */
  tornTails: number
  kills: number
  cleanStops: number
  /** What was acknowledged and gone, or different: a sentence each, with the directory that is kept to be looked at. */
  readonly problems: string[]
}

const CLIENTS = 4
const TRADERS = Array.from({ length: CLIENTS * 2 }, (_, index) => `trader-${index + 1}`)
const ROUNDS_PER_DIRECTORY = 20
const ACKNOWLEDGEMENTS_A_ROUND = 1000
const START_MS = 700

/**
 * Kills the real exchange at random moments, again and again, and checks after each that nothing it said is gone.
 * Stops at the first round that goes wrong, and keeps its directory.
 */
export async function crashRun(options: CrashRunOptions): Promise<CrashTotals> {
  const totals: CrashTotals = {
    rounds: 0,
    acknowledged: 0,
    notices: 0,
    refused: 0,
    commands: 0,
    tornTails: 0,
    kills: 0,
    cleanStops: 0,
    problems: [],
  }
  const random = new SeededRandom(options.seed)
  const resolved = resolveConfiguration({ environment: {}, flags: [] })
  const flow = { plugins: await loadPlugins(resolved, import.meta.dirname), limits: resolved.configuration.limits }
  while (totals.rounds < options.rounds && totals.problems.length === 0) {
    const rounds = Math.min(options.roundsPerDirectory ?? ROUNDS_PER_DIRECTORY, options.rounds - totals.rounds)
    const life = new ExchangeLife(options, random, flow, totals)
    await life.run(rounds)
  }
  return totals
}

/** How a round ends, and the count down to it. */
interface ChosenEnd {
  readonly signal: 'SIGKILL' | 'SIGTERM'
  readonly acknowledged: () => void
}

/** An exchange from an empty directory through several crashes to a clean end. */
class ExchangeLife {
  readonly #options: CrashRunOptions
  readonly #random: SeededRandom
  readonly #totals: CrashTotals
  readonly #directory = mkdtempSync(join(tmpdir(), 'openlob-crash-'))
  readonly #audit: JournalAudit
  readonly #flow: TradingFlowOptions

  constructor(options: CrashRunOptions, random: SeededRandom, flow: TradingFlowOptions, totals: CrashTotals) {
    this.#options = options
    this.#random = random
    this.#flow = flow
    this.#totals = totals
    mkdirSync(this.#data)
    this.#audit = new JournalAudit(this.#data, flow)
  }

  get #data(): string {
    return join(this.#directory, 'data')
  }

  async run(rounds: number): Promise<void> {
    for (let round = 1; round <= rounds && this.#audit.problems.length === 0; round += 1) {
      const acknowledgements = new Acknowledgements()
      try {
        await this.#round(acknowledgements)
        await this.#audit.advance(acknowledgements)
      } catch (error) {
        this.#audit.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
      this.#count(acknowledgements)
    }
    if (this.#audit.problems.length === 0) await this.#end()
    this.#totals.commands += this.#audit.flow.commandSequence
    const { problems } = this.#audit
    if (problems.length === 0) rmSync(this.#directory, { recursive: true })
    else this.#totals.problems.push(...problems.map((problem) => `${this.#directory}: ${problem}`))
  }

  /** Starts, checks what is there, loads, and ends it at a moment that the seed chooses. */
  async #round(acknowledgements: Acknowledgements): Promise<void> {
    const exchange = new ExchangeUnderTest(this.#data, this.#options.runsFrom, this.#options.threads)
    try {
      if (this.#random.integer(1, 10) === 1) {
        this.#totals.kills += 1
        await delay(this.#random.integer(0, START_MS))
        return
      }
      const ready = await exchange.ready()
      this.#holdRecovery(ready)
      const end = this.#chooseEnd(exchange)
      const clients = await this.#connect(ready.url, acknowledgements, end)
      this.#audit.problems.push(...(await auditState(clients[0]!, this.#audit.flow, TRADERS)))
      if (this.#audit.problems.length > 0) return
      for (const client of clients) client.load()
      await Promise.all(clients.map((client) => client.disconnected()))
      if (end.signal === 'SIGTERM') await this.#stoppedCleanly(exchange)
    } finally {
      exchange.signal('SIGKILL')
      await exchange.exited()
    }
  }

  #holdRecovery({ recovery }: Ready): void {
    const { flow, problems } = this.#audit
    const { orders, venue } = flow.state
    if (recovery.tornTail !== undefined) this.#totals.tornTails += 1
    const seen = [recovery.lastSequence, recovery.eventHash, recovery.orderCount, recovery.accountCount].join(' ')
    const expected = [flow.commandSequence, flow.eventHash, orders.count, venue.accounts.count].join(' ')
    if (seen !== expected) problems.push(`recovered ${seen}, the replay has ${expected} (sequence hash orders accounts)`)
    problems.push(...recovery.unusableSnapshots.map(({ location, problem }) => `${location}: ${problem}`))
  }

  #chooseEnd(exchange: ExchangeUnderTest): ChosenEnd {
    const signal = this.#random.integer(1, 8) === 1 ? 'SIGTERM' : 'SIGKILL'
    if (signal === 'SIGKILL') this.#totals.kills += 1
    else this.#totals.cleanStops += 1
    let untilEnd = this.#random.integer(0, ACKNOWLEDGEMENTS_A_ROUND)
    const acknowledged = (): void => {
      if (untilEnd === 0) exchange.signal(signal)
      untilEnd -= 1
    }
    return { signal, acknowledged }
  }

  async #stoppedCleanly(exchange: ExchangeUnderTest): Promise<void> {
    const code = await exchange.exited()
    if (code !== 0) this.#audit.problems.push(`a clean stop ended with ${String(code)}`)
  }

  /** Clients that end the exchange by themselves, in the middle of what they receive. */
  async #connect(url: string, acknowledgements: Acknowledgements, end: ChosenEnd): Promise<LoadClient[]> {
    const clients = Array.from({ length: CLIENTS }, (_, index) => {
      return new LoadClient({
        url,
        random: new SeededRandom(this.#random.integer(0, 2 ** 31)),
        traders: TRADERS.slice(index * 2, index * 2 + 2),
        prefix: `${this.#totals.rounds + 1}-${index + 1}`,
        onMessage: (message) => {
          acknowledgements.take(message)
          if (message['type'] === 'order_ack') end.acknowledged()
        },
        onRequest: (request) => {
          this.#audit.sent(request)
        },
      })
    })
    await Promise.all(clients.map((client) => client.connected()))
    return clients
  }

  /** At last a second replay from the first record on, and the state of the process once more. */
  async #end(): Promise<void> {
    const again = new JournalAudit(this.#data, this.#flow)
    await again.replay()
    const [first, second] = [this.#audit.flow.snapshot(), again.flow.snapshot()]
    if (first.eventHash !== second.eventHash || first.stateHash !== second.stateHash)
      this.#audit.problems.push('a second replay of the journal comes to another state than the first')
    this.#audit.problems.push(...again.problems)
  }

  #count(acknowledgements: Acknowledgements): void {
    const totals = this.#totals
    totals.rounds += 1
    totals.acknowledged += acknowledgements.answers
    totals.notices += acknowledgements.notices
    totals.refused += acknowledgements.refusals
    this.#options.onRound?.(totals)
  }
}
