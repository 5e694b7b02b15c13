import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedExchange } from './operated-exchange.ts'

let exchange: OperatedExchange
beforeAll(async () => {
  exchange = await OperatedExchange.open({ flows: [{ name: 'east', number: 1, run: 'here' }] })
  await exchange.ask('POST /accounts', { name: 'carol' })
  await exchange.ask('POST /accounts/carol/deposits', { asset: 'BTC', amount: '2' })
})
afterAll(() => exchange.close())

const transfers = 'POST /accounts/carol/transfers'
const transfer = { asset: 'BTC', amount: '0.5', from: 'main', to: 'east' }

describe('a transfer between flows', () => {
  it('leaves the one and is in the other, once under a command id', async () => {
    const named = { ...transfer, commandId: 'once' }
    const first = await exchange.ask(transfers, named)
    const balance = { asset: 'BTC', amount: '0.5', free: '1.5', held: '0' }
    expect(first).toMatchObject({ status: 201, body: { account: 'carol', ...balance, from: 'main', to: 'east', arrived: true } })
    expect(await exchange.ask(transfers, named)).toEqual(first)
    expect(await exchange.ask('GET /accounts/carol')).toMatchObject({
      body: {
        balances: [{ asset: 'BTC', free: '2', held: '0' }],
        flows: [
          { flow: 'main', balances: [{ asset: 'BTC', free: '1.5', held: '0' }] },
          { flow: 'east', balances: [{ asset: 'BTC', free: '0.5', held: '0' }] },
        ],
      },
    })
  })

  it.each([
    [404, 'UNKNOWN_FLOW', { from: 'south' }, /from=south/],
    [404, 'UNKNOWN_FLOW', { to: 'south' }, /to=south/],
    [404, 'UNKNOWN_FLOW', { to: 'main' }, /this flow is 0/],
    [404, 'UNKNOWN_ASSET', { asset: 'DOGE' }, /DOGE/],
    [409, 'INSUFFICIENT_BALANCE', { amount: '1000' }, /freeUnits/],
    [400, 'INVALID_AMOUNT', { amount: '0.000000001' }, /8 decimal places/],
    [400, 'INVALID_REQUEST', { amount: 1 }, /amount: must be a decimal in quotes/],
    [400, 'INVALID_REQUEST', { from: undefined }, /from/],
  ])('is refused with %i %s: %j', async (status, code, wrong, message) => {
    const refused = await exchange.ask(transfers, { ...transfer, ...wrong })
    expect(refused).toEqual({ status, body: { error: { code, message: expect.stringMatching(message) as string } } })
  })

  it('is made and shown on the command line', async () => {
    const money = ['transfer', 'carol', '0.25', 'BTC', '--from', 'east', '--to', 'main']
    const { code, output } = await exchange.account(...money)
    expect([code, output]).toEqual([0, '0.25 BTC is in main; carol now has 0.25 free, 0 held in orders in east\n'])
    const shown = await exchange.account('show', 'carol')
    expect(shown.output).toMatch(/asset +free +held in orders +flow\nBTC +1.75 +0 +main\nBTC +0.25 +0 +east\n/)
    expect(await exchange.account('transfer', 'carol', '1', 'BTC', '--from', 'east')).toMatchObject({ code: 2 })
  })
})

describe('an exchange with one flow', () => {
  it('knows of no others', async () => {
    const alone = await OperatedExchange.open()
    await alone.ask('POST /accounts', { name: 'carol' })
    expect(await alone.ask(transfers, transfer)).toMatchObject({ status: 404, body: { error: { code: 'UNKNOWN_FLOW' } } })
    await alone.close()
  })
})
