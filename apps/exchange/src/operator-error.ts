/** The exit codes of `openlob`: what a script or a service manager can rely on. */
export const EXIT_CODES = {
  /** Done, or stopped as asked. */
  ok: 0,
  /** It could not do what was asked, or failed while doing it. */
  failed: 1,
  /** The command line or the configuration is wrong: nothing was started and nothing changed. */
  usage: 2,
} as const satisfies Record<string, number>

/** One of the exit codes of `openlob`. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

/**
 * An expected problem that a person can mend: its message says what is wrong and what to do, and it is shown without
 * a stack trace.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT_CODES.failed) {
    super(message)
    this.exitCode = exitCode
  }
}
