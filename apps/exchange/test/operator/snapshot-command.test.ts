import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedExchange, openlob } from './operated-exchange.ts'

let exchange: OperatedExchange
beforeAll(async () => {
  exchange = await OperatedExchange.open()
})
afterAll(() => exchange.close())

describe('openlob snapshot', () => {
  it('saves one of the running exchange, which its next start begins from', async () => {
    await exchange.ask('POST /accounts', { name: 'alice' })
    const { code, output, errors } = await openlob('snapshot', '--admin-url', exchange.adminUrl)
    expect([code, errors]).toEqual([0, ''])
    const [, sequence] = /^saved a snapshot that goes up to command (\d+)\n$/.exec(output) ?? []
    const health = await exchange.ask('GET /health')
    expect(health.body).toMatchObject({ status: 'running', commandSequence: Number(sequence) })
    expect(await exchange.ask('POST /snapshots')).toEqual({ status: 201, body: { commandSequence: Number(sequence) } })
  })

  it('says that nothing listens, and refuses what is no address', async () => {
    const unreached = await openlob('snapshot', '--admin-url', 'http://localhost:1')
    expect(unreached.code).toBe(1)
    expect(unreached.errors).toContain('openlob: ')
    expect((await openlob('snapshot', '--admin-url', 'here')).code).toBe(2)
  })
})
