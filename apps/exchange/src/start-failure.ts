import { ConfigurationMismatchError, FlowGroupError, JournalDamagedError, QueryUnavailableError, RecoveryError } from '@openlob/application'
import type { ExchangeFailure } from '@openlob/application'
import { JournalLockedError } from '@openlob/journal-file'
import { exchangeFailed } from './exchange-failed.ts'
import { OperatorError } from './operator-error.ts'

/**
 * What a person is told of an error that kept the exchange from starting; errors nobody expects stay as they are.
 * `failure` is what made the exchange fail, where it did.
 */
export function startFailure(error: unknown, dataDirectory: string, failure?: ExchangeFailure): unknown {
  if (isA(QueryUnavailableError, error) && failure !== undefined) return exchangeFailed(failure)
  if (isA(JournalLockedError, error))
    return new OperatorError(
      `another process (${error.holderPid}) uses ${dataDirectory}; stop it, or choose another directory with --data`,
    )
  if (isA(JournalDamagedError, error))
    return new OperatorError(
      `the journal is damaged and nothing was changed: ${error.message}\n` +
        '  Put back an undamaged copy of that file and delete nothing; docs/guides/recover-from-a-crash.md says what the messages mean.',
    )
  if (isA(RecoveryError, error))
    return new OperatorError(
      `what is in ${dataDirectory} does not fit together (${error.problem}): ${error.message}\n` +
        '  A torn end of the journal, which was never acknowledged, may have been cut off; nothing else was changed.\n' +
        '  Put back the missing or older files from a copy and delete nothing.',
    )
  if (isA(ConfigurationMismatchError, error)) return new OperatorError(error.message)
  if (isA(FlowGroupError, error))
    return new OperatorError(`the flows do not go together: ${error.message}; put flows as they were, or the missing data back from a copy`)
  return systemFailure(error, dataDirectory) ?? error
}

const DIRECTORY_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOENT: 'no directory can be made there',
}

/** Whether an error is of a class; one that comes out of another thread has only its name. */
function isA<Type extends Error>(type: abstract new (...args: never[]) => Type, error: unknown): error is Type {
  return error instanceof type || (error instanceof Error && error.name === type.name)
}

function systemFailure(error: unknown, dataDirectory: string): OperatorError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const problem = DIRECTORY_PROBLEMS[String(error.code)]
  if (problem === undefined) return undefined
  return new OperatorError(`${dataDirectory} cannot be used: ${problem} (${error.message}); mend that, or choose another directory with --data`)
}
