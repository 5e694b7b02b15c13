import { describe, expect, it } from 'vitest'
import { InvariantError } from '../invariant.ts'
import { DecimalBook } from './decimal-book.ts'

const create = () => new DecimalBook({ tickSize: '0.01', lotSize: '0.001' })

/** A book with 1.5 and 2 offered at 100.25 and 1 at 100.30. */
function offered(): DecimalBook {
  const book = create()
  book.limit({ orderId: 1, side: 'sell', price: '100.25', quantity: '1.5' })
  book.limit({ orderId: 2, side: 'sell', price: '100.25', quantity: '2' })
  book.limit({ orderId: 3, side: 'sell', price: '100.30', quantity: '1' })
  return book
}

describe('DecimalBook', () => {
  it('refuses numbers that are off the grid, out of range or no numbers, and says which', () => {
    const book = create()
    const place = (price: unknown, quantity: unknown) =>
      book.limit({ orderId: 1, side: 'buy', price: price as string, quantity: quantity as string })
    expect(place('100.255', '1')).toEqual({
      orderId: 1, status: 'rejected', trades: [], leaves: '0.000', reason: 'PRICE_OFF_TICK',
    })
    expect(place('100.25', '0.0005').reason).toBe('QUANTITY_OFF_LOT')
    for (const price of ['0', '-1', 'abc', '', ' 1', 'NaN', 'Infinity', '21474836.48', '1e30', 100.25, null, undefined]) {
      expect(place(price, '1').reason).toBe('PRICE_OUT_OF_RANGE')
    }
    for (const quantity of ['0', '-1', 'abc', '9007199254740.992', 1.5, undefined]) {
      expect(place('1', quantity).reason).toBe('QUANTITY_OUT_OF_RANGE')
      expect(book.market({ orderId: 1, side: 'buy', quantity: quantity as string }).reason).toBe('QUANTITY_OUT_OF_RANGE')
    }
    expect(place('21474836.47', '9007199254740.991').status).toBe('open')
  })

  it('refuses an id that is none', () => {
    for (const orderId of [0, -1, 1.5, Number.NaN, 2 ** 53, '7' as unknown as number]) {
      const order = { orderId, side: 'buy', price: '1', quantity: '1' } as const
      expect(create().limit(order).reason).toBe('ORDER_ID_OUT_OF_RANGE')
      expect(create().cancel(orderId).reason).toBe('ORDER_ID_OUT_OF_RANGE')
      expect(create().amend({ orderId }).reason).toBe('ORDER_ID_OUT_OF_RANGE')
    }
  })

  it('refuses a time in force that does not go with post-only, or is none', () => {
    const order = { orderId: 1, side: 'buy', price: '1', quantity: '1' } as const
    expect(create().limit({ ...order, timeInForce: 'IOC', postOnly: true }).reason).toBe('INVALID_TIME_IN_FORCE')
    expect(create().limit({ ...order, timeInForce: 'GTD' as 'GTC' }).reason).toBe('INVALID_TIME_IN_FORCE')
  })

  it('throws on a side that is none and on a grid without steps', () => {
    const side = 'hold' as 'buy'
    expect(() => create().limit({ orderId: 1, side, price: '1', quantity: '1' })).toThrow('side=hold')
    expect(() => create().market({ orderId: 1, side, quantity: '1' })).toThrow(InvariantError)
    expect(() => new DecimalBook({ tickSize: '0', lotSize: '1' })).toThrow('tickSize=0')
    expect(() => new DecimalBook({ tickSize: '1', lotSize: 'x' })).toThrow('lotSize=x')
  })

  it('rests an order', () => {
    const book = offered()
    expect(book.limit({ orderId: 4, side: 'buy', price: '99.5', quantity: '3', postOnly: true })).toEqual({
      orderId: 4, status: 'open', trades: [], leaves: '3.000',
    })
    expect(book.order(4)).toEqual({ orderId: 4, side: 'buy', price: '99.50', leaves: '3.000', postOnly: true })
    expect(book.best()).toEqual({
      bid: { price: '99.50', quantity: '3.000', orderCount: 1 },
      ask: { price: '100.25', quantity: '3.500', orderCount: 2 },
    })
    expect(book.depth(9).asks.map((level) => level.price)).toEqual(['100.25', '100.30'])
  })

  it('reports the fills of a limit order, which may rest in part', () => {
    const result = offered().limit({ orderId: 4, side: 'buy', price: '100.25', quantity: '4' })
    expect(result).toEqual({
      orderId: 4,
      status: 'partially_filled',
      trades: [
        { makerOrderId: 1, price: '100.25', quantity: '1.500' },
        { makerOrderId: 2, price: '100.25', quantity: '2.000' },
      ],
      leaves: '0.500',
    })
    expect(Object.isFrozen(result) && Object.isFrozen(result.trades) && Object.isFrozen(result.trades[0])).toBe(true)
  })

  it('tells filled from expired', () => {
    const book = offered()
    expect(book.market({ orderId: 4, side: 'buy', quantity: '1' }).status).toBe('filled')
    expect(book.limit({ orderId: 5, side: 'buy', price: '100.25', quantity: '3', timeInForce: 'FOK' })).toMatchObject({
      status: 'expired', reason: 'FOK_NOT_FILLABLE', trades: [], leaves: '0.000',
    })
    expect(book.limit({ orderId: 6, side: 'buy', price: '100.25', quantity: '3', timeInForce: 'IOC' })).toMatchObject({
      status: 'expired', reason: 'IOC_REMAINDER', leaves: '0.000', trades: [{ makerOrderId: 1 }, { makerOrderId: 2 }],
    })
    expect(book.market({ orderId: 7, side: 'buy', quantity: '2' })).toMatchObject({
      status: 'expired', reason: 'NO_LIQUIDITY', trades: [{ makerOrderId: 3, quantity: '1.000' }],
    })
  })

  it('amends price, quantity or both', () => {
    const book = offered()
    expect(book.amend({ orderId: 1, quantity: '1' })).toMatchObject({ status: 'open', leaves: '1.000' })
    expect(book.amend({ orderId: 1, price: '100.31' })).toMatchObject({ status: 'open', leaves: '1.000' })
    expect(book.order(1)).toMatchObject({ price: '100.31', leaves: '1.000' })
    book.limit({ orderId: 4, side: 'buy', price: '99', quantity: '1' })
    expect(book.amend({ orderId: 4, price: '100.25', quantity: '5' })).toMatchObject({
      status: 'partially_filled', leaves: '3.000', trades: [{ makerOrderId: 2, quantity: '2.000' }],
    })
    expect(book.amend({ orderId: 4, price: '0.001' })).toMatchObject({ reason: 'PRICE_OFF_TICK', leaves: '3.000' })
    expect(book.amend({ orderId: 4, quantity: '0' }).reason).toBe('QUANTITY_OUT_OF_RANGE')
    expect(book.amend({ orderId: 9, quantity: '1' }).reason).toBe('UNKNOWN_ORDER')
  })

  it('cancels', () => {
    const book = offered()
    expect(book.cancel(1)).toEqual({ orderId: 1, status: 'canceled', trades: [], leaves: '0.000' })
    expect(book.cancel(1).reason).toBe('UNKNOWN_ORDER')
    expect(book.order(1)).toBeUndefined()
    expect(book.limit({ orderId: 2, side: 'sell', price: '101', quantity: '1' })).toMatchObject({
      status: 'rejected', reason: 'DUPLICATE_ORDER_ID',
    })
    expect(book.limit({ orderId: 4, side: 'buy', price: '101', quantity: '1', postOnly: true }).reason).toBe(
      'WOULD_TAKE_LIQUIDITY',
    )
  })
})
