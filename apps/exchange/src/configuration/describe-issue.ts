import type { core } from 'zod'
import { isTable } from './assignments.ts'
import { didYouMean } from './suggestion.ts'

/** Where the value at a path was written: the source of the nearest key at, above or below it, else `default`. */
export function originOf(path: readonly PropertyKey[], origins: ReadonlyMap<string, string>): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(path.slice(0, length).map(String).join('.'))
    if (origin !== undefined) return origin
  }
  const below = `${path.map(String).join('.')}.`
  for (const [key, origin] of origins) if (key.startsWith(below)) return origin
  return 'default'
}

/** What a problem of the schema says to people: the key, what it must be and is not, and the source. */
export function describeIssue(
  issue: core.$ZodIssue,
  tree: Record<string, unknown>,
  origins: ReadonlyMap<string, string>,
): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${keyText([...issue.path, key])}: no such key (${originOf([...issue.path, key], origins)})`)
  const value = valueAt(tree, issue.path)
  return [`${keyText(issue.path)}: ${requirement(issue, value)} (${originOf(issue.path, origins)})`]
}

function requirement(issue: core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== 'custom') return 'is missing'
  const given = `not ${JSON.stringify(value)}`
  if (issue.code === 'invalid_type') return `must be ${typeText(issue.expected)}, ${given}`
  if (issue.code === 'invalid_value') {
    const hint = typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''
    return `must be one of ${issue.values.map(String).join(', ')}, ${given}${hint}`
  }
  if (issue.code === 'too_small' && issue.origin === 'string') return 'must not be empty'
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}, ${given}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, ${given}`
  return isTable(value) ? issue.message : `${issue.message}, ${given}`
}

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'text (put numbers in quotes)',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section of keys',
  record: 'a table of names and values',
}

function typeText(expected: string): string {
  return TYPE_TEXTS[expected] ?? expected
}

function keyText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.')
}

function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  let value = tree
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<PropertyKey, unknown>)[name]
  }
  return value
}
