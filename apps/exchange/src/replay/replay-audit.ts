import { DepthView } from '@openlob/application'
import type { Event, EventPublisher, TradeExecuted } from '@openlob/application'
import type { DepthLevel } from '@openlob/domain'
import { invariant } from '@openlob/domain'
import type { Fee, InstrumentId } from '@openlob/domain'
import type { LobsterBookRow, LobsterLevel } from './lobster-file.ts'
import type { ExpectedExecution, Step, StepKind } from './order-flow-translator.ts'

/** What must be seen when a command's events come. */
export interface Expectation {
  readonly step: Step
  /** The line of the message that caused the command. */
  readonly line: number
  /** The row that the book must equal after this command, where it is the last of its message. */
  readonly row?: LobsterBookRow | undefined
}

/** How the executions of the file came out. */
export interface ExecutionFigures {
  /** Aggressing orders sent. */
  replayed: number
  /** Those whose order stood in the book by a message of this file. */
  ofKnownOrders: number
  /** Those whose order is part of a seeded level. */
  ofSeededOrders: number
  /** Filled whole, at the file's price. */
  atBestPrice: number
  /** Filled first from the order that the file's messages say is the oldest. */
  atOldestOrder: number
  /** Filled from the order that the file names, alone. */
  atNamedOrder: number
}

/** A row of the file and what the book was instead. */
export interface UnequalRow {
  readonly line: number
  readonly expected: readonly string[]
  readonly actual: readonly string[]
}

/** Something that should not have happened, with the first example of it. */
export interface Mishap {
  count: number
  first: string | undefined
}

/**
 * Compares what the exchange says with what the file says. It hears the exchange by subscription alone: the events of
 * one command at a time, in the order the commands were submitted, each already durable. It keeps its own book from
 * the level changes, as any market-data client would, so that each row is compared with the state right behind its
 * message however many commands are already on their way.
 */
export class ReplayAudit implements EventPublisher {
  readonly executions: ExecutionFigures = {
    replayed: 0,
    ofKnownOrders: 0,
    ofSeededOrders: 0,
    atBestPrice: 0,
    atOldestOrder: 0,
    atNamedOrder: 0,
  }
  readonly commands = new Map<StepKind, number>()
  /** Commands that the exchange refused. */
  readonly refused: Mishap = { count: 0, first: undefined }
  /** Resting orders of the file that traded when they came. */
  readonly tradedOnEntry: Mishap = { count: 0, first: undefined }
  /** Executions that came out otherwise than the file has them. */
  readonly strayFills: Mishap = { count: 0, first: undefined }
  rowsCompared = 0
  rowsEqual = 0
  firstUnequalRow: UnequalRow | undefined
  events = 0
  trades = 0
  /** Fees charged so far in asset units, by asset. */
  readonly feeUnits = new Map<number, bigint>()
  readonly #depth: DepthView
  readonly #levels: number
  readonly #expected: Expectation[] = []

  constructor(instrumentId: InstrumentId, levels: number) {
    this.#depth = new DepthView({ instrumentId, sequence: 0, levels: 1, bids: [], asks: [] })
    this.#levels = levels
  }

  /** Says what comes next; called before its command is submitted. */
  expect(expectation: Expectation): void {
    this.#expected.push(expectation)
  }

  /** How many commands were announced whose events have not come. */
  get outstanding(): number {
    return this.#expected.length
  }

  publish(events: readonly Event[]): void {
    const expectation = this.#expected.shift()
    invariant(expectation !== undefined, `events come for announced commands alone: type=${events[0]?.type ?? 'none'}`)
    const { step, line, row } = expectation
    this.commands.set(step.kind, (this.commands.get(step.kind) ?? 0) + 1)
    this.events += events.length
    const trades: TradeExecuted[] = []
    for (const event of events) {
      if (event.type === 'BookLevelChanged') this.#depth.apply(event)
      else if (event.type === 'CommandRejected') note(this.refused, `line ${line}: ${step.kind}: ${event.reason}: ${event.text}`)
      else if (event.type === 'TradeExecuted') trades.push(event)
    }
    this.trades += trades.length
    for (const { trade } of trades) {
      this.#countFee(trade.makerFee)
      this.#countFee(trade.takerFee)
    }
    if (step.execution !== undefined) this.#checkExecution(step.execution, trades, line)
    else if (trades.length > 0) note(this.tradedOnEntry, `line ${line}: ${step.kind} traded at ${trades[0]!.trade.priceTicks}`)
    if (row !== undefined) this.compare(row)
  }

  #countFee({ assetId, units }: Fee): void {
    this.feeUnits.set(assetId, (this.feeUnits.get(assetId) ?? 0n) + units)
  }

  #checkExecution(expected: ExpectedExecution, trades: readonly TradeExecuted[], line: number): void {
    const { executions } = this
    executions.replayed += 1
    if (expected.seeded) executions.ofSeededOrders += 1
    else executions.ofKnownOrders += 1
    let filled = 0
    let atPrice = true
    for (const { trade } of trades) {
      filled += trade.quantityLots
      if (trade.priceTicks !== expected.price) atPrice = false
    }
    const firstMaker = trades[0]?.makerOrder.clientOrderId
    if (atPrice && filled === expected.quantityShares) executions.atBestPrice += 1
    else note(this.strayFills, `line ${line}: ${filled} of ${expected.quantityShares} shares at ${pricesOf(trades)}, not ${expected.price}`)
    if (firstMaker === expected.oldestOrder) executions.atOldestOrder += 1
    else note(this.strayFills, `line ${line}: filled order ${firstMaker ?? 'none'}, the oldest was ${expected.oldestOrder}`)
    if (firstMaker === expected.namedOrder && trades.length === 1) executions.atNamedOrder += 1
  }

  /** Compares the book, as it is now, with a row of the file. */
  compare(row: LobsterBookRow): void {
    this.rowsCompared += 1
    const { bids, asks } = this.#depth.depth(this.#levels)
    let equal = true
    for (let level = 0; level < this.#levels && equal; level += 1)
      equal = sameLevel(row.asks[level], asks[level]) && sameLevel(row.bids[level], bids[level])
    if (equal) {
      this.rowsEqual += 1
      return
    }
    if (this.firstUnequalRow !== undefined) return
    const actual = { asks: asks.map(asLobster), bids: bids.map(asLobster) }
    this.firstUnequalRow = { line: row.line, expected: this.#rowText(row), actual: this.#rowText(actual) }
  }

  #rowText({ asks, bids }: Pick<LobsterBookRow, 'asks' | 'bids'>): string[] {
    const text: string[] = []
    for (let level = 0; level < this.#levels; level += 1) text.push(`${levelText(bids[level])} | ${levelText(asks[level])}`)
    return text
  }
}

function note(mishap: Mishap, example: string): void {
  mishap.count += 1
  mishap.first ??= example
}

function pricesOf(trades: readonly TradeExecuted[]): string {
  const prices = new Set(trades.map(({ trade }) => trade.priceTicks))
  return prices.size === 0 ? 'no price' : [...prices].join(' and ')
}

function asLobster({ priceTicks, quantityLots }: DepthLevel): LobsterLevel {
  return { price: priceTicks, quantityShares: quantityLots }
}

function sameLevel(expected: LobsterLevel | undefined, actual: DepthLevel | undefined): boolean {
  const shares = expected?.quantityShares ?? 0
  if (shares === 0 || expected === undefined) return actual === undefined
  return actual?.priceTicks === expected.price && actual.quantityLots === shares
}

function levelText(level: LobsterLevel | undefined): string {
  return level === undefined || level.quantityShares === 0 ? '-' : `${level.quantityShares} @ ${level.price}`
}
