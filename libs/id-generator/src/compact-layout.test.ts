import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePartsInOrder, layoutOptions, partsOf } from '../test/arbitraries.ts'
import { codeOf } from '../test/error-of.ts'
import { CompactLayout, DEFAULT_EPOCH_MS, SnowflakeLayout } from './index.ts'

const anyLayout = layoutOptions(53).map((options) => new CompactLayout(options))

describe('CompactLayout', () => {
  it('refuses more than 53 bits', () => {
    expect(codeOf(() => new CompactLayout({ sequenceBits: 11 }))).toBe('invalid-layout')
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d as an id', (id) => {
    expect(codeOf(() => new CompactLayout().decompose(id))).toBe('invalid-id')
  })

  it('refuses an id outside of a smaller layout', () => {
    const layout = new CompactLayout({ timestampBits: 40, nodeBits: 0, sequenceBits: 0 })
    expect(codeOf(() => layout.decompose(2 ** 40))).toBe('invalid-id')
    expect(layout.decompose(2 ** 40 - 1).timestampMs).toBe(layout.fields.lastTimestampMs)
  })

  it('refuses parts and ranges that do not fit', () => {
    const layout = new CompactLayout()
    expect(codeOf(() => layout.compose({ timestampMs: DEFAULT_EPOCH_MS, nodeId: 4, sequence: 0 }))).toBe('invalid-node-id')
    expect(codeOf(() => layout.compose({ timestampMs: DEFAULT_EPOCH_MS, nodeId: 0, sequence: 1024 }))).toBe('invalid-sequence')
    expect(codeOf(() => layout.range(DEFAULT_EPOCH_MS + 1, DEFAULT_EPOCH_MS))).toBe('invalid-time-range')
  })

  it('uses every safe integer and no other by default', () => {
    const layout = new CompactLayout()
    const { lastTimestampMs, maxNodeId, maxSequence } = layout.fields
    const last = layout.compose({ timestampMs: lastTimestampMs, nodeId: maxNodeId, sequence: maxSequence })
    expect(last).toBe(Number.MAX_SAFE_INTEGER)
    expect(new Date(lastTimestampMs).toISOString().slice(0, 7)).toBe('2093-09')
  })

  it('agrees with the snowflake of the same layout, for any layout', () => {
    const cases = layoutOptions(53).chain((options) => {
      const layout = new CompactLayout(options)
      return partsOf(layout.fields).map((parts) => ({ options, layout, parts }))
    })
    fc.assert(
      fc.property(cases, ({ options, layout, parts }) => {
        const id = layout.compose(parts)
        expect(Number.isSafeInteger(id)).toBe(true)
        expect(BigInt(id)).toBe(new SnowflakeLayout(options).compose(parts))
        expect(layout.decompose(id)).toEqual(parts)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('orders ids by time, node and sequence, and ranges with them', () => {
    const cases = anyLayout.chain((layout) =>
      fc.tuple(partsOf(layout.fields), partsOf(layout.fields)).map(([left, right]) => ({ layout, left, right })),
    )
    fc.assert(
      fc.property(cases, ({ layout, left, right }) => {
        const ids = [layout.compose(left), layout.compose(right)] as const
        expect(Math.sign(ids[0] - ids[1])).toBe(comparePartsInOrder(left, right))
        const { min, max } = layout.range(left.timestampMs, left.timestampMs)
        expect(ids[1] >= min && ids[1] <= max).toBe(right.timestampMs === left.timestampMs)
        expect(ids[0] >= min && ids[0] <= max).toBe(true)
      }),
      { seed: 42, numRuns: 500 },
    )
  })
})
