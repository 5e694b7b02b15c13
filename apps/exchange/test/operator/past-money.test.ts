import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedExchange, openlob } from './operated-exchange.ts'

let exchange: OperatedExchange
beforeAll(async () => {
  exchange = await OperatedExchange.open()
  await exchange.ask('POST /accounts', { name: 'carol' })
  await exchange.ask('POST /accounts/carol/deposits', { asset: 'BTC', amount: '2' })
  await exchange.ask('POST /accounts/carol/deposits', { asset: 'USDT', amount: '70.5' })
  await exchange.ask('POST /accounts/carol/withdrawals', { asset: 'BTC', amount: '0.25' })
})
afterAll(() => exchange.close())

const row = (kind: string, asset: string, amount: string): object => {
  return { time: expect.stringMatching(/^\d{4}-.*Z$/) as string, kind, asset, amount, flow: 0 }
}

describe('what was', () => {
  it('is answered by the admin port: what was paid in and out, and what a balance was', async () => {
    const all = [row('deposit', 'BTC', '2'), row('deposit', 'USDT', '70.5'), row('withdrawal', 'BTC', '0.25')]
    const { status, body } = await exchange.ask('GET /accounts/carol/movements')
    expect(status).toBe(200)
    expect(body).toEqual({ movements: all })
    expect((await exchange.ask('GET /accounts/carol/movements?asset=BTC&limit=1')).body).toEqual({ movements: [all[2]] })
    expect((await exchange.ask('GET /accounts/carol/movements?startMs=0&limit=1')).body).toEqual({ movements: [all[0]] })
    expect((await exchange.ask('GET /accounts/carol/movements?endMs=1000')).body).toEqual({ movements: [] })
    const balances = (await exchange.ask('GET /accounts/carol/balances/BTC')).body as { balances: readonly object[] }
    expect(balances.balances.at(-1)).toMatchObject({ free: '1.75', held: '0', flow: 0 })
  })

  it.each([
    [404, 'UNKNOWN_ACCOUNT', 'GET /accounts/nobody/movements'],
    [404, 'UNKNOWN_ASSET', 'GET /accounts/carol/movements?asset=DOGE'],
    [404, 'UNKNOWN_ASSET', 'GET /accounts/carol/balances/DOGE'],
    [400, 'INVALID_REQUEST', 'GET /accounts/carol/movements?limit=0'],
    [400, 'INVALID_REQUEST', 'GET /accounts/carol/movements?limit=1001'],
    [400, 'INVALID_REQUEST', 'GET /accounts/carol/movements?startMs=yesterday'],
    [400, 'INVALID_REQUEST', 'GET /accounts/carol/balances/BTC?asset=BTC'],
    [409, 'HISTORY_IN_MEMORY', 'POST /history/rebuild'],
  ])('is refused with %d %s: %s', async (status, code, request) => {
    expect(await exchange.ask(request)).toMatchObject({ status, body: { error: { code } } })
  })

  it('is shown in a terminal', async () => {
    const { adminUrl } = exchange
    const movements = await openlob('account', 'movements', 'carol', '--asset', 'BTC', '--admin-url', adminUrl)
    expect(movements).toMatchObject({ code: 0, output: expect.stringMatching(/withdrawal +0\.25 +BTC/) as string })
    const balances = await openlob('account', 'balances', 'carol', 'BTC', '--admin-url', adminUrl)
    expect(balances).toMatchObject({ code: 0, output: expect.stringMatching(/1\.75 +0 /) as string })
    const none = await openlob('account', 'balances', 'carol', 'DOGE', '--admin-url', adminUrl)
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('UNKNOWN_ASSET') as string })
    const status = await openlob('history', 'status', '--admin-url', adminUrl)
    expect(status).toMatchObject({ code: 0, output: 'history in memory: serving, has all that happened\n' })
    const rebuilt = await openlob('history', 'rebuild', '--admin-url', adminUrl)
    expect(rebuilt).toMatchObject({ code: 1, errors: expect.stringContaining('set history.store to embedded') as string })
    expect((await openlob('account', 'movements', 'carol', '--limit', '0')).code).toBe(2)
  })
})
