import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedExchange, openlob } from './operated-exchange.ts'

async function withServer(listener: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  try {
    await run(`http://localhost:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('openlob account, without an exchange', () => {
  it.each([
    [['account', 'opne', 'alice'], 'Did you mean open?'],
    [['account', 'open'], "missing required argument 'name'"],
    [['account', 'deposit', 'alice', 'BTC', '1.5'], 'it must be a positive decimal such as 1.5'],
    [['account', 'deposit', 'alice', '1,5', 'BTC'], 'it must be a positive decimal such as 1.5'],
    [['account', 'show', 'alice', '--admin-url', 'localhost:9091'], 'it must be a URL such as http://localhost:9091'],
  ])('refuses %j with exit code 2', async (args, text) => {
    const { code, errors } = await openlob(...args)
    expect(code).toBe(2)
    expect(errors).toContain(text)
  })

  it('says in its help what to do where an answer was lost', async () => {
    for (const args of [['account'], ['account', 'deposit'], ['account', 'withdraw']]) {
      const { code, output } = await openlob(...args, '--help')
      expect(code).toBe(0)
      expect(output).toMatch(/unless it has an --id: send it again under the same one\s+where the answer was lost/)
    }
  })

  it('says that nothing listens, and what to do', async () => {
    let free = ''
    await withServer(
      () => undefined,
      (url) => {
        free = url
        return Promise.resolve()
      },
    )
    const { code, errors } = await openlob('account', 'open', 'alice', '--admin-url', free)
    expect(code).toBe(1)
    expect(errors).toBe(
      `openlob: nothing listens at ${free}/: start an exchange with npm start, or give its address with --admin-url\n`,
    )
  })

  it('says which port no client may use', async () => {
    const { code, errors } = await openlob('account', 'deposit', 'alice', '1', 'BTC', '--admin-url', 'http://localhost:6000')
    expect(code).toBe(1)
    expect(errors).toMatch(/^openlob: port 6000 is one that HTTP clients refuse to use; nothing was sent.*--admin-port\n$/)
  })

  it('asks to check the balance where the answer to a deposit is lost', () =>
    withServer(
      (request) => request.socket.destroy(),
      async (url) => {
        const { code, errors } = await openlob('account', 'deposit', 'alice', '1', 'BTC', '--admin-url', url)
        expect(code).toBe(1)
        expect(errors).toMatch(
          /^openlob: no answer from .*; it may have been carried out: check the balance with openlob account show alice before you send it again\n$/,
        )
      },
    ))

  it('asks the same where the exchange failed while it carried the deposit out', () =>
    withServer(
      (_request, response) => response.writeHead(503).end('{"error":{"code":"JOURNAL_FAILED","message":"no space"}}'),
      async (url) => {
        const { errors } = await openlob('account', 'deposit', 'alice', '1', 'BTC', '--admin-url', url)
        expect(errors).toMatch(/^openlob: JOURNAL_FAILED: no space; it may have been carried out: check/)
      },
    ))

  it.each([
    [200, '<html>'],
    [200, '{}'],
    [404, '{"error":"Not Found"}'],
  ])('tells another server from an exchange: %d %s', (status, body) =>
    withServer(
      (_request, response) => response.writeHead(status).end(body),
      async (url) => {
        const { code, errors } = await openlob('account', 'show', 'alice', '--admin-url', url)
        expect(code).toBe(1)
        expect(errors).toBe(`openlob: what answers at ${url}/ is no admin port of an exchange; give its address with --admin-url\n`)
      },
    ))
})

describe('openlob account', () => {
  let exchange: OperatedExchange
  beforeAll(async () => {
    exchange = await OperatedExchange.open()
  })
  afterAll(() => exchange.close())

  it('says what the exchange refuses and what to do', async () => {
    const { code, errors } = await exchange.account('deposit', 'nobody', '1', 'BTC')
    expect(code).toBe(1)
    expect(errors).toBe('openlob: UNKNOWN_ACCOUNT: There is no such account: name=nobody; openlob account open NAME opens one\n')
    expect((await exchange.account('open', 'a/b')).errors).toContain('openlob: INVALID_NAME: ')
    expect((await exchange.account('show', 'a/b?c')).errors).toContain('UNKNOWN_ACCOUNT: There is no such account: name=a/b?c')
  })

  it('opens accounts and pays money in, its owners trade, and what it pays out and what stays is all there was', async () => {
    const shown = async (...args: string[]): Promise<string> => {
      const { code, output, errors } = await exchange.account(...args)
      expect({ code, errors }).toEqual({ code: 0, errors: '' })
      return output
    }
    expect(await shown('open', 'alice')).toBe('alice is open: account 1, fee tier 0\n')
    expect(await shown('show', 'alice')).toBe('alice: account 1, fee tier 0\nit owns nothing\n')
    await shown('open', 'bob')
    expect(await shown('deposit', 'alice', '1.5', 'BTC')).toBe('paid in 1.5 BTC; alice now has 1.5 free, 0 held in orders\n')
    await shown('deposit', 'bob', '100000', 'USDT')

    const trader = await exchange.trader('alice', 'bob')
    const order = { type: 'limit_order', price: '50000' }
    await trader.ask({ ...order, trader_id: 'alice', side: 'sell', quantity: '1' })
    const bought = await trader.ask({ ...order, trader_id: 'bob', side: 'buy', quantity: '0.4' })
    expect(bought).toMatchObject({ type: 'order_ack', status: 'filled' })
    await trader.close()

    const over = await exchange.account('withdraw', 'alice', '0.50000001', 'BTC')
    expect(over.code).toBe(1)
    expect(over.errors).toMatch(/^openlob: INSUFFICIENT_BALANCE: .*freeUnits=50000000; openlob account show NAME tells what is free\n$/)
    expect(await shown('withdraw', 'alice', '0.1', 'BTC')).toBe('paid out 0.1 BTC; alice now has 0.4 free, 0.6 held in orders\n')

    await exchange.stop()
    await exchange.start()
    const table = (name: string, id: number, btc: string, usdt: string): string =>
      `${name}: account ${id}, fee tier 0\nasset  free   held in orders\nBTC    ${btc}\nUSDT   ${usdt}\n`
    expect(await shown('show', 'alice')).toBe(table('alice', 1, '0.4    0.6', '20000  0'))
    expect(await shown('show', 'bob')).toBe(table('bob', 2, '0.4    0', '80000  0'))
  })
})
