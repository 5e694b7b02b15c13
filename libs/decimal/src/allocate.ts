import { DecimalError, shown } from './decimal-error.ts'

/** The most parts that one amount can be split into. */
export const MAX_PARTS = 1_000_000

/**
 * Splits units by weights with the largest-remainder method: every part gets its exact share rounded towards zero, and
 * the units left over go one each to the parts that lost most, the earlier first among equals.
 *
 * The parts always sum to the units, a part of weight zero is zero, and a heavier part is never smaller in magnitude.
 * O(n log n) in the number of weights.
 *
 * @throws DecimalError `invalid weights` for no weight, more than `MAX_PARTS`, a negative one, or all zero
 */
export const allocateUnits = (units: bigint, weights: readonly bigint[]): bigint[] => {
  const total = totalWeight(weights)
  const magnitude = units < 0n ? -units : units
  const shares: bigint[] = []
  const remainders: bigint[] = []
  let left = magnitude
  for (const weight of weights) {
    const product = magnitude * weight
    const share = product / total
    shares.push(share)
    remainders.push(product % total)
    left -= share
  }
  if (left > 0n) for (const index of largest(remainders, Number(left))) shares[index]! += 1n
  return units < 0n ? shares.map((share) => -share) : shares
}

/** Splits units into equal parts, the earlier parts one unit larger where they do not divide evenly. O(parts). */
export const splitUnits = (units: bigint, parts: number): bigint[] => {
  if (!Number.isInteger(parts) || parts < 1 || parts > MAX_PARTS) {
    throw new DecimalError('invalid weights', `cannot split into ${shown(parts)} parts`)
  }
  const share = units / BigInt(parts)
  const left = Number(units % BigInt(parts))
  const larger = left < 0 ? share - 1n : share + 1n
  return Array.from({ length: parts }, (_, index) => (index < Math.abs(left) ? larger : share))
}

const totalWeight = (weights: readonly bigint[]): bigint => {
  if (weights.length === 0) throw new DecimalError('invalid weights', 'there is none')
  if (weights.length > MAX_PARTS) throw new DecimalError('invalid weights', `${weights.length} are too many`)
  let total = 0n
  for (const weight of weights) {
    if (weight < 0n) throw new DecimalError('invalid weights', `${shown(weight)} is negative`)
    total += weight
  }
  if (total === 0n) throw new DecimalError('invalid weights', 'all are zero')
  return total
}

/** The indices of the `count` largest values, the earlier first among equals. */
const largest = (values: readonly bigint[], count: number): number[] =>
  Array.from(values.keys())
    .sort((left, right) => {
      const a = values[left]!
      const b = values[right]!
      return a > b ? -1 : a < b ? 1 : left - right
    })
    .slice(0, count)
