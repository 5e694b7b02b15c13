import type { ExchangeFailure } from '@openlob/application'
import { Command } from 'commander'
import { Composition } from './composition.ts'
import type { StartReport } from './composition.ts'
import type { Configuration } from './configuration/configuration.ts'
import { withConfigurationFlags } from './configuration/configuration-flags.ts'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { urlOf } from './listen.ts'
import { loadPlugins } from './load-plugins.ts'
import { createLogger } from './logger.ts'
import { historyPlace } from './projection/history-place.ts'
import { ProcessLifetime } from './process-lifetime.ts'
import { RecoveryProgressLine } from './recovery-progress.ts'
import { startBanner } from './start-banner.ts'
import { packageVersion } from './version.ts'

const EXAMPLES = `
Examples:
  openlob start                                 on ws://localhost:9090/ws, kept in ./data
  openlob start --port 8080 --data /var/lib/openlob
  openlob start --config exchange.yaml --set demo.enabled=false
  OPENLOB_WEBSOCKET_HOST=0.0.0.0 openlob start  for clients on other machines

It runs until Ctrl-C, SIGINT, SIGTERM or SIGHUP (the terminal was closed); a second signal ends it at once. What was acknowledged is never lost either way.
Standard output has the text for people and, where it is no terminal, one line of JSON once the exchange listens:
  {"event":"listening","url":"ws://localhost:9090/ws","port":9090,"adminUrl":"http://localhost:9091","adminPort":9091,...}
The log goes to standard error.

Exit codes:
  0  stopped as asked
  1  it could not start, or the journal failed; the last line says why and what to do
  2  the command line or the configuration is wrong; nothing was started
`

/** `openlob start`: the exchange itself. */
export function startCommand(): Command {
  const command = new Command('start').description('start the exchange and run it until it is told to stop')
  const read = withConfigurationFlags(command)
  return command.addHelpText('after', EXAMPLES).action(() => runExchange(read()))
}

async function runExchange(resolved: ResolvedConfiguration): Promise<void> {
  const { configuration } = resolved
  const pluginDirectory = process.cwd()
  const plugins = await loadPlugins(resolved, pluginDirectory)
  const logger = createLogger(configuration.log)
  const lifetime = new ProcessLifetime(logger)
  const onFailure = (failure: ExchangeFailure): void => {
    lifetime.fail(failure)
  }
  const composition = new Composition(resolved, { plugins, pluginDirectory, logger, onFailure })
  const report = await startShowingProgress(composition)
  lifetime.started()
  announce(resolved, composition.dataDirectory, report)
  for (const difference of report.listing.differences) logger.warn(difference)
  const { recovery, listing } = report
  logger.info({ listed: listing.listed, lastSequence: recovery.lastSequence }, 'the exchange takes orders')
  try {
    await lifetime.ended()
  } catch (error) {
    await lifetime.within(composition.stop()).catch(() => undefined)
    throw error
  }
  process.stdout.write('stopping: no more orders are taken; what was taken is answered and kept\n')
  await lifetime.within(composition.stop())
  logger.info('stopped')
  process.stdout.write('stopped; everything is kept\n')
}

async function startShowingProgress(composition: Composition): Promise<StartReport> {
  const write = (text: string): unknown => process.stdout.write(text)
  const line = new RecoveryProgressLine({ write, isTerminal: process.stdout.isTTY, nowMs: () => performance.now() })
  try {
    return await composition.start((at) => {
      line.show(at)
    })
  } finally {
    line.done()
  }
}

function announce({ configuration }: ResolvedConfiguration, dataDirectory: string, report: StartReport): void {
  const { websocket, admin, demo, rest } = configuration
  const { recovery, instruments, tradingPort, adminPort } = report
  const isEncrypted = configuration.tls.use !== 'off'
  const url = `${urlOf(isEncrypted ? 'wss' : 'ws', websocket.host, tradingPort)}${websocket.path}`
  const adminUrl = urlOf('http', admin.host, adminPort)
  const history = historyText(configuration, dataDirectory)
  const places = { webSocketUrl: url, adminUrl, dataDirectory, history }
  const facts = { version: packageVersion(), ...places, recovery, instruments }
  const isDefaultAddress = url === 'ws://localhost:9090/ws'
  const demoFunds = demo.enabled ? demo.funds : undefined
  const flows = configuration.flows.map(({ name }) => name)
  const restUrl = rest.enabled ? urlOf(isEncrypted ? 'https' : 'http', websocket.host, tradingPort) : undefined
  const demoKey = report.demoKey && { apiKey: report.demoKey.apiKey, secret: report.demoKey.verifier }
  process.stdout.write(startBanner({ ...facts, flows, demoFunds, demoKey, restUrl, isDefaultAddress }))
  if (process.stdout.isTTY) return
  const line = { event: 'listening', url, restUrl, demoKey, port: tradingPort, adminUrl, adminPort, pid: process.pid, dataDirectory, recovery }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Where the history is kept; without the password of a server. */
function historyText(configuration: Configuration, dataDirectory: string): string {
  const { store, url, schema } = configuration.history
  if (store === 'memory') return 'in memory, from this start on'
  if (store === 'embedded') return `PostgreSQL of its own in ${historyPlace(configuration, dataDirectory)}`
  const { host, pathname } = new URL(url)
  return `PostgreSQL at ${host}${pathname}, schema ${schema}`
}
