import { decodeCommand } from '../commands/command-codec.ts'
import { recordedOptions } from '../flow/recorded-configuration.ts'
import { isOrderMessage } from '../flow/read-request.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import type { TradingFlowOptions } from '../flow/trading-flow.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { applyRecord } from './apply-record.ts'
import type { AppliedRecord } from './apply-record.ts'
import { splitRecord } from './event-hash-check.ts'
import { attempt } from './recovery-error.ts'

/**
 * Carries a journal out again from its first command, whatever configurations it was written under: each command is
 * decided by the plugins, options and limits that were in force for it, which the journal itself names.
 */
export class HistoryReplay {
  readonly #plugins: readonly Plugin[]
  readonly #createBook: TradingFlowOptions['createBook']
  #flow: TradingFlow

  /** With the plugins that the journal may name; with other books than the flow's own where given. */
  constructor(plugins: readonly Plugin[], createBook?: TradingFlowOptions['createBook']) {
    this.#plugins = plugins
    this.#createBook = createBook
    this.#flow = new TradingFlow(this.#withBook({}))
  }

  /** What has come of it so far; another flow once the configuration has changed. */
  get flow(): TradingFlow {
    return this.#flow
  }

  /**
   * Applies the next record. Throws a `RecoveryError` as {@link applyRecord} does, and a `PluginError` where the record
   * puts a plugin in force that is not known; it must not be used after that.
   *
   * O(1) for an order; O(state) where the configuration changes.
   */
  apply(record: JournalRecord): AppliedRecord {
    const configuration = configurationIn(record)
    if (configuration !== undefined && configuration !== this.#flow.configuration) this.#continueUnder(configuration)
    return applyRecord(this.#flow, record)
  }

  /** As a start under another configuration does: what a policy remembers is kept where the same plugin goes on. */
  #continueUnder(configuration: string): void {
    const options = this.#withBook(recordedOptions(configuration, this.#plugins))
    const isNew = this.#flow.commandSequence === 0
    this.#flow = isNew ? new TradingFlow(options) : TradingFlow.restore(this.#flow.save(), options)
  }

  #withBook(options: TradingFlowOptions): TradingFlowOptions {
    return this.#createBook === undefined ? options : { ...options, createBook: this.#createBook }
  }
}

/** The configuration that a record puts in force; undefined where it does none. */
function configurationIn({ sequence, payload }: JournalRecord): string | undefined {
  const { command: message } = splitRecord(payload)
  if (isOrderMessage(message)) return undefined
  const what = `record ${sequence} of the journal is no command`
  const { command } = attempt('UNREADABLE_COMMAND', what, () => decodeCommand(message))
  return command.type === 'ConfigureFlow' ? command.configuration : undefined
}
