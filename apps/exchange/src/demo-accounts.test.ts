import { Exchange, FlowGroup, ManualClock, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import type { Command, ExchangeGateway, GroupedFlow } from '@openlob/application'
import type { Account } from '@openlob/domain'
import type { AccountRefusal } from '@openlob/websocket'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DemoAccounts } from './demo-accounts.ts'
import { listMarkets } from './list-markets.ts'

const FUNDS = { BTC: '3', USDT: '500.25', EUR: '7' }
const MARKETS = {
  assets: ['BTC', 'USDT', 'EUR'].map((symbol) => ({ symbol, scale: 2 })),
  instruments: [],
}

interface Setting {
  readonly exchange: Exchange
  readonly accounts: (over?: ExchangeGateway, maxAccounts?: number) => DemoAccounts
}

async function setting(): Promise<Setting> {
  const ports = { journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock: new ManualClock(1) }
  const exchange = new Exchange(ports)
  await exchange.start()
  await listMarkets(exchange, MARKETS)
  const accounts = (over: ExchangeGateway = exchange, maxAccounts = 100): DemoAccounts =>
    new DemoAccounts(over, {
      funds: FUNDS,
      flows: [],
      maxAccounts,
      openAccounts: () => exchange.statistics().accounts,
    })
  return { exchange, accounts }
}

/** An exchange that stops taking commands of demo accounts after some: the place where a crash falls. */
function failingAfter(exchange: Exchange, commands: number): ExchangeGateway {
  let left = commands
  return {
    queries: exchange.queries,
    subscribe: (publisher) => exchange.subscribe(publisher),
    submit: (command: Command) => {
      left -= 1
      return left < 0 ? Promise.resolve({ status: 'unavailable', reason: 'NOT_RUNNING', text: 'crash' }) : exchange.submit(command)
    },
  }
}

async function owned(exchange: Exchange, account: Account | AccountRefusal | undefined): Promise<string> {
  const balances = await exchange.queries.balances(opened(account).accountId)
  return balances.map(({ freeUnits, heldUnits }) => freeUnits + heldUnits).join(' ')
}

function opened(account: Account | AccountRefusal | undefined): Account {
  if (account === undefined || 'reason' in account) throw new Error(account?.text ?? 'no account')
  return account
}

describe('demo accounts', () => {
  it('are opened once and funded in full, however many messages of a trader come at a time', async () => {
    const { exchange, accounts } = await setting()
    const demo = accounts()
    const found = await Promise.all(['alice', 'bob', 'alice', 'alice', 'bob'].map((name) => demo.accountOf(name)))
    expect(new Set(found.map((account) => opened(account).accountId)).size).toBe(2)
    expect(exchange.statistics().accounts).toBe(2)
    expect(await owned(exchange, found[0])).toBe('300 50025 700')
    expect(await owned(exchange, await demo.accountOf('alice'))).toBe('300 50025 700')
  })

  it('are funded exactly once wherever a crash falls between the commands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { maxLength: 4 }), async (crashes) => {
        const { exchange, accounts } = await setting()
        for (const after of crashes) await accounts(failingAfter(exchange, after)).accountOf('alice')
        const account = await accounts().accountOf('alice')
        expect(await owned(exchange, account)).toBe('300 50025 700')
        expect(exchange.statistics().accounts).toBe(1)
      }),
      { seed: 42, numRuns: 60 },
    )
  })

  it('are given nothing again once their trader has spent or withdrawn some', async () => {
    const { exchange, accounts } = await setting()
    const account = opened(await accounts().accountOf('alice'))
    const [first] = await exchange.queries.assets()
    await exchange.submit({ type: 'Withdraw', accountId: account.accountId, assetId: first!.assetId, units: 1n })
    expect(await owned(exchange, await accounts().accountOf('alice'))).toBe('299 50025 700')
    await exchange.submit({ type: 'Withdraw', accountId: account.accountId, assetId: first!.assetId, units: 299n })
    expect(await owned(exchange, await accounts().accountOf('alice'))).toBe('50025 700')
  })

  it('are no more than allowed; those that are open go on', async () => {
    const { exchange, accounts } = await setting()
    const demo = accounts(exchange, 2)
    const names = ['a', 'b', 'c', 'd']
    const found = await Promise.all(names.map((name) => demo.accountOf(name)))
    expect(found.slice(0, 2).map((account) => opened(account).name)).toEqual(['a', 'b'])
    const reason = 'CAPACITY_EXCEEDED'
    expect(found.slice(2)).toEqual([1, 2].map(() => ({ reason, text: expect.stringContaining('demo.maxAccounts=2') as string })))
    expect(opened(await accounts(exchange, 2).accountOf('b')).name).toBe('b')
  })

  it('have the same in each flow of an exchange that has several, once', async () => {
    const flow = (name: string, flowNumber: number): GroupedFlow => {
      const ports = { journal: new MemoryJournal(), snapshots: new MemorySnapshotStore(), clock: new ManualClock(1) }
      const create: GroupedFlow['create'] = (wiring) => new Exchange({ ...ports, flowNumber, ...wiring })
      return { name, flowNumber, instruments: [], create }
    }
    const group = new FlowGroup({ flows: [flow('main', 0), flow('east', 4)], pause: () => Promise.resolve() })
    await group.start()
    await listMarkets(group, MARKETS)
    const flows = [{ name: 'east', number: 4 }]
    const openAccounts = () => group.statistics().accounts
    const demo = () => new DemoAccounts(group, { funds: FUNDS, flows, maxAccounts: 9, openAccounts })
    for (let again = 0; again < 2; again += 1) {
      const { accountId } = opened(await demo().accountOf('alice'))
      for (const name of ['main', 'east']) {
        const balances = await group.flowNamed(name)!.queries.balances(accountId)
        expect(balances.map(({ freeUnits }) => freeUnits)).toEqual([300n, 50_025n, 700n])
      }
    }
    await group.stop()
  })

  it('are refused for names that no account can have', async () => {
    const { exchange, accounts } = await setting()
    expect(await accounts().accountOf('a b')).toMatchObject({ reason: 'INVALID_NAME' })
    expect(exchange.statistics().accounts).toBe(0)
  })
})
