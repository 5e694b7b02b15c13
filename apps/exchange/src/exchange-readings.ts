import type { Exchange, ExchangeStatistics } from '@openlob/application'
import type { DialectGateway, StreamHost, WebSocketGateway, WebSocketGatewayStatistics } from '@openlob/websocket'
import type { MetricReading } from './exchange-metrics.ts'

type Row<Statistics> = readonly [kind: MetricReading['kind'], name: string, help: string, read: (statistics: Statistics) => number]

const EXCHANGE_ROWS: readonly Row<ExchangeStatistics>[] = [
  ['gauge', 'running', '1 while orders are taken, else 0', ({ status }) => (status === 'running' ? 1 : 0)],
  ['gauge', 'command_sequence', 'The last command sequenced', ({ commandSequence }) => commandSequence],
  ['gauge', 'durable_sequence', 'The last command on stable storage', ({ durableSequence }) => durableSequence],
  ['gauge', 'durable_lag_commands', 'Commands sequenced and not yet durable', ({ commandSequence, durableSequence }) => commandSequence - durableSequence],
  ['gauge', 'event_sequence', 'The last event', ({ eventSequence }) => eventSequence],
  ['gauge', 'pending_commands', 'Commands that wait for the journal', ({ pendingCommands }) => pendingCommands],
  ['gauge', 'open_orders', 'Resting orders', ({ openOrders }) => openOrders],
  ['gauge', 'accounts', 'Open accounts', ({ accounts }) => accounts],
  ['gauge', 'instruments', 'Listed instruments', ({ instruments }) => instruments],
  ['counter', 'trades_total', 'Trades since the first command ever', ({ trades }) => trades],
  ['counter', 'orders_accepted_total', 'Orders accepted since the first command ever', ({ ordersAccepted }) => ordersAccepted],
]

const WEBSOCKET_ROWS: readonly Row<WebSocketGatewayStatistics>[] = [
  ['gauge', 'websocket_connections', 'Open connections', ({ connections }) => connections],
  ['counter', 'websocket_connections_total', 'Connections accepted', ({ acceptedConnections }) => acceptedConnections],
  ['counter', 'websocket_connections_refused_total', 'Connections refused', ({ refusedConnections }) => refusedConnections],
  ['counter', 'websocket_messages_total', 'Messages received', ({ receivedMessages }) => receivedMessages],
  ['gauge', 'websocket_requests_in_flight', 'Requests not yet answered', ({ requestsInFlight }) => requestsInFlight],
  ['counter', 'websocket_errors_total', 'Error messages sent', ({ errors }) => Object.values(errors).reduce((sum, count) => sum + count, 0)],
  ['gauge', 'websocket_congested_connections', 'Connections whose market data is being merged', ({ congestedConnections }) => congestedConnections],
  ['gauge', 'websocket_waiting_bytes', 'Bytes that wait for clients', ({ waitingBytes }) => waitingBytes],
  ['counter', 'websocket_slow_consumers_total', 'Connections closed because they read too slowly', ({ slowDisconnects }) => slowDisconnects],
  ['counter', 'websocket_idle_total', 'Connections closed because nothing was heard of them', ({ idleDisconnects }) => idleDisconnects],
]

/** The numbers of the exchange that `/metrics` shows. */
export function exchangeReadings(exchange: Pick<Exchange, 'statistics'>): MetricReading[] {
  return readings(EXCHANGE_ROWS, () => exchange.statistics())
}

/** The numbers of the WebSocket gateway that `/metrics` shows. */
export function webSocketReadings(gateway: Pick<WebSocketGateway, 'statistics'>): MetricReading[] {
  return readings(WEBSOCKET_ROWS, () => gateway.statistics())
}

/** The numbers of clients of the dialect that `/metrics` shows. */
export function dialectReadings(
  gateway: Pick<DialectGateway, 'connections'>,
  host: Pick<StreamHost, 'connections'> | undefined,
): MetricReading[] {
  const rows: readonly Row<undefined>[] = [
    ['gauge', 'dialect_connections', 'Open WebSocket connections of the Binance dialect', () => gateway.connections],
    ['gauge', 'stream_process_connections', 'Those that the process of market streams serves', () => host?.connections ?? 0],
  ]
  return readings(rows, () => undefined)
}

function readings<Statistics>(rows: readonly Row<Statistics>[], statistics: () => Statistics): MetricReading[] {
  return rows.map(([kind, name, help, read]) => ({ kind, name: `openlob_${name}`, help, read: () => read(statistics()) }))
}
