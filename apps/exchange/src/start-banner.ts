import type { RecoveryReport } from '@openlob/application'

/** What a person is told once the exchange listens. */
export interface StartFacts {
  readonly version: string
  readonly webSocketUrl: string
  readonly adminUrl: string
  readonly dataDirectory: string
  /** Where the history is kept, for people. */
  readonly history: string
  readonly recovery: RecoveryReport
  /** The symbols that can be traded. */
  readonly instruments: readonly string[]
  /** The names of the flows beside the main one. */
  readonly flows: readonly string[]
  /** What a demo account is given; undefined where the demo mode is off. */
  readonly demoFunds: Readonly<Record<string, string>> | undefined
  /** The key of the demo account and its secret; undefined where the demo mode is off. */
  readonly demoKey: { readonly apiKey: string; readonly secret: string } | undefined
  /** Where the REST API is; undefined where it is off. */
  readonly restUrl: string | undefined
  /** Whether the client and the demo find the exchange without being told where it is. */
  readonly isDefaultAddress: boolean
}

/** The text that `openlob start` prints: where it listens, what it recovered and how to trade. */
export function startBanner(facts: StartFacts): string {
  const url = facts.isDefaultAddress ? '' : ` --url ${facts.webSocketUrl}`
  const rows: [string, string][] = [
    ['trade at', facts.webSocketUrl],
    ...(facts.restUrl === undefined ? [] : [['rest', `${facts.restUrl}/api/v3   ${facts.restUrl}/api/docs`] satisfies [string, string]]),
    ['health', `${facts.adminUrl}/health   ${facts.adminUrl}/metrics`],
    ['data', facts.dataDirectory],
    ['history', facts.history],
    ...recoveryLines(facts.recovery).map((line, index): [string, string] => [index === 0 ? 'recovered' : '', line]),
    ['markets', facts.instruments.join(', ') || 'none: configure assets and instruments'],
    ...flowLines(facts),
    ...demoLines(facts),
  ]
  return [
    `OpenLOB ${facts.version}`,
    '',
    ...rows.map(([name, text]) => `  ${name.padEnd(11)}${text}`),
    '',
    'Trade from another terminal:',
    '',
    `  npx openlob client${url}`,
    `  npx openlob demo${url}`,
    '',
    'or paste into any WebSocket tool connected to the address above:',
    '',
    `  ${JSON.stringify(exampleOrder(facts.instruments))}`,
    '',
    'Ctrl-C stops it; everything is kept.',
    '',
  ].join('\n')
}

function exampleOrder(instruments: readonly string[]): Readonly<Record<string, unknown>> {
  const symbol = instruments.length > 1 ? { symbol: instruments[0] } : {}
  return { type: 'limit_order', trader_id: 'alice', ...symbol, side: 'buy', price: 50000, quantity: 10 }
}

function flowLines({ flows }: StartFacts): [string, string][] {
  return flows.length === 0 ? [] : [['flows', `main, ${flows.join(', ')}; each has its journal and its ledger`]]
}

function demoKeyLines({ demoKey }: Pick<StartFacts, 'demoKey'>): [string, string][] {
  if (demoKey === undefined) return []
  return [
    ['', 'The account demo has as much; anybody who reads this can trade for it, with'],
    ['', `API key  ${demoKey.apiKey}`],
    ['', `secret   ${demoKey.secret}`],
  ]
}

function demoLines({ demoFunds: funds, adminUrl, ...facts }: StartFacts): [string, string][] {
  const url = adminUrl === 'http://localhost:9091' ? '' : ` --admin-url ${adminUrl}`
  if (funds === undefined) return [['demo', `off: only open accounts trade; npx openlob account open alice${url} opens one`]]
  const amounts = Object.entries(funds).map(([symbol, amount]) => `${grouped(amount)} ${symbol}`)
  return [
    ['demo', `ON: whoever comes with a new trader_id is given ${amounts.join(' and ')} of play money,`],
    ['', 'and nobody is asked for a password; turn it off with --set demo.enabled=false'],
    ...demoKeyLines(facts),
  ]
}

/** What was found in the data directory, a line each; the first says what stands now. */
export function recoveryLines(recovery: RecoveryReport): string[] {
  const { snapshotSequence, replayedCommands, lastSequence, tornTail, unusableSnapshots } = recovery
  const torn = tornTail === undefined ? [] : [`cut ${counted(tornTail.bytes, 'byte')} off the end of ${tornTail.location}: a write that was never acknowledged`]
  if (lastSequence === 0) return ['nothing: this is a fresh start', ...torn]
  const state = `${counted(recovery.orderCount, 'open order')}, ${counted(recovery.accountCount, 'account')}`
  const from = snapshotSequence === undefined ? 'no snapshot' : `snapshot at command ${grouped(snapshotSequence)}`
  return [
    `${state}; ${from}, ${counted(replayedCommands, 'command')} replayed`,
    ...torn,
    ...unusableSnapshots.map(({ location, problem }) => `passed over the snapshot ${location}: ${problem}`),
  ]
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

function grouped(value: number | string): string {
  return String(value).replace(/^\d+/, (digits) => digits.replaceAll(/\B(?=(\d{3})+$)/g, ','))
}
