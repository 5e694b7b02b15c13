import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATOR_REFUSALS } from '../../src/operator-refusal.ts'
import { OperatedExchange } from './operated-exchange.ts'

let exchange: OperatedExchange
beforeAll(async () => {
  exchange = await OperatedExchange.open()
  await exchange.ask('POST /accounts', { name: 'carol' })
  await exchange.ask('POST /accounts/carol/deposits', { asset: 'BTC', amount: '2' })
})
afterAll(() => exchange.close())

const refused = (status: number, code: string, message: unknown = expect.any(String)): object => ({
  status,
  body: { error: { code, message } },
})
const deposit = 'POST /accounts/carol/deposits'
const withdrawal = 'POST /accounts/carol/withdrawals'

describe('a deposit or withdrawal that is sent again under its command id', () => {
  it('is carried out once, and answered as at first', async () => {
    await exchange.ask('POST /accounts', { name: 'erin' })
    const body = { asset: 'BTC', amount: '2', commandId: 'invoice-7' }
    const first = await exchange.ask('POST /accounts/erin/deposits', body)
    expect(first).toMatchObject({ status: 201, body: { amount: '2', free: '2' } })
    await exchange.ask('POST /accounts/erin/withdrawals', { asset: 'BTC', amount: '0.5', commandId: 'payout-1' })
    expect(await exchange.ask('POST /accounts/erin/deposits', body)).toEqual(first)
    await exchange.ask('POST /accounts/erin/withdrawals', { asset: 'BTC', amount: '0.5', commandId: 'payout-1' })
    const balances = [{ asset: 'BTC', free: '1.5', held: '0' }]
    expect(await exchange.ask('GET /accounts/erin')).toMatchObject({ body: { balances } })
    const other = { ...body, amount: '3' }
    expect(await exchange.ask('POST /accounts/erin/deposits', other)).toEqual(
      refused(409, 'DUPLICATE_COMMAND_ID', expect.stringContaining('commandId=invoice-7')),
    )
  })
})

describe('what the admin port refuses', () => {
  it.each([
    ['no body', deposit, undefined, /body: .*expected object/],
    ['no JSON', deposit, '{"asset":', /JSON/],
    ['a list', deposit, '[]', /body: .*expected object/],
    ['an amount that is a number', deposit, '{"asset":"BTC","amount":1.5}', /amount: must be a decimal in quotes/],
    ['a negative amount', deposit, { asset: 'BTC', amount: '-1' }, /amount: must be a positive decimal/],
    ['an exponent', deposit, { asset: 'BTC', amount: '1e3' }, /amount: must be a positive decimal/],
    ['an endless amount', deposit, { asset: 'BTC', amount: '1'.repeat(81) }, /amount: /],
    ['a command id of two words', deposit, { asset: 'BTC', amount: '1', commandId: 'a b' }, /commandId: must be 1 to 64/],
    ['an unknown field', deposit, { asset: 'BTC', amount: '1', note: 'x' }, /note/],
    ['a name that is no text', 'POST /accounts', { name: 7 }, /name: .*expected string/],
    ['a name that no path can hold', 'POST /accounts', { name: '..' }, /name: must not be a dot or two/],
    ['half a fee tier', 'PUT /accounts/carol/fee-tier', { feeTier: 0.5 }, /feeTier: /],
    ['an unknown status', 'PUT /instruments/BTC-USDT/status', { status: 'open' }, /status: .*"halted"/],
    ['a path that is no text', 'GET /accounts/%zz', undefined, /%zz/],
  ])('is a request with %s', async (_what, request, content, message) => {
    expect(await exchange.ask(request, content)).toEqual(refused(400, 'INVALID_REQUEST', expect.stringMatching(message)))
  })

  it.each([
    [404, 'UNKNOWN_ACCOUNT', 'GET /accounts/nobody', undefined, 'There is no such account: name=nobody'],
    [404, 'UNKNOWN_ACCOUNT', 'POST /accounts/nobody/deposits', { asset: 'BTC', amount: '1' }, /nobody/],
    [404, 'UNKNOWN_ACCOUNT', 'PUT /accounts/nobody/fee-tier', { feeTier: 0 }, /nobody/],
    [404, 'UNKNOWN_ASSET', deposit, { asset: 'DOGE', amount: '1' }, /DOGE/],
    [404, 'UNKNOWN_INSTRUMENT', 'PUT /instruments/X-Y/status', { status: 'halted' }, /X-Y/],
    [409, 'DUPLICATE_ACCOUNT', 'POST /accounts', { name: 'carol' }, /carol/],
    [400, 'INVALID_NAME', 'POST /accounts', { name: 'a b' }, /characters other than/],
    [400, 'INVALID_FEE_TIER', 'PUT /accounts/carol/fee-tier', { feeTier: 7 }, /feeTier=7/],
    [400, 'INVALID_AMOUNT', deposit, { asset: 'BTC', amount: '0.000000001' }, /BTC has 8 decimal places: amount=0\.000000001/],
    [400, 'INVALID_AMOUNT', deposit, { asset: 'BTC', amount: '0' }, /amount=0/],
    [400, 'INVALID_AMOUNT', deposit, { asset: 'BTC', amount: '92233720368.54775808' }, /fit 64 bits/],
    [400, 'INVALID_AMOUNT', deposit, { asset: 'BTC', amount: '92233720368' }, /supply/],
    [409, 'INSUFFICIENT_BALANCE', withdrawal, { asset: 'BTC', amount: '2.00000001' }, /freeUnits=200000000/],
    [409, 'INSUFFICIENT_BALANCE', withdrawal, { asset: 'USDT', amount: '1' }, /freeUnits=0/],
  ])('is answered with %d %s: %s %j', async (status, code, request, content, message) => {
    const text: unknown = typeof message === 'string' ? message : expect.stringMatching(message)
    expect(await exchange.ask(request, content)).toEqual(refused(status, code, text))
  })

  it('is what a web page could send', async () => {
    const plain = await exchange.ask(deposit, '{"asset":"BTC","amount":"1"}', { 'content-type': 'text/plain' })
    expect(plain).toEqual(refused(415, 'UNSUPPORTED_MEDIA_TYPE'))
    const page = await exchange.ask(deposit, { asset: 'BTC', amount: '1' }, { origin: 'http://example.org' })
    expect(page).toEqual(refused(403, 'WEB_PAGE_REFUSED', expect.stringContaining('http://example.org')))
  })

  it('is more than 4 KiB', async () => {
    expect(await exchange.ask('POST /accounts', { name: 'x'.repeat(5000) })).toEqual(refused(413, 'REQUEST_TOO_LARGE'))
  })

  it('is a path that is not there, with those that are', async () => {
    const { status, body } = await exchange.ask('POST /accounts/carol/presents', {})
    expect(status).toBe(404)
    expect(body).toMatchObject({ error: { code: 'NO_SUCH_PATH' }, paths: expect.arrayContaining(['POST /accounts']) as unknown })
  })

  it('changes nothing', async () => {
    const { status, body } = await exchange.ask('GET /accounts/carol')
    expect(status).toBe(200)
    expect(body).toEqual({ name: 'carol', accountId: 1, feeTier: 0, balances: [{ asset: 'BTC', free: '2', held: '0' }] })
  })

  it('is on the reference page, code by code', () => {
    const page = readFileSync(new URL('../../../../docs/reference/admin.md', import.meta.url), 'utf8')
    for (const [code, status] of Object.entries(OPERATOR_REFUSALS)) expect(page).toContain(`| ${status} | \`${code}\` |`)
  })
})

describe('the admin port', () => {
  it('moves money exactly, to the last decimal place', async () => {
    await exchange.ask('POST /accounts', { name: 'dora' })
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 13n }), { minLength: 1, maxLength: 8 })
    const text = (units: bigint): string => `${units / 10n ** 8n}.${String(units % 10n ** 8n).padStart(8, '0')}`
    await fc.assert(
      fc.asyncProperty(amounts, async (parts) => {
        const total = parts.reduce((sum, units) => sum + units, 0n)
        for (const units of parts)
          expect((await exchange.ask('POST /accounts/dora/deposits', { asset: 'USDT', amount: text(units) })).status).toBe(201)
        const over = { asset: 'USDT', amount: text(total + 1n) }
        expect(await exchange.ask('POST /accounts/dora/withdrawals', over)).toEqual(refused(409, 'INSUFFICIENT_BALANCE'))
        const { body } = await exchange.ask('POST /accounts/dora/withdrawals', { asset: 'USDT', amount: text(total) })
        expect(body).toMatchObject({ account: 'dora', asset: 'USDT', free: '0', held: '0' })
      }),
      { seed: 42, numRuns: 20 },
    )
  })

  it('opens no more accounts than configured', async () => {
    const answers = []
    for (const name of ['e', 'f', 'g', 'h']) answers.push((await exchange.ask('POST /accounts', { name })).status)
    expect(answers).toEqual([201, 201, 201, 409])
  })

  it('halts, resumes and closes an instrument, and puts an account on a fee tier', async () => {
    const trader = await exchange.trader('carol')
    const order = { type: 'limit_order', side: 'sell', price: '60000', quantity: '1' }
    const status = 'PUT /instruments/BTC-USDT/status'
    expect(await exchange.ask(status, { status: 'halted' })).toEqual({ status: 200, body: { symbol: 'BTC-USDT', status: 'halted' } })
    expect(await trader.ask(order)).toMatchObject({ type: 'error', code: 'INSTRUMENT_NOT_TRADING' })
    await exchange.ask(status, { status: 'trading' })
    expect(await trader.ask(order)).toMatchObject({ type: 'order_ack', status: 'open' })
    expect((await exchange.ask(status, { status: 'closed' })).status).toBe(200)
    expect(await exchange.ask(status, { status: 'trading' })).toEqual(refused(409, 'INSTRUMENT_NOT_TRADING'))
    expect(await exchange.ask('GET /accounts/carol')).toMatchObject({ body: { balances: [{ free: '2', held: '0' }] } })
    const tier = await exchange.ask('PUT /accounts/carol/fee-tier', { feeTier: 0 })
    expect(tier).toEqual({ status: 200, body: { name: 'carol', accountId: 1, feeTier: 0 } })
    await trader.close()
  })
})
