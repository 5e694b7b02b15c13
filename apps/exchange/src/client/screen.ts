import { Decimal } from '@openlob/decimal'
import type { InstrumentText, OrderText, OrderUpdateNotice, TradeNotice } from '@openlob/websocket'
import type { LiveDepth, LiveLevel } from './live-book.ts'
import { colors } from '../terminal-colors.ts'

/** How an instrument's prices and quantities are shown: all with the decimal places of its tick and lot. */
export interface Grid {
  readonly symbol: string
  readonly priceScale: number
  readonly quantityScale: number
}

/** The grid of an instrument as the exchange describes it. */
export function gridOf({ symbol, tick_size, lot_size }: Pick<InstrumentText, 'symbol' | 'tick_size' | 'lot_size'>): Grid {
  return { symbol, priceScale: Decimal.parse(tick_size).scale, quantityScale: Decimal.parse(lot_size).scale }
}

const COLUMN_WIDTH = 14

/** A book as lines of text: bids on the left, asks on the right, the best on top. */
export function bookLines(grid: Grid, { bids, asks }: LiveDepth, levels: number): string[] {
  if (bids.length === 0 && asks.length === 0) return [`${colors.bold(grid.symbol)}  the book is empty`]
  const [bestBid] = bids
  const [bestAsk] = asks
  const spread =
    bestBid === undefined || bestAsk === undefined ? '' : `  spread ${shown(bestAsk.price.subtract(bestBid.price), grid.priceScale)}`
  const lines = [
    `${colors.bold(grid.symbol)}${spread}`,
    colors.dim(`${'quantity'.padStart(COLUMN_WIDTH)}${'bid'.padStart(COLUMN_WIDTH)}   ${'ask'.padEnd(COLUMN_WIDTH)}${'quantity'.padEnd(COLUMN_WIDTH)}`.trimEnd()),
  ]
  const rows = Math.min(levels, Math.max(bids.length, asks.length))
  for (let row = 0; row < rows; row += 1) lines.push(`${bidText(grid, bids[row])} ${colors.dim('│')} ${askText(grid, asks[row])}`.trimEnd())
  return lines
}

function bidText(grid: Grid, level: LiveLevel | undefined): string {
  if (level === undefined) return ' '.repeat(2 * COLUMN_WIDTH)
  const quantity = shown(level.quantity, grid.quantityScale).padStart(COLUMN_WIDTH)
  return quantity + colors.green(shown(level.price, grid.priceScale).padStart(COLUMN_WIDTH))
}

function askText(grid: Grid, level: LiveLevel | undefined): string {
  if (level === undefined) return ''
  const price = colors.red(shown(level.price, grid.priceScale).padEnd(COLUMN_WIDTH))
  return price + shown(level.quantity, grid.quantityScale)
}

/** One trade as a line, such as `12:00:01  buy  0.50000 @ 50000.00  bob bought from alice`. */
export function tradeLine(grid: Grid, trade: TradeNotice): string {
  const side = trade.taker_side === 'buy' ? colors.green('buy ') : colors.red('sell')
  const [taker, maker] = trade.taker_side === 'buy' ? [trade.buyer, trade.seller] : [trade.seller, trade.buyer]
  const amount = `${padded(trade.quantity, grid.quantityScale)} @ ${padded(trade.price, grid.priceScale)}`
  return `${timeText(trade.timestamp_us)}  ${side}  ${amount}  ${colors.dim(`${taker} ${trade.taker_side === 'buy' ? 'from' : 'to'} ${maker}`)}`
}

/** What became of an order, as the answer to placing, amending or cancelling it. */
export function orderAckLine(order: OrderText): string {
  return `order ${order.order_id} ${statusText(order)}: ${orderTerms(order)}`
}

/** One open order as a line. */
export function orderLine(order: OrderText): string {
  const executed = order.executed_quantity === '0' ? '' : `, ${order.executed_quantity} filled`
  return `${order.order_id.padStart(8)}  ${orderTerms(order)}${executed}`
}

/** A fill of one's own order as a line. */
export function fillLine(update: OrderUpdateNotice): string {
  const { trade } = update
  if (trade === undefined) return ''
  const verb = update.side === 'buy' ? colors.green('bought') : colors.red('sold')
  const fee = trade.fee === '0' ? '' : `, fee ${trade.fee} ${trade.fee_asset}`
  const rest = update.status === 'filled' ? 'filled' : `${update.executed_quantity} of ${update.quantity} filled`
  return `${verb} ${trade.quantity} @ ${trade.price} (${trade.liquidity}${fee}): order ${update.order_id} ${rest}`
}

/** Columns of equal width, the first row being the head. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row, index) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()
    return index === 0 ? colors.dim(line) : line
  })
}

/** A decimal text with at least `scale` places, so that columns stand under each other. */
export function padded(text: string, scale: number): string {
  return shown(Decimal.parse(text), scale)
}

function shown(value: Decimal, scale: number): string {
  return (value.scale < scale ? value.rescale(scale) : value).toString()
}

function orderTerms(order: OrderText): string {
  const price = order.price === undefined ? 'market' : `@ ${order.price}`
  const options = [order.time_in_force === 'GTC' || order.order_type === 'market' ? '' : ` ${order.time_in_force}`, order.post_only ? ' post-only' : '']
  return `${order.side} ${order.quantity} ${order.symbol} ${price}${options.join('')}`
}

const EXPIRED = {
  IOC_REMAINDER: 'nothing more to take at that price',
  FOK_NOT_FILLABLE: 'it could not be filled whole',
  NO_LIQUIDITY: 'nobody is on the other side',
  SELF_TRADE_PREVENTED: 'it would have traded with your own',
  OTHER_LEG: 'the other leg began',
  WORKING_ORDER_EXPIRED: 'the order it waited for expired',
  REFUSED_ON_ENTRY: 'it could not be taken when its turn came',
} as const

function statusText(order: OrderText): string {
  const some = order.executed_quantity === '0' ? '' : `, ${order.executed_quantity} of ${order.quantity} filled`
  const why = order.reason === undefined ? '' : ` (${EXPIRED[order.reason]})`
  switch (order.status) {
    case 'pending':
      return colors.green('pending')
    case 'open':
      return colors.green('open')
    case 'filled':
      return colors.green('filled')
    case 'partially_filled':
      return colors.green(`open${some}`)
    case 'canceled':
      return colors.yellow(`canceled${some}`)
    case 'expired':
    case 'expired_in_match':
      return colors.yellow(`expired${some}${why}`)
  }
}

function timeText(timestampUs: number): string {
  return new Date(timestampUs / 1000).toTimeString().slice(0, 8)
}
