import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Exchange, ManualClock, MemorySnapshotStore } from '@openlob/application'
import type { Command, Event } from '@openlob/application'
import { FileJournal, inspectJournal } from '@openlob/journal-file'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Acknowledgements, orderFields } from './acknowledgements.ts'
import type { Message } from './acknowledgements.ts'
import { JournalAudit } from './journal-audit.ts'

let directory: string
let answers: Message[]
const ORDERS = ['first', 'second', 'third']

/** A journal with an order of each id, each in a frame of its own, and the answers that clients got; no clean end. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'openlob-audit-'))
  const journal = new FileJournal({ directory: join(directory, 'journal'), segmentBytes: 65_536 })
  const exchange = new Exchange({ journal, snapshots: new MemorySnapshotStore(), clock: new ManualClock(1_000_000) })
  await exchange.start()
  const carryOut = async (command: unknown): Promise<readonly Event[]> => {
    const answer = await exchange.submit(command as Command)
    if (answer.status !== 'done') throw new Error(answer.text)
    return answer.events
  }
  await carryOut({ type: 'ListAsset', symbol: 'BTC', scale: 8 })
  await carryOut({ type: 'ListAsset', symbol: 'USDT', scale: 8 })
  const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.00001' }
  await carryOut({ type: 'ListInstrument', kind: 'spot', terms, baseAssetId: 1, quoteAssetId: 2 })
  await carryOut({ type: 'OpenAccount', name: 'alice' })
  await carryOut({ type: 'Deposit', accountId: 1, assetId: 2, units: 10n ** 15n })
  const [instrument] = await exchange.queries.instruments()
  answers = []
  for (const clientOrderId of ORDERS) {
    const limit = { orderType: 'limit', priceTicks: 5_000_000, timeInForce: 'GTC', postOnly: false }
    const order = { accountId: 1, instrumentId: 1, side: 'buy', quantityLots: 100, clientOrderId, ...limit }
    const events = await carryOut({ type: 'PlaceOrder', ...order })
    const accepted = events.find((event) => event.type === 'OrderAccepted')!
    answers.push({ type: 'order_ack', ...orderFields(accepted.order, instrument!), sequence: accepted.sequence })
  }
  const path = inspectJournal(join(directory, 'journal')).segments[0]!.path
  const asItStood = readFileSync(path)
  await exchange.stop()
  writeFileSync(path, asItStood)
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** What an audit finds that was told `told` and knows that `sent` were sent. */
async function problemsOf(told: readonly Message[], sent: readonly string[] = ORDERS): Promise<string[]> {
  const audit = new JournalAudit(directory, {})
  for (const id of sent) audit.sent({ type: 'limit_order', side: 'buy', client_order_id: id })
  const acknowledgements = new Acknowledgements()
  for (const message of told) acknowledgements.take(message)
  await audit.advance(acknowledgements)
  return audit.problems
}

describe('the audit of the crash test', () => {
  it('finds nothing wrong where all is as it was told', async () => {
    expect(await problemsOf(answers)).toEqual([])
  })

  it('finds an acknowledged order that is gone', async () => {
    const { path, usedBytes } = inspectJournal(join(directory, 'journal')).segments[0]!
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, usedBytes - 40, usedBytes))
    const problems = await problemsOf(answers)
    expect(problems.length).toBe(1)
    expect(problems[0]).toMatch(/^lost: .*"client_order_id":"third"/)
  })

  it('finds an acknowledged cancel that did not hold', async () => {
    const canceled = { type: 'orders_canceled', trader_id: 'alice', order_ids: ['2'] }
    expect(await problemsOf([...answers, canceled])).toEqual(['lost: the order 2 was answered as cancelled'])
  })

  it.each([
    ['quantity', '0.002'],
    ['price', '49999'],
    ['status', 'filled'],
    ['updated_us', 5],
  ])('finds an order whose %s is another than was told', async (field, value) => {
    const problems = await problemsOf([{ ...answers[0], [field]: value }])
    expect(problems).toEqual([expect.stringContaining(`: ${field} is ${String(answers[0]![field])} in the replay`)])
  })

  it('finds an order that nobody sent, and one that was sent as another', async () => {
    expect(await problemsOf(answers, ['first', 'second'])).toEqual([expect.stringContaining('an order third that nobody sent')])
    const audit = new JournalAudit(directory, {})
    for (const id of ORDERS) audit.sent({ type: 'limit_order', side: 'sell', client_order_id: id })
    await audit.advance(new Acknowledgements())
    expect(audit.problems.length).toBe(3)
    expect(audit.problems[0]).toContain('not the order that was sent')
  })

  it('finds an answer that tells of another event', async () => {
    const problems = await problemsOf([{ ...answers[0], sequence: 1 }])
    expect(problems).toEqual([expect.stringContaining('was told of the event')])
  })
})
