import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from './configuration/configuration.ts'
import { FLOWS_DIRECTORY } from './create-exchange.ts'
import { OperatorError } from './operator-error.ts'

/**
 * Throws an {@link OperatorError} where the data directory has a flow that the configuration does not have: its orders
 * and its money would be gone from sight, and its ids be given again.
 */
export function checkForgottenFlows(dataDirectory: string, { flows }: Configuration): void {
  const directory = join(dataDirectory, FLOWS_DIRECTORY)
  if (!existsSync(directory)) return
  const names = new Set(flows.map(({ name }) => name))
  const forgotten = readdirSync(directory).filter((name) => !names.has(name))
  if (forgotten.length === 0) return
  throw new OperatorError(
    `${directory} has what the configuration does not have under flows: ${forgotten.join(', ')}; ` +
      'configure it again, its name and number as they were. Nothing was started or changed.',
  )
}
