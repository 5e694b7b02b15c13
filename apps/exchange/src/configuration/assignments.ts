import { readYaml } from './read-yaml.ts'
import { didYouMean } from './suggestion.ts'
import { environmentName, keysOf, nodeAt, takesText } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'

/** One key given a value by one source. */
export interface Assignment {
  readonly path: readonly string[]
  readonly value: unknown
  /** Where it was written, for people: `flag --port`. */
  readonly origin: string
}

/** What a source holds: the keys that it sets, and what is wrong with it. */
export interface Reading {
  readonly assignments: readonly Assignment[]
  /** One sentence each, starting with the key and ending with the source. */
  readonly problems: readonly string[]
}

/** A flag of the command line that sets a key. */
export interface FlagAssignment {
  /** As it was written, such as `--port`. */
  readonly flag: string
  /** The key, such as `websocket.port`. */
  readonly key: string
  readonly text: string
}

/** The variable that names the configuration file; the only one of its prefix that is no key. */
export const CONFIG_FILE_VARIABLE = 'OPENLOB_CONFIG'

/** Reads the keys of a YAML file. */
export function readFileText(root: SchemaNode, path: string, text: string): Reading {
  const origin = `file ${path}`
  const content = readYaml(text)
  if ('problems' in content) {
    const broken = content.problems.map(({ path: at, problem }) => (at.length === 0 ? `${path}: ${problem}` : `${at.join('.')}: ${problem} (${origin})`))
    return { assignments: [], problems: broken }
  }
  const assignments: Assignment[] = []
  const problems: string[] = []
  const visit = (node: SchemaNode, value: unknown, at: readonly string[]): void => {
    if (node.properties === undefined) {
      assignments.push({ path: at, value, origin })
    } else if (isTable(value)) {
      for (const [name, inner] of Object.entries(value)) {
        const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined
        if (child === undefined) problems.push(unknownKey(root, [...at, name], origin))
        else visit(child, inner, [...at, name])
      }
    } else if (value !== null && value !== undefined) {
      problems.push(`${at.join('.') || 'the file'}: must be a section of keys, not ${JSON.stringify(value)} (${origin})`)
    }
  }
  visit(root, content.value, [])
  return { assignments, problems }
}

/** Reads the keys of the environment. Empty variables count as not set. */
export function readEnvironment(root: SchemaNode, environment: Readonly<Record<string, string | undefined>>): Reading {
  const keys = new Map(keysOf(root).map((key) => [environmentName(key.path), key]))
  const assignments: Assignment[] = []
  const problems: string[] = []
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('OPENLOB_') || name === CONFIG_FILE_VARIABLE || text === undefined || text === '') continue
    const key = keys.get(name)
    if (key === undefined) {
      problems.push(`${name}: no key has this environment variable${didYouMean(name, [...keys.keys()])}`)
      continue
    }
    const origin = `environment ${name}`
    const value = valueOf(key.node, text)
    if ('problem' in value) problems.push(`${key.path.join('.')}: ${value.problem} (${origin})`)
    else assignments.push({ path: key.path, value: value.value, origin })
  }
  return { assignments, problems }
}

/** Reads the keys that flags set, in the order of the command line. */
export function readFlags(root: SchemaNode, flags: readonly FlagAssignment[]): Reading {
  const assignments: Assignment[] = []
  const problems: string[] = []
  for (const { flag, key, text } of flags) {
    const origin = `flag ${flag}`
    const path = key.split('.')
    const node = nodeAt(root, path)
    if (node === undefined) {
      problems.push(unknownKey(root, path, origin))
      continue
    }
    const section = node.properties === undefined ? undefined : keysOf(node, path)[0]?.path.join('.')
    const value = section === undefined ? valueOf(node, text) : { problem: `is a section: set one of its keys, such as ${section}` }
    if ('problem' in value) problems.push(`${key}: ${value.problem} (${origin})`)
    else assignments.push({ path, value: value.value, origin })
  }
  return { assignments, problems }
}

function valueOf(node: SchemaNode, text: string): { value: unknown } | { problem: string } {
  if (takesText(node)) return { value: text }
  const reading = readYaml(text)
  if ('value' in reading) return reading
  const { path, problem } = reading.problems[0]!
  return { problem: path.length === 0 ? `is not YAML: ${JSON.stringify(text)}` : `${path.join('.')}: ${problem}` }
}

function unknownKey(root: SchemaNode, path: readonly string[], origin: string): string {
  const siblings = Object.keys(nodeAt(root, path.slice(0, -1))?.properties ?? {})
  const prefix = path.slice(0, -1).map((name) => `${name}.`).join('')
  const everywhere = keysOf(root).map((key) => key.path.join('.'))
  const sameName = everywhere.find((key) => key.split('.').at(-1) === path.at(-1))
  const near = didYouMean(path.at(-1) ?? '', siblings).replace('mean ', `mean ${prefix}`)
  const hint = near || (sameName === undefined ? didYouMean(path.join('.'), everywhere) : `; did you mean ${sameName}?`)
  return `${path.join('.')}: no such key${hint} (${origin})`
}

/** Tells whether a value is a table of keys. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
