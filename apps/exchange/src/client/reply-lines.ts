import type { InstrumentText, Reply, TransferReply } from '@openlob/websocket'
import { depthOf } from './live-book.ts'
import { bookLines, orderAckLine, orderLine, tableLines } from './screen.ts'
import type { Grid } from './screen.ts'
import { colors } from '../terminal-colors.ts'

type Writer<One extends Reply> = (reply: One, grid: Grid | undefined) => string[]
type Writers = { readonly [Type in Reply['type']]: Writer<Extract<Reply, { type: Type }>> }

const WRITERS: Writers = {
  authenticated: ({ trader_id: trader, can_trade: trades }) => (trades ? [] : [colors.yellow(`the key of ${trader} may look, not trade`)]),
  order_ack: (reply) => [orderAckLine(reply)],
  orders_canceled: ({ order_ids: ids }) => [ids.length === 0 ? 'there was nothing to cancel' : `canceled ${ids.join(', ')}`],
  open_orders: ({ orders }) => (orders.length === 0 ? ['no open orders'] : orders.map(orderLine)),
  order: ({ order }) => [orderLine(order)],
  balances: ({ balances }) => balanceLines(balances),
  transfer: (reply) => [transferLine(reply)],
  instruments: ({ instruments }) => instrumentLines(instruments),
  book: (reply, grid) => (grid === undefined ? [] : bookLines(grid, depthOf(reply), Number.MAX_SAFE_INTEGER)),
  error: ({ message }) => [colors.red(`refused: ${message}`)],
  subscribed: () => [],
  unsubscribed: () => [],
  pong: () => [],
}

/** What the exchange answered, as lines for a person; none where there is nothing to tell. */
export function replyLines(reply: Reply, grid: Grid | undefined): string[] {
  // The table pairs each type with its writer, which the compiler cannot follow through a union.
  const write = WRITERS[reply.type] as (reply: Reply, grid: Grid | undefined) => string[]
  return write(reply, grid)
}

function transferLine({ amount, asset, from, to, free, arrived }: TransferReply): string {
  const where = arrived ? `is in ${to}` : `is on its way to ${to}, and arrives when that flow runs again`
  return `${amount} ${asset} ${where}; ${from} has ${free} free`
}

function balanceLines(balances: readonly { asset: string; free: string; held: string }[]): string[] {
  if (balances.length === 0) return ['nothing: the account is empty']
  return tableLines([['asset', 'free', 'held in orders'], ...balances.map(({ asset, free, held }) => [asset, free, held])])
}

function instrumentLines(instruments: readonly InstrumentText[]): string[] {
  const head = ['symbol', 'status', 'tick', 'lot', 'least quantity']
  const row = (one: InstrumentText): string[] => [one.symbol, one.status, one.tick_size, one.lot_size, one.min_quantity]
  return tableLines([head, ...instruments.map(row)])
}
