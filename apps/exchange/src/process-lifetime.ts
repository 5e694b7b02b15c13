import type { ExchangeFailure } from '@openlob/application'
import type { Logger } from 'pino'
import { exchangeFailed } from './exchange-failed.ts'
import { EXIT_CODES, OperatorError } from './operator-error.ts'

/** A stop that takes longer is cut short: by then the disk does not answer, and nothing acknowledged is at stake. */
const STOP_TIMEOUT_MS = 30_000

/** npm hands a Ctrl-C on to a process that the terminal has told already: signals so close are one. */
const SAME_SIGNAL_MS = 1000

/**
 * How the process comes to its end: by a signal, by a failure of the exchange, or by an error that nobody caught. A
 * second signal, and an uncaught error, end it at once.
 */
export class ProcessLifetime {
  readonly #logger: Logger
  readonly #ended: Promise<void>
  #firstSignalMs: number | undefined
  #isStarted = false
  #settle: ((failure?: OperatorError) => void) | undefined

  constructor(logger: Logger) {
    this.#logger = logger
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = (failure) => {
        if (failure === undefined) resolve()
        else reject(failure)
      }
    })
    // A failure during the start is reported by the start itself.
    this.#ended.catch(() => undefined)
    // SIGHUP: the terminal was closed.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        this.#signalled(signal)
      })
    // Whoever read the output may leave; the exchange goes on.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
    process.on('uncaughtException', (error, origin) => {
      logger.fatal({ err: error, origin }, 'an error that nobody caught; what was acknowledged is kept')
      process.exit(EXIT_CODES.failed)
    })
  }

  /** From here on a signal stops the exchange in order; before, it ends at once. */
  started(): void {
    this.#isStarted = true
  }

  /** Resolves when the exchange is to stop; rejects with what a person can do where it has failed. */
  ended(): Promise<void> {
    return this.#ended
  }

  /** The exchange has failed. */
  fail(failure: ExchangeFailure): void {
    const { source, error } = failure
    this.#logger.fatal({ err: error, source }, 'the exchange has failed and takes nothing more')
    this.#settle?.(exchangeFailed(failure))
  }

  /** Waits for a stop, but not for ever: rejects with what to say before the process is ended all the same. */
  async within(stop: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new OperatorError(`it did not stop within ${STOP_TIMEOUT_MS / 1000} seconds and was cut short; what was acknowledged is kept`))
      }, STOP_TIMEOUT_MS)
    })
    try {
      await Promise.race([stop, timeout])
    } finally {
      clearTimeout(timer)
    }
  }

  #signalled(signal: string): void {
    const nowMs = performance.now()
    this.#logger.info({ signal }, 'signal')
    if (!this.#isStarted) {
      process.stderr.write('openlob: ended while it was starting; everything is kept\n')
      process.exit(EXIT_CODES.ok)
    }
    this.#firstSignalMs ??= nowMs
    if (nowMs - this.#firstSignalMs > SAME_SIGNAL_MS) {
      process.stderr.write('openlob: a second signal: ended at once; what was acknowledged is kept\n')
      process.exit(EXIT_CODES.failed)
    }
    this.#settle?.()
  }
}
