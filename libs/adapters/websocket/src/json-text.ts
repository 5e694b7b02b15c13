import { problem } from './errors.ts'
import type { Problem } from './errors.ts'

/** A number of a message as its author wrote it: no digit has passed through a float. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A message as it came: an object whose own numbers are {@link NumberText}. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * A text with anything that might be a number which a double and its shortest text do not give back as it was written:
 * more than 15 digits, an exponent, zeros that say nothing, or very small.
 */
const MAY_BE_CHANGED = /[\d.]{16}|\d[eE]|\.\d*0(?!\d)|[:\s]-0|0\.00000/

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Reads one message. The numbers among its fields keep their source text; those deeper inside are floats, which no
 * message of this protocol has.
 */
export function parseJsonObject(text: string): JsonObject | Problem {
  const value = parsed(text)
  if (value === undefined) return problem('NOT_JSON')
  if (!isObject(value)) return problem('NOT_AN_OBJECT')
  const numbers = Object.keys(value).filter((key) => typeof value[key] === 'number')
  if (numbers.length === 0) return value
  if (MAY_BE_CHANGED.test(text)) return withNumberText(value, text)
  for (const key of numbers) value[key] = new NumberText(String(value[key]))
  return value
}

function withNumberText(value: Record<string, unknown>, text: string): JsonObject {
  // The text is valid JSON, so what the pattern finds are its strings and its numbers, and nothing else.
  const quoted = parsed(text.replaceAll(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)))
  if (quoted === undefined || !isObject(quoted)) throw new Error(`quoting the numbers broke the JSON: ${text}`)
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'number') value[key] = new NumberText(String(quoted[key]))
  }
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value, or undefined where the text is not JSON; JSON itself has no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
