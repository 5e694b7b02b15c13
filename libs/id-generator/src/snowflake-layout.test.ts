import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePartsInOrder, layoutOptions, partsOf } from '../test/arbitraries.ts'
import { codeOf, errorOf } from '../test/error-of.ts'
import { DEFAULT_EPOCH_MS, SnowflakeLayout } from './index.ts'

const anyLayout = layoutOptions(63).map((options) => new SnowflakeLayout(options))

describe('SnowflakeLayout', () => {
  it.each([
    [{ timestampBits: 42 }, 'a layout has at most 63 bits: 42 + 10 + 12 = 64'],
    [{ timestampBits: 19 }, 'timestampBits must be an integer from 20 to 52: timestampBits=19'],
    [{ timestampBits: 53, nodeBits: 0, sequenceBits: 0 }, 'timestampBits must be an integer from 20 to 52: timestampBits=53'],
    [{ nodeBits: -1 }, 'nodeBits must be an integer from 0 to 22: nodeBits=-1'],
    [{ nodeBits: 23 }, 'nodeBits must be an integer from 0 to 22: nodeBits=23'],
    [{ sequenceBits: 1.5 }, 'sequenceBits must be an integer from 0 to 22: sequenceBits=1.5'],
    [{ sequenceBits: 23 }, 'sequenceBits must be an integer from 0 to 22: sequenceBits=23'],
    [{ epochMs: -1 }, 'epochMs must be an integer from 0 to 9005000231485439: epochMs=-1'],
    [{ epochMs: Number.NaN }, 'epochMs must be an integer from 0 to 9005000231485439: epochMs=NaN'],
    [{ epochMs: Number.MAX_SAFE_INTEGER }, `epochMs must be an integer from 0 to 9005000231485439: epochMs=${2 ** 53 - 1}`],
  ])('refuses %j', (options, message) => {
    const error = errorOf(() => new SnowflakeLayout(options))
    expect(error.code).toBe('invalid-layout')
    expect(error.message).toBe(message)
  })

  it('refuses parts that do not fit their field', () => {
    const layout = new SnowflakeLayout()
    const parts = { timestampMs: DEFAULT_EPOCH_MS, nodeId: 0, sequence: 0 }
    const { lastTimestampMs } = layout.fields
    expect(codeOf(() => layout.compose({ ...parts, timestampMs: DEFAULT_EPOCH_MS - 1 }))).toBe('before-epoch')
    expect(codeOf(() => layout.compose({ ...parts, timestampMs: lastTimestampMs + 1 }))).toBe('past-time-field')
    expect(codeOf(() => layout.compose({ ...parts, timestampMs: DEFAULT_EPOCH_MS + 0.5 }))).toBe('invalid-timestamp')
    expect(codeOf(() => layout.compose({ ...parts, timestampMs: Number.NaN }))).toBe('invalid-timestamp')
    expect(codeOf(() => layout.compose({ ...parts, nodeId: 1024 }))).toBe('invalid-node-id')
    expect(codeOf(() => layout.compose({ ...parts, nodeId: -1 }))).toBe('invalid-node-id')
    expect(codeOf(() => layout.compose({ ...parts, sequence: 4096 }))).toBe('invalid-sequence')
    expect(codeOf(() => layout.compose({ ...parts, sequence: 0.5 }))).toBe('invalid-sequence')
  })

  it.each(['', '-1', '+1', '01', '1.0', '1e3', ' 1', '1n', '0x1', '9223372036854775808', '99999999999999999999'])(
    'refuses %j as the text of an id',
    (text) => {
      expect(codeOf(() => new SnowflakeLayout().parse(text))).toBe('invalid-id')
      expect(codeOf(() => new SnowflakeLayout().decompose(text))).toBe('invalid-id')
    },
  )

  it('refuses a bigint outside of its bits', () => {
    const layout = new SnowflakeLayout({ timestampBits: 40, nodeBits: 4, sequenceBits: 4 })
    expect(codeOf(() => layout.decompose(-1n))).toBe('invalid-id')
    expect(codeOf(() => layout.decompose(2n ** 48n))).toBe('invalid-id')
    expect(layout.decompose(2n ** 48n - 1n)).toEqual({
      timestampMs: DEFAULT_EPOCH_MS + 2 ** 40 - 1,
      nodeId: 15,
      sequence: 15,
    })
  })

  it('bounds what an error repeats of a text', () => {
    expect(errorOf(() => new SnowflakeLayout().parse('x'.repeat(100_000))).message.length).toBeLessThan(200)
  })

  it('gives back the parts of an id, for any layout', () => {
    const cases = anyLayout.chain((layout) => partsOf(layout.fields).map((parts) => ({ layout, parts })))
    fc.assert(
      fc.property(cases, ({ layout, parts }) => {
        const id = layout.compose(parts)
        expect(layout.decompose(id)).toEqual(parts)
        expect(layout.decompose(String(id))).toEqual(parts)
        expect(layout.parse(String(id))).toBe(id)
        expect(BigInt.asIntN(64, id)).toBe(id)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('orders ids, and their texts of equal length, by time, node and sequence', () => {
    const cases = anyLayout.chain((layout) =>
      fc.tuple(partsOf(layout.fields), partsOf(layout.fields)).map(([left, right]) => ({ layout, left, right })),
    )
    fc.assert(
      fc.property(cases, ({ layout, left, right }) => {
        const ids = [layout.compose(left), layout.compose(right)] as const
        const order = comparePartsInOrder(left, right)
        expect(ids[0] < ids[1] ? -1 : Number(ids[0] > ids[1])).toBe(order)
        const texts = ids.map((id) => String(id).padStart(19, '0')) as [string, string]
        expect(texts[0] < texts[1] ? -1 : Number(texts[0] > texts[1])).toBe(order)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('gives the lowest and the highest id of a range of times', () => {
    const cases = anyLayout.chain((layout) =>
      fc
        .tuple(partsOf(layout.fields), partsOf(layout.fields), partsOf(layout.fields))
        .map(([from, to, parts]) => {
          const times = [from.timestampMs, to.timestampMs].sort((left, right) => left - right)
          return { layout, times, parts }
        }),
    )
    fc.assert(
      fc.property(cases, ({ layout, times, parts }) => {
        const [fromMs, toMs] = times as [number, number]
        const { min, max } = layout.range(fromMs, toMs)
        const id = layout.compose(parts)
        expect(id >= min && id <= max).toBe(parts.timestampMs >= fromMs && parts.timestampMs <= toMs)
        expect(layout.decompose(min).timestampMs).toBe(fromMs)
        expect(layout.decompose(max).timestampMs).toBe(toMs)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('refuses a range that is none', () => {
    const layout = new SnowflakeLayout()
    expect(codeOf(() => layout.range(DEFAULT_EPOCH_MS + 1, DEFAULT_EPOCH_MS))).toBe('invalid-time-range')
    expect(codeOf(() => layout.range(DEFAULT_EPOCH_MS - 1, DEFAULT_EPOCH_MS))).toBe('before-epoch')
    expect(codeOf(() => layout.range(DEFAULT_EPOCH_MS, layout.fields.lastTimestampMs + 1))).toBe('past-time-field')
  })
})
