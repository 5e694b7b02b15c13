import type { TradingFlow, TradingFlowOptions } from '../flow/trading-flow.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { applyRecord } from './apply-record.ts'
import type { AppliedRecord } from './apply-record.ts'
import { ConfiguredFlow } from './configured-flow.ts'

/** Carries a journal out again from its first command, whatever configurations it was written under. */
export class HistoryReplay {
  readonly #configured: ConfiguredFlow

  /** With the plugins that the journal may name; with other books than the flow's own where given. */
  constructor(knownPlugins: readonly Plugin[], createBook?: TradingFlowOptions['createBook']) {
    const options = createBook === undefined ? { knownPlugins } : { knownPlugins, createBook }
    this.#configured = ConfiguredFlow.beginAny(options)
  }

  /** What has come of it so far; another flow once the configuration has changed. */
  get flow(): TradingFlow {
    return this.#configured.flow
  }

  /**
   * Applies the next record. Throws a `RecoveryError` as {@link applyRecord} does, and a `PluginError` where the record
   * puts a plugin in force that is not known; it must not be used after that.
   *
   * O(1) for an order; O(state) where the configuration changes.
   */
  apply(record: JournalRecord): AppliedRecord {
    this.#configured.prepare(record)
    return applyRecord(this.flow, record)
  }
}
