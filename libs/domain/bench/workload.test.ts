import { describe, expect, it } from 'vitest'
import { LadderBook } from '../src/book/ladder/ladder-book.ts'
import { ReferenceBook } from '../src/book/reference/reference-book.ts'
import { runBook } from './contenders.ts'
import { RecordWriter } from './record-writer.ts'
import { generateRegime, REGIMES } from './regimes.ts'
import { ReportTally } from './report-tally.ts'
import { generateMix } from './mix.ts'

describe('the workload of the benchmark', () => {
  const messages = 20_000
  const workload = generateMix(messages, 42)
  const { statistics } = workload

  it('has the mix that it says', () => {
    expect(statistics.messages).toBe(messages)
    expect(workload.kinds).toHaveLength(messages + workload.standing)
    expect(Math.abs(statistics.gtcShare - 0.09)).toBeLessThan(0.01)
    expect(Math.abs(statistics.iocShare - 0.03)).toBeLessThan(0.01)
    expect(Math.abs(statistics.cancelShare - 0.06)).toBeLessThan(0.01)
    expect(Math.abs(statistics.moveShare - 0.82)).toBeLessThan(0.01)
  })

  it('keeps about 1,000 orders on about 750 levels, and about 6 % of it trades', () => {
    expect(statistics.liveOrdersMean).toBeGreaterThan(900)
    expect(statistics.liveOrdersMean).toBeLessThan(1100)
    expect(statistics.priceLevelsMean).toBeGreaterThan(680)
    expect(statistics.priceLevelsMean).toBeLessThan(820)
    expect(statistics.tradingShare).toBeGreaterThan(0.05)
    expect(statistics.tradingShare).toBeLessThan(0.07)
  })

  it('is the same for the same seed and another for another', () => {
    expect(generateMix(1000, 42).prices).toEqual(workload.prices.slice(0, 1000 + workload.standing))
    expect(generateMix(1000, 43).prices).not.toEqual(workload.prices.slice(0, 1000 + workload.standing))
  })

  it('is accepted by the obvious book message by message, with the trades that it counts', () => {
    const tally = new ReportTally()
    let refused = 0
    tally.onRejected = () => void (refused += 1)
    const book = new ReferenceBook(tally)
    runBook(book, workload, 0, workload.standing)
    const standingTrades = tally.trades
    runBook(book, workload, workload.standing, workload.kinds.length)
    expect(refused).toBe(0)
    expect(tally.trades - standingTrades).toBe(statistics.trades)
  })
})

describe.each(REGIMES)('the regime $name', (regime) => {
  const messages = 20_000
  // Of the deepest no more than the obvious book can follow.
  const workload = generateRegime({ ...regime, liveOrders: Math.min(regime.liveOrders, 2000) }, messages, 42)
  const { statistics } = workload

  it('has the shares that it says, and a few refusals', () => {
    expect(Math.abs(statistics.gtcShare + statistics.iocShare - 0.5)).toBeLessThan(0.02)
    expect(Math.abs(statistics.cancelShare - 0.41)).toBeLessThan(0.02)
    expect(Math.abs(statistics.moveShare - 0.09)).toBeLessThan(0.01)
    expect(statistics.refusedShare).toBeGreaterThan(0.01)
    expect(statistics.refusedShare).toBeLessThan(0.08)
  })

  it('is done alike by the obvious book, record by record', () => {
    const [obvious, fast] = [new RecordWriter(), new RecordWriter()]
    runBook(new ReferenceBook(obvious), workload, 0, workload.standing + 5000)
    runBook(new LadderBook(fast), workload, 0, workload.standing + 5000)
    expect(fast.written).toBe(obvious.written)
    expect(fast.checksum()).toBe(obvious.checksum())
  })
})
