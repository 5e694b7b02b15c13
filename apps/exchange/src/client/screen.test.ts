import type { OrderText, OrderUpdateNotice, TradeNotice } from '@openlob/websocket'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { depthOf, LiveBook } from './live-book.ts'
import { bookLines, fillLine, gridOf, orderAckLine, orderLine, padded, tableLines, tradeLine } from './screen.ts'

const grid = gridOf({ symbol: 'BTC-USDT', tick_size: '0.01', lot_size: '0.00001' })
const plain = (lines: readonly string[]): string[] => lines.map((line) => stripVTControlCharacters(line))

const order: OrderText = {
  order_id: '7',
  symbol: 'BTC-USDT',
  side: 'buy',
  order_type: 'limit',
  time_in_force: 'GTC',
  post_only: false,
  price: '50000',
  quantity: '2',
  executed_quantity: '0',
  executed_value: '0',
  status: 'open',
  created_us: 0,
  updated_us: 0,
}

describe('a book on the screen', () => {
  it('says that it is empty', () => {
    expect(plain(bookLines(grid, { bids: [], asks: [] }, 10))).toEqual(['BTC-USDT  the book is empty'])
  })

  it('has the best prices on top, under each other, and the spread', () => {
    const depth = depthOf({ bids: [['50000', '1.5'], ['49999.5', '0.25']], asks: [['50000.5', '2']] })
    expect(plain(bookLines(grid, depth, 10))).toEqual([
      'BTC-USDT  spread 0.50',
      '      quantity           bid   ask           quantity',
      '       1.50000      50000.00 │ 50000.50      2.00000',
      '       0.25000      49999.50 │',
    ])
  })

  it('shows as many levels as asked for', () => {
    const depth = depthOf({ bids: [['3', '1'], ['2', '1'], ['1', '1']], asks: [] })
    expect(bookLines(grid, depth, 2)).toHaveLength(4)
    expect(plain(bookLines(grid, depth, 2))[0]).toBe('BTC-USDT')
  })
})

describe('a live book', () => {
  const snapshot = { sequence: 10, bids: [['5', '1']] as const, asks: [['6', '1']] as const }
  const update = (last_sequence: number, bids: readonly (readonly [string, string])[]) =>
    ({ type: 'book_update', symbol: 'BTC-USDT', first_sequence: last_sequence, last_sequence, bids, asks: [] }) as const

  it('passes over what its snapshot contains', () => {
    const book = new LiveBook(snapshot)
    book.apply(update(10, [['5', '0']]))
    expect(book.depth(9).bids).toHaveLength(1)
  })

  it('adds, changes and removes levels', () => {
    const book = new LiveBook(snapshot)
    book.apply(update(11, [['5', '3'], ['5.5', '1']]))
    expect(book.depth(9).bids.map(({ price, quantity }) => `${price.toString()}:${quantity.toString()}`)).toEqual(['5.5:1', '5:3'])
    book.apply(update(12, [['5.5', '0']]))
    expect(book.depth(9).bids.map(({ price }) => price.toString())).toEqual(['5'])
    expect(book.sequence).toBe(12)
  })
})

describe('an order on the screen', () => {
  it('tells in words what became of it', () => {
    const text = (change: Partial<OrderText>): string => plain([orderAckLine({ ...order, ...change })])[0]!
    expect(text({})).toBe('order 7 open: buy 2 BTC-USDT @ 50000')
    expect(text({ post_only: true })).toBe('order 7 open: buy 2 BTC-USDT @ 50000 post-only')
    expect(text({ status: 'partially_filled', executed_quantity: '1' })).toBe('order 7 open, 1 of 2 filled: buy 2 BTC-USDT @ 50000')
    expect(text({ status: 'filled', executed_quantity: '2' })).toBe('order 7 filled: buy 2 BTC-USDT @ 50000')
    expect(text({ status: 'canceled', executed_quantity: '1' })).toBe('order 7 canceled, 1 of 2 filled: buy 2 BTC-USDT @ 50000')
    expect(text({ status: 'expired', time_in_force: 'IOC', reason: 'IOC_REMAINDER' })).toBe(
      'order 7 expired (nothing more to take at that price): buy 2 BTC-USDT @ 50000 IOC',
    )
    expect(text({ status: 'expired', order_type: 'market', time_in_force: 'IOC', price: undefined, reason: 'NO_LIQUIDITY' })).toBe(
      'order 7 expired (nobody is on the other side): buy 2 BTC-USDT market',
    )
  })

  it('is listed with what was filled', () => {
    expect(orderLine({ ...order, executed_quantity: '0.5' })).toBe('       7  buy 2 BTC-USDT @ 50000, 0.5 filled')
  })

  it('tells of a fill with its fee', () => {
    const update: OrderUpdateNotice = {
      ...order,
      type: 'order_update',
      trader_id: 'alice',
      event: 'trade',
      sequence: 1,
      executed_quantity: '0.5',
      status: 'partially_filled',
      trade: { trade_id: '1', price: '49999', quantity: '0.5', liquidity: 'taker', fee: '0.0005', fee_asset: 'BTC' },
    }
    expect(plain([fillLine(update)])).toEqual(['bought 0.5 @ 49999 (taker, fee 0.0005 BTC): order 7 0.5 of 2 filled'])
  })
})

describe('text on the screen', () => {
  it('shows who traded with whom', () => {
    const trade: TradeNotice = {
      type: 'trade',
      trade_id: '1',
      symbol: 'BTC-USDT',
      buyer: 'alice',
      seller: 'bob',
      price: '50000',
      quantity: '0.5',
      taker_side: 'sell',
      buy_order_id: '1',
      sell_order_id: '2',
      sequence: 3,
      timestamp_us: 0,
    }
    expect(plain([tradeLine(grid, trade)])[0]).toMatch(/^\d\d:\d\d:\d\d {2}sell {2}0\.50000 @ 50000\.00 {2}bob to alice$/)
  })

  it('stands in columns', () => {
    expect(plain(tableLines([['a', 'bb'], ['ccc', 'd']]))).toEqual(['a    bb', 'ccc  d'])
  })

  it('never loses digits that are finer than the grid', () => {
    expect(padded('1.2', 3)).toBe('1.200')
    expect(padded('1.23456', 3)).toBe('1.23456')
  })
})
