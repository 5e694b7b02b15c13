import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { OperatorError } from '../operator-error.ts'
import { lobsterCommand } from './lobster-command.ts'
import { replayLobster } from './lobster-replay.ts'
import { SKIPPED } from './order-flow-translator.ts'
import { checksOf, renderReport, reportJson } from './replay-report.ts'
import type { ReplayFigures } from './replay-report.ts'

const data = process.env['LOBSTER_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data')
const hour = (ticker: string, kind: string): string =>
  join(data, 'lobster', `${ticker}_2012-06-21_34200000_37800000_${kind}`)
const msft = { messagesFile: hour('MSFT', 'message_50_head1000.csv'), orderbookFile: hour('MSFT', 'orderbook_50_head1000.csv'), levels: 10 }
const aapl = { messagesFile: hour('AAPL', 'message_50.csv.gz'), levels: 10 }
const absence = (...files: string[]): string | undefined => {
  const missing = files.find((file) => !existsSync(file))
  return missing === undefined ? undefined : `no real order flow: ${missing} is absent (LOBSTER_DATA names another folder)`
}

const failedChecks = (figures: ReplayFigures): string[] =>
  checksOf(figures)
    .filter(({ passed }) => !passed)
    .map(({ name, measured }) => `${name}: ${measured}`)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlob-replay-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A small hour: a new order, executions of it and of an older one, a hidden one, a delete and a partial cancel. */
const MESSAGES = [
  '34200.0,1,1,100,500,1',
  '34200.1,1,2,50,505,-1',
  '34200.2,4,2,20,505,-1',
  '34200.3,5,0,10,502,1',
  '34200.4,3,9,40,500,1',
  '34200.5,2,2,10,505,-1',
  '34200.6,4,1,100,500,1',
]
const ROWS = [
  '510,100,500,140,520,10,490,5',
  '505,50,500,140,510,100,490,5',
  '505,30,500,140,510,100,490,5',
  '505,30,500,140,510,100,490,5',
  '505,30,500,100,510,100,490,5',
  '505,20,500,100,510,100,490,5',
  '505,20,490,5,510,100,-9999999999,0',
]

let files = 0
async function write(lines: readonly string[], extension = 'csv'): Promise<string> {
  files += 1
  const text = lines.map((line) => `${line}\n`).join('')
  const path = join(folder, `TEST_2012-06-21_${files}_message_2.${extension}`)
  await writeFile(path, extension === 'csv' ? text : gzipSync(text))
  return path
}

async function runCommand(args: readonly string[]): Promise<{ output: string; failure: unknown }> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const progress = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const failure: unknown = await lobsterCommand()
      .exitOverride()
      .parseAsync(args, { from: 'user' })
      .then(() => undefined, (error: unknown) => error)
    return { output: written.mock.calls.map(([text]) => String(text)).join(''), failure }
  } finally {
    written.mockRestore()
    progress.mockRestore()
  }
}

describe('a replay of bad files', () => {
  it('names the file and line of the first bad message', async () => {
    const messages = await write([...MESSAGES.slice(0, 2), '34200.2,1,3,fifty,505,-1'])
    const { output, failure } = await runCommand(['--messages', messages])
    expect(failure).toBeInstanceOf(OperatorError)
    expect(String(failure)).toContain(`${messages}:3: the size is not a whole number of shares: "fifty"`)
    expect(output).toBe('')
  })

  it('names a file that is absent or empty', async () => {
    await expect(replayLobster({ messagesFile: join(folder, 'none.csv'), levels: 1 })).rejects.toThrow('none.csv: there is no such file')
    const empty = await write([])
    await expect(replayLobster({ messagesFile: empty, levels: 1 })).rejects.toThrow(`${empty}: is empty`)
    const messagesFile = await write(MESSAGES)
    await expect(replayLobster({ messagesFile, orderbookFile: empty, levels: 1 })).rejects.toThrow(`${empty}: is empty`)
  })

  it('says which file is the shorter one', async () => {
    const messagesFile = await write(MESSAGES)
    const short = await write(ROWS.slice(0, 4))
    await expect(replayLobster({ messagesFile, orderbookFile: short, levels: 2 })).rejects.toThrow(
      `${short}: ends after 4 rows, ${messagesFile} goes on`,
    )
    const long = await write([...ROWS, ROWS[6]!])
    await expect(replayLobster({ messagesFile, orderbookFile: long, levels: 2 })).rejects.toThrow(
      `${long}:8: one row too many: ${messagesFile} has 7 messages`,
    )
  })

  it('refuses to compare more levels than there are', async () => {
    const messagesFile = await write(MESSAGES)
    const orderbookFile = await write(ROWS)
    await expect(replayLobster({ messagesFile, orderbookFile, levels: 3 })).rejects.toThrow(
      `${orderbookFile}:1: has 2 levels, fewer than the 3 to compare`,
    )
  })

  it('refuses a journal folder with something in it', async () => {
    const journalDirectory = join(folder, 'taken')
    await mkdir(journalDirectory)
    await writeFile(join(journalDirectory, 'mine.txt'), '')
    const messagesFile = await write(MESSAGES)
    await expect(replayLobster({ messagesFile, levels: 1, journalDirectory })).rejects.toThrow('taken is not empty')
    expect(await readdir(journalDirectory)).toEqual(['mine.txt'])
  })

  it('ends where it is interrupted', async () => {
    const messagesFile = await write(MESSAGES)
    const interrupted = replayLobster({ messagesFile, levels: 1, signal: AbortSignal.abort() })
    await expect(interrupted).rejects.toThrow('interrupted after 0 messages')
  })

  it('leaves no temporary journal behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('openlob-replay-')).length
    const messagesFile = await write([...MESSAGES, 'not a message'])
    await expect(replayLobster({ messagesFile, levels: 1 })).rejects.toThrow(':8: a message has 6 columns')
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('openlob-replay-')).length
    expect(after).toBeLessThanOrEqual(before)
  })
})

describe('a replay', () => {
  it('follows the file from its first row, message by message', async () => {
    const messagesFile = await write(MESSAGES)
    const figures = await replayLobster({ messagesFile, orderbookFile: await write(ROWS), levels: 2 })
    expect(failedChecks(figures)).toEqual([])
    expect(figures).toMatchObject({
      instrument: 'TEST-USD',
      messages: 7,
      commandsByKind: { seed: 4, 'new order': 1, execution: 2, delete: 1, 'partial cancel': 1 },
      rows: { compared: 6, equal: 6, firstUnequal: undefined },
      executions: { replayed: 2, ofKnownOrders: 1, ofSeededOrders: 1, atBestPrice: 2, atNamedOrder: 2 },
      trades: 2,
    })
    expect(figures.skippedByReason[SKIPPED.hidden]).toBe(1)
  })

  it('is the same every time, and from a compressed file', async () => {
    const first = await replayLobster({ messagesFile: await write(MESSAGES), levels: 1 })
    const second = await replayLobster({ messagesFile: await write(MESSAGES, 'csv.gz'), levels: 1 })
    expect(second.stateHash).toBe(first.stateHash)
    expect(second.recoveredStateHash).toBe(first.stateHash)
  })

  it('keeps the journal where it is told to', async () => {
    const journalDirectory = join(folder, 'kept')
    await replayLobster({ messagesFile: await write(MESSAGES), levels: 1, journalDirectory })
    expect(await readdir(journalDirectory)).not.toEqual([])
  })

  it('shows the first row that is not equal, and fails', async () => {
    const messages = await write(MESSAGES)
    const tampered = await write(ROWS.with(3, '505,30,500,140,510,99,490,5'))
    const { output, failure } = await runCommand(['--messages', messages, '--orderbook', tampered, '--levels', '2'])
    expect(String(failure)).toContain('1 of 9 checks failed')
    expect(output).toMatch(/FAILED.*book equals the file, levels 1 to 2 +5 of 6 rows/)
    expect(output).toContain('first unequal row: line 4')
    expect(output).toMatch(/>\s+2\s+5 @ 490 \| 99 @ 510\s+5 @ 490 \| 100 @ 510/)
  })

  it('fails where a resting order of the file would trade, or an execution is not at the best price', async () => {
    const messagesFile = await write(['34200.0,1,1,100,500,1', '34200.1,1,2,50,499,-1', '34200.2,1,3,10,490,1', '34200.3,4,3,10,490,1'])
    const figures = await replayLobster({ messagesFile, levels: 1 })
    const failed = failedChecks(figures)
    expect(failed).toContain('resting orders that traded on entry: 1')
    expect(failed).toContain('executions fill whole at the best price: 0 of 1')
    const report = renderReport(figures, checksOf(figures))
    expect(report).toContain('line 2: new order traded at 500')
    expect(report).toContain('line 4: 10 of 10 shares at 500, not 490')
  })

  it('fails where messages contradict each other', async () => {
    const messagesFile = await write(['34200.0,1,1,100,500,1', '34200.1,3,1,90,500,1'])
    const figures = await replayLobster({ messagesFile, levels: 1 })
    expect(failedChecks(figures)).toEqual(['messages that contradict earlier ones: 1'])
    expect(checksOf(figures).flatMap(({ details }) => details)).toEqual([
      'first: line 2: order 1 has 100 shares open, the message says 90',
    ])
  })

  it('fails where money or the recovered state is not the same', async () => {
    const figures = await replayLobster({ messagesFile: await write(MESSAGES), levels: 1 })
    const money = figures.money.map((one) => ({ ...one, ownedUnits: one.ownedUnits - 1n }))
    expect(failedChecks({ ...figures, money })).toHaveLength(2)
    expect(failedChecks({ ...figures, recoveredStateHash: '0000000000000000' })).toHaveLength(1)
  })

  it('is reported as JSON too', async () => {
    const { output, failure } = await runCommand(['--messages', await write(MESSAGES), '--json'])
    expect(failure).toBeUndefined()
    expect(JSON.parse(output)).toMatchObject({ instrument: 'TEST-USD', messages: 7, passed: true })
    const figures = await replayLobster({ messagesFile: await write(MESSAGES), levels: 1 })
    expect(reportJson(figures, checksOf(figures))).toContain('"depositedUnits": "5000000000000000"')
  })
})

describe('real NASDAQ order flow', () => {
  it('of MSFT leaves the book of the file after each of 999 messages', async (context) => {
    const missing = absence(msft.messagesFile, msft.orderbookFile)
    if (missing !== undefined) context.skip(missing)
    const figures = await replayLobster(msft)
    expect(failedChecks(figures)).toEqual([])
    expect(figures.rows).toEqual({ compared: 999, equal: 999, firstUnequal: undefined })
    expect(figures.executions).toMatchObject({ replayed: 110, atBestPrice: 110, atNamedOrder: 110 })
  })

  it('of an hour of AAPL fills 4,055 executions at the best price, 4,031 of them at the order named', async (context) => {
    const missing = absence(aapl.messagesFile)
    if (missing !== undefined) context.skip(missing)
    const figures = await replayLobster(aapl)
    expect(failedChecks(figures)).toEqual([])
    expect(figures.messages).toBe(91_997)
    expect(figures.executions).toEqual({
      replayed: 4055,
      ofKnownOrders: 4055,
      ofSeededOrders: 0,
      atBestPrice: 4055,
      atOldestOrder: 4055,
      atNamedOrder: 4031,
    })
  })
})
