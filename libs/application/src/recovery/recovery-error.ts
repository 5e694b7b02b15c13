/** What keeps a state from being recovered. */
export type RecoveryProblem =
  /** The journal ends before the snapshot: acknowledged commands are missing. */
  | 'JOURNAL_BEHIND_SNAPSHOT'
  /** Commands are missing between the snapshot, or the beginning, and what the journal has, or within it. */
  | 'GAP'
  /** A record of the journal is no command. */
  | 'UNREADABLE_COMMAND'
  /** The snapshot is none that this version reads. */
  | 'UNREADABLE_SNAPSHOT'
  /** What was rebuilt is not what was saved, by its hash. */
  | 'DIVERGED'

/** The state cannot be recovered and a person must look; nothing was changed but a torn tail that may have been cut. */
export class RecoveryError extends Error {
  override readonly name: string = 'RecoveryError'
  readonly problem: RecoveryProblem

  /** What kind of problem it is, and where. */
  constructor(problem: RecoveryProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.problem = problem
  }
}

/** Does something; where that throws, a {@link RecoveryError} that says what was tried. */
export function attempt<Result>(problem: RecoveryProblem, what: string, action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new RecoveryError(problem, `${what}: ${cause}`, { cause: error })
  }
}
