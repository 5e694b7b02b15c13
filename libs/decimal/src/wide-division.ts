import { DecimalError, shown } from './decimal-error.ts'
import { type RoundingMode, roundsAway } from './rounding.ts'

/*
 * 128-bit by 64-bit division in 16-bit digits (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithms M
 * and D). Every number that crosses a call is a small integer and everything else lives in typed arrays, so nothing is
 * allocated. The registers are shared by all calls: no call is ever interrupted, and a worker has registers of its own.
 */

/** Operands and result as signed 64-bit integers. */
export const cells: BigInt64Array = new BigInt64Array(6)
/** The same cells as pairs of 32-bit words. */
export const words: Uint32Array = new Uint32Array(cells.buffer)

/** Index of the first factor in `cells`. */
export const A = 0
/** Index of the second factor in `cells`. */
export const B = 1
/** Index of the divisor in `cells`. */
export const DIVISOR = 2
/** Index of the result in `cells`. */
export const RESULT = 3
/** Index of the remainder in `cells`, a register of the native division. */
export const REMAINDER = 4
/** Index, in `cells`, of the divisor with the sign of the product. */
export const SIGNED_DIVISOR = 5

/** Which word of a pair holds the lower half: the order of bytes is the machine's. */
export const LOW: number = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1
/** Which word of a pair holds the upper half. */
export const HIGH: number = 1 - LOW

const DIGIT = 0xffff
const left = new Uint16Array(4)
const right = new Uint16Array(4)
const divisor = new Uint16Array(4)
/** The product, with one digit more for the shift of the division; afterwards the remainder. */
const dividend = new Uint16Array(9)
const quotient = new Uint16Array(8)

/**
 * Divides the product of the first two cells by the third into the fourth; `false` where the quotient does not fit.
 *
 * @throws DecimalError `rounding necessary`
 */
export const divideWide = (negative: boolean, rounding: RoundingMode): boolean => {
  loadMagnitude(left, A)
  loadMagnitude(right, B)
  loadMagnitude(divisor, DIVISOR)
  multiplyDigits()
  let length = 4
  while (divisor[length - 1] === 0) length -= 1
  if (length === 1) divideByDigit()
  else divideByDigits(length)
  const half = compareWithHalf(length)
  if (half !== undefined) {
    if (rounding === 'UNNECESSARY') throw inexact()
    if (roundsAway(rounding, negative, (quotient[0]! & 1) === 1, half)) incrementQuotient()
  }
  return storeQuotient(negative)
}

/** The refusal to round what is in the cells. */
export const inexact = (): DecimalError => {
  const [a, b, by] = cells
  return new DecimalError('rounding necessary', `${shown(a)} * ${shown(b)} / ${shown(by)} is not exact`)
}

const loadMagnitude = (digits: Uint16Array, cell: number): void => {
  let low = words[2 * cell + LOW]! | 0
  let high = words[2 * cell + HIGH]! | 0
  if (high < 0) {
    low = -low | 0
    high = low === 0 ? -high | 0 : ~high
  }
  digits[0] = low
  digits[1] = low >>> 16
  digits[2] = high
  digits[3] = high >>> 16
}

const multiplyDigits = (): void => {
  dividend.fill(0)
  for (let i = 0; i < 4; i += 1) {
    const factor = left[i]!
    if (factor === 0) continue
    let carry = 0
    for (let j = 0; j < 4; j += 1) {
      const sum = factor * right[j]! + dividend[i + j]! + carry
      dividend[i + j] = sum & DIGIT
      carry = sum >>> 16
    }
    dividend[i + 4] = carry
  }
}

const divideByDigit = (): void => {
  const by = divisor[0]!
  let remainder = 0
  for (let j = 7; j >= 0; j -= 1) {
    const part = remainder * 0x10000 + dividend[j]!
    const digit = Math.floor(part / by)
    quotient[j] = digit
    remainder = part - digit * by
  }
  dividend[0] = remainder
}

const divideByDigits = (length: number): void => {
  const shift = Math.clz32(divisor[length - 1]!) - 16
  shiftLeft(divisor, length, shift)
  shiftLeft(dividend, 9, shift)
  quotient.fill(0)
  const first = divisor[length - 1]!
  const second = divisor[length - 2]!
  for (let j = 8 - length; j >= 0; j -= 1) {
    const top = dividend[j + length]! * 0x10000 + dividend[j + length - 1]!
    let digit = Math.floor(top / first)
    let rest = top - digit * first
    while (rest <= DIGIT && (digit > DIGIT || digit * second > rest * 0x10000 + dividend[j + length - 2]!)) {
      digit -= 1
      rest += first
    }
    quotient[j] = subtractMultiple(digit, j, length) ? digit : addBack(digit, j, length)
  }
}

const shiftLeft = (digits: Uint16Array, length: number, shift: number): void => {
  for (let i = length - 1; i > 0; i -= 1) digits[i] = (digits[i]! << shift) | (digits[i - 1]! >>> (16 - shift))
  digits[0] = digits[0]! << shift
}

/** Takes `digit` times the divisor off the dividend at digit `j`; `false` where that was more than there is. */
const subtractMultiple = (digit: number, j: number, length: number): boolean => {
  let carry = 0
  let borrow = 0
  for (let i = 0; i < length; i += 1) {
    const product = digit * divisor[i]! + carry
    carry = product >>> 16
    const difference = dividend[i + j]! - (product & DIGIT) - borrow
    dividend[i + j] = difference & DIGIT
    borrow = difference < 0 ? 1 : 0
  }
  // The digit on top is not read again: the remainder is shorter than that.
  return dividend[j + length]! - carry - borrow >= 0
}

/** Undoes one subtraction too many, which about one division in thirty thousand meets; gives the digit to keep. */
const addBack = (digit: number, j: number, length: number): number => {
  let carry = 0
  for (let i = 0; i < length; i += 1) {
    const sum = dividend[i + j]! + divisor[i]! + carry
    dividend[i + j] = sum & DIGIT
    carry = sum >>> 16
  }
  return digit - 1
}

/** The remainder against half of the divisor: less, equal or more, or `undefined` where nothing remains. */
const compareWithHalf = (length: number): -1 | 0 | 1 | undefined => {
  let remains = false
  let order: -1 | 0 | 1 = 0
  let carry = 0
  for (let i = 0; i < length; i += 1) {
    const twice = (dividend[i]! << 1) | carry
    carry = twice >>> 16
    if (twice !== 0) remains = true
    const digit = twice & DIGIT
    if (digit !== divisor[i]!) order = digit > divisor[i]! ? 1 : -1
  }
  if (!remains) return undefined
  return carry === 1 ? 1 : order
}

const incrementQuotient = (): void => {
  for (let i = 0; i < 8; i += 1) {
    quotient[i] = quotient[i]! + 1
    if (quotient[i] !== 0) return
  }
}

const storeQuotient = (negative: boolean): boolean => {
  if ((quotient[4]! | quotient[5]! | quotient[6]! | quotient[7]!) !== 0) return false
  const low = quotient[0]! | (quotient[1]! << 16)
  const high = quotient[2]! | (quotient[3]! << 16)
  const isMinimum = high === -0x80000000 && low === 0
  if (high < 0 && !(negative && isMinimum)) return false
  words[2 * RESULT + LOW] = negative ? -low : low
  words[2 * RESULT + HIGH] = !negative ? high : low === 0 ? -high : ~high
  return true
}
