import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenlobProcess, RawClient, withDirectory } from './exchange-process.ts'
import type { Message } from './exchange-process.ts'

const CONFIGURATION = `
assets: [{ symbol: BTC, scale: 8 }, { symbol: ETH, scale: 8 }, { symbol: USDT, scale: 8 }]
instruments:
  - { symbol: BTC-USDT, base: BTC, quote: USDT, tickSize: '1', lotSize: '1' }
  - { symbol: ETH-USDT, base: ETH, quote: USDT, tickSize: '1', lotSize: '1' }
  - { symbol: ETH-BTC, base: ETH, quote: BTC, tickSize: '1', lotSize: '1' }
demo: { funds: { BTC: '1000', ETH: '1000', USDT: '1000' } }
flows:
  - { name: east, number: 1, instruments: [ETH-USDT], run: process }
  - { name: west, number: 7, instruments: [ETH-BTC], run: threads, tier: long-tail }
`
const START = ['start', '--config', 'exchange.yaml', '--port', '0', '--admin-port', '0']

interface Health {
  readonly flows: Readonly<Record<string, { readonly status: string; readonly openOrders: number }>>
}

/** The processes that another has started. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended: nobody has asked how.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function untilTrue(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const started = performance.now()
  while (!(await isTrue())) {
    if (performance.now() - started > 60_000) throw new Error(`it did not come true within a minute: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function started(directory: string) {
  const exchange = new OpenlobProcess(directory, START)
  const { url, adminUrl, pid } = await exchange.listening()
  const client = new RawClient(url)
  await client.opened()
  const health = async (): Promise<Health> => (await fetch(`${adminUrl}/health`)).json() as Promise<Health>
  const post = async (path: string, body: object): Promise<Message> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as Message
  }
  const statement = async (name: string): Promise<Message> =>
    (await fetch(`${adminUrl}/accounts/${name}`)).json() as Promise<Message>
  return { exchange, client, health, post, statement, pid, adminUrl }
}

const order = (symbol: string, side: string, trader: string): Message => {
  return { type: 'limit_order', trader_id: trader, symbol, side, price: '10', quantity: '5' }
}

describe('openlob start with several flows', () => {
  it('trades in all of them, brings back one that is killed, and keeps everything over a stop', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'exchange.yaml'), CONFIGURATION)
      const { exchange, client, health, statement, post, pid, adminUrl } = await started(directory)
      for (const symbol of ['BTC-USDT', 'ETH-USDT', 'ETH-BTC']) {
        expect(await client.ask(order(symbol, 'buy', 'alice'))).toMatchObject({ type: 'order_ack', status: 'open' })
        const sold = { ...order(symbol, 'sell', 'bob'), quantity: '2' }
        expect(await client.ask(sold)).toMatchObject({ type: 'order_ack', status: 'filled' })
      }
      const flowsOf = async () => ((await statement('alice'))['flows'] as readonly { flow: string }[]).map(({ flow }) => flow)
      expect(await flowsOf()).toEqual(['main', 'east', 'west'])

      const [east] = childrenOf(pid)
      process.kill(east!, 'SIGKILL')
      expect(await client.ask(order('BTC-USDT', 'sell', 'bob'))).toMatchObject({ type: 'order_ack' })
      await untilTrue('east runs again', async () => {
        const [now] = childrenOf(pid)
        return now !== undefined && now !== east && (await health()).flows['east']?.status === 'running'
      })
      expect((await health()).flows['east']).toMatchObject({ openOrders: 1 })
      expect(await client.ask({ ...order('ETH-USDT', 'sell', 'bob'), quantity: '3' })).toMatchObject({ status: 'filled' })
      expect(await (await fetch(`${adminUrl}/metrics`)).text()).toContain('openlob_flow_running{flow="west"} 1')

      const receipt = await post('/accounts/alice/transfers', { asset: 'USDT', amount: '7', from: 'main', to: 'west' })
      expect(receipt).toMatchObject({ account: 'alice', amount: '7', from: 'main', to: 'west', arrived: true })
      const before = await statement('alice')
      await client.close()
      expect(await exchange.stop()).toMatchObject({ code: 0, stdout: expect.stringContaining('everything is kept') as string })

      for (const flow of ['main', 'east', 'west']) {
        const audited = await new OpenlobProcess(directory, ['audit', '--config', 'exchange.yaml', '--flow', flow]).finished
        expect(audited).toMatchObject({ code: 0, stdout: expect.stringContaining('everything adds up') as string })
      }
      const again = await started(directory)
      expect(await again.statement('alice')).toEqual(before)
      await again.client.close()
      expect((await again.exchange.stop()).code).toBe(0)
    }), 180_000)

  it('loses and doubles no money on its way, though the flow that it is for is killed again and again', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'exchange.yaml'), CONFIGURATION)
      const first = await started(directory)
      await first.post('/accounts', { name: 'carol' })
      await first.post('/accounts/carol/deposits', { asset: 'USDT', amount: '100' })
      let killed = 0
      for (let count = 1; count <= 12; count += 1) {
        const body = { asset: 'USDT', amount: '1', from: 'main', to: 'east', commandId: `send-${count}` }
        const sending = first.post('/accounts/carol/transfers', body)
        if (count % 4 === 0) {
          await untilTrue('east has a process', () => childrenOf(first.pid).length > 0)
          for (const child of childrenOf(first.pid)) process.kill(child, 'SIGKILL')
          killed += 1
        }
        expect(await sending).toMatchObject({ amount: '1' })
        expect(await first.post('/accounts/carol/transfers', body)).toMatchObject({ amount: '1' })
      }
      // The whole exchange dies too: the process of the flow does not outlive it.
      const children = childrenOf(first.pid)
      first.exchange.signal('SIGKILL')
      await first.exchange.finished
      await untilTrue('the flow has ended with the exchange', () => !children.some(isAlive))
      const second = await started(directory)
      await untilTrue('all has arrived', async () => {
        const { flows } = (await second.statement('carol')) as unknown as { flows: readonly { balances: readonly object[] }[] }
        return JSON.stringify(flows[1]?.balances) === JSON.stringify([{ asset: 'USDT', free: '12', held: '0' }])
      })
      expect(await second.statement('carol')).toMatchObject({ balances: [{ asset: 'USDT', free: '100', held: '0' }] })
      expect(killed).toBe(3)
      await second.client.close()
      await second.exchange.stop()
    }), 180_000)

  it('does not start without a flow that it had, nor with an instrument in another one', () =>
    withDirectory(async (directory) => {
      const configured = (text: string): void => {
        writeFileSync(join(directory, 'exchange.yaml'), text)
      }
      const here = CONFIGURATION.replace('run: process', 'run: here').replace('run: threads', 'run: here')
      configured(here)
      const first = await started(directory)
      await first.client.close()
      await first.exchange.stop()
      const refused = async (text: string): Promise<string> => {
        configured(text)
        const { code, stderr } = await new OpenlobProcess(directory, START).finished
        expect(code).toBe(1)
        expect(stderr).not.toContain('    at ')
        return stderr
      }
      const forgotten = await refused(here.replace('name: west', 'name: far-west'))
      expect(forgotten).toContain('has what the configuration does not have under flows: west; configure it again')
      const moved = await refused(here.replace('[ETH-USDT]', '[]'))
      expect(moved).toContain('ETH-USDT was listed in the flow east and stays there; it cannot move to the flow main')
      expect(await refused(here.replace('number: 1', 'number: 2'))).toContain('a flow keeps its number: it was 1, is 2')
      configured(here)
      const again = await started(directory)
      await again.client.close()
      await again.exchange.stop()
    }), 180_000)

  it('says what is wrong with flows that do not go together', () =>
    withDirectory(async (directory) => {
      const wrong = `${CONFIGURATION}  - { name: east, number: 7, instruments: [ETH-BTC, DOGE-USDT] }\n`
      writeFileSync(join(directory, 'exchange.yaml'), wrong)
      const { code, stderr } = await new OpenlobProcess(directory, START).finished
      expect(code).toBe(2)
      expect(stderr).toContain('flows.2.name: the name east is that of the flow east already')
      expect(stderr).toContain('flows.2.number: the number 7 is that of the flow west already')
      expect(stderr).toContain('flows.2.instruments.0: the instrument ETH-BTC is that of the flow west already')
      expect(stderr).toContain('flows.2.instruments.1: DOGE-USDT is none of the instruments')
    }))
})
