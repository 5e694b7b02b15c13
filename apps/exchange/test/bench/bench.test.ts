import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BenchRow } from '../../src/bench/bench-report.ts'
import { OpenlobProcess, withDirectory } from '../process/exchange-process.ts'

interface Written {
  readonly bench: string
  readonly machine: { readonly cores: number; readonly node: string }
  readonly rows: readonly BenchRow[]
}

/** Runs a bench as short as can be. */
async function bench(directory: string, ...args: readonly string[]): Promise<{ stdout: string; written: Written }> {
  const file = join(directory, 'figures.json')
  const settings = ['--seconds', '0.1', '--json', file, '--directory', directory]
  const { code, stdout, stderr } = await new OpenlobProcess(directory, ['bench', ...args, ...settings]).finished
  expect([code, stderr]).toEqual([0, expect.stringContaining('the disk ...')])
  return { stdout, written: JSON.parse(readFileSync(file, 'utf8')) as Written }
}

function expectFigures({ name, perSecond, latency }: BenchRow): void {
  expect(perSecond ?? latency?.count, name).toBeGreaterThan(0)
  if (latency === undefined) return
  const { p50Us, p99Us, p999Us, meanUs } = latency
  expect(meanUs, name).toBeGreaterThan(0)
  expect(p50Us <= p99Us && p99Us <= p999Us, name).toBe(true)
}

describe('openlob bench', () => {
  it('measures the flow, the disk and the durable pipeline, as a table and as JSON', () =>
    withDirectory(async (directory) => {
      const { stdout, written } = await bench(directory)
      const names = written.rows.map(({ name }) => name)
      expect(names).toEqual([
        'flow: a command in one thread, no journal',
        'bare disk: a durable write of 512 octets',
        'durable pipeline, paced',
        'durable pipeline, at full load',
      ])
      for (const row of written.rows) expectFigures(row)
      for (const name of names) expect(stdout).toContain(name)
      expect(written.machine.node).toBe(process.version)
    }))

  it('measures an exchange over WebSocket', () =>
    withDirectory(async (directory) => {
      const { written } = await bench(directory, 'ws', '--threads', 'never')
      for (const row of written.rows) expectFigures(row)
      const order = written.rows.find(({ name }) => name.startsWith('order, 5,000 a second'))
      expect(order?.latency?.count).toBe(500)
      const processing = written.rows.find(({ name }) => name.startsWith('order: parsed'))
      expect(processing?.latency?.count).toBe(500)
      expect(written.rows.at(-1)?.name).toContain('subscribers')
    }))

  it('measures the Binance dialect', () =>
    withDirectory(async (directory) => {
      const { written } = await bench(directory, 'rest', '--threads', 'never')
      expect(written.rows.map(({ name }) => name)).toEqual([
        'bare disk: a durable write of 512 octets',
        'order over REST, keep-alive',
        'order over the WebSocket API',
        'the same answered in SBE',
        'order over the WebSocket API, evenly',
        'the same with 1,000 subscribers',
        'as many orders as go with 1,000 subscribers',
        'the same with 100 that do not read',
      ])
      for (const row of written.rows) expectFigures(row)
    }))

  it('says what is wrong with its options', () =>
    withDirectory(async (directory) => {
      const { code, stderr } = await new OpenlobProcess(directory, ['bench', '--seconds', '0']).finished
      expect([code, stderr]).toEqual([2, expect.stringContaining('a number from 0.1 to 60 is wanted')])
    }))
})
