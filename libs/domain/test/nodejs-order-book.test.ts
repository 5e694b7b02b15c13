import fc from 'fast-check'
import { OrderBook as Peer } from 'nodejs-order-book'
import { describe, expect, it } from 'vitest'
import { NODEJS_ERRORS } from '../src/nodejs-order-book/errors.ts'
import { NodejsOrderBook } from '../src/nodejs-order-book/nodejs-order-book.ts'
import type { NodejsOrderBookOptions, NodejsReply, NodejsSnapshot } from '../src/nodejs-order-book/command-shapes.ts'
import type { NodejsOrder, NodejsOrderUpdate, NodejsSelfTradePrevention, NodejsTimeInForce } from '../src/nodejs-order-book/order-shapes.ts'

const book = (options = {}) => new NodejsOrderBook({ tickSize: '1', lotSize: '1', ...options })
const buy = (id: string, price: number, size: number, more = {}) => ({ id, side: 'buy', price, size, ...more }) as const
const sell = (id: string, price: number, size: number, more = {}) => ({ id, side: 'sell', price, size, ...more }) as const
const peerOrder = (order: unknown) => order as Parameters<Peer['createOrder']>[0]

type Command =
  | { readonly kind: 'place'; readonly order: NodejsOrder }
  | { readonly kind: 'modify'; readonly id: string; readonly update: NodejsOrderUpdate }
  | { readonly kind: 'cancel'; readonly id: string }

const ids = fc.integer({ min: 1, max: 12 }).map(String)
const prices = fc.integer({ min: 95, max: 105 })
const sizes = fc.integer({ min: 1, max: 9 })
const limits = fc.record({
  id: ids,
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: prices,
  size: sizes,
  timeInForce: fc.constantFrom<NodejsTimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
})
const commands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: limits.map((order): Command => ({ kind: 'place', order: { type: 'limit', ...order } })) },
    {
      weight: 1,
      arbitrary: fc
        .record({ side: fc.constantFrom('buy' as const, 'sell' as const), size: sizes })
        .map((order): Command => ({ kind: 'place', order: { type: 'market', ...order } })),
    },
    { weight: 2, arbitrary: ids.map((id): Command => ({ kind: 'cancel', id })) },
    {
      weight: 2,
      // Another price, so that the order goes to the back in both books.
      arbitrary: fc.tuple(ids, prices, sizes).map(([id, price, size]): Command => {
        return { kind: 'modify', id, update: { price, size } }
      }),
    },
  ),
  { minLength: 20, maxLength: 80 },
)

/** What both books reply alike: times are apart, errors are compared by code. */
function comparable(reply: unknown): unknown {
  const text = JSON.stringify(reply, (key, value: unknown) => (key === 'time' || key === 'message' ? undefined : value))
  return JSON.parse(text) as unknown
}

describe('NodejsOrderBook', () => {
  it('replies and shows what nodejs-order-book does, for limit and market orders, changes and cancels', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const ours = book()
        const peer = new Peer()
        for (const command of given) {
          if (command.kind === 'place') {
            const [one, other] = [ours.createOrder(command.order), peer.createOrder(peerOrder(command.order))]
            expect(comparable(one)).toEqual(comparable(other))
          } else if (command.kind === 'cancel') {
            expect(comparable(ours.cancel(command.id) ?? null)).toEqual(comparable(peer.cancel(command.id) ?? null))
          } else if (ours.order(command.id)?.price !== command.update.price) {
            const one = ours.modify(command.id, command.update)
            expect(comparable(one)).toEqual(comparable(peer.modify(command.id, command.update as { size: number })))
          }
          expect(ours.depth()).toEqual(peer.depth())
          expect(ours.marketPrice).toBe(peer.marketPrice)
          expect(ours.toString()).toBe(peer.toString())
        }
        for (const id of Array.from({ length: 12 }, (_, at) => String(at + 1))) {
          expect(comparable(ours.order(id) ?? null)).toEqual(comparable(peer.order(id) ?? null))
        }
      }),
      { seed: 42, numRuns: 150 },
    )
  })

  it('prices a market order as nodejs-order-book does', () => {
    const [ours, peer] = [book(), new Peer()]
    for (const order of [sell('a', 101, 2), sell('b', 103, 5)]) {
      ours.limit(order)
      peer.createOrder(peerOrder({ type: 'limit', ...order }))
    }
    for (const size of [1, 2, 4, 7, 9]) {
      const { price, err } = ours.calculateMarketPrice('buy', size)
      const other = peer.calculateMarketPrice('buy' as never, size)
      expect([price, err?.code]).toEqual([other.price, other.err?.code])
    }
  })

  it.each([
    ['no side', { ...buy('1', 100, 1), side: 'up' }, NODEJS_ERRORS.INVALID_SIDE],
    ['no id', { ...buy('1', 100, 1), id: undefined }, NODEJS_ERRORS.INVALID_ID],
    ['an empty id', buy('', 100, 1), NODEJS_ERRORS.INVALID_ID],
    ...[0, -1, 0.5, Number.NaN, Infinity, 2 ** 53, 1e300, 5e-324, '1'].flatMap((bad): [string, object, object][] => [
      [`a size of ${bad}`, { ...buy('1', 100, 1), size: bad }, NODEJS_ERRORS.INVALID_QUANTITY],
      [`a price of ${bad}`, { ...buy('1', 100, 1), price: bad }, NODEJS_ERRORS.INVALID_PRICE],
      [`a stop price of ${bad}`, { ...buy('1', 100, 1), type: 'stop_limit', stopPrice: bad }, NODEJS_ERRORS.INVALID_PRICE],
    ]),
    ['no time in force', { ...buy('1', 100, 1), timeInForce: 'GTD' }, NODEJS_ERRORS.INVALID_TIF],
    ['post-only and IOC', { ...buy('1', 100, 1), timeInForce: 'IOC', postOnly: true }, NODEJS_ERRORS.INVALID_TIF],
    ['an id in use', buy('live', 100, 1), NODEJS_ERRORS.ORDER_EXISTS],
    ['post-only that would trade', buy('1', 110, 1, { postOnly: true }), NODEJS_ERRORS.POST_ONLY],
    ['fill-or-kill that cannot be', buy('1', 110, 9, { timeInForce: 'FOK' }), NODEJS_ERRORS.FOK_NOT_FILLABLE],
    ['no type', { ...buy('1', 100, 1), type: 'iceberg' }, NODEJS_ERRORS.INVALID_ORDER_TYPE],
    ['a market order of nothing', { type: 'market', side: 'buy', size: 0 }, NODEJS_ERRORS.INSUFFICIENT_QUANTITY],
    ['a stop that is reached', { type: 'stop_market', side: 'buy', size: 1, stopPrice: 100 }, NODEJS_ERRORS.INVALID_CONDITION],
    ['an OCO across the market', { ...buy('1', 102, 1), type: 'oco', stopPrice: 99, stopLimitPrice: 99 }, NODEJS_ERRORS.INVALID_CONDITION],
  ])('refuses %s, and nothing has changed', (_, order, err) => {
    const ours = book()
    ours.limit(sell('x', 100, 1))
    ours.limit(buy('y', 100, 1))
    ours.limit(sell('live', 110, 1))
    const before = JSON.stringify(ours.snapshot().bids) + ours.toString()
    const reply = ours.createOrder({ type: 'limit', ...order } as NodejsOrder)
    expect(reply.err).toBe(err)
    expect([reply.done, reply.activated, reply.partial]).toEqual([[], [], null])
    expect(JSON.stringify(ours.snapshot().bids) + ours.toString()).toBe(before)
    expect(ours.order('live')).toMatchObject({ size: 1 })
  })

  it('refuses changes that are none, and of what is not there', () => {
    const ours = book()
    ours.limit(buy('1', 100, 5))
    expect(ours.modify('2', { size: 1 }).err).toBe(NODEJS_ERRORS.ORDER_NOT_FOUND)
    for (const update of [{}, { size: 0 }, { price: -1 }, { size: 0.5 }, { price: Number.NaN }]) {
      expect(ours.modify('1', update).err).toBe(NODEJS_ERRORS.INVALID_PRICE_OR_QUANTITY)
    }
    expect(ours.order('1')).toMatchObject({ price: 100, size: 5 })
    expect(ours.cancel('2')).toBeUndefined()
    expect(ours.cancel('')).toBeUndefined()
  })

  it('triggers stops, reports them, and frees their ids', () => {
    const ours = book()
    ours.limit(sell('a', 100, 1))
    ours.limit(buy('b', 100, 1))
    expect(ours.stopLimit({ ...buy('stop', 106, 2), stopPrice: 105 }).done).toMatchObject([{ id: 'stop', stopPrice: 105 }])
    expect(ours.stopMarket({ id: 'm', side: 'buy', size: 1, stopPrice: 104 }).err).toBeNull()
    expect(ours.snapshot().stopBook.bids.map(({ price }) => price)).toEqual([105, 104])
    for (const [id, price] of [['c', 105], ['d', 106], ['e', 107]] as const) ours.limit(sell(id, price, 1))
    const reply = ours.market({ side: 'buy', size: 1 })
    expect(reply.activated.map(({ id }) => id)).toEqual(['m', 'stop'])
    expect(reply.done.map(({ id }) => id)).toEqual(['c', 'd'])
    expect(ours.order('stop')).toMatchObject({ type: 'limit', price: 106, size: 2 })
    expect(ours.marketPrice).toBe(106)
    expect(ours.stopMarket({ id: 'm', side: 'sell', size: 1, stopPrice: 90 }).err).toBeNull()
  })

  it('cancels stop orders, and both orders of a pair', () => {
    const ours = book()
    ours.limit(sell('a', 100, 1))
    ours.limit(buy('b', 100, 1))
    ours.stopMarket({ id: 's', side: 'buy', size: 1, stopPrice: 120 })
    expect(ours.cancel('s')).toMatchObject({ stopOrder: { id: 's' } })
    const reply = ours.oco({ ...buy('pair', 95, 3), stopPrice: 110, stopLimitPrice: 111 })
    expect(reply).toMatchObject({ err: null, quantityLeft: 3, done: [{ id: 'pair', isOCO: true, stopPrice: 110 }] })
    expect(ours.cancel('pair')).toMatchObject({ order: { price: 95 }, stopOrder: { price: 111 } })
    expect(ours.depth()).toEqual([[], []])
  })

  it('ends the stop order of a pair where its limit order trades, and the other way round', () => {
    const ours = book()
    ours.limit(sell('a', 100, 1))
    ours.limit(buy('b', 100, 1))
    ours.oco({ ...buy('one', 95, 3), stopPrice: 110, stopLimitPrice: 111 })
    ours.oco({ ...buy('two', 94, 3), stopPrice: 112, stopLimitPrice: 113 })
    ours.limit(sell('c', 95, 1))
    expect(ours.snapshot().stopBook.bids.map(({ price }) => price)).toEqual([112])
    ours.limit(sell('d', 112, 1))
    expect(ours.market({ side: 'buy', size: 1 }).activated).toMatchObject([{ id: 'two' }])
    expect(ours.order('two')).toMatchObject({ price: 113, size: 3 })
    expect(ours.depth()[1]).toEqual([[113, 3], [95, 2]])
  })

  it('prevents trades within an account as the arriving order says', () => {
    const own = (stpMode: NodejsSelfTradePrevention) => ({ accountId: 'alice', stpMode })
    const makers = () => {
      const ours = book()
      ours.limit(buy('own', 100, 5, { accountId: 'alice' }))
      ours.limit(buy('other', 99, 5, { accountId: 'bob' }))
      return ours
    }
    const maker = makers().limit(sell('t', 99, 2, own('EXPIRE_MAKER')))
    expect(maker).toMatchObject({ err: null, stpExpired: [{ id: 'own' }], partial: { id: 'other', size: 3 } })
    const taker = makers()
    expect(taker.limit(sell('t', 99, 2, own('EXPIRE_TAKER'))).err).toBe(NODEJS_ERRORS.STP_TRIGGERED)
    expect(taker.order('own')).toMatchObject({ size: 5, accountId: 'alice' })
    const both = makers().limit(sell('t', 99, 2, own('EXPIRE_BOTH')))
    expect(both).toMatchObject({ err: NODEJS_ERRORS.STP_TRIGGERED, stpExpired: [{ id: 'own' }], quantityLeft: 2 })
    expect(makers().limit(sell('t', 99, 2, own('NONE')))).toMatchObject({ err: null, partial: { id: 'own' } })
  })

  it('is restored exactly from its snapshot, and goes on from its journal', () => {
    fc.assert(
      fc.property(commands, fc.nat(), (given, at) => {
        const ours = book({ enableJournaling: true })
        let snapshot: NodejsSnapshot | undefined
        const journal: NonNullable<NodejsReply['log']>[] = []
        for (const [index, command] of given.entries()) {
          if (index === at % given.length) snapshot = ours.snapshot()
          const reply = carryOut(ours, command)
          if (reply?.log !== undefined) journal.push(reply.log)
        }
        const kept = JSON.parse(JSON.stringify({ snapshot, journal })) as NodejsOrderBookOptions
        for (const options of [{ journal }, kept]) {
          const again = book({ ...options, enableJournaling: true })
          // Numbers of orders that were refused are given out again.
          expect({ ...again.snapshot(), exact: 0 }).toEqual({ ...ours.snapshot(), exact: 0 })
          expect(again.marketPrice).toBe(ours.marketPrice)
        }
      }),
      { seed: 42, numRuns: 30 },
    )
  })

  it('takes over a snapshot of nodejs-order-book', () => {
    const peer = new Peer()
    const orders: object[] = [
      { type: 'limit', ...sell('a', 100, 1) },
      { type: 'limit', ...buy('b', 100, 1) },
      { type: 'limit', ...buy('c', 98, 4) },
      { type: 'limit', ...buy('d', 98, 5) },
      { type: 'limit', ...sell('e', 104, 2) },
      { type: 'stop_limit', ...buy('f', 120, 2), stopPrice: 110 },
      { type: 'stop_market', id: 'g', side: 'sell', size: 1, stopPrice: 90 },
      { type: 'oco', ...buy('h', 95, 3), stopPrice: 111, stopLimitPrice: 112 },
    ]
    for (const order of orders) expect(peer.createOrder(peerOrder(order)).err).toBeNull()
    const ours = book({ snapshot: JSON.parse(JSON.stringify(peer.snapshot())) as NodejsSnapshot })
    expect(ours.depth()).toEqual(peer.depth())
    expect(comparable(ours.snapshot().stopBook)).toEqual(comparable(peer.snapshot().stopBook))
    expect(ours.cancel('h')?.stopOrder).toMatchObject({ price: 112 })
    expect(ours.limit(sell('z', 98, 4)).done.map(({ id }) => id)).toEqual(['c', 'z'])
  })

  it('throws where it cannot be made', () => {
    expect(() => book({ tickSize: '0' })).toThrow('tickSize=0')
    expect(() => book({ lotSize: 'x' })).toThrow('lotSize=x')
    const level = { price: 1, orders: [{ id: 'a', side: 'buy', price: 0.5, size: 1 }] }
    const snapshot = { bids: [level], asks: [], stopBook: { bids: [], asks: [] }, ts: 0, lastOp: 0 } as never
    expect(() => book({ snapshot })).toThrow('id=a')
  })

  it('keeps nothing of orders that have gone', () => {
    const ours = book()
    for (let round = 0; round < 100; round += 1) {
      ours.limit(sell(`s${round}`, 100, 1, { accountId: `a${round}` }))
      ours.limit(buy(`b${round}`, 100, 1, { accountId: `c${round}` }))
      ours.stopMarket({ side: 'buy', size: 1, stopPrice: 200 })
      ours.limit(buy(`d${round}`, 99, 1))
      ours.cancel(`d${round}`)
    }
    expect(ours.snapshot().exact?.orders).toHaveLength(100)
  })
})

describe('beside nodejs-order-book, NodejsOrderBook', () => {
  /** Ours and the peer after the same orders, with a last price of 100. */
  function both(...orders: object[]) {
    const [ours, peer] = [book(), new Peer()]
    for (const order of [sell('x', 100, 1), buy('y', 100, 1), ...orders]) {
      ours.createOrder({ type: 'limit', ...order } as NodejsOrder)
      peer.createOrder(peerOrder({ type: 'limit', ...order }))
    }
    return { ours, peer }
  }

  it('refuses what is no number, where the peer takes NaN for a size', () => {
    const { ours, peer } = both()
    expect(peer.limit({ ...buy('a', 99, Number.NaN) } as never).err).toBeNull()
    expect(ours.limit(buy('a', 99, Number.NaN)).err).toBe(NODEJS_ERRORS.INVALID_QUANTITY)
  })

  it('adds sizes exactly, where the peer adds floats', () => {
    const [ours, peer] = [new NodejsOrderBook(), new Peer()]
    for (const order of [buy('a', 99, 0.1), buy('b', 99, 0.2)]) {
      ours.limit(order)
      peer.limit(order as never)
    }
    expect(peer.depth()[1]).toEqual([[99, 0.30000000000000004]])
    expect(ours.depth()[1]).toEqual([[99, 0.3]])
    expect(ours.limit(buy('c', 99.001, 1)).err).toBe(NODEJS_ERRORS.INVALID_PRICE)
  })

  it('keeps the place of an order that becomes smaller, which the peer puts to the back', () => {
    const { ours, peer } = both(buy('a', 99, 5), buy('b', 99, 5))
    ours.modify('a', { size: 4 })
    peer.modify('a', { size: 4 })
    expect(ours.market({ side: 'sell', size: 4 }).done.map(({ id }) => id)).toEqual(['a'])
    expect(peer.market({ side: 'sell', size: 5 } as never).done.map(({ id }) => id)).toEqual(['b'])
  })

  it('keeps a post-only order whose change would trade, which the peer loses', () => {
    const { ours, peer } = both(sell('s', 105, 1), buy('a', 99, 5, { postOnly: true }))
    expect(ours.modify('a', { price: 105 }).err).toBe(NODEJS_ERRORS.POST_ONLY)
    expect(ours.order('a')).toMatchObject({ price: 99, size: 5 })
    expect(peer.modify('a', { price: 105 }).err?.code).toBe(NODEJS_ERRORS.POST_ONLY.code)
    expect(peer.order('a')).toBeUndefined()
  })

  it('triggers stops by the last price, where the peer looks at those of the side that took', () => {
    const { ours, peer } = both(
      buy('b', 105, 1),
      { type: 'stop_market', id: 'stop', side: 'buy', size: 1, stopPrice: 105 },
      sell('far', 110, 1),
    )
    expect(ours.market({ side: 'sell', size: 1 }).activated).toHaveLength(1)
    expect(peer.market({ side: 'sell', size: 1 } as never).activated).toHaveLength(0)
  })

  it('cancels stop orders and knows their ids, which the peer does not', () => {
    const stop = { type: 'stop_limit', ...buy('stop', 120, 1), stopPrice: 110 }
    const { ours, peer } = both(stop)
    expect(ours.createOrder(stop as NodejsOrder).err).toBe(NODEJS_ERRORS.ORDER_EXISTS)
    expect(peer.createOrder(peerOrder(stop)).err).toBeNull()
    expect(ours.cancel('stop')).toMatchObject({ stopOrder: { id: 'stop' } })
    expect(peer.cancel('stop')).toBeUndefined()
  })

  it('takes a stop-limit order whose limit is better than its stop, which the peer refuses', () => {
    const { ours, peer } = both()
    const stop = { type: 'stop_limit', ...buy('stop', 105, 1), stopPrice: 110 } as const
    expect(ours.createOrder(stop).err).toBeNull()
    expect(peer.createOrder(peerOrder(stop)).err?.code).toBe(NODEJS_ERRORS.INVALID_CONDITION.code)
  })

  it('keeps the last price over a snapshot, which the peer forgets', () => {
    const { ours, peer } = both()
    expect(book({ snapshot: ours.snapshot() }).marketPrice).toBe(100)
    expect(new Peer({ snapshot: peer.snapshot() }).marketPrice).toBe(0)
  })

  it('keeps the account of an order that is changed, which the peer drops', () => {
    const { ours, peer } = both(buy('a', 99, 5, { accountId: 'alice' }))
    ours.modify('a', { price: 98 })
    peer.modify('a', { price: 98 })
    expect([ours.order('a')?.accountId, peer.order('a')?.accountId]).toEqual(['alice', undefined])
  })

  it('says in quantityLeft what is left of the arriving order, whatever triggered orders do', () => {
    const { ours, peer } = both(
      sell('a', 105, 1),
      { type: 'stop_market', id: 'stop', side: 'buy', size: 3, stopPrice: 105 },
    )
    expect(ours.market({ side: 'buy', size: 1 }).quantityLeft).toBe(0)
    expect(peer.market({ side: 'buy', size: 1 } as never).quantityLeft).toBe(3)
  })

  it('reads no clock but the one that it is given, where the peer asks the system', () => {
    const ours = book({ now: () => 42 })
    ours.limit(buy('a', 99, 1))
    expect([ours.order('a')?.time, ours.snapshot().ts, book().snapshot().ts]).toEqual([42, 42, 0])
  })
})

function carryOut(ours: NodejsOrderBook, command: Command): NodejsReply | ReturnType<NodejsOrderBook['cancel']> {
  if (command.kind === 'place') return ours.createOrder(command.order)
  return command.kind === 'cancel' ? ours.cancel(command.id) : ours.modify(command.id, command.update)
}
