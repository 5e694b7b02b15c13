import * as z from 'zod'
import { EXIT_CODES, OperatorError } from '../operator-error.ts'
import { isTable, readEnvironment, readFileText, readFlags } from './assignments.ts'
import type { Assignment, FlagAssignment } from './assignments.ts'
import { checkTogether } from './check-together.ts'
import { configurationSchema } from './configuration.ts'
import type { Configuration } from './configuration.ts'
import { describeIssue } from './describe-issue.ts'
import { nodeAt } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'

/** The schema of the configuration as JSON schema: what a file may hold. */
export const configurationJsonSchema: SchemaNode = z.toJSONSchema(configurationSchema, { io: 'input' }) as SchemaNode

/** Where a configuration comes from; later ones win: defaults, file, environment, flags. */
export interface ConfigurationSources {
  readonly file?: { readonly path: string; readonly text: string } | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** In the order of the command line: the last one of a key wins. */
  readonly flags: readonly FlagAssignment[]
}

/** A configuration, and where each value that is no default was written. */
export interface ResolvedConfiguration {
  readonly configuration: Configuration
  /** By key, such as `websocket.port`: `flag --port`, `environment OPENLOB_...` or `file PATH`. */
  readonly origins: ReadonlyMap<string, string>
}

/** The configuration cannot be used; `problems` names every key that is wrong, with its source. */
export class ConfigurationError extends OperatorError {
  override readonly name: string = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `\n  ${problem}`).join('')
    super(`the configuration is wrong; nothing was started:${lines}\n  All keys: openlob config --help`, EXIT_CODES.usage)
    this.problems = problems
  }
}

/** Puts the sources together; throws a {@link ConfigurationError} that names everything wrong at once. */
export function resolveConfiguration(sources: ConfigurationSources): ResolvedConfiguration {
  const readings = [
    ...(sources.file ? [readFileText(configurationJsonSchema, sources.file.path, sources.file.text)] : []),
    readEnvironment(configurationJsonSchema, sources.environment),
    readFlags(configurationJsonSchema, sources.flags),
  ]
  const { tree, origins } = merged(readings.flatMap((reading) => reading.assignments))
  const problems = readings.flatMap((reading) => reading.problems)
  const parsed = configurationSchema.safeParse(tree)
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => describeIssue(issue, tree, origins)))
  else problems.push(...checkTogether(parsed.data, origins))
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems)
  return { configuration: parsed.data, origins }
}

function merged(assignments: readonly Assignment[]): { tree: Record<string, unknown>; origins: Map<string, string> } {
  const tree: Record<string, unknown> = {}
  const origins = new Map<string, string>()
  for (const { path, value, origin } of assignments) {
    let table = tree
    for (const [index, name] of path.slice(0, -1).entries()) {
      // A name set in a table is added to what the table has by default.
      const unset = nodeAt(configurationJsonSchema, path.slice(0, index + 1))?.default
      const present = Object.hasOwn(table, name) ? table[name] : unset
      const inner = isTable(present) ? { ...present } : {}
      table[name] = inner
      table = inner
    }
    table[path.at(-1)!] = value
    const key = path.join('.')
    for (const deeper of origins.keys()) if (deeper.startsWith(`${key}.`)) origins.delete(deeper)
    origins.set(key, origin)
  }
  return { tree, origins }
}
