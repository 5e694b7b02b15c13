import { decodeCommand } from '../commands/command-codec.ts'
import { isOrderMessage } from '../flow/read-request.ts'
import { recordedOptions } from '../flow/recorded-configuration.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import type { TradingFlowOptions } from '../flow/trading-flow.ts'
import { PluginError } from '../plugins/policy.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { FlowSnapshot } from '../snapshot/flow-snapshot.ts'
import { configurationOf } from '../snapshot/saved-state.ts'
import type { SavedFlow } from '../snapshot/saved-state.ts'
import { splitRecord } from './event-hash-check.ts'
import { attempt } from './recovery-error.ts'

/**
 * A flow that is made anew whenever the configuration changes in the history that is carried out again: each command is
 * decided by the plugins, options and limits that were in force for it, which the history itself names.
 */
export class ConfiguredFlow {
  /** The configuration that it is to end under. */
  readonly ownConfiguration: string
  readonly #own: TradingFlowOptions
  /** The only number that the flow may have; undefined where the history says which it is. */
  readonly #flowNumber: number | undefined
  #flow: TradingFlow

  private constructor(own: TradingFlowOptions, flowNumber: number | undefined, flow: TradingFlow, ownText: string) {
    this.#own = own
    this.#flowNumber = flowNumber
    this.#flow = flow
    this.ownConfiguration = ownText
  }

  /** One that nothing was applied to yet; with the plugins chosen and those known beside them. */
  static begin(own: TradingFlowOptions): ConfiguredFlow {
    const flow = new TradingFlow(own)
    return new ConfiguredFlow(own, own.flowNumber ?? 0, flow, flow.configuration)
  }

  /** The same for the history of any flow, whatever its number. */
  static beginAny(own: TradingFlowOptions): ConfiguredFlow {
    const flow = new TradingFlow(own)
    return new ConfiguredFlow(own, undefined, flow, flow.configuration)
  }

  /**
   * One that continues from a snapshot, under the configuration that was in force, where commands are to be applied. If
   * that names a plugin that is not known it continues under its own: the commands are refused then.
   */
  static restore(saved: SavedFlow | FlowSnapshot, own: TradingFlowOptions, replays: boolean): ConfiguredFlow {
    const { configuration } = new TradingFlow(own)
    const recorded = replays ? configurationOf(saved) : configuration
    const options = recorded === configuration ? own : (optionsUnder(recorded, own) ?? own)
    return new ConfiguredFlow(own, own.flowNumber ?? 0, TradingFlow.restore(saved, options), configuration)
  }

  /** The flow as it is; another one once the configuration has changed. */
  get flow(): TradingFlow {
    return this.#flow
  }

  /**
   * Makes ready for the next record, which need not be done for an order behind another. Throws a `PluginError` where a
   * plugin that was in force is not known, or it was another flow; nothing has changed then. O(state) where the
   * configuration changes.
   */
  prepare(record: JournalRecord): void {
    const configuration = this.inForceFor(record)
    // A record that is not the next, or before which nothing is in force, is refused where it is applied.
    if (record.sequence !== this.#flow.commandSequence + 1 || configuration === '') return
    if (configuration !== this.#flow.configuration) this.#continueUnder(configuration)
  }

  /** The configuration that the next record is decided by. */
  inForceFor(record: JournalRecord): string {
    return configurationIn(record) ?? this.#flow.state.configuration
  }

  /** The flow under its own configuration, which is still to be put in force where another one was last. */
  finish(): TradingFlow {
    if (this.#flow.configuration !== this.ownConfiguration) this.#continueUnder(this.ownConfiguration)
    return this.#flow
  }

  /** As a start under another configuration does: what a policy remembers is kept where the same plugin goes on. */
  #continueUnder(configuration: string): void {
    const isOwn = configuration === this.ownConfiguration
    const options = isOwn ? this.#own : withBook(recordedOptions(configuration, this.#own), this.#own)
    if (this.#flowNumber !== undefined && options.flowNumber !== this.#flowNumber && !isOwn)
      throw new PluginError(`a flow keeps its number: it was ${options.flowNumber ?? 0}, is ${this.#flowNumber}`)
    const isNew = this.#flow.commandSequence === 0
    this.#flow = isNew ? new TradingFlow(options) : TradingFlow.restore(this.#flow.save(), options)
  }
}

function optionsUnder(configuration: string, own: TradingFlowOptions): TradingFlowOptions | undefined {
  try {
    const options = withBook(recordedOptions(configuration, own), own)
    return options.flowNumber === (own.flowNumber ?? 0) ? options : undefined
  } catch {
    return undefined
  }
}

function withBook(options: TradingFlowOptions, { createBook }: TradingFlowOptions): TradingFlowOptions {
  return createBook === undefined ? options : { createBook, ...options }
}

/** The configuration that a record puts in force; undefined where it does none. */
function configurationIn({ sequence, payload }: JournalRecord): string | undefined {
  const { command: message } = splitRecord(payload)
  if (isOrderMessage(message)) return undefined
  const what = `record ${sequence} of the journal is no command`
  const { command } = attempt('UNREADABLE_COMMAND', what, () => decodeCommand(message))
  return command.type === 'ConfigureFlow' ? command.configuration : undefined
}
