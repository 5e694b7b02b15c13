import type { RateLimitUsage } from '../limits/rate-limits.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { SPOT_LAYOUT } from './generated/spot-layout.ts'
import { MessageWriter } from './message-writer.ts'

/** A JSON body that is an object. */
type Body = Readonly<Record<string, unknown>>

const FILTERS: ReadonlyMap<string, string> = new Map(
  Object.entries(SPOT_LAYOUT.messages).flatMap(([name, { constants }]) =>
    constants === undefined ? [] : [[constants['filterType'] ?? constants['ruleType'] ?? '', name] as const],
  ),
)

const EVENTS: Readonly<Record<string, string>> = {
  executionReport: 'ExecutionReportEvent',
  outboundAccountPosition: 'OutboundAccountPositionEvent',
  balanceUpdate: 'BalanceUpdateEvent',
  listStatus: 'ListStatusEvent',
  eventStreamTerminated: 'EventStreamTerminatedEvent',
  serverShutdown: 'ServerShutdownEvent',
}

const writer = new MessageWriter(SPOT_LAYOUT, partName)

/** Which message an answer to trading is, or a part of one: by what it has. */
export function partName(answer: object): string {
  const body = answer as Body
  const filter = body['filterType'] ?? body['ruleType']
  if (filter !== undefined) return FILTERS.get(filter as string) ?? 'NonRepresentableMessage'
  if ('code' in body) return 'ErrorResponse'
  if ('cancelResult' in body) return 'CancelReplaceOrderResponse'
  if ('contingencyType' in body) return listName(body)
  if ('origClientOrderId' in body) return 'CancelOrderResponse'
  return `NewOrder${responseKind(body)}Response`
}

function listName(body: Body): string {
  const [report] = (body['orderReports'] ?? []) as readonly Body[]
  return report === undefined || 'origClientOrderId' in report
    ? 'CancelOrderListResponse'
    : `NewOrderList${responseKind(report)}Response`
}

function responseKind(order: Body): 'Full' | 'Result' | 'Ack' {
  return 'fills' in order ? 'Full' : 'status' in order ? 'Result' : 'Ack'
}

/** The answer of an endpoint as a message; the endpoint is one that has messages, and its times are microseconds. */
export function replyMessage({ message = '' }: Pick<Endpoint, 'message'>, body: object): Buffer {
  const name = typeof message === 'string' ? message : message(body)
  return writer.write(name, shaped(body, name))
}

/** JSON has an order that was amended as a part of the answer, and nothing around subscriptions; messages differ. */
function shaped(body: object, name: string): object {
  if (name === 'WebSocketSessionSubscriptionsResponse') return { subscriptions: body }
  if (!('amendedOrder' in body)) return body
  const { amendedOrder, listStatus, ...rest } = body as Body
  return { ...(amendedOrder as object), ...rest, listStatus: listStatus === undefined ? [] : [listStatus] }
}

/** What fails, as a message. */
export function errorMessage({
  code,
  msg,
  data,
}: {
  readonly code: number
  readonly msg: string
  readonly data?: unknown
}): Buffer {
  const { serverTime, retryAfter, ...halves } = (data ?? {}) as Body
  const wrapped = 'cancelResult' in halves ? { data: halves } : {}
  return writer.write('ErrorResponse', { code, msg, serverTime, retryAfter, ...wrapped })
}

/** An event of a user data stream, as a message. */
export function eventMessage(event: object, subscriptionId: number | undefined): Buffer {
  const { e } = event as { readonly e: string }
  return writer.write(EVENTS[e] ?? 'NonRepresentableMessage', { ...event, subscriptionId })
}

/** What goes around an answer of the WebSocket API. */
export interface WebSocketAnswer {
  readonly id: unknown
  readonly status: number
  /** The message of the answer. */
  readonly result: Buffer
  readonly rateLimits: readonly RateLimitUsage[]
  /** Whether there is a newer schema than the one that was asked for. */
  readonly isDeprecated: boolean
}

/** An answer of the WebSocket API, as a message with one within. */
export function webSocketMessage({ id, isDeprecated, ...answer }: WebSocketAnswer): Buffer {
  const name = typeof id === 'string' || typeof id === 'number' ? String(id) : ''
  return writer.write('WebSocketResponse', { ...answer, id: name, sbeSchemaIdVersionDeprecated: isDeprecated })
}
