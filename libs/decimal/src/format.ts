import type { RoundingMode } from './rounding.ts'

/** How `Decimal.format` writes a value; nothing depends on a locale. */
export interface FormatOptions {
  /** Digits after the point; the value's own scale where absent. Fewer digits than the value has need `rounding`. */
  readonly scale?: number
  /** How digits beyond `scale` are dropped; `UNNECESSARY` where absent, which refuses to drop any but zeros. */
  readonly rounding?: RoundingMode
  /** Written between groups of three digits before the point, such as `,`; none where absent. */
  readonly grouping?: string
  /** Leaves out zeros at the end of the fraction, after rounding. */
  readonly trimZeros?: boolean
}

/** The plain notation, never with an exponent: a `-` where negative, at least one digit before the point. */
export const plainText = (units: bigint, scale: number): string => {
  if (scale === 0) return units.toString()
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Groups and trims a plain text as the options ask. */
export const decoratedText = (plain: string, { grouping = '', trimZeros = false }: FormatOptions): string => {
  const point = plain.indexOf('.')
  const whole = point === -1 ? plain : plain.slice(0, point)
  let fraction = point === -1 ? '' : plain.slice(point)
  if (trimZeros) fraction = fraction.slice(0, significantEnd(fraction))
  return (grouping === '' ? whole : grouped(whole, grouping)) + fraction
}

/** Where the zeros at the end of a fraction begin, or its point if there is nothing but zeros behind. */
const significantEnd = (fraction: string): number => {
  let end = fraction.length
  while (end > 0 && fraction[end - 1] === '0') end -= 1
  return fraction[end - 1] === '.' ? end - 1 : end
}

const grouped = (whole: string, separator: string): string => {
  const start = whole.startsWith('-') ? 1 : 0
  const groups: string[] = []
  for (let end = whole.length; end > start; end -= 3) groups.unshift(whole.slice(Math.max(start, end - 3), end))
  return whole.slice(0, start) + groups.join(separator)
}
