import type { ExecutionFigures, Mishap, UnequalRow } from './replay-audit.ts'
import { colors } from '../terminal-colors.ts'

/** One thing that was checked. */
export interface Check {
  readonly name: string
  readonly passed: boolean
  /** What came out, in figures. */
  readonly measured: string
  /** Where it failed: what to look at. */
  readonly details: readonly string[]
}

/** One asset over all accounts at the end of the replay, in base units. */
export interface MoneyFigures {
  readonly asset: string
  readonly depositedUnits: bigint
  /** Free and held, over all accounts. */
  readonly ownedUnits: bigint
  readonly feeUnits: bigint
}

/** How many rows of the orderbook file the book was equal to. */
export interface RowFigures {
  readonly compared: number
  readonly equal: number
  readonly firstUnequal: UnequalRow | undefined
}

/** What the replay saw. */
export interface ReplayFigures {
  readonly instrument: string
  readonly messages: number
  readonly messagesByType: Readonly<Record<string, number>>
  readonly seconds: number
  readonly commandsByKind: Readonly<Record<string, number>>
  readonly skippedByReason: Readonly<Record<string, number>>
  readonly executions: Readonly<ExecutionFigures>
  readonly levels: number
  /** Undefined where no orderbook file was given. */
  readonly rows: RowFigures | undefined
  readonly contradictions: Readonly<Mishap>
  readonly refused: Readonly<Mishap>
  readonly tradedOnEntry: Readonly<Mishap>
  readonly strayFills: Readonly<Mishap>
  readonly money: readonly MoneyFigures[]
  readonly trades: number
  readonly events: number
  readonly stateHash: string
  /** The hash after a second exchange was started from the journal that the first one wrote. */
  readonly recoveredStateHash: string
  /** Where the journal was kept; undefined where it was temporary. */
  readonly journalDirectory: string | undefined
}

/** The checks that the figures pass or fail, in the order of the report. */
export function checksOf(figures: ReplayFigures): Check[] {
  const { rows, executions, contradictions, refused, tradedOnEntry, strayFills, money } = figures
  const checks: Check[] = []
  if (rows !== undefined)
    checks.push({
      name: `book equals the file, levels 1 to ${figures.levels}`,
      passed: rows.equal === rows.compared,
      measured: `${count(rows.equal)} of ${count(rows.compared)} rows`,
      details: rows.firstUnequal === undefined ? [] : unequalRowText(rows.firstUnequal),
    })
  const stray = strayFills.first === undefined ? [] : [strayFills.first]
  checks.push({
    name: 'executions fill whole at the best price',
    passed: executions.atBestPrice === executions.replayed,
    measured: `${count(executions.atBestPrice)} of ${count(executions.replayed)}`,
    details: executions.atBestPrice === executions.replayed ? [] : stray,
  })
  checks.push({
    name: 'executions fill the oldest order first',
    passed: executions.atOldestOrder === executions.replayed,
    measured: `${count(executions.atOldestOrder)} of ${count(executions.replayed)}; ${count(executions.atNamedOrder)} are the order that the file names`,
    details: executions.atOldestOrder === executions.replayed ? [] : stray,
  })
  checks.push(absence('messages that contradict earlier ones', contradictions))
  checks.push(absence('commands refused', refused))
  checks.push(absence('resting orders that traded on entry', tradedOnEntry))
  for (const { asset, depositedUnits, ownedUnits, feeUnits } of money)
    checks.push({
      name: `${asset} conserved`,
      passed: depositedUnits === ownedUnits + feeUnits,
      measured: `accounts ${count(ownedUnits)} + fees ${count(feeUnits)} units`,
      details: depositedUnits === ownedUnits + feeUnits ? [] : [`paid in were ${count(depositedUnits)}`],
    })
  checks.push({
    name: 'a restart from the journal has the same state',
    passed: figures.recoveredStateHash === figures.stateHash,
    measured: `hash ${figures.recoveredStateHash}`,
    details: figures.recoveredStateHash === figures.stateHash ? [] : [`it was ${figures.stateHash} before`],
  })
  return checks
}

/** The report for people: figures first, then one line a check. */
export function renderReport(figures: ReplayFigures, checks: readonly Check[]): string {
  const commands = Object.values(figures.commandsByKind).reduce((sum, each) => sum + each, 0)
  const lines = [
    colors.bold(`${figures.instrument}: ${count(figures.messages)} messages in ${figures.seconds.toFixed(1)} s, ${rate(figures)} messages/s`),
    '',
    ...table([
      ['messages', listOf(figures.messagesByType)],
      ['commands', `${count(commands)}: ${listOf(figures.commandsByKind)}`],
      ...Object.entries(figures.skippedByReason).map(([reason, skipped]) => ['skipped', `${count(skipped)}  ${reason}`] as const),
      ['executions', executionsText(figures.executions)],
      ['caused', `${count(figures.events)} events, ${count(figures.trades)} trades`],
      ['state hash', figures.stateHash],
      ...(figures.journalDirectory === undefined ? [] : [['journal', `kept in ${figures.journalDirectory}`] as const]),
    ]),
    '',
  ]
  const width = Math.max(...checks.map(({ name }) => name.length))
  for (const { name, passed, measured, details } of checks) {
    lines.push(`${passed ? colors.green('ok    ') : colors.red('FAILED')}  ${name.padEnd(width)}  ${measured}`)
    for (const detail of details) lines.push(`          ${detail}`)
  }
  return lines.join('\n')
}

/** The same for programs: one JSON object; amounts that may pass 2^53 are text. */
export function reportJson(figures: ReplayFigures, checks: readonly Check[]): string {
  const messagesPerSecond = Math.round(figures.messages / figures.seconds)
  const all = { ...figures, messagesPerSecond, checks, passed: checks.every(({ passed }) => passed) }
  return JSON.stringify(all, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)
}

function absence(name: string, { count: times, first }: Readonly<Mishap>): Check {
  const measured = times === 0 ? 'none' : count(times)
  return { name, passed: times === 0, measured, details: first === undefined ? [] : [`first: ${first}`] }
}

function executionsText({ ofKnownOrders, ofSeededOrders, replayed }: Readonly<ExecutionFigures>): string {
  const seeded = ofSeededOrders === 0 ? '' : `, ${count(ofSeededOrders)} of orders in the seeded levels`
  return `${count(replayed)} replayed: ${count(ofKnownOrders)} of orders known from this file${seeded}`
}

function unequalRowText({ line, expected, actual }: UnequalRow): string[] {
  const heading = `first unequal row: line ${line}; each level as bid | ask, shares @ dollars times 10,000`
  const width = Math.max(8, ...expected.map((text) => text.length))
  const rows = expected.map((text, level) => {
    const other = actual[level] ?? '-'
    return `${text === other ? ' ' : '>'} ${String(level + 1).padStart(3)}  ${text.padEnd(width)}  ${other}`
  })
  return [heading, `       ${'the file'.padEnd(width)}  the exchange`, ...rows]
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, value]) => `${colors.dim(name.padEnd(12))}${value}`)
}

function listOf(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${count(value)} ${name}`)
    .join(', ')
}

function rate({ messages, seconds }: ReplayFigures): string {
  return count(Math.round(messages / seconds))
}

function count(value: number | bigint): string {
  return value.toLocaleString('en-US')
}
