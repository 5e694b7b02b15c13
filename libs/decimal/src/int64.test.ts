import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../test/refusal.ts'
import { INT64_MAX, INT64_MIN, addChecked, isInt64, mulDiv, mulDivInto, subtractChecked } from './index.ts'

describe('int64', () => {
  it('refuses with the operands in the text', () => {
    expectRefusal(() => addChecked(INT64_MAX, 1n), 'overflow', '9223372036854775807 + 1')
    expectRefusal(() => subtractChecked(INT64_MIN, 1n), 'overflow', '-9223372036854775808 - 1')
    expectRefusal(() => mulDiv(INT64_MAX, 4n, 2n, 'DOWN'), 'overflow', '9223372036854775807 * 4 / 2')
    expectRefusal(() => mulDiv(2n ** 64n, 4n, 8n, 'DOWN'), 'overflow', '18446744073709551616')
    expectRefusal(() => mulDiv(5n, 4n, 0n, 'DOWN'), 'division by zero', '20 / 0')
  })

  it('refuses in a slot as well, and leaves it as it was', () => {
    const target = BigInt64Array.of(7n)
    const far = INT64_MAX
    expectRefusal(() => mulDivInto(target, 0, 5n, 4n, 0n, 'DOWN'), 'division by zero', '5 * 4 / 0')
    expectRefusal(() => mulDivInto(target, 0, 5n, 4n, 3n, 'UNNECESSARY'), 'rounding necessary', '5 * 4 / 3')
    expectRefusal(() => mulDivInto(target, 0, far, far, 2n, 'UNNECESSARY'), 'rounding necessary', `${far} * ${far} / 2`)
    expect(mulDivInto(target, 0, far, far, 2n, 'DOWN')).toBe(false)
    expect(target[0]).toBe(7n)
  })

  it('knows its range', () => {
    const values = [INT64_MIN - 1n, INT64_MIN, 0n, INT64_MAX, INT64_MAX + 1n]
    expect(values.map(isInt64)).toEqual([false, true, true, true, false])
  })

  it('multiplies and divides through a product of 128 bits', () => {
    expect(mulDiv(INT64_MAX, INT64_MAX, INT64_MAX, 'UNNECESSARY')).toBe(INT64_MAX)
    expect(mulDiv(INT64_MIN, INT64_MIN, INT64_MIN, 'UNNECESSARY')).toBe(INT64_MIN)
    expect(mulDiv(5_000_001n, 3n, 2n, 'HALF_EVEN')).toBe(7_500_002n)
  })
})
