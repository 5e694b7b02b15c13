/*
 * JSON whose numbers are kept as they were written: what a client signed is their text, and 52000.00 is no double.
 */

/** What stands before the text of a number. No JSON text that a client sends has it unescaped. */
const MARK = '\u0001'
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** A number whose text may not be that of its double; or what looks like one in a text. */
const UNUSUAL = /[:,[]\s*-?(?:\d*[.eE]|0\d|\d{16})|-0|^\s*[-\d]/

/**
 * Parses JSON with numbers as marked texts, where they are not whole and plain. Throws a SyntaxError where it is none.
 */
export function parseWithNumberTexts(json: string): unknown {
  if (json.includes(MARK)) throw new SyntaxError('a control character')
  // First as it is, so that what is no JSON is not made into some.
  const plain: unknown = JSON.parse(json)
  if (!UNUSUAL.test(json)) return plain
  return JSON.parse(json.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"\\u0001${token}"`)))
}

/** The text of a value as it was written: of a number its digits, of a list or an object compact JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.startsWith(MARK) ? value.slice(1) : value
  if (typeof value === 'number') return String(value)
  return JSON.stringify(value).replace(/"\\u0001([^"]*)"/g, '$1')
}

/** The value as JSON has it: of what was marked the number. */
export function valueOf(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(1)) : value
}
