import * as z from 'zod'
import type { DialectErrorName } from '../errors/dialect-errors.ts'

/*
 * What parameters are made of: text as it came, checked and turned into what the endpoints work with. A check that
 * fails names the failure of the dialect; `%s` of its text is the parameter, then what `values` adds.
 */

/** How a check names the failure. */
export interface Violation {
  readonly error: DialectErrorName
  /** What follows the name of the parameter in the text. */
  readonly values?: readonly string[]
}

/** A kind of parameter: text in, what it stands for out. */
export type Checked<Output> = z.ZodType<Output, string>

/** A kind of parameter that is read by a function, which answers with a failure where the text is none of it. */
export function checked<Output>(read: (text: string) => Output | Violation, about: string): Checked<Output> {
  return z
    .string()
    .transform((text, context): Output => {
      const result = read(text)
      if (!isViolation(result)) return result
      context.addIssue({ code: 'custom', message: result.error, params: { violation: result } })
      return z.NEVER
    })
    .describe(about)
}

function isViolation(result: unknown): result is Violation {
  return typeof result === 'object' && result !== null && 'error' in result
}

function matching(pattern: RegExp, legal: string, about: string): Checked<string> {
  const violation: Violation = { error: 'ILLEGAL_CHARS', values: [legal] }
  return checked((text) => (pattern.test(text) ? text : violation), about)
}

const SYMBOL = /^[A-Z0-9._-]{1,20}$/

/** The name of a market, such as BTCUSDT. */
export const symbol: Checked<string> = matching(SYMBOL, '^[A-Z0-9-_.]{1,20}$', 'A market, such as BTCUSDT.')

/** The client's own name for an order or for a cancellation. */
export const clientOrderId: Checked<string> = matching(
  /^[a-zA-Z0-9._:/-]{1,36}$/,
  '^[a-zA-Z0-9-_.:/]{1,36}$',
  "The client's own name, up to 36 letters, digits and - _ . : /",
)

/** A price, a quantity or an amount, as a plain decimal; a Decimal's text. */
export const decimal: Checked<string> = matching(
  /^\d{1,20}(\.\d{1,20})?$/,
  '^([0-9]{1,20})(\\.[0-9]{1,20})?$',
  'A decimal without sign and exponent.',
)

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Checked<number> {
  return checked((text): number | Violation => {
    if (!/^-?\d+$/.test(text)) return { error: 'ILLEGAL_CHARS', values: ['^[0-9]{1,20}$'] }
    const value = Number(text)
    if (!Number.isSafeInteger(value)) return { error: 'PARAM_OVERFLOW' }
    return value >= least && value <= most ? value : { error: 'INVALID_PARAMETER' }
  }, `A whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`)
}

/** How many rows: `usual` where left out; more than `most` are cut to it. */
export function limit(usual: number, most: number): z.ZodType<number, string | undefined> {
  return z.optional(integer(1)).transform((rows) => Math.min(rows ?? usual, most)).describe(`How many, at most ${most}; ${usual} where left out.`)
}

/** A time, in milliseconds, or in microseconds from 10^14 on; in microseconds. */
export const time: Checked<number> = checked((text): number | Violation => {
  if (!/^\d{1,20}$/.test(text)) return { error: 'ILLEGAL_CHARS', values: ['^[0-9]{1,20}$'] }
  const value = Number(text)
  const us = value >= 1e14 ? value : value * 1000
  return Number.isSafeInteger(us) ? us : { error: 'PARAM_OVERFLOW' }
}, 'A time in milliseconds or microseconds since 1970, UTC.')

/** `true` or `false`, however written. */
export const flag: Checked<boolean> = checked((text): boolean | Violation => {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower === 'true' : { error: 'INVALID_PARAMETER' }
}, 'true or false.')

/** One of a few words; another one is the failure given, where there is a special one. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  error: DialectErrorName = 'INVALID_PARAMETER',
): Checked<Word> {
  const find = (text: string): Word | Violation => words.find((word) => word === text) ?? { error }
  return checked(find, `One of ${words.join(', ')}.`)
}

/** Several markets, as a list in JSON. */
export const symbols: Checked<readonly string[]> = checked((text): readonly string[] | Violation => {
  const list = listOf(text)
  if (list === undefined) return { error: 'ILLEGAL_CHARS', values: ['^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$'] }
  return new Set(list).size === list.length ? list : { error: 'DUPLICATE_SYMBOLS' }
}, 'Several markets, as ["BTCUSDT","ETHUSDT"].')

/** One or several permissions, as a word or as a list in JSON. */
export const permissions: Checked<readonly string[]> = checked(
  (text): readonly string[] | Violation => listOf(text) ?? (SYMBOL.test(text) ? [text] : { error: 'INVALID_PARAMETER' }),
  'One or several permissions, as SPOT or ["SPOT","MARGIN"].',
)

function listOf(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    const isList = Array.isArray(list) && list.every((entry): entry is string => typeof entry === 'string' && SYMBOL.test(entry))
    return isList ? list : undefined
  } catch {
    return undefined
  }
}
