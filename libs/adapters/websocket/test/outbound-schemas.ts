import { z } from 'zod'
import { ERROR_CODES } from '../src/index.ts'
import type { Notice, Reply } from '../src/index.ts'

const amount = z.string().regex(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
const id = z.string().regex(/^[1-9]\d*$/)
const sequence = z.int().min(0)
const timestamp = z.int().min(0)
const text = z.string().min(1)
const side = z.enum(['buy', 'sell'])
const channel = z.enum(['book', 'trades', 'orders'])
const level = z.tuple([amount, amount])
const answer = { request_id: z.union([z.string(), z.int()]).optional() }
const book = { sequence, bids: z.array(level), asks: z.array(level) }

const order = {
  order_id: id,
  client_order_id: text.optional(),
  symbol: text,
  side,
  order_type: z.enum(['limit', 'market']),
  time_in_force: z.enum(['GTC', 'IOC', 'FOK']),
  post_only: z.boolean(),
  price: amount.optional(),
  quantity: amount,
  executed_quantity: amount,
  executed_value: amount,
  status: z.enum(['open', 'partially_filled', 'filled', 'canceled', 'expired']),
  reason: z.enum(['IOC_REMAINDER', 'FOK_NOT_FILLABLE', 'NO_LIQUIDITY']).optional(),
  created_us: timestamp,
  updated_us: timestamp,
}

const instrument = z.strictObject({
  symbol: text,
  kind: z.literal('spot'),
  status: z.enum(['trading', 'halted', 'closed']),
  base_asset: text,
  quote_asset: text,
  tick_size: amount,
  lot_size: amount,
  min_quantity: amount,
  max_quantity: amount,
  max_price: amount,
  min_notional: amount,
  max_notional: amount,
})

const fill = z.strictObject({
  trade_id: id,
  price: amount,
  quantity: amount,
  liquidity: z.enum(['maker', 'taker']),
  fee: amount,
  fee_asset: text,
})

/** The schema of every message out. */
export const OUTBOUND_SCHEMAS: Readonly<Record<Reply['type'] | Notice['type'], z.ZodType>> = {
  authenticated: z.strictObject({ type: text, trader_id: text, can_trade: z.boolean(), ...answer }),
  order_ack: z.strictObject({ type: text, ...order, sequence, latency_us: z.int().min(0), ...answer }),
  orders_canceled: z.strictObject({
    type: text,
    trader_id: text,
    order_ids: z.array(id),
    latency_us: z.int().min(0),
    ...answer,
  }),
  open_orders: z.strictObject({ type: text, trader_id: text, orders: z.array(z.strictObject(order)), ...answer }),
  order: z.strictObject({ type: text, trader_id: text, order: z.strictObject(order), ...answer }),
  transfer: z.strictObject({
    type: text,
    trader_id: text,
    asset: text,
    amount,
    from: text,
    to: text,
    free: amount,
    held: amount,
    arrived: z.boolean(),
    latency_us: z.int().min(0),
    ...answer,
  }),
  balances: z.strictObject({
    type: text,
    trader_id: text,
    flow: text.optional(),
    balances: z.array(z.strictObject({ asset: text, free: amount, held: amount })),
    ...answer,
  }),
  instruments: z.strictObject({ type: text, instruments: z.array(instrument), ...answer }),
  book: z.strictObject({ type: text, symbol: text, ...book, ...answer }),
  subscribed: z.strictObject({
    type: text,
    symbol: text.optional(),
    channels: z.array(channel),
    book: z.strictObject(book).optional(),
    ...answer,
  }),
  unsubscribed: z.strictObject({ type: text, symbol: text.optional(), channels: z.array(channel), ...answer }),
  pong: z.strictObject({ type: text, ...answer }),
  error: z.strictObject({
    type: text,
    code: z.string().refine((code) => Object.hasOwn(ERROR_CODES, code), 'an undocumented code'),
    message: text,
    ...answer,
  }),
  trade: z.strictObject({
    type: text,
    trade_id: id,
    symbol: text,
    buyer: text,
    seller: text,
    price: amount,
    quantity: amount,
    taker_side: side,
    buy_order_id: id,
    sell_order_id: id,
    sequence,
    timestamp_us: timestamp,
  }),
  book_update: z.strictObject({
    type: text,
    symbol: text,
    first_sequence: sequence,
    last_sequence: sequence,
    bids: z.array(level),
    asks: z.array(level),
  }),
  order_update: z.strictObject({
    type: text,
    trader_id: text,
    event: z.enum(['accepted', 'trade', 'amended', 'canceled', 'expired']),
    ...order,
    trade: fill.optional(),
    sequence,
  }),
  gap: z.strictObject({
    type: text,
    channel: z.literal('trades'),
    symbol: text,
    missed: z.int().min(1),
    first_trade_id: id,
    last_trade_id: id,
    first_sequence: sequence,
    last_sequence: sequence,
  }),
}

/** A message out, as plain as a test looks at it. */
export type Message = Readonly<Record<string, unknown>> & { readonly type: string }

/** Reads a message out; throws where the documentation knows none like it. */
export function checkedMessage(json: string): Message {
  const message = JSON.parse(json) as Message
  const schemas: Readonly<Record<string, z.ZodType>> = OUTBOUND_SCHEMAS
  const schema = schemas[message.type]
  if (schema === undefined) throw new Error(`an undocumented type: ${json}`)
  const result = schema.safeParse(message)
  if (!result.success) throw new Error(`${json}: ${z.prettifyError(result.error)}`)
  return message
}
