import type { Http2SecureServer } from 'node:http2'
import { resolve } from 'node:path'
import type { ApiKey, ExchangeFailure, ExchangeService, FlowFailure, FlowGroup, PluginChoices } from '@openlob/application'
import type { RecoveryProgress, RecoveryReport } from '@openlob/application'
import type { AccountNamed, BinanceDialect } from '@openlob/binance-dialect'
import { restRoutes } from '@openlob/rest'
import { DialectGateway, keysOnly, StreamControls, WebSocketGateway } from '@openlob/websocket'
import type { DialectGatewayOptions, WebSocketGatewayOptions } from '@openlob/websocket'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createAdminServer } from './admin-server.ts'
import type { Health } from './admin-server.ts'
import { ApiKeyDesk } from './api-keys/api-key-desk.ts'
import { DEMO_ACCOUNT, demoApiKey, refuseDemoApiKey } from './api-keys/demo-api-key.ts'
import { FileApiKeyStore } from './api-keys/file-api-key-store.ts'
import type { Configuration } from './configuration/configuration.ts'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { apiKeyFiles, createDialect } from './create-dialect.ts'
import { createExchange, flowDirectory, MAIN_FLOW } from './create-exchange.ts'
import { DemoAccounts } from './demo-accounts.ts'
import { ExchangeMetrics } from './exchange-metrics.ts'
import { dialectReadings, exchangeReadings, webSocketReadings } from './exchange-readings.ts'
import { checkForgottenFlows } from './forgotten-flows.ts'
import { ExchangeHistory } from './projection/exchange-history.ts'
import type { FlowStart } from './projection/history-progress.ts'
import { listen } from './listen.ts'
import { listMarkets } from './list-markets.ts'
import type { ListingReport } from './list-markets.ts'
import { MeteredGateway } from './metered-gateway.ts'
import { operatorRoutes } from './operator-routes.ts'
import { startFailure } from './start-failure.ts'
import { streamProcess } from './streams/stream-process-host.ts'
import type { StreamProcess } from './streams/stream-process-host.ts'
import { CertificateKeeper } from './tls/certificate-keeper.ts'
import { createTradingServer } from './trading-server.ts'
import { packageVersion } from './version.ts'

/** What a start found and did. */
export interface StartReport {
  readonly recovery: RecoveryReport
  readonly listing: ListingReport
  /** The symbols that can be traded. */
  readonly instruments: readonly string[]
  readonly tradingPort: number
  readonly adminPort: number
  /** The key of the demo account, where the demo mode is on. */
  readonly demoKey: ApiKey | undefined
}

/** What a composition is made of, beside the configuration. */
export interface CompositionParts {
  readonly plugins: PluginChoices
  /** Where plugins are looked up from. */
  readonly pluginDirectory: string
  readonly logger: Logger
  /** The exchange has failed and takes nothing more; called once. */
  readonly onFailure: (failure: ExchangeFailure) => void
}

/** The whole exchange put together: the only place that says `new` for adapters. */
export class Composition {
  readonly dataDirectory: string
  readonly #configuration: Configuration
  readonly #exchange: ExchangeService
  /** The flows, where there are several. */
  readonly #group: FlowGroup | undefined
  readonly #gateway: WebSocketGateway
  readonly #dialectGateway: DialectGateway
  /** Where market streams are served, where many listen. */
  readonly #streamProcess: StreamProcess | undefined
  readonly #keys: FileApiKeyStore
  readonly #history: ExchangeHistory
  readonly #dialect: BinanceDialect
  readonly #trading: FastifyInstance
  readonly #admin: FastifyInstance
  /** What the trading port is encrypted by. */
  readonly #certificates: CertificateKeeper | undefined
  #progress: RecoveryProgress | undefined
  #recovery: RecoveryReport | undefined
  #isListening = false
  #failure: ExchangeFailure | undefined
  /** The flows that are down for good. */
  readonly #down = new Set<string>()

  constructor(resolved: ResolvedConfiguration, parts: CompositionParts) {
    const { configuration } = resolved
    const { websocket } = configuration
    const { plugins, pluginDirectory } = parts
    this.#configuration = configuration
    this.dataDirectory = resolve(configuration.data)
    const { exchange, group } = createExchange({
      resolved,
      dataDirectory: this.dataDirectory,
      plugins,
      pluginDirectory,
      onError: (failure) => {
        this.#hear(failure, parts)
      },
      onRestarted: (flow) => {
        parts.logger.info({ flow }, `the flow ${flow} runs again`)
      },
    })
    this.#exchange = exchange
    this.#group = group
    const metrics = new ExchangeMetrics()
    const metered = new MeteredGateway(this.#exchange, metrics)
    const onError = (error: unknown): void => {
      parts.logger.error({ err: error }, 'a request was not answered')
    }
    this.#keys = new FileApiKeyStore(apiKeyFiles(this.dataDirectory, configuration))
    const demo = this.#createDemoAccounts(metered)
    const accountNamed = accountsOfKeys(metered, demo)
    this.#history = new ExchangeHistory(metered, {
      resolved,
      dataDirectory: this.dataDirectory,
      pluginDirectory,
      flows: flowNumbers(configuration).map(([name, number]) => {
        return { number, dataDirectory: flowDirectory(this.dataDirectory, name) }
      }),
      logger: parts.logger,
    })
    const { taped: history } = this.#history
    const sources = { exchange: metered, keys: this.#keys, history, accountNamed, onError }
    this.#dialect = createDialect(configuration, sources)
    const dialect = this.#dialect
    const { trustProxy } = configuration.rest
    const more = { ...whoTrades(dialect, demo), ...streamControls(dialect), trustProxy }
    this.#gateway = new WebSocketGateway(metered, { ...websocket.clients, ...more, flows: group, onError })
    const streamHost = streamProcess(configuration, dialect.marketStreams, parts.logger)
    this.#streamProcess = streamHost
    this.#dialectGateway = new DialectGateway(dialect, { ...dialectClients(configuration), streamHost })
    metrics.add([...exchangeReadings(this.#exchange), ...webSocketReadings(this.#gateway), ...this.#history.readings()])
    metrics.add(dialectReadings(this.#dialectGateway, streamHost))
    if (group !== undefined) metrics.addByFlow(() => group.flows)
    const isEncrypted = configuration.tls.use !== 'off'
    const { dataDirectory } = this
    this.#certificates = isEncrypted ? new CertificateKeeper(configuration, dataDirectory, parts.logger) : undefined
    this.#trading = this.#createTrading(dialect)
    this.#admin = this.#createAdmin(metered, metrics, parts)
  }

  /** Recovers, lists the configured markets and listens; closes again all that it opened where that fails. */
  async start(onProgress: (progress: RecoveryProgress) => void): Promise<StartReport> {
    const { admin, websocket } = this.#configuration
    try {
      checkForgottenFlows(this.dataDirectory, this.#configuration)
      const adminPort = await listen(this.#admin, { ...admin, flag: '--admin-port', section: 'admin' })
      const recovery = await this.#exchange.start((at) => {
        this.#progress = at
        onProgress(at)
      })
      this.#recovery = recovery
      // Behind the lock that the exchange takes on the data directory.
      await this.#keys.open()
      await this.#history.start(this.#exchange.queries, this.#flowStarts())
      const listing = await listMarkets(this.#exchange, this.#configuration)
      const demoKey = await this.#demoKey()
      // Of HTTP/2 where there is a certificate to be had.
      await this.#certificates?.begin(this.#trading.server as unknown as Http2SecureServer)
      const tradingPort = await listen(this.#trading, { ...websocket, flag: '--port', section: 'websocket' })
      this.#isListening = true
      const instruments = (await this.#exchange.queries.instruments()).map(({ symbol }) => symbol)
      return { recovery, listing, instruments, tradingPort, adminPort, demoKey }
    } catch (error) {
      await this.stop().catch(() => undefined)
      throw startFailure(error, this.dataDirectory, this.#failure)
    }
  }

  /** Takes no more orders, answers those taken, makes all of it durable, saves a snapshot and closes everything. */
  async stop(): Promise<void> {
    this.#isListening = false
    this.#certificates?.end()
    try {
      this.#dialectGateway.close()
      await this.#streamProcess?.stop()
      await this.#gateway.close()
      await this.#exchange.stop()
    } finally {
      await Promise.all([this.#trading.close(), this.#admin.close(), this.#history.stop()])
    }
  }

  /** The key that is printed in the demo mode; without it, one that is still there stops the start. */
  async #demoKey(): Promise<ApiKey | undefined> {
    if (this.#configuration.demo.enabled) return demoApiKey(this.#keys, this.#dialect.desk.nowUs() / 1000)
    await refuseDemoApiKey(this.#keys)
    return undefined
  }

  /** The trading port, with everything that clients speak. */
  #createTrading(dialect: BinanceDialect): FastifyInstance {
    const { rest, websocket } = this.#configuration
    const trading = createTradingServer({
      webSocketPath: websocket.path,
      version: packageVersion(),
      maxConnections: websocket.clients.maxConnections,
      trustProxy: rest.trustProxy,
      isEncrypted: this.#certificates !== undefined,
      rest: rest.enabled ? restRoutes(dialect, { ...rest, version: packageVersion() }) : undefined,
    })
    this.#gateway.attach(trading.server, websocket.path)
    if (rest.enabled) this.#dialectGateway.attach(trading.server)
    return trading
  }

  /** The port for whoever runs it. */
  #createAdmin(metered: MeteredGateway, { registry }: ExchangeMetrics, { logger }: CompositionParts): FastifyInstance {
    const { queries } = metered
    const routes = operatorRoutes({
      exchange: metered,
      flows: this.#group,
      apiKeys: new ApiKeyDesk(this.#keys, queries, {
        nowMs: () => this.#dialect.desk.nowUs() / 1000,
        onRevoked: (apiKey) => {
          this.#gateway.revokeKey(apiKey)
        },
      }),
      history: this.#history.desk(queries),
      saveSnapshot: () => this.#exchange.saveSnapshot(),
      onError: (error) => {
        logger.error({ err: error }, 'a request to the admin port was not answered')
      },
    })
    return createAdminServer(() => this.#health(), registry, routes)
  }

  #createDemoAccounts(exchange: MeteredGateway): DemoAccounts | undefined {
    const { enabled, maxAccounts, funds } = this.#configuration.demo
    if (!enabled) return undefined
    return new DemoAccounts(exchange, {
      funds,
      flows: this.#configuration.flows,
      maxAccounts,
      openAccounts: () => this.#exchange.statistics().accounts,
    })
  }

  /** Where each flow is. */
  #flowStarts(): FlowStart[] {
    const numbers = new Map(flowNumbers(this.#configuration))
    const flows = this.#group?.flows ?? [[MAIN_FLOW, this.#exchange.statistics()] as const]
    return flows.map(([name, { durableSequence: commandSequence, eventSequence }]) => {
      return { flow: numbers.get(name) ?? 0, commandSequence, eventSequence }
    })
  }

  #health(): Health {
    const { status, commandSequence, durableSequence, eventSequence, pendingCommands } = this.#exchange.statistics()
    const isOpen = status === 'running' || (status === 'failed' && this.#failure?.source === 'engine')
    const flows = this.#group === undefined ? undefined : Object.fromEntries(this.#group.flows)
    const sequences = { commandSequence, durableSequence, eventSequence, pendingCommands }
    const recovered = this.#recovery?.lastSequence
    const recovering = status === 'starting' ? this.#progress : undefined
    const journal = isOpen ? 'open' : status
    const history = this.#history.health()
    const details = { status, journal, ...sequences, recoveredSequence: recovered, recovering, flows, history }
    const isRunning = status === 'running'
    // Where a flow is down for good somebody has to look, while clients of the others trade.
    return { healthy: isRunning && this.#down.size === 0, ready: isRunning && this.#isListening, details }
  }

  #hear(failure: ExchangeFailure | FlowFailure, { logger, onFailure }: CompositionParts): void {
    const { source, error } = failure
    if ('flow' in failure) {
      const { flow, goesOn } = failure
      if (!goesOn) this.#down.add(flow)
      const what = goesOn ? 'goes on, or is started again by itself' : 'stays down until the exchange is started anew'
      logger[goesOn ? 'error' : 'fatal']({ err: error, source, flow }, `the flow ${flow} ${what}; the others trade on`)
    } else if (source === 'journal' || source === 'engine') {
      this.#failure ??= failure
      onFailure(failure)
    } else {
      logger.error({ err: error, source }, `the exchange goes on without it: ${source}`)
    }
  }
}

/** The flows of a configuration with their numbers. */
function flowNumbers({ flows }: Configuration): readonly (readonly [name: string, number: number])[] {
  return [[MAIN_FLOW, 0], ...flows.map(({ name, number }) => [name, number] as const)]
}

/** Finds accounts by name; the one of the demo key is opened when it is first used. */
function accountsOfKeys({ queries }: MeteredGateway, demo: DemoAccounts | undefined): AccountNamed {
  return async (name) => {
    const isDemo = name === DEMO_ACCOUNT && demo !== undefined
    const account = isDemo ? await demo.accountOf(name) : await queries.account(name)
    return account === undefined || 'reason' in account ? undefined : account
  }
}

/** By a key, or, where the demo is on, by no more than a name. */
function whoTrades(
  { authenticator: signatures }: BinanceDialect,
  demo: DemoAccounts | undefined,
): Pick<WebSocketGatewayOptions, 'accountOf' | 'signatures'> {
  return { signatures, accountOf: demo === undefined ? keysOnly : (traderId) => demo.accountOf(traderId) }
}

/** The control messages of market streams, on connections of the simple protocol. */
function streamControls({ marketStreams: streams }: BinanceDialect): Pick<WebSocketGatewayOptions, 'controls'> {
  return { controls: (send) => new StreamControls({ streams, format: 'milliseconds', isCombined: false, send }) }
}

/** What clients of the dialect may do over WebSocket: the same as those of the simple protocol, where both have it. */
function dialectClients({ websocket, rest }: Configuration): DialectGatewayOptions {
  const { allowedOrigins, maxConnections, hardLimitBytes, maxInFlight, ...clients } = websocket.clients
  const { pingIntervalMs, idleTimeoutMs } = clients
  const { trustProxy } = rest
  return { allowedOrigins, maxConnections, hardLimitBytes, maxInFlight, pingIntervalMs, idleTimeoutMs, trustProxy }
}
