import { Decimal } from '@openlob/decimal'
import { orderId } from '@openlob/domain'
import { isCommandId } from '@openlob/application'
import type { OrderReference } from '@openlob/application'
import type { OrderId, Side, TimeInForce } from '@openlob/domain'
import { z } from 'zod'
import { problem } from './errors.ts'
import type { Problem } from './errors.ts'
import { NumberText } from './json-text.ts'
import type { JsonObject } from './json-text.ts'

/** The most levels a side that a snapshot shows, and that the gateway keeps of a book. */
export const MAX_DEPTH = 5000

/** What a client can subscribe to. */
export type Channel = 'book' | 'trades' | 'orders'

/** The client's own name for a request, echoed on its answer; a number must be a safe integer. */
export type RequestId = string | number

interface RequestFields {
  readonly request_id?: RequestId | undefined
}

/** Fields of a request that changes something. */
interface CommandFields extends RequestFields {
  /** The client's own name for the command: sent again under it, it is answered as at first and not carried out. */
  readonly command_id?: string | undefined
}

interface OrderFields extends CommandFields {
  readonly trader_id?: string | undefined
  readonly symbol?: string | undefined
  readonly side: Side
  readonly quantity: Decimal
  readonly client_order_id?: string | undefined
}

/** `auth`: proves by an API key that the connection speaks for its account. */
export interface AuthRequest extends RequestFields {
  readonly type: 'auth'
  readonly api_key: string
  /** Milliseconds since the Unix epoch, as they were signed. */
  readonly timestamp: string
  /** So many milliseconds it is good for from then on; 5,000 where left out, at most 60,000. */
  readonly recv_window?: string | undefined
  /** Of the other fields: hex for an HMAC key, Base64 for another. */
  readonly signature: string
}

/** `limit_order`: an order at a price or better. */
export interface LimitOrderRequest extends OrderFields {
  readonly type: 'limit_order'
  readonly price: Decimal
  readonly time_in_force: TimeInForce
  readonly post_only: boolean
}

/** `market_order`: an order at whatever the book offers. */
export interface MarketOrderRequest extends OrderFields {
  readonly type: 'market_order'
}

/** Names an order, by the exchange's id or the client's, and whose it is. */
export interface OrderReferenceFields extends RequestFields {
  readonly trader_id?: string | undefined
  readonly order_id?: OrderId | undefined
  readonly client_order_id?: string | undefined
}

/** `cancel_order`: by the exchange's id or the client's. */
export interface CancelOrderRequest extends OrderReferenceFields, CommandFields {
  readonly type: 'cancel_order'
}

/** `amend_order`: a new price, a new total quantity, or both. */
export interface AmendOrderRequest extends OrderReferenceFields, CommandFields {
  readonly type: 'amend_order'
  readonly price?: Decimal | undefined
  readonly quantity?: Decimal | undefined
}

/** `order`: how far an order has come. */
export interface OrderRequest extends OrderReferenceFields {
  readonly type: 'order'
}

interface TraderOrdersFields extends RequestFields {
  readonly trader_id?: string | undefined
  /** All instruments where left out. */
  readonly symbol?: string | undefined
}

/** `cancel_all_orders`: of a trader, on one instrument where named. */
export interface CancelAllOrdersRequest extends TraderOrdersFields, CommandFields {
  readonly type: 'cancel_all_orders'
}

/** `open_orders`: of a trader, on one instrument where named. */
export interface OpenOrdersRequest extends TraderOrdersFields {
  readonly type: 'open_orders'
}

/** `balances`: what a trader has. */
export interface BalancesRequest extends RequestFields {
  readonly type: 'balances'
  readonly trader_id?: string | undefined
  /** Of one flow of the exchange, where it has several; over all where left out. */
  readonly flow?: string | undefined
}

/** `transfer`: free money from one flow of the exchange to another. */
export interface TransferRequest extends CommandFields {
  readonly type: 'transfer'
  readonly trader_id?: string | undefined
  readonly asset: string
  readonly amount: Decimal
  /** The names of two flows. */
  readonly from: string
  readonly to: string
}

/** `book`: the best levels of a book as they are. */
export interface BookRequest extends RequestFields {
  readonly type: 'book'
  readonly symbol?: string | undefined
  readonly depth: number
}

/** `subscribe`: channels of an instrument; `depth` bounds the snapshot alone. */
export interface SubscribeRequest extends RequestFields {
  readonly type: 'subscribe'
  readonly symbol?: string | undefined
  readonly channels: readonly Channel[]
  readonly depth: number
  /** Makes the trader one of this connection's, for the channel `orders`. */
  readonly trader_id?: string | undefined
}

/** `unsubscribe`: all channels of an instrument where none is named. */
export interface UnsubscribeRequest extends RequestFields {
  readonly type: 'unsubscribe'
  readonly symbol?: string | undefined
  readonly channels?: readonly Channel[] | undefined
}

/** `instruments`: what is listed. */
export interface InstrumentsRequest extends RequestFields {
  readonly type: 'instruments'
}

/** `ping`: answered with `pong`. */
export interface PingRequest extends RequestFields {
  readonly type: 'ping'
}

/** Every message that a client may send: a closed union over `type`. */
export type Request =
  | AuthRequest
  | LimitOrderRequest
  | MarketOrderRequest
  | CancelOrderRequest
  | AmendOrderRequest
  | OrderRequest
  | CancelAllOrdersRequest
  | OpenOrdersRequest
  | BalancesRequest
  | TransferRequest
  | BookRequest
  | SubscribeRequest
  | UnsubscribeRequest
  | InstrumentsRequest
  | PingRequest

const BEYOND_DOUBLES = 'a number beyond 2^53 is not exact in every client: send it as a string'

/** Text, or a number as it was written; what comes out is text. */
function textField(maxLength: number): z.ZodType<string> {
  return z.unknown().transform((value, context) => {
    const text = value instanceof NumberText ? value.text : value
    if (value instanceof NumberText && Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER) {
      context.issues.push({ code: 'custom', message: BEYOND_DOUBLES, input: value })
      return z.NEVER
    }
    if (typeof text === 'string' && text.length > 0 && text.length <= maxLength) return text
    context.issues.push({ code: 'custom', message: `expected text of 1 to ${maxLength} characters`, input: value })
    return z.NEVER
  })
}

function refined<Value>(convert: (text: string) => Value | undefined, expected: string): z.ZodType<Value> {
  return textField(64).transform((text, context) => {
    const value = convert(text)
    if (value !== undefined) return value
    context.issues.push({ code: 'custom', message: `expected ${expected}: ${text}`, input: text })
    return z.NEVER
  })
}

const integerFrom1 = (max: number) => (text: string) =>
  /^[1-9]\d{0,15}$/.test(text) && Number(text) <= max ? Number(text) : undefined

const decimal: z.ZodType<Decimal> = refined((text) => Decimal.tryParse(text), 'a decimal number')
const orderIdField: z.ZodType<OrderId> = refined((text) => {
  const value = integerFrom1(Number.MAX_SAFE_INTEGER)(text)
  return value === undefined ? undefined : orderId(value)
}, 'an order id, an integer from 1')
const depth: z.ZodType<number> = refined(integerFrom1(MAX_DEPTH), `a number of levels from 1 to ${MAX_DEPTH}`)
const requestId: z.ZodType<RequestId> = z.unknown().transform((value, context) => {
  const id = toRequestId(value)
  if (id !== undefined) return id
  context.issues.push({ code: 'custom', message: 'expected text of 1 to 64 characters or an integer', input: value })
  return z.NEVER
})
const trader = textField(64)
const symbol = textField(64)
const flow = textField(64)
const clientOrderId = textField(64)
const milliseconds = refined((text) => (/^\d{1,16}(\.\d{1,3})?$/.test(text) ? text : undefined), 'a number of milliseconds')
const commandId = refined(
  (text) => (isCommandId(text) ? text : undefined),
  'a command id of 1 to 64 letters, digits and . _ : / -',
)
const side = z.enum(['buy', 'sell'])
const channel = z.enum(['book', 'trades', 'orders'])
const channels = z
  .union([channel, z.array(channel).min(1).max(3)], 'expected one or more of "book", "trades", "orders"')
  .transform((value): readonly Channel[] => (typeof value === 'string' ? [value] : value))

const any = { request_id: requestId.optional() }
const command = { ...any, command_id: commandId.optional() }
const order = {
  ...command,
  trader_id: trader.optional(),
  symbol: symbol.optional(),
  side,
  client_order_id: clientOrderId.optional(),
}
const reference = {
  ...any,
  trader_id: trader.optional(),
  order_id: orderIdField.optional(),
  client_order_id: clientOrderId.optional(),
}
const traderOrders = { ...any, trader_id: trader.optional(), symbol: symbol.optional() }

/** The schema of every message in, by its type; unknown fields are refused, lest a misspelt one be passed over. */
export const REQUEST_SCHEMAS: Readonly<Record<Request['type'], z.ZodType<Request>>> = {
  auth: z.strictObject({
    type: z.literal('auth'),
    ...any,
    api_key: textField(128),
    timestamp: milliseconds,
    recv_window: milliseconds.optional(),
    signature: textField(1024),
  }),
  limit_order: z.strictObject({
    type: z.literal('limit_order'),
    ...order,
    price: decimal,
    quantity: decimal,
    time_in_force: z.enum(['GTC', 'IOC', 'FOK']).default('GTC'),
    post_only: z.boolean().default(false),
  }),
  market_order: z.strictObject({ type: z.literal('market_order'), ...order, quantity: decimal }),
  cancel_order: z.strictObject({ type: z.literal('cancel_order'), ...command, ...reference }),
  amend_order: z.strictObject({
    type: z.literal('amend_order'),
    ...command,
    ...reference,
    price: decimal.optional(),
    quantity: decimal.optional(),
  }),
  order: z.strictObject({ type: z.literal('order'), ...reference }),
  cancel_all_orders: z.strictObject({ type: z.literal('cancel_all_orders'), ...command, ...traderOrders }),
  open_orders: z.strictObject({ type: z.literal('open_orders'), ...traderOrders }),
  balances: z.strictObject({ type: z.literal('balances'), ...any, trader_id: trader.optional(), flow: flow.optional() }),
  transfer: z.strictObject({
    type: z.literal('transfer'),
    ...command,
    trader_id: trader.optional(),
    asset: symbol,
    amount: decimal,
    from: flow,
    to: flow,
  }),
  instruments: z.strictObject({ type: z.literal('instruments'), ...any }),
  book: z.strictObject({ type: z.literal('book'), ...any, symbol: symbol.optional(), depth: depth.default(100) }),
  subscribe: z.strictObject({
    type: z.literal('subscribe'),
    ...any,
    symbol: symbol.optional(),
    channels: channels.default(['book', 'trades']),
    depth: depth.default(MAX_DEPTH),
    trader_id: trader.optional(),
  }),
  unsubscribe: z.strictObject({
    type: z.literal('unsubscribe'),
    ...any,
    symbol: symbol.optional(),
    channels: channels.optional(),
  }),
  ping: z.strictObject({ type: z.literal('ping'), ...any }),
}

/** The request id of a message as it came, where it has one that can be echoed. */
export function requestIdOf(message: JsonObject): RequestId | undefined {
  return toRequestId(message['request_id'])
}

/** A value as a request id; undefined where it is none. */
export function toRequestId(value: unknown): RequestId | undefined {
  if (typeof value === 'string') return value.length > 0 && value.length <= 64 ? value : undefined
  if (!(value instanceof NumberText)) return undefined
  const number = Number(value.text)
  return Number.isSafeInteger(number) ? number : undefined
}

/** A message as it came, checked against the schema of its type. */
export function requestBySchema(message: JsonObject): Request | Problem {
  const type = message['type']
  if (typeof type !== 'string' || !Object.hasOwn(REQUEST_SCHEMAS, type)) {
    const known = Object.keys(REQUEST_SCHEMAS).join(', ')
    return problem('UNKNOWN_TYPE', `type is one of ${known}.`)
  }
  const result = REQUEST_SCHEMAS[type as Request['type']].safeParse(message)
  if (!result.success) return fieldProblem(message, result.error.issues)
  return combinationProblem(result.data) ?? result.data
}

/** The order that a checked message means. */
export function orderReferenceOf(request: OrderReferenceFields): OrderReference {
  if (request.order_id !== undefined) return { orderId: request.order_id }
  return { clientOrderId: request.client_order_id ?? '' }
}

function fieldProblem(message: JsonObject, issues: readonly z.core.$ZodIssue[]): Problem {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown !== undefined) return problem('UNKNOWN_FIELD', `${unknown.keys.join(', ')}.`)
  const [first] = issues
  const path = first?.path.join('.') ?? ''
  if (message[path] === undefined && !path.includes('.')) return problem('MISSING_FIELD', `${path}.`)
  return problem('INVALID_FIELD', `${path}: ${first?.message ?? ''}.`)
}

function combinationProblem(request: Request): Problem | undefined {
  if (request.type === 'limit_order' && request.post_only && request.time_in_force !== 'GTC')
    return problem('INVALID_FIELD', `post_only: goes with time_in_force GTC alone, not ${request.time_in_force}.`)
  if (request.type === 'amend_order' && request.price === undefined && request.quantity === undefined)
    return referenceProblem(request) ?? problem('MISSING_FIELD', 'price or quantity.')
  const namesOrder = request.type === 'cancel_order' || request.type === 'amend_order' || request.type === 'order'
  return namesOrder ? referenceProblem(request) : undefined
}

function referenceProblem(request: OrderReferenceFields): Problem | undefined {
  if (request.order_id === undefined && request.client_order_id === undefined)
    return problem('MISSING_FIELD', 'order_id (or client_order_id).')
  if (request.order_id === undefined || request.client_order_id === undefined) return undefined
  return problem('INVALID_FIELD', 'client_order_id: name the order by it or by order_id, not by both.')
}
