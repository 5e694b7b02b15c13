import { HistoryReplay, PluginError } from '@openlob/application'
import type { AppliedRecord, JournalRecord, Plugin, TradingFlow } from '@openlob/application'
import { OperatorError } from '../operator-error.ts'
import { RecoveryProgressLine } from '../recovery-progress.ts'
import type { RecordedHistory } from './recorded-history.ts'

/** A history carried out again from its first command, in an engine of its own. */
export class ReplayedHistory {
  readonly #history: RecordedHistory
  readonly #replay: HistoryReplay

  /** With the plugins that it may name. */
  constructor(history: RecordedHistory, plugins: readonly Plugin[]) {
    this.#history = history
    this.#replay = new HistoryReplay(plugins)
  }

  /** What has come of it so far. */
  get flow(): TradingFlow {
    return this.#replay.flow
  }

  /** Each command with what it did. Tells how far it is on standard error, once it takes long. */
  *commands(): Generator<AppliedRecord, void> {
    const { firstSequence = 1, lastSequence } = this.#history.inspect()
    if (firstSequence > 1)
      throw new OperatorError(`the journal begins at command ${firstSequence}: a replay needs it from command 1, put back its older segments from a copy`)
    const line = progressLine('replaying')
    try {
      for (const record of this.#history.records(1)) {
        // Beside a running exchange there may be more by now.
        if (record.sequence > lastSequence) return
        yield this.#apply(record)
        line.show({ sequence: record.sequence, lastSequence })
      }
    } finally {
      line.done()
    }
  }

  #apply(record: JournalRecord): AppliedRecord {
    return this.#history.explained(() => {
      try {
        return this.#replay.apply(record)
      } catch (error) {
        if (error instanceof PluginError) throw new OperatorError(`${error.message}; name its package or its ./path with --plugin`)
        throw error
      }
    })
  }
}

/** How far something is, on standard error. */
export function progressLine(doing: string): RecoveryProgressLine {
  const write = (text: string): unknown => process.stderr.write(text)
  return new RecoveryProgressLine({ write, isTerminal: process.stderr.isTTY, nowMs: () => performance.now(), doing })
}
