/** What a caller of a {@link FileJournal} did that it may not. */
export type JournalUsageProblem = 'not-open' | 'already-open' | 'failed' | 'sequence' | 'payload-size'

/** A journal was used in a way that its contract rules out; nothing was changed. */
export class JournalUsageError extends Error {
  override readonly name: string = 'JournalUsageError'
  /** Which rule was broken. */
  readonly problem: JournalUsageProblem

  /** What the caller did that the port does not allow. */
  constructor(problem: JournalUsageProblem, message: string) {
    super(message)
    this.problem = problem
  }
}

/** The journal directory is in use, by another process or by another journal of this one. */
export class JournalLockedError extends Error {
  override readonly name: string = 'JournalLockedError'
  /** The directory. */
  readonly directory: string
  /** The process that holds it, as that process sees itself (a container has process ids of its own). */
  readonly holderPid: number

  /** The directory and the process that has it. */
  constructor(directory: string, holderPid: number) {
    super(`${directory}: in use by the process ${holderPid}`)
    this.directory = directory
    this.holderPid = holderPid
  }
}
