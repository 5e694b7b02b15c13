/*
 * JSON whose numbers are kept as they were written: what a client signed is their text, and 52000.00 is no double.
 */

/** What stands before the text of a number. No JSON text that a client sends has it unescaped. */
const MARK = '\u0001'
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Parses JSON with every number as a marked text. Throws a SyntaxError where it is none. */
export function parseWithNumberTexts(json: string): unknown {
  if (json.includes(MARK)) throw new SyntaxError('a control character')
  // First as it is, so that what is no JSON is not made into some.
  JSON.parse(json)
  return JSON.parse(json.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"\\u0001${token}"`)))
}

/** The text of a value as it was written: of a number its digits, of a list or an object compact JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.startsWith(MARK) ? value.slice(1) : value
  return JSON.stringify(value).replace(/"\\u0001([^"]*)"/g, '$1')
}

/** The value as JSON has it: of what was marked the number. */
export function valueOf(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(1)) : value
}
