import { isMap, isScalar, isSeq, parseDocument } from 'yaml'

/** Something in YAML that cannot be taken: where it is, from the root of the text, and what is wrong. */
export interface YamlProblem {
  readonly path: readonly string[]
  readonly problem: string
}

/** What YAML text says, or why it says nothing that can be used. */
export type YamlReading = { readonly value: unknown } | { readonly problems: readonly YamlProblem[] }

/** Reads YAML text; a number that a float would change, and a key that JavaScript would lose, are problems. */
export function readYaml(text: string): YamlReading {
  try {
    const document = parseDocument(text)
    const problems = [...document.errors.map(asProblem), ...nodeProblems(document.contents, [])]
    return problems.length > 0 ? { problems } : { value: document.toJS() as unknown }
  } catch (error) {
    // Aliases are followed here alone: one may lead nowhere, or many may make too much of little text.
    return { problems: [asProblem(error)] }
  }
}

function asProblem(error: unknown): YamlProblem {
  const message = error instanceof Error ? error.message : String(error)
  return { path: [], problem: message.split('\n')[0] ?? '' }
}

function nodeProblems(node: unknown, path: readonly string[]): YamlProblem[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => [
      ...keyProblems(key, path),
      ...nodeProblems(value, [...path, keyText(key)]),
    ])
  if (isSeq(node)) return node.items.flatMap((item, index) => nodeProblems(item, [...path, String(index)]))
  if (!isScalar(node) || typeof node.value !== 'number' || isExact(node.value, node.source)) return []
  return [{ path, problem: `${node.source ?? String(node.value)} is more than a number holds exactly; put it in quotes` }]
}

function keyProblems(key: unknown, path: readonly string[]): YamlProblem[] {
  return keyText(key) === '__proto__' ? [{ path: [...path, '__proto__'], problem: 'no such key' }] : []
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

/** Tells whether a number prints as the value that was written. */
function isExact(value: number, source: string | undefined): boolean {
  const written = source === undefined ? undefined : significantOf(source)
  // Hexadecimal and octal numbers, infinities: none of them is a decimal.
  if (written === undefined) return !Number.isFinite(value) || Number.isSafeInteger(value)
  return written === significantOf(String(value))
}

/** A decimal as its sign, its digits without zeros at either end, and an exponent: the same for equal values alone. */
function significantOf(text: string): string | undefined {
  const groups = /^(?<sign>[-+]?)(?<whole>\d*)\.?(?<part>\d*)(?:e(?<exponent>[-+]?\d+))?$/i.exec(text)?.groups
  if (groups === undefined) return undefined
  const { sign = '', whole = '', part = '', exponent = '0' } = groups
  const digits = `${whole}${part}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const scale = Number(exponent) - part.length + (digits.length - significant.length)
  return `${sign === '-' ? '-' : ''}${significant}e${scale}`
}
