import { ConfigurationMismatchError, JournalDamagedError, RecoveryError } from '@openlob/application'
import { JournalLockedError } from '@openlob/journal-file'
import { OperatorError } from './operator-error.ts'

/** What a person is told of an error that kept the exchange from starting; errors nobody expects stay as they are. */
export function startFailure(error: unknown, dataDirectory: string): unknown {
  if (error instanceof JournalLockedError)
    return new OperatorError(
      `another process (${error.holderPid}) uses ${dataDirectory}; stop it, or choose another directory with --data`,
    )
  if (error instanceof JournalDamagedError)
    return new OperatorError(
      `the journal is damaged and nothing was changed: ${error.message}\n` +
        '  Put back an undamaged copy of that file; docs/guides/recover-from-a-crash.md says what can be done without one.',
    )
  if (error instanceof RecoveryError)
    return new OperatorError(
      `what is in ${dataDirectory} does not fit together (${error.problem}) and nothing was changed: ${error.message}\n` +
        '  Put back the missing or older files from a copy; docs/guides/recover-from-a-crash.md says more.',
    )
  if (error instanceof ConfigurationMismatchError) return new OperatorError(error.message)
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

function systemFailure(error: unknown, dataDirectory: string): OperatorError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const problem = DIRECTORY_PROBLEMS[String(error.code)]
  if (problem === undefined) return undefined
  return new OperatorError(`${dataDirectory} cannot be used: ${problem} (${error.message}); mend that, or choose another directory with --data`)
}
