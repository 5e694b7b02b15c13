import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { EXIT_CODES, OperatorError } from '../operator-error.ts'
import { CONFIG_FILE_VARIABLE } from './assignments.ts'
import type { FlagAssignment } from './assignments.ts'
import { resolveConfiguration } from './resolve-configuration.ts'
import type { ResolvedConfiguration } from './resolve-configuration.ts'

/** The file that is read where none is named. */
export const DEFAULT_FILE = 'openlob.yaml'

/** Adds the flags that configure the exchange; the function returned reads the configuration once they are parsed. */
export function withConfigurationFlags(command: Command): () => ResolvedConfiguration {
  const flags: FlagAssignment[] = []
  let file: string | undefined
  const key = (flag: string, name: string, value: string, description: string): Option =>
    new Option(`${flag} <${value}>`, description).argParser((text) => {
      flags.push({ flag, key: name, text })
      return text
    })
  const set = new Option('--set <key=value>', 'set any key; may be given more than once').argParser((text) => {
    const [name, ...value] = text.split('=')
    if (name === undefined || name === '' || value.length === 0) throw new InvalidArgumentError('Write it as KEY=VALUE, such as demo.enabled=false.')
    flags.push({ flag: '--set', key: name, text: value.join('=') })
    return text
  })
  const config = new Option('--config <file>', `a YAML file; ./${DEFAULT_FILE} where there is one`).argParser((text) => {
    file = text
    return text
  })
  command
    .addOption(config)
    .addOption(key('--data', 'data', 'directory', 'where everything is kept (default: ./data)'))
    .addOption(key('--port', 'websocket.port', 'number', 'the trading port; 0 takes any free one (default: 9090)'))
    .addOption(key('--admin-port', 'admin.port', 'number', 'the port of /health and /metrics (default: 9091)'))
    .addOption(key('--log-level', 'log.level', 'level', 'fatal, error, warn, info, debug, trace or silent (default: info)'))
    .addOption(set)
  return () => {
    const environment = process.env
    return resolveConfiguration({ file: readConfigurationFile(file, environment, process.cwd()), environment, flags })
  }
}

/** Reads the named file, or the default one where there is one. */
export function readConfigurationFile(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
): { path: string; text: string } | undefined {
  const asked = named ?? (environment[CONFIG_FILE_VARIABLE] === '' ? undefined : environment[CONFIG_FILE_VARIABLE])
  const path = asked ?? DEFAULT_FILE
  const absolute = isAbsolute(path) ? path : join(directory, path)
  if (asked === undefined && !existsSync(absolute)) return undefined
  try {
    const shown = relative(directory, absolute)
    return { path: shown.startsWith('..') ? absolute : `./${shown}`, text: readFileSync(absolute, 'utf8') }
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    const source = named === undefined && asked !== undefined ? CONFIG_FILE_VARIABLE : '--config'
    throw new OperatorError(`the configuration file cannot be read: ${cause}; give ${source} another path`, EXIT_CODES.usage)
  }
}
