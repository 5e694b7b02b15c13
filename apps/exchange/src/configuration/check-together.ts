import { Decimal, stepsOf } from '@openlob/decimal'
import { assetId, instrumentId, MAX_UNITS, spotInstrument } from '@openlob/domain'
import type { Asset, SpotInstrumentTerms } from '@openlob/domain'
import type { Configuration } from './configuration.ts'
import { originOf } from './describe-issue.ts'

/** What is wrong with keys that are right each for itself, one sentence each. */
export function checkTogether(configuration: Configuration, origins: ReadonlyMap<string, string>): string[] {
  const assets = new Map<string, Asset>()
  const problems: string[] = []
  const report = (path: readonly (string | number)[], problem: string): void => {
    problems.push(`${path.join('.')}: ${problem} (${originOf(path, origins)})`)
  }
  for (const [index, { symbol, scale }] of configuration.assets.entries()) {
    if (assets.has(symbol)) report(['assets', index, 'symbol'], `${symbol} is listed twice`)
    assets.set(symbol, { assetId: assetId(index + 1), symbol, scale })
  }
  checkInstruments(configuration, assets, report)
  checkFlows(configuration, report)
  if (configuration.demo.enabled) checkFunds(configuration, assets, report)
  checkServers(configuration, origins, report)
  for (const file of ['certificateFile', 'keyFile'] as const)
    if (configuration.tls.use === 'given' && configuration.tls[file] === '')
      report(['tls', file], 'must name a file, since tls.use is given')
  if (configuration.history.store === 'postgres' && configuration.history.url === '')
    report(['history', 'url'], 'must say where the server is, since history.store is postgres')
  return problems
}

type Report = (path: readonly (string | number)[], problem: string) => void

function checkServers({ websocket, admin }: Configuration, origins: ReadonlyMap<string, string>, report: Report): void {
  const { softLimitBytes, hardLimitBytes, pingIntervalMs, idleTimeoutMs } = websocket.clients
  const clients = ['websocket', 'clients'] as const
  if (softLimitBytes >= hardLimitBytes)
    report([...clients, 'softLimitBytes'], `must be less than websocket.clients.hardLimitBytes (${hardLimitBytes}), not ${softLimitBytes}`)
  if (idleTimeoutMs <= pingIntervalMs) {
    const problem = `websocket.clients.idleTimeoutMs (${idleTimeoutMs}) must be more than pingIntervalMs (${pingIntervalMs}): clients could not answer in time`
    report([...clients, origins.has('websocket.clients.idleTimeoutMs') ? 'idleTimeoutMs' : 'pingIntervalMs'], problem)
  }
  if (websocket.port !== admin.port || admin.port === 0) return
  const path = origins.has('admin.port') ? ['admin', 'port'] : ['websocket', 'port']
  report(path, `websocket.port and admin.port must not be the same, ${admin.port}`)
}

function checkInstruments(configuration: Configuration, assets: ReadonlyMap<string, Asset>, report: Report): void {
  const symbols = new Set<string>()
  for (const [index, instrument] of configuration.instruments.entries()) {
    const path = ['instruments', index] as const
    if (symbols.has(instrument.symbol)) report([...path, 'symbol'], `${instrument.symbol} is listed twice`)
    symbols.add(instrument.symbol)
    const base = assets.get(instrument.base)
    const quote = assets.get(instrument.quote)
    if (base === undefined) report([...path, 'base'], `${instrument.base} is none of the assets; instruments and assets go together`)
    if (quote === undefined) report([...path, 'quote'], `${instrument.quote} is none of the assets; instruments and assets go together`)
    if (base === undefined || quote === undefined) continue
    const listed = spotInstrument(instrumentId(index + 1), termsOf(instrument), base, quote)
    if ('invalid' in listed) report(path, listed.invalid)
  }
}

function checkFlows({ flows, instruments }: Configuration, report: Report): void {
  const symbols = new Set(instruments.map(({ symbol }) => symbol))
  const seen = new Map<string, string>()
  const checkOnce = (path: readonly (string | number)[], what: string, name: string): void => {
    const first = seen.get(what)
    if (first !== undefined) report(path, `${what} is that of the flow ${first} already`)
    seen.set(what, name)
  }
  flows.forEach((flow, index) => {
    const { name, number } = flow
    checkOnce(['flows', index, 'name'], `the name ${name}`, name)
    checkOnce(['flows', index, 'number'], `the number ${number}`, name)
    for (const [at, symbol] of flow.instruments.entries()) {
      const path = ['flows', index, 'instruments', at]
      if (!symbols.has(symbol)) report(path, `${symbol} is none of the instruments`)
      checkOnce(path, `the instrument ${symbol}`, name)
    }
  })
}

function checkFunds(configuration: Configuration, assets: ReadonlyMap<string, Asset>, report: Report): void {
  for (const [symbol, amount] of Object.entries(configuration.demo.funds)) {
    const path = ['demo', 'funds', symbol]
    const asset = assets.get(symbol)
    const units = asset && fundUnits(asset, amount)
    if (asset === undefined) report(path, `${symbol} is none of the assets; set demo.funds to go with them, or demo.enabled to false`)
    else if (units === undefined) report(path, `must be positive, with at most ${asset.scale} decimal places, not ${amount}`)
    else if (units * BigInt(configuration.demo.maxAccounts) * BigInt(1 + configuration.flows.length) > MAX_UNITS)
      report(path, `${amount} for each of ${configuration.demo.maxAccounts} accounts (demo.maxAccounts) in each flow is more than 64 bits of ${symbol} units hold`)
  }
}

/** An amount of an asset in its base units; undefined where it is not positive or has too many decimal places. */
export function fundUnits(asset: Asset, amount: string): bigint | undefined {
  const units = stepsOf(Decimal.parse(amount), Decimal.of(1n, asset.scale))
  return units !== undefined && units > 0n ? units : undefined
}

/** The terms of a configured instrument as a command takes them. */
export function termsOf(instrument: Configuration['instruments'][number]): SpotInstrumentTerms {
  const terms: SpotInstrumentTerms & { base?: string; quote?: string } = { ...instrument }
  delete terms.base
  delete terms.quote
  return terms
}
