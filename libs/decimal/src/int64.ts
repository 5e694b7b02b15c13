import { DecimalError, shown } from './decimal-error.ts'

/*
 * V8 keeps a bigint unboxed, as a native 64-bit integer, only while it is loaded from a BigInt64Array, wrapped by
 * BigInt.asIntN(64, …) and stored again within one compiled function. A bigint that crosses a call that is not inlined
 * is a heap object. Hence the forms below that write into a slot, and those that read from slots too.
 */

/** The smallest signed 64-bit integer, -2^63. */
export const INT64_MIN: bigint = -(2n ** 63n)

/** The largest signed 64-bit integer, 2^63 - 1. */
export const INT64_MAX: bigint = 2n ** 63n - 1n

/** Whether the value fits a signed 64-bit integer. */
export const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value

/** Whether the sum of two signed 64-bit integers is outside their range. */
export const addOverflows = (left: bigint, right: bigint): boolean => {
  const sum = BigInt.asIntN(64, left + right)
  return BigInt.asIntN(64, (left ^ sum) & (right ^ sum)) < 0n
}

/** Whether the difference of two signed 64-bit integers is outside their range. */
export const subtractOverflows = (left: bigint, right: bigint): boolean => {
  const difference = BigInt.asIntN(64, left - right)
  return BigInt.asIntN(64, (left ^ right) & (left ^ difference)) < 0n
}

/** The sum modulo 2^64, as a signed 64-bit integer: never throws, wraps round where `addOverflows`. */
export const addWrapping = (left: bigint, right: bigint): bigint => BigInt.asIntN(64, left + right)

/** The difference modulo 2^64, as a signed 64-bit integer: never throws, wraps round where `subtractOverflows`. */
export const subtractWrapping = (left: bigint, right: bigint): bigint => BigInt.asIntN(64, left - right)

/** @throws DecimalError `overflow` where the sum does not fit a signed 64-bit integer */
export const addChecked = (left: bigint, right: bigint): bigint => checked(left + right, left, '+', right)

/** @throws DecimalError `overflow` where the difference does not fit a signed 64-bit integer */
export const subtractChecked = (left: bigint, right: bigint): bigint => checked(left - right, left, '-', right)

/**
 * `target[index] = left + right`, or `false` with the target unchanged where the sum overflows.
 *
 * Allocates nothing once V8 has inlined it into a hot caller that reads its operands from a BigInt64Array. The operands
 * must be signed 64-bit integers, and the index within the target.
 */
export const addInto = (target: BigInt64Array, index: number, left: bigint, right: bigint): boolean => {
  const sum = BigInt.asIntN(64, left + right)
  if (BigInt.asIntN(64, (left ^ sum) & (right ^ sum)) < 0n) return false
  target[index] = sum
  return true
}

/** `target[index] = left - right`, or `false` with the target unchanged where it overflows; otherwise as `addInto`. */
export const subtractInto = (target: BigInt64Array, index: number, left: bigint, right: bigint): boolean => {
  const difference = BigInt.asIntN(64, left - right)
  if (BigInt.asIntN(64, (left ^ right) & (left ^ difference)) < 0n) return false
  target[index] = difference
  return true
}

/**
 * `target[targetIndex] = left[leftIndex] + right[rightIndex]`, or `false` with the target unchanged where it overflows.
 *
 * Allocates nothing, inlined or not, once compiled: no bigint crosses the call. The arrays may be one and the same; the
 * indices must be within them.
 */
export const addSlots = (
  target: BigInt64Array,
  targetIndex: number,
  left: BigInt64Array,
  leftIndex: number,
  right: BigInt64Array,
  rightIndex: number,
): boolean => {
  const a = left[leftIndex]!
  const b = right[rightIndex]!
  const sum = BigInt.asIntN(64, a + b)
  if (BigInt.asIntN(64, (a ^ sum) & (b ^ sum)) < 0n) return false
  target[targetIndex] = sum
  return true
}

/** `target[targetIndex] = left[leftIndex] - right[rightIndex]`; otherwise as `addSlots`. */
export const subtractSlots = (
  target: BigInt64Array,
  targetIndex: number,
  left: BigInt64Array,
  leftIndex: number,
  right: BigInt64Array,
  rightIndex: number,
): boolean => {
  const a = left[leftIndex]!
  const b = right[rightIndex]!
  const difference = BigInt.asIntN(64, a - b)
  if (BigInt.asIntN(64, (a ^ b) & (a ^ difference)) < 0n) return false
  target[targetIndex] = difference
  return true
}

const checked = (value: bigint, left: bigint, operator: string, right: bigint): bigint => {
  if (isInt64(value)) return value
  throw new DecimalError('overflow', `${shown(left)} ${operator} ${shown(right)} does not fit a signed 64-bit integer`)
}
