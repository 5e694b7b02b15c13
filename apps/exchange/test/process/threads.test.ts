import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenlobProcess, RawClient, withDirectory } from './exchange-process.ts'

const START = ['start', '--port', '0', '--admin-port', '0', '--set', 'threads.use=always']

describe('openlob start over threads', () => {
  it('trades, keeps a second process out, keeps everything over a stop, and says what it recovered', () =>
    withDirectory(async (directory) => {
      const first = new OpenlobProcess(directory, START)
      const { url, adminUrl, pid } = await first.listening()
      const client = new RawClient(url)
      await client.opened()
      const sold = { type: 'limit_order', trader_id: 'bob', side: 'sell', price: '50000', quantity: '4' }
      await client.ask({ type: 'limit_order', trader_id: 'alice', side: 'buy', price: '50000', quantity: '10' })
      expect(await client.ask(sold)).toMatchObject({ type: 'order_ack', status: 'filled' })
      const balances = await client.ask({ type: 'balances', trader_id: 'alice' })
      expect(balances).toMatchObject({ balances: [{ free: '1004' }, { free: '9500000', held: '300000' }] })
      const metrics = await (await fetch(`${adminUrl}/metrics`)).text()
      expect(metrics).toContain('openlob_trades_total 1')

      const { code, stderr } = await new OpenlobProcess(directory, START).finished
      expect(code).toBe(1)
      expect(stderr).toContain(`openlob: another process (${pid}) uses ${join(directory, 'data')}; stop it, or choose`)
      expect(stderr).not.toContain('    at ')

      expect(await first.stop()).toMatchObject({ code: 0, stdout: expect.stringContaining('stopped; everything is kept') as string })
      const second = new OpenlobProcess(directory, START)
      const again = new RawClient((await second.listening()).url)
      expect(second.stdout).toMatch(/recovered {2}1 open order, 2 accounts; snapshot at command \d+, 0 commands replayed/)
      await again.opened()
      const cancelled = await again.ask({ type: 'cancel_order', trader_id: 'alice', order_id: 1 })
      expect(cancelled).toMatchObject({ type: 'order_ack', status: 'canceled', executed_quantity: '4' })
      expect((await second.stop()).code).toBe(0)
    }), 120_000)
})
