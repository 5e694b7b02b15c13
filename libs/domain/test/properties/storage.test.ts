import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderIndex } from '../../src/book/ladder/order-index.ts'
import { ORDER_ID, OrderPool, RUNG } from '../../src/book/ladder/order-pool.ts'
import { BEST_SLOT, NO_RUNG, PriceLadder, sideOf } from '../../src/book/ladder/price-ladder.ts'
import { RestingOrders } from '../../src/book/ladder/resting-orders.ts'

const ORDER_IDS = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 60 }).map((count) => count * 65_536),
  fc.integer({ min: 1, max: 60 }).map((count) => 2 ** 53 - count * 2 ** 40),
  fc.integer({ min: 0, max: 60 }).map((count) => 2 ** 31 - 30 + count),
)

describe('the index of orders', () => {
  it('finds what a map finds, whatever the ids and however often they come and go', () => {
    fc.assert(
      fc.property(fc.array(ORDER_IDS, { minLength: 200, maxLength: 2000, size: 'max' }), (orderIds) => {
        const pool = new OrderPool(1)
        const index = new OrderIndex(pool, 1)
        const oracle = new Map<number, number>()
        for (const orderId of orderIds) {
          const order = oracle.get(orderId)
          expect(index.find(orderId)).toBe(order ?? 0)
          if (order === undefined) {
            const added = pool.allocate()
            pool.amounts[(added << 2) | ORDER_ID] = orderId
            index.insert(added, orderId)
            oracle.set(orderId, added)
          } else {
            index.remove(order, orderId)
            pool.release(order)
            oracle.delete(orderId)
          }
        }
        for (const [orderId, order] of oracle) expect(index.find(orderId)).toBe(order)
      }),
      { seed: 42, numRuns: 50 },
    )
  })
})

const RUNGS = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: -100, max: -1 }),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.integer({ min: -(2 ** 31) + 1, max: -1 }),
  fc.integer({ min: 0, max: 30 }).map((shift) => 2 ** shift),
)

describe('the price ladder', () => {
  it('walks the occupied levels of each side as a sorted array would, and gives its pages back', () => {
    fc.assert(
      fc.property(fc.array(RUNGS, { minLength: 50, maxLength: 400, size: 'max' }), (rungs) => {
        const resting = new RestingOrders(1)
        const oracle = new Map<number, number>()
        for (const [count, rung] of rungs.entries()) {
          const orderId = oracle.get(rung)
          if (orderId === undefined) {
            resting.add(count + 1, sideOf(rung), rung, 1, false)
            oracle.set(rung, count + 1)
          } else {
            resting.remove(resting.find(orderId), sideOf(rung))
            oracle.delete(rung)
          }
          expect(walked(resting.ladder)).toEqual([...oracle.keys()].sort((left, right) => right - left))
        }
        for (const [rung, orderId] of oracle) {
          expect(resting.ladder.rungAt(resting.ladder.find(rung))).toBe(rung)
          expect(resting.pool.links[(resting.find(orderId) << 3) | RUNG]).toBe(rung)
          resting.remove(resting.find(orderId), sideOf(rung))
        }
        expect([...resting.ladder.best]).toEqual([NO_RUNG, NO_RUNG, 0, 0])
      }),
      { seed: 42, numRuns: 50 },
    )
  })

  it('shares a pool with others, and is small while it is empty', () => {
    const pool = new OrderPool(1)
    const [lit, hidden] = [new PriceLadder(pool), new PriceLadder(pool)]
    expect(hidden.memoryBytes).toBeLessThan(512)
    const slot = lit.open(100)
    lit.occupy(0, slot, 100)
    expect(hidden.find(100)).toBeLessThan(16)
    expect(hidden.best[BEST_SLOT]).toBe(0)
    expect(hidden.open(100)).not.toBe(slot)
  })
})

/** The rungs of the bids and then of the asks, best first. */
function walked(ladder: PriceLadder): number[] {
  const rungs: number[] = []
  for (const best of [ladder.best[BEST_SLOT]!, ladder.best[BEST_SLOT + 1]!]) {
    for (let slot = best; slot !== 0; slot = ladder.nextSlot(slot)) rungs.push(ladder.rungAt(slot))
  }
  return rungs
}
