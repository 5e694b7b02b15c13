import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenlobProcess, RawClient, withDirectory } from './exchange-process.ts'
import type { Listening } from './exchange-process.ts'

const ANY_PORTS = ['--port', '0', '--admin-port', '0']

async function client(listening: Listening): Promise<RawClient> {
  const connected = new RawClient(listening.url)
  await connected.opened()
  return connected
}

describe.concurrent('openlob start', () => {
  it('takes orders as clients already send them, keeps everything over a stop, and says what it recovered', () =>
    withDirectory(async (directory) => {
      const first = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      const listening = await first.listening()
      const alice = await client(listening)
      alice.send('{"type":"limit_order","trader_id":"alice","side":"buy","price":50000,"quantity":10}')
      const ack = await alice.message(({ type }) => type === 'order_ack')
      expect(ack).toMatchObject({ order_id: '1', status: 'open', price: '50000', quantity: '10' })
      expect(ack['latency_us']).toBeTypeOf('number')
      const bob = await client(listening)
      bob.send('{"type":"limit_order","trader_id":"bob","side":"sell","price":50000,"quantity":4}')
      const trade = await alice.message(({ type }) => type === 'trade')
      expect(trade).toMatchObject({ trade_id: '1', buyer: 'alice', seller: 'bob', price: '50000', quantity: '4' })

      const health = await fetch(`${listening.adminUrl}/health`)
      expect(health.status).toBe(200)
      expect(await health.json()).toMatchObject({ status: 'running', journal: 'open', pendingCommands: 0 })
      const ready = await fetch(`${listening.adminUrl}/ready`)
      expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true, status: 'running' }])
      const metrics = await (await fetch(`${listening.adminUrl}/metrics`)).text()
      expect(metrics).toContain('openlob_trades_total 1')
      expect(metrics).toContain('openlob_open_orders 1')
      expect(metrics).toContain('openlob_websocket_connections 2')
      expect(metrics).toMatch(/openlob_commit_seconds_count \d+/)

      // As npm does it: the terminal signals, and npm signals again.
      first.signal('SIGINT')
      const { code, stdout, stderr } = await first.stop()
      expect(code, stderr).toBe(0)
      expect(stdout).toContain('nothing: this is a fresh start')
      expect(stdout).toContain('npx openlob client')
      expect(stdout).toContain('stopped; everything is kept')

      const second = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      const again = await second.listening()
      expect(second.stdout).toMatch(/recovered {2}1 open order, 2 accounts; snapshot at command \d+, 0 commands replayed/)
      const returned = await client(again)
      const balances = await returned.ask({ type: 'balances', trader_id: 'alice' })
      expect(balances).toMatchObject({
        balances: [
          { asset: 'BTC', free: '1004', held: '0' },
          { asset: 'USDT', free: '9500000', held: '300000' },
        ],
      })
      const cancelled = await returned.ask({ type: 'cancel_order', order_id: 1 })
      expect(cancelled).toMatchObject({ type: 'order_ack', status: 'canceled', executed_quantity: '4' })
      expect((await second.stop()).code).toBe(0)
    }))

  it('refuses a second process on the same data, and the first goes on', () =>
    withDirectory(async (directory) => {
      const holder = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      const { adminUrl, pid } = await holder.listening()
      const { code, stderr } = await new OpenlobProcess(directory, ['start', ...ANY_PORTS]).finished
      expect(code).toBe(1)
      expect(stderr).toContain(`openlob: another process (${pid}) uses ${join(directory, 'data')}; stop it, or choose`)
      expect(stderr).not.toContain('    at ')
      expect((await fetch(`${adminUrl}/health`)).status).toBe(200)
      expect((await holder.stop()).code).toBe(0)
    }))

  it('recovers all that was acknowledged before it was killed, and opens no accounts where the demo is off', () =>
    withDirectory(async (directory) => {
      const killed = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      const listening = await killed.listening()
      const trader = await client(listening)
      await trader.ask({ type: 'limit_order', trader_id: 'alice', side: 'sell', price: '60000.5', quantity: '0.00001' })
      killed.signal('SIGKILL')
      await killed.finished
      const refused = await new OpenlobProcess(directory, ['start', ...ANY_PORTS, '--set', 'demo.enabled=false']).finished
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('the API key of the demo is still there, whose secret was printed')
      const again = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      const { adminUrl, demoKey } = await again.listening()
      expect(demoKey).toEqual(listening.demoKey)
      expect((await fetch(`${adminUrl}/api-keys/${demoKey.apiKey}`, { method: 'DELETE' })).status).toBe(200)
      await again.stop()
      const next = new OpenlobProcess(directory, ['start', ...ANY_PORTS, '--set', 'demo.enabled=false'])
      const production = await next.listening()
      const owner = await client(production)
      expect(next.stdout).toContain('recovered  1 open order, 1 account; snapshot at ')
      expect(await owner.ask({ type: 'open_orders', trader_id: 'alice' })).toMatchObject({ code: 'NOT_AUTHENTICATED' })
      const headers = { 'content-type': 'application/json' }
      const made = await fetch(`${production.adminUrl}/api-keys`, { method: 'POST', headers, body: '{"account":"alice"}' })
      const { apiKey, secret } = (await made.json()) as { apiKey: string; secret: string }
      await owner.authenticate(apiKey, secret)
      expect(await owner.ask({ type: 'open_orders' })).toMatchObject({ orders: [{ order_id: '1' }] })
      expect((await fetch(`${production.adminUrl}/api-keys/${apiKey}`, { method: 'DELETE' })).status).toBe(200)
      expect(await owner.ask({ type: 'open_orders', trader_id: 'alice' })).toMatchObject({ code: 'NOT_AUTHENTICATED' })
      expect((await next.stop()).code).toBe(0)
    }))

  it('stops in order when its terminal is closed', () =>
    withDirectory(async (directory) => {
      const running = new OpenlobProcess(directory, ['start', ...ANY_PORTS])
      await running.listening()
      running.signal('SIGHUP')
      const { code, stdout } = await running.finished
      expect(code).toBe(0)
      expect(stdout).toContain('stopped; everything is kept')
    }))

  it('ends whatever a plugin keeps alive', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'endless.mjs'), 'setInterval(() => {}, 1000)\n')
      const flags = ['--set', 'plugins.risk.name=./endless.mjs']
      expect((await new OpenlobProcess(directory, ['start', ...ANY_PORTS, ...flags]).finished).code).toBe(2)
    }))

  it('says which port is in use and what to do', () =>
    withDirectory(async (directory) => {
      const blocker = createServer()
      await new Promise<void>((resolve) => blocker.listen(0, 'localhost', resolve))
      const { port } = blocker.address() as AddressInfo
      const { code, stderr, stdout } = await new OpenlobProcess(directory, ['start', '--port', String(port), '--admin-port', '0']).finished
      blocker.close()
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toBe(`openlob: port ${port} is in use; stop what listens there, or choose another with --port (0 takes any free one)\n`)
    }))

  it('stops at damage, naming file and offset, and changes nothing', () =>
    withDirectory(async (directory) => {
      const journal = join(directory, 'data', 'journal')
      await mkdir(journal, { recursive: true })
      await writeFile(join(journal, 'segment-0000000001.journal'), Buffer.alloc(4096, 7))
      const { code, stderr } = await new OpenlobProcess(directory, ['start', ...ANY_PORTS]).finished
      expect(code).toBe(1)
      expect(stderr).toMatch(/openlob: the journal is damaged and nothing was changed: .*segment-0000000001\.journal: damaged at offset \d+/)
      expect(stderr).not.toContain('    at ')
      expect(await readdir(journal)).toContain('segment-0000000001.journal')
    }))
})
