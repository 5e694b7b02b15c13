import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUY, CONTINUOUS, GOOD_TILL_CANCEL, GOOD_TILL_DATE, PEG_BID, PRE_OPEN, SELL } from '../../src/book/book-codes.ts'
import type { BookOptions } from '../../src/book/book-options.ts'
import { LadderBook } from '../../src/book/ladder/ladder-book.ts'
import type { OrderBookListener } from '../../src/book/order-book-listener.ts'
import type { DepthDiff } from '../../src/depth/depth-diff.ts'
import { DepthFeed } from '../../src/depth/depth-feed.ts'
import { DepthReplica } from '../../src/depth/depth-replica.ts'
import { ReportLog } from '../../src/book/report-log.ts'
import { giveFeature } from '../feature-commands.ts'
import { featureCommandsOf, FEATURE_REGIMES } from '../feature-regimes.ts'

const SIDES = [BUY, SELL] as const

function feedOf(options?: BookOptions, listener: OrderBookListener = new ReportLog()): DepthFeed<LadderBook> {
  return new DepthFeed((reports) => new LadderBook(reports, options), listener)
}

function expectAlike(replica: DepthReplica, book: LadderBook): void {
  for (const side of SIDES) {
    const levels = book.depth(side, Infinity).map(({ priceTicks, quantityLots }) => ({ priceTicks, quantityLots }))
    expect(replica.depth(side, Infinity)).toEqual(levels)
  }
}

describe('a depth feed', () => {
  it.each(FEATURE_REGIMES)('lets a replica rebuild the book exactly, in a market of $name', (regime) => {
    // How many commands a diff covers, and after how many diffs the image is asked for.
    const shape = fc.record({ every: fc.integer({ min: 1, max: 4 }), imageAt: fc.integer({ min: 0, max: 60 }) })
    fc.assert(
      fc.property(featureCommandsOf(regime, 150), shape, (commands, { every, imageAt }) => {
        const feed = feedOf(regime.options)
        const diffs: DepthDiff[] = []
        let replica = new DepthReplica(feed.image())
        for (const [index, command] of commands.entries()) {
          giveFeature(feed.book, command)
          if (index === imageAt) replica = lateReplica(feed, diffs)
          if (index % every !== 0) continue
          const diff = feed.take()
          if (diff !== undefined) {
            diffs.push(diff)
            expect(replica.apply(diff)).toEqual({ kind: 'applied' })
          }
          expect(replica.lastUpdateId).toBe(feed.lastUpdateId)
          expectAlike(replica, feed.book)
        }
        expectGapless(diffs)
      }),
      { seed: 42, numRuns: 8 },
    )
  })

  it('tells each level that changed once, with its new quantity, best prices first', () => {
    const feed = feedOf()
    const { book } = feed
    book.placeLimit(1, SELL, 103, 4, GOOD_TILL_CANCEL)
    book.placeLimit(2, SELL, 101, 5, GOOD_TILL_CANCEL)
    book.placeLimit(3, SELL, 101, 2, GOOD_TILL_CANCEL)
    book.placeLimit(4, BUY, 99, 1, GOOD_TILL_CANCEL)
    const levels = [{ priceTicks: 101, quantityLots: 7 }, { priceTicks: 103, quantityLots: 4 }]
    const bids = [{ priceTicks: 99, quantityLots: 1 }]
    expect(feed.take()).toEqual({ firstUpdateId: 1, lastUpdateId: 3, bids, asks: levels })
    book.placeLimit(5, BUY, 101, 7, GOOD_TILL_CANCEL)
    const gone = [{ priceTicks: 101, quantityLots: 0 }]
    expect(feed.take()).toEqual({ firstUpdateId: 4, lastUpdateId: 4, bids: [], asks: gone })
  })

  it('tells nothing where nothing changed: refusals, what came and went, and what is not displayed', () => {
    const feed = feedOf()
    const { book } = feed
    book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)
    feed.take()
    book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)
    book.placeLimit(2, SELL, 105, 1, GOOD_TILL_CANCEL)
    book.cancel(2)
    book.place({ orderId: 3, side: BUY, priceTicks: 98, quantityLots: 5, hidden: true })
    book.place({ orderId: 4, side: BUY, quantityLots: 5, peg: PEG_BID })
    expect(feed.take()).toBeUndefined()
    expect(feed.lastUpdateId).toBe(1)
  })

  it('tells of what expires and of what an auction takes at another price', () => {
    const feed = feedOf({ phase: PRE_OPEN })
    const { book } = feed
    const until = { timeInForce: GOOD_TILL_DATE, expiresAtUs: 9 } as const
    book.place({ orderId: 1, side: BUY, priceTicks: 90, quantityLots: 5, ...until })
    book.place({ orderId: 2, side: BUY, priceTicks: 105, quantityLots: 5 })
    book.place({ orderId: 3, side: SELL, priceTicks: 95, quantityLots: 5 })
    expect(feed.take()?.bids).toHaveLength(2)
    book.advanceTime(9)
    expect(feed.take()?.bids).toEqual([{ priceTicks: 90, quantityLots: 0 }])
    book.setPhase(2)
    book.setPhase(CONTINUOUS)
    const { bids, asks } = feed.take()!
    expect([bids, asks]).toEqual([[{ priceTicks: 105, quantityLots: 0 }], [{ priceTicks: 95, quantityLots: 0 }]])
  })

  it('compares all levels where more prices were touched than it keeps', () => {
    const feed = feedOf()
    for (let id = 1; id <= 10_000; id += 1) feed.book.placeLimit(id, BUY, id, 1, GOOD_TILL_CANCEL)
    expect(feed.take()).toMatchObject({ firstUpdateId: 1, lastUpdateId: 10_000 })
    expect(feed.image(1).bids).toEqual([{ priceTicks: 10_000, quantityLots: 1 }])
  })

  it('goes on with its ids over a book that is restored', () => {
    const before = feedOf()
    before.book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)
    before.take()
    const restored = (listener: OrderBookListener) => {
      const book = new LadderBook(listener)
      book.restore(before.book.snapshot())
      return book
    }
    const feed = new DepthFeed(restored, new ReportLog(), before.lastUpdateId)
    const replica = new DepthReplica(before.image())
    feed.book.placeLimit(2, BUY, 99, 1, GOOD_TILL_CANCEL)
    expect(replica.apply(feed.take()!)).toEqual({ kind: 'applied' })
    expectAlike(replica, feed.book)
    expect(() => new DepthFeed(restored, new ReportLog(), -1)).toThrow('lastUpdateId=-1')
  })

  it('passes every report on', () => {
    const [direct, behind] = [new ReportLog(true), new ReportLog(true)]
    const everything = FEATURE_REGIMES.find(({ name }) => name === 'everything together')!
    const commands = fc.sample(featureCommandsOf(everything, 1500), { seed: 42, numRuns: 1 })[0]!
    const book = new LadderBook(direct)
    const feed = feedOf({}, behind)
    for (const command of commands) {
      giveFeature(book, command)
      giveFeature(feed.book, command)
    }
    expect(behind.take()).toEqual(direct.take())
  })

  it('gives images and diffs that cannot be changed', () => {
    const feed = feedOf()
    feed.book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)
    const diff = feed.take()!
    const image = feed.image()
    for (const part of [diff, diff.bids, diff.bids[0], image, image.bids, image.bids[0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

describe('a depth replica', () => {
  it('says which update is missing, and stays as it was', () => {
    const feed = feedOf()
    const replica = new DepthReplica(feed.image())
    feed.book.placeLimit(1, BUY, 99, 1, GOOD_TILL_CANCEL)
    feed.take()
    feed.book.placeLimit(2, BUY, 98, 1, GOOD_TILL_CANCEL)
    expect(replica.apply(feed.take()!)).toEqual({ kind: 'gap', expectedUpdateId: 1, firstUpdateId: 2 })
    expect(replica.depth(BUY, Infinity)).toEqual([])
    expect(replica.lastUpdateId).toBe(0)
  })
})

/** A replica that collects diffs first and asks for the image then, so that they overlap. */
function lateReplica(feed: DepthFeed<LadderBook>, diffs: readonly DepthDiff[]): DepthReplica {
  const replica = new DepthReplica(feed.image())
  for (const diff of diffs.slice(-5)) expect(replica.apply(diff)).toEqual({ kind: 'contained' })
  return replica
}

function expectGapless(diffs: readonly DepthDiff[]): void {
  let expected = 1
  for (const { firstUpdateId, lastUpdateId, bids, asks } of diffs) {
    expect(firstUpdateId).toBe(expected)
    expect(lastUpdateId - firstUpdateId + 1).toBe(bids.length + asks.length)
    expected = lastUpdateId + 1
  }
}
