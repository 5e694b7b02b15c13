import type { ExchangeFailure } from '@openlob/application'
import { OperatorError } from './operator-error.ts'

/** What a person is told of an exchange that has failed, and can do about it. */
export function exchangeFailed({ source, error }: ExchangeFailure): OperatorError {
  const cause = error instanceof Error ? error.message : String(error)
  const what = source === 'journal' ? 'the journal cannot be written' : 'the engine has failed'
  const hint =
    source === 'journal'
      ? 'mend the disk (space, rights, hardware) and start again'
      : 'start again; if it comes back, report it with this log'
  return new OperatorError(`${what}: ${cause}; nothing acknowledged is lost: ${hint}`)
}
