import { instrumentId, orderId, priceTicks, quantityLots } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { FlowGroup } from '../../src/index.ts'
import type { Command, FlowFailure, GroupedFlow, PlaceOrderList } from '../../src/index.ts'
import { exchangeConformance } from '../../src/testing/index.ts'
import { ANN, BTC, USDT, SETTING, flows, freeOf, IN_EAST, IN_MAIN, IN_WEST, order, reasonOf, running, transfer, turns, untilDone } from './group-fixture.ts'
import { mortalFlow } from './mortal-exchange.ts'

describe('a group of one flow', () => {
  const alone = () => {
    const flow = mortalFlow('main', 0, [])
    return {
      exchange: (limits: object | undefined) => {
        const create: GroupedFlow['create'] = (wiring) => flow.create({ ...wiring, ...limits })
        return new FlowGroup({ flows: [{ ...flow, create }], pause: () => turns(1) })
      },
      dispose: () => undefined,
    }
  }
  it.each(exchangeConformance(alone))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

describe('several flows', () => {
  it('are one exchange: each instrument in its flow, the same accounts and assets in all', async () => {
    const { group } = await running()
    const instruments = await group.queries.instruments()
    const ids = instruments.map(({ symbol, instrumentId: id }) => [symbol, id])
    expect(ids).toEqual([['BTC-MAIN', IN_MAIN], ['BTC-EAST', IN_EAST], ['BTC-WEST', IN_WEST]])
    for (const [name] of group.flows) {
      const { queries } = group.flowNamed(name)!
      expect((await queries.assets()).map(({ symbol }) => symbol)).toEqual(['BTC', 'USDT'])
      expect((await queries.accounts(ANN, 9)).map((account) => account.name)).toEqual(['ann', 'bob'])
    }
    expect(group.statistics()).toMatchObject({ status: 'running', accounts: 2, assets: 2, instruments: 3, subscribers: 1 })
    expect(group.flowNamed('south')).toBeUndefined()
    await group.stop()
    expect(group.status).toBe('stopped')
  })

  it('have a ledger each: money gets from one to another by a transfer', async () => {
    const { group } = await running()
    expect(reasonOf(await group.submit(order(IN_EAST)))).toBe('INSUFFICIENT_BALANCE')
    expect(reasonOf(await group.submit(transfer(0, 1, 300n, 'one')))).toBe('done')
    expect(await freeOf(group)).toEqual([700n, 300n, 0n])
    expect(reasonOf(await group.submit(order(IN_EAST)))).toBe('done')
    expect(reasonOf(await group.submit(transfer(1, 9, 250n, 'two')))).toBe('done')
    expect(await freeOf(group)).toEqual([700n, 0n, 250n])
    const balances = await group.queries.balances(ANN)
    expect(balances).toEqual([{ accountId: ANN, assetId: USDT, freeUnits: 950n, heldUnits: 50n }])
    expect(await group.queries.balance(ANN, BTC)).toMatchObject({ freeUnits: 0n, heldUnits: 0n })
    expect((await group.queries.transfers()).sent.flatMap(({ inTransit }) => inTransit)).toEqual([])
    await group.stop()
  })

  it.each([
    ['a transfer out of a flow that there is not', transfer(7, 0, 1n, 'a'), 'MALFORMED'],
    ['a transfer to a flow that there is not', transfer(0, 7, 1n, 'a'), 'MALFORMED'],
    ['a transfer to the flow itself', transfer(0, 0, 1n, 'a'), 'UNKNOWN_FLOW'],
    ['what is for the exchange itself', { type: 'ConfirmTransfers', fromFlow: 0, toFlow: 1, number: 1 } as const, 'MALFORMED'],
    ['an instrument of a flow that there is not', order(5 * 2 ** 20 + 1), 'UNKNOWN_INSTRUMENT'],
    ['an order of a flow that there is not', { type: 'CancelOrder', accountId: ANN, order: { orderId: orderId(2 ** 50) } } as const, 'UNKNOWN_ORDER'],
    ['what is no command', {} as Command, 'MALFORMED'],
  ])('refuse %s', async (_what, command, reason) => {
    const { group } = await running()
    expect(reasonOf(await group.submit(command))).toBe(reason)
    expect(await freeOf(group)).toEqual([1_000n, 0n, 0n])
    await group.stop()
  })

  it('find orders wherever they are, by their ids and by their names', async () => {
    const { group } = await running()
    await group.submit(transfer(0, 1, 400n, 'one'))
    await group.submit(transfer(0, 9, 400n, 'two'))
    await group.submit(order(IN_MAIN, { clientOrderId: 'm' }))
    await group.submit(order(IN_EAST, { clientOrderId: 'e' }))
    await group.submit(order(IN_WEST, { clientOrderId: 'w' }))
    const { queries } = group
    const open = await queries.openOrders(ANN)
    expect(open.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(['e', 'm', 'w'])
    expect((await queries.openOrders(ANN, instrumentId(IN_WEST))).map(({ clientOrderId }) => clientOrderId)).toEqual(['w'])
    expect((await queries.depth(instrumentId(IN_EAST), 5))?.bids).toHaveLength(1)
    const west = await queries.order(ANN, { clientOrderId: 'w' })
    expect(west?.instrumentId).toBe(IN_WEST)
    expect((await queries.orderById(west!.orderId))?.clientOrderId).toBe('w')
    expect(reasonOf(await group.submit({ type: 'CancelOrder', accountId: ANN, order: { orderId: west!.orderId } }))).toBe('done')
    const amend = { type: 'AmendOrder', accountId: ANN, order: { clientOrderId: 'e' }, quantityLots: 4 } as Command
    expect(reasonOf(await group.submit(amend))).toBe('done')
    const canceled = await group.submit({ type: 'CancelAllOrders', accountId: ANN })
    if (canceled.status !== 'done') throw new Error(canceled.text)
    const ids = canceled.events.flatMap((event) => (event.type === 'OrderCanceled' ? [event.order.instrumentId] : []))
    expect(ids).toEqual([IN_MAIN, IN_EAST])
    expect(await queries.openOrders(ANN)).toEqual([])
    expect(reasonOf(await group.submit({ type: 'CancelOrder', accountId: ANN, order: { clientOrderId: 'e' } }))).toBe('UNKNOWN_ORDER')
    await group.stop()
  })

  it('find order lists wherever they are, by their ids and by their names, and the orders in them', async () => {
    const { group } = await running()
    await group.submit(transfer(0, 9, 400n, 'two'))
    const common = { orderType: 'limit', timeInForce: 'GTC', postOnly: false, side: 'buy' } as const
    const terms = { ...common, priceTicks: priceTicks(10), quantityLots: quantityLots(5) }
    const orders: PlaceOrderList['orders'] = [terms, { ...terms, clientOrderId: 'then' }]
    const at = { accountId: ANN, instrumentId: instrumentId(IN_WEST) }
    const list = { type: 'PlaceOrderList', ...at, contingency: 'OTO', orders } as const
    const ids: number[] = []
    for (const clientListId of ['one', 'two', 'three']) {
      const placed = await group.submit({ ...list, clientListId })
      if (placed.status !== 'done') throw new Error(placed.text)
      for (const event of placed.events) if (event.type === 'OrderListChanged') ids.push(event.list.listId)
      if (clientListId === 'one')
        expect(reasonOf(await group.submit({ type: 'CancelOrder', accountId: ANN, order: { clientOrderId: 'then' } }))).toBe('done')
      if (clientListId === 'two')
        expect(reasonOf(await group.submit({ type: 'CancelOrderList', accountId: ANN, list: { clientListId } }))).toBe('done')
    }
    const [, , third] = ids
    expect((await group.queries.orderLists(ANN)).map(({ listId }) => listId)).toEqual([third])
    expect(reasonOf(await group.submit({ type: 'CancelOrderList', accountId: ANN, list: { listId: third! } }))).toBe('done')
    for (const named of [{ clientListId: 'two' }, { listId: third! }])
      expect(reasonOf(await group.submit({ type: 'CancelOrderList', accountId: ANN, list: named }))).toBe('UNKNOWN_ORDER_LIST')
    expect(await group.queries.openOrders(ANN)).toEqual([])
    await group.stop()
  })

  it('find an order by a name from before they were started, in the order in which a client sends', async () => {
    const all = flows()
    const started = async () => {
      const group = new FlowGroup({ flows: all, pause: () => turns(1) })
      await group.start()
      return group
    }
    const before = await started()
    for (const command of [...SETTING, transfer(0, 9, 400n, 'one')]) await untilDone(before, command)
    await before.submit(order(IN_WEST, { clientOrderId: 'mine' }))
    await before.stop()
    const group = await started()
    const mine = { accountId: ANN, order: { clientOrderId: 'mine' } }
    const [canceled, placed, amended] = await Promise.all([
      group.submit({ type: 'CancelOrder', ...mine }),
      group.submit(order(IN_WEST, { clientOrderId: 'mine' })),
      group.submit({ type: 'AmendOrder', ...mine, quantityLots: 3 } as Command),
    ])
    expect([canceled, placed, amended].map(reasonOf)).toEqual(['done', 'done', 'done'])
    expect(await group.queries.openOrders(ANN)).toMatchObject([{ clientOrderId: 'mine', quantityLots: 3 }])
    const refused = await group.submit({ type: 'AmendOrder', ...mine, priceTicks: -1 } as Command)
    expect(reasonOf(refused)).toBe('PRICE_OUT_OF_RANGE')
    await group.stop()
  })

  it('do not say that an order is nowhere while one of them is down that may have it', async () => {
    const { group } = await running({ west: [{ atCommand: 6, when: 'before' }] })
    const cancel: Command = { type: 'CancelOrder', accountId: ANN, order: { clientOrderId: 'of-old' } }
    const answers = [group.submit(order(IN_WEST)), group.submit(cancel)]
    expect((await Promise.all(answers)).map(reasonOf)).toEqual(['ENGINE_FAILED', 'ENGINE_FAILED'])
    await turns(20)
    expect(reasonOf(await group.submit(cancel))).toBe('UNKNOWN_ORDER')
    await group.stop()
  })

  it('trade on where one of them is down for good, and say so', async () => {
    const broken = mortalFlow('east', 1, ['BTC-EAST'])
    const failures: FlowFailure[] = []
    let fail: (() => void) | undefined
    const create: GroupedFlow['create'] = (wiring) => {
      fail = () => {
        wiring.onError({ source: 'journal', error: new Error('disk full') })
      }
      return broken.create(wiring)
    }
    const group = new FlowGroup({
      flows: [mortalFlow('main', 0, []), { ...broken, create }],
      pause: () => turns(1),
      onError: (failure) => failures.push(failure),
    })
    await group.start()
    for (const command of SETTING.slice(0, 7)) await untilDone(group, command)
    fail?.()
    await turns(5)
    expect(failures).toMatchObject([{ source: 'journal', flow: 'east', goesOn: false }])
    expect(reasonOf(await group.submit(order(IN_MAIN)))).toBe('done')
    await group.stop()
  })

  it('do not start where one has accounts or assets that the main one has not', async () => {
    const [main, east] = flows() as [GroupedFlow, GroupedFlow]
    const startedWith = async (...all: GroupedFlow[]): Promise<FlowGroup> => {
      const group = new FlowGroup({ flows: all, pause: () => turns(1) })
      await group.start()
      return group
    }
    const before = await startedWith(main, east)
    for (const command of SETTING.slice(0, 4)) await untilDone(before, command)
    await before.stop()
    const other = (symbol: string, name: string) => async () => {
      const another = mortalFlow('main', 0, [])
      const alone = await startedWith(another)
      await untilDone(alone, { type: 'ListAsset', symbol, scale: 0 })
      await untilDone(alone, { type: 'ListAsset', symbol: 'USDT', scale: 0 })
      await untilDone(alone, { type: 'OpenAccount', name })
      await alone.stop()
      await startedWith(another, east)
    }
    await expect(other('BTC', 'bob')()).rejects.toThrow('the flow east has what the flow main has not: the account 2, bob')
    await expect(other('BTC', 'ann')()).rejects.toThrow('the flow east has what the flow main has not: the account 2, bob')
    await expect(other('ETH', 'ann')()).rejects.toThrow('the flow east has what the flow main has not: the asset 1, BTC')
    await (await startedWith(main, east)).stop()
  })

  it('open an account again that the other did not take, until it does', async () => {
    const east = mortalFlow('east', 1, [])
    let busy = 2
    const create: GroupedFlow['create'] = (wiring) => {
      const exchange = east.create(wiring)
      const submit = exchange.submit.bind(exchange)
      exchange.submit = (command) => {
        if (command.type !== 'OpenAccount' || busy === 0) return submit(command)
        busy -= 1
        return Promise.resolve({ status: 'unavailable', reason: 'BUSY', text: 'too many' })
      }
      return exchange
    }
    const failures: FlowFailure[] = []
    const onError = (failure: FlowFailure): void => void failures.push(failure)
    const flowsOf = [mortalFlow('main', 0, []), { ...east, create }]
    const group = new FlowGroup({ flows: flowsOf, pause: () => turns(1), onError })
    await group.start()
    for (const name of ['ann', 'bob']) await untilDone(group, { type: 'OpenAccount', name })
    const { queries } = group.flowNamed('east')!
    for (let turn = 0; turn < 50 && (await queries.accounts(ANN, 9)).length < 2; turn += 1) await turns(1)
    expect((await queries.accounts(ANN, 9)).map(({ name }) => name)).toEqual(['ann', 'bob'])
    expect(failures.map(({ error }) => (error as Error).message)).toEqual(
      Array(2).fill('the account ann cannot be added to the flow east: too many'),
    )
    await group.stop()
  })

  it('hand a transfer in again that the other did not take, until it does', async () => {
    const east = mortalFlow('east', 1, [])
    let busy = 3
    const create: GroupedFlow['create'] = (wiring) => {
      const exchange = east.create(wiring)
      const submit = exchange.submit.bind(exchange)
      const text = 'too many'
      exchange.submit = (command) => {
        if (command.type !== 'ReceiveTransfer' || busy === 0) return submit(command)
        busy -= 1
        return Promise.resolve({ status: 'unavailable', reason: 'BUSY', text })
      }
      return exchange
    }
    const failures: FlowFailure[] = []
    const pauses: number[] = []
    const group = new FlowGroup({
      flows: [mortalFlow('main', 0, []), { ...east, create }],
      pause: (count) => turns(pauses.push(count)),
      onError: (failure) => failures.push(failure),
    })
    await group.start()
    for (const command of SETTING.slice(0, 5)) await untilDone(group, command)
    expect(reasonOf(await group.submit(transfer(0, 1, 300n, 'one')))).toBe('done')
    expect(await freeOf(group)).toEqual([700n, 0n])
    for (let turn = 0; turn < 50 && (await freeOf(group))[1] === 0n; turn += 1) await turns(1)
    expect(await freeOf(group)).toEqual([700n, 300n])
    expect(pauses).toEqual([1, 2, 3])
    expect(failures.map(({ error }) => (error as Error).message)).toEqual(
      Array(3).fill('a transfer to the flow east is still on its way: too many'),
    )
    await group.stop()
  })

  it.each([
    ['the name', [mortalFlow('main', 0, []), mortalFlow('main', 1, [])]],
    ['the number', [mortalFlow('main', 0, []), mortalFlow('east', 3, []), mortalFlow('west', 3, [])]],
    ['the instrument', [mortalFlow('main', 0, ['A']), mortalFlow('east', 1, ['A'])]],
  ])('cannot have %s in common', (what, both) => {
    expect(() => new FlowGroup({ flows: both, pause: () => turns(1) })).toThrow(`two flows have ${what}`)
  })

  it('do not start where an instrument would have to move', async () => {
    const [main, east, west] = flows() as [GroupedFlow, GroupedFlow, GroupedFlow]
    const start = async (...all: GroupedFlow[]) => {
      const group = new FlowGroup({ flows: all, pause: () => turns(1) })
      await group.start()
      for (const command of SETTING) await untilDone(group, command)
      await group.stop()
    }
    await start(main, east, west)
    const moved = start({ ...main, instruments: ['BTC-EAST'] }, { ...east, instruments: [] }, west)
    await expect(moved).rejects.toThrow('BTC-EAST was listed in the flow east and stays there; it cannot move to the flow main')
    await start(main, east, west)
  })
})
