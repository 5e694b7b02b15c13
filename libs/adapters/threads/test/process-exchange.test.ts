import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer, Command, ExchangeFailure } from '@openlob/application'
import { exchangeConformance, sampleHistory } from '@openlob/application/testing'
import type { ExchangeStorage } from '@openlob/application/testing'
import { describe, expect, it } from 'vitest'
import { ProcessExchange } from '../src/index.ts'
import type { Broken } from './broken-parts.ts'
import { bundled } from './bundled.ts'

const file = bundled('kept-parts.ts', 'broken-parts.ts')
const entry = file('flow-process.ts')
const SETTING = sampleHistory({ length: 0, accounts: 2 }).map(({ command }) => command)
const deposit = (units: bigint): Command => ({ type: 'Deposit', accountId: 1, assetId: 1, units }) as Command

function inProcess(): ExchangeStorage {
  const directory = mkdtempSync(join(tmpdir(), 'openlob-process-'))
  return {
    exchange: (limits) => new ProcessExchange({ parts: file('kept-parts.ts'), entry, settings: { directory }, ...limits }),
    dispose: () => {
      rmSync(directory, { recursive: true })
    },
  }
}

describe('the exchange in a process of its own', () => {
  it.each(exchangeConformance(inProcess))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

function broken(settings: Broken) {
  const failures: ExchangeFailure[] = []
  const parts = file('broken-parts.ts')
  const onError = (failure: ExchangeFailure) => failures.push(failure)
  return { failures, exchange: new ProcessExchange({ parts, entry, settings, onError }) }
}

const reasonOf = (answer: Answer): string => (answer.status === 'done' ? 'done' : answer.reason)

describe('a process that cannot start', () => {
  it.each([
    ['its parts cannot be made', 'parts', { message: 'no such plugin' }],
    ['its journal cannot be opened', 'journal opening', { name: 'LocatedError', location: 'segment-7', offset: 42 }],
  ] as const)('says so where %s, and is gone', async (_why, what, error) => {
    const { exchange } = broken({ what, after: 0 })
    await expect(exchange.start()).rejects.toMatchObject(error)
    expect(exchange.status).toBe('failed')
    expect(reasonOf(await exchange.submit(deposit(1n)))).toBe('NOT_RUNNING')
    expect(() => process.kill(exchange.pid!, 0)).toThrow('ESRCH')
    await expect(exchange.stop()).rejects.toMatchObject(error)
  })

  it('says so where there is no such program', async () => {
    const exchange = new ProcessExchange({ parts: 'none', entry: new URL('file:///nowhere/process.mjs') })
    await expect(exchange.start()).rejects.toThrow('the process of the flow has ended: code=1')
  })
})

describe('a process that fails', () => {
  it('is heard of when it is killed: nothing more is taken, and what was taken is answered', async () => {
    const { exchange, failures } = broken({ what: 'nothing', after: 0 })
    await exchange.start()
    for (const command of SETTING) await exchange.submit(command)
    process.kill(exchange.pid!, 'SIGKILL')
    const [answer, query] = [exchange.submit(deposit(1n)), exchange.queries.assets()]
    await expect(query).rejects.toMatchObject({ name: 'QueryUnavailableError', reason: 'ENGINE_FAILED' })
    expect(reasonOf(await answer)).toBe('ENGINE_FAILED')
    expect(reasonOf(await exchange.submit(deposit(1n)))).toBe('ENGINE_FAILED')
    expect(failures.map(({ source, error }) => [source, (error as Error).message])).toEqual([
      ['engine', 'the process of the flow has ended: signal=SIGKILL'],
    ])
    await expect(exchange.stop()).rejects.toThrow('signal=SIGKILL')
  })

  it('says what the journal said', async () => {
    const { exchange, failures } = broken({ what: 'journal writing', after: SETTING.length + 1 })
    await exchange.start()
    for (const command of SETTING) expect(reasonOf(await exchange.submit(command))).toBe('done')
    expect(reasonOf(await exchange.submit(deposit(1n)))).toBe('JOURNAL_FAILED')
    expect(failures).toMatchObject([{ source: 'journal', error: { message: 'disk full' } }])
    await expect(exchange.stop()).rejects.toThrow('disk full')
  })

  it('goes on where a snapshot cannot be saved, and says so', async () => {
    const { exchange, failures } = broken({ what: 'snapshots', after: 0 })
    await exchange.start()
    await exchange.submit(SETTING[0]!)
    await expect(exchange.saveSnapshot()).rejects.toThrow('no space')
    expect(exchange.status).toBe('running')
    await exchange.stop()
    expect(failures).toMatchObject([{ source: 'snapshot', error: { message: 'no space' } }])
  })
})
