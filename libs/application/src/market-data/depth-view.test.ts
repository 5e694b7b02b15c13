import { instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import type { BookLevel, Side } from '@openlob/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookLevelChanged } from '../events/event.ts'
import type { BookDepth } from '../ports/exchange-gateway.ts'
import { DepthView } from './depth-view.ts'

const instrument = instrumentId(1)

const change = (sequence: number, side: Side, price: number, quantity: number, id = instrument): BookLevelChanged => ({
  type: 'BookLevelChanged',
  sequence,
  commandSequence: sequence,
  timestampUs: 0,
  instrumentId: id,
  side,
  priceTicks: priceTicks(price),
  quantityLots: quantity === 0 ? 0 : quantityLots(quantity),
})

const level = (price: number, quantity: number): BookLevel => ({
  priceTicks: price,
  quantityLots: quantity,
  orderCount: 1,
})

const seed = (
  sequence: number,
  levels: number,
  bids: readonly BookLevel[] = [],
  asks: readonly BookLevel[] = [],
): BookDepth => ({ instrumentId: instrument, sequence, levels, bids, asks })

const changes = fc.array(
  fc.record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    price: fc.integer({ min: 1, max: 40 }),
    quantity: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 120 },
)

/** The obvious book: a map a side, sorted when asked. */
class MapBook {
  readonly sides: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() }

  set(side: Side, price: number, quantity: number): void {
    if (quantity === 0) this.sides[side].delete(price)
    else this.sides[side].set(price, quantity)
  }

  best(side: Side, levels: number): BookLevel[] {
    const sign = side === 'buy' ? -1 : 1
    const sorted = [...this.sides[side]].sort(([left], [right]) => (left - right) * sign)
    return sorted.slice(0, levels).map(([price, quantity]) => level(price, quantity))
  }
}

const plain = (levels: readonly { priceTicks: number; quantityLots: number }[]): number[][] =>
  levels.map((one) => [one.priceTicks, one.quantityLots])

describe('a depth view', () => {
  it('refuses an event of another instrument', () => {
    const view = new DepthView(seed(0, 10))
    expect(() => view.apply(change(1, 'buy', 5, 1, instrumentId(2)))).toThrow(
      "the event is another instrument's: instrumentId=2, the view's 1",
    )
  })

  it('refuses a seed that is out of order', () => {
    expect(() => new DepthView(seed(0, 10, [level(5, 1), level(6, 1)]))).toThrow('a seed has its best prices first: 5 6')
  })

  it('passes over events that its seed contains', () => {
    const view = new DepthView(seed(7, 10, [level(5, 3)]))
    expect(view.apply(change(7, 'buy', 5, 9))).toBe(false)
    expect(view.quantityLots('buy', 5)).toBe(3)
    expect(view.apply(change(8, 'buy', 5, 9))).toBe(true)
    expect(view.sequence).toBe(8)
  })

  it('shows after any changes what a map of them shows', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 50 }), (all, levels) => {
        const view = new DepthView(seed(0, 5000))
        const oracle = new MapBook()
        all.forEach(({ side, price, quantity }, index) => {
          view.apply(change(index + 1, side, price, quantity))
          oracle.set(side, price, quantity)
        })
        const { bids, asks, sequence } = view.depth(levels)
        expect(sequence).toBe(all.length)
        expect(plain(bids)).toEqual(plain(oracle.best('buy', levels)))
        expect(plain(asks)).toEqual(plain(oracle.best('sell', levels)))
      }),
      { seed: 42, numRuns: 200 },
    )
  })

  it('is the same however it was seeded, in levels and in hash', () => {
    fc.assert(
      fc.property(changes, fc.nat(120), (all, cut) => {
        const whole = new DepthView(seed(0, 5000))
        const oracle = new MapBook()
        let late: DepthView | undefined
        all.forEach(({ side, price, quantity }, index) => {
          if (index === cut) late = new DepthView(seed(index, 100, oracle.best('buy', 99), oracle.best('sell', 99)))
          const event = change(index + 1, side, price, quantity)
          whole.apply(event)
          late?.apply(event)
          oracle.set(side, price, quantity)
        })
        if (late === undefined) return
        expect(late.equals(whole)).toBe(true)
        expect(late.digest()).toBe(whole.digest())
      }),
      { seed: 42, numRuns: 200 },
    )
  })

  it('differs from a view with another quantity, in equality and in hash', () => {
    const one = new DepthView(seed(1, 10, [level(5, 3)]))
    const other = new DepthView(seed(1, 10, [level(5, 4)]))
    expect(one.equals(other)).toBe(false)
    expect(one.digest()).not.toBe(other.digest())
  })

  it('covers a cut seed down to its last level and says when little of it is left', () => {
    const view = new DepthView(seed(0, 2, [level(9, 1), level(8, 1)]))
    expect(view.isShallow(2)).toBe(false)
    expect(view.apply(change(1, 'buy', 7, 5))).toBe(false)
    expect(view.levelCount('buy')).toBe(2)
    view.apply(change(2, 'buy', 9, 0))
    expect(view.isShallow(2)).toBe(true)
    expect(plain(view.depth(5).bids)).toEqual([[8, 1]])
  })

  it('is never shallow where its seed was the whole book', () => {
    const view = new DepthView(seed(0, 2, [level(9, 1)]))
    view.apply(change(1, 'buy', 9, 0))
    expect(view.isShallow(2)).toBe(false)
  })
})
