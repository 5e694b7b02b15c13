import { LadderBook, StateHash } from '@openlob/domain'
import type { Hashable } from '@openlob/domain'
import type { CommandBuffer } from '../commands/command-buffer.ts'
import { decodeCommand } from '../commands/command-codec.ts'
import type { ConfigureFlow, SequencedCommand } from '../commands/command.ts'
import type { EventBuffer } from '../events/event-buffer.ts'
import type { Event } from '../events/event.ts'
import { pluginChoices } from '../plugins/default-plugins.ts'
import type { Plugin, PluginChoices, PluginSlot } from '../plugins/plugin.ts'
import { adviserOf } from './adviser.ts'
import { carryOut, carryOutRequest, isOrderCommand, refusedCommand } from './command-handlers.ts'
import { takeCommandId } from './take-command-id.ts'
import type { AdministrativeCommand } from './command-handlers.ts'
import { configurationText, createPolicies } from './configuration.ts'
import { configureFlow } from './configure-flow.ts'
import { EventEmitter } from './event-emitter.ts'
import { flowLimits } from './flow-limits.ts'
import { checkFlowNumber } from './flow-number.ts'
import type { FlowLimits } from './flow-limits.ts'
import { instrumentRecord } from '../snapshot/flow-snapshot.ts'
import type { FlowSnapshot, PolicyRecord } from '../snapshot/flow-snapshot.ts'
import { stateFromSnapshot } from '../snapshot/restore-snapshot.ts'
import type { SavedFlow } from '../snapshot/saved-state.ts'
import { sectionsHash, stateFromSections, stateSections } from '../snapshot/state-sections.ts'
import { FlowState } from './flow-state.ts'
import type { BookFactory, FlowSettings } from './flow-state.ts'
import { broken, must } from './must.ts'
import { notifyChanges } from './notify.ts'
import { readRequest } from './read-request.ts'
import type { Refusal } from './refusal.ts'

/** What a flow is made of; defaults where left out. */
export interface TradingFlowOptions {
  /** A choice for some of the slots; the default plugin in the others. */
  readonly plugins?: Partial<PluginChoices>
  readonly limits?: Partial<FlowLimits>
  /**
   * Plugins that earlier commands may have been decided by, beside those that are chosen: a recovery carries each
   * command out again under what was in force for it.
   */
  readonly knownPlugins?: readonly Plugin[]
  /** Makes the books, `LadderBook`s where left out. Which one it is makes no difference to any result. */
  readonly createBook?: BookFactory
  /**
   * Which of the exchange's flows it is, 0 to 255; 0 where left out. It stands in the id of every instrument, order and
   * trade of the flow, which therefore keeps it for ever.
   */
  readonly flowNumber?: number
}

/** From so many on a book is told how many orders it is to have. */
const INITIAL_ORDERS = 1024
const SLOTS: readonly PluginSlot[] = ['risk', 'fees', 'clearing']

/**
 * A trading flow: the instruments that share a ledger, as a deterministic state machine. Every command goes through
 * place → risk → match → clear → notify; the same commands give the same events, on any machine.
 *
 * It throws only where an invariant is broken, by a defect or by a plugin; it must not be used after that.
 */
export class TradingFlow implements Hashable {
  /** The configuration that it runs under, as text. */
  readonly configuration: string
  readonly #plugins: PluginChoices
  readonly #settings: FlowSettings
  #state: FlowState

  /** A flow without accounts, assets and markets. Throws where a limit, or an option of a plugin, cannot be. */
  constructor(options: TradingFlowOptions = {}) {
    this.#plugins = pluginChoices(options.plugins)
    const limits = flowLimits(options.limits)
    const { flowNumber = 0 } = options
    checkFlowNumber(flowNumber)
    this.configuration = configurationText(this.#plugins, limits, flowNumber)
    const createBook: BookFactory = options.createBook ?? createLadderBook
    this.#settings = { policies: createPolicies(this.#plugins), limits, createBook, adviserOf, flowNumber }
    this.#state = new FlowState(this.#settings)
  }

  /** What it works on; to look at, not to change. */
  get state(): FlowState {
    return this.#state
  }

  /** The last command applied, 0 before the first. */
  get commandSequence(): number {
    return this.#state.commandSequence
  }

  /** The last event emitted, 0 before the first. */
  get eventSequence(): number {
    return this.#state.emitter.sequence
  }

  /** The hash over all events so far: equal for equal histories. */
  get eventHash(): string {
    return this.#state.emitter.digest
  }

  /** Whether the last command was named by its client and not a repetition: its answer is to be kept. */
  get keepsAnswer(): boolean {
    return this.#state.keepsAnswer
  }

  /** How {@link eventHash} was made from its beginning: hashes of two ways cannot be compared. */
  get eventHashAlgorithm(): number {
    return this.#state.emitter.hashAlgorithm
  }

  /** The events of the last command as messages; good until the next one. */
  get events(): EventBuffer {
    return this.#state.emitter.buffer
  }

  /**
   * Carries a command out and says what happened, in order: at least one event. A refused command gives one
   * `CommandRejected` and changes nothing else. Commands come in sequence and with a timestamp that never goes back.
   */
  apply(sequenced: SequencedCommand): readonly Event[] {
    this.#applyCommand(sequenced)
    return this.#state.emitter.events()
  }

  /**
   * The same for the message of a command with its header, of so many octets from octet `from` on, a multiple of 8.
   * What happened stands in {@link events}: nothing is made of it, and for an order no memory is taken.
   *
   * Throws a `CommandDecodingError` where it is none; nothing has changed then.
   */
  applyMessage(commands: CommandBuffer, from: number, length: number): void {
    const { request } = this.#state
    if (!readRequest(request, commands, from, length)) {
      this.#applyCommand(decodeCommand(commands.copy(from, length)))
      return
    }
    this.#begin(request.sequence, request.timestampUs)
    this.#carryOutRequest()
    this.#end()
  }

  /** Everything needed to continue from here, to be kept. O(state), some hundred nanoseconds an order. */
  save(): SavedFlow {
    const sections = stateSections(this.#state)
    return {
      commandSequence: this.commandSequence,
      eventSequence: this.eventSequence,
      eventHash: this.eventHash,
      eventHashAlgorithm: this.eventHashAlgorithm,
      stateHash: sectionsHash(sections),
      stateHashAlgorithm: 1,
      policyHash: this.#policyHash(),
      policies: this.#policyRecords(),
      sections,
    }
  }

  /** The same as plain data, to be looked at: what snapshots of version 1 were. */
  snapshot(): FlowSnapshot {
    const state = this.#state
    return {
      configuration: state.configuration,
      commandSequence: state.commandSequence,
      timestampUs: state.timestampUs,
      eventSequence: state.emitter.sequence,
      eventHash: state.emitter.digest,
      eventHashAlgorithm: state.emitter.hashAlgorithm,
      stateHash: this.stateHash(0),
      policyHash: this.#policyHash(),
      nextOrderId: state.nextOrderId,
      nextTradeId: state.nextTradeId,
      accounts: [...state.venue.accounts],
      assets: state.venue.assets.slice(),
      instruments: state.venue.markets.map(({ instrument }) => instrumentRecord(instrument)),
      books: state.venue.markets.map(({ book }) => book.snapshot()),
      orders: state.orders.all(),
      conditionals: state.orders.conditional.saved(),
      ledger: state.postings.ledger.snapshot(),
      commandIds: state.commandIds.all(),
      transfers: state.transfers.saved(),
      policies: this.#policyRecords(),
    }
  }

  /** The hash over the state, what policies remember left out, made as a snapshot says that its own was. O(state). */
  stateHash(algorithm: 0 | 1): string {
    if (algorithm === 1) return sectionsHash(stateSections(this.#state))
    const hash = new StateHash()
    this.#hashState(hash)
    return hash.digest()
  }

  /**
   * A flow that continues from a snapshot. A policy gets back what it remembered where the same plugin stands in its
   * slot, and starts anew where another does. Throws where the snapshot's hashes are not those of what it holds.
   */
  static restore(saved: SavedFlow | FlowSnapshot, options: TradingFlowOptions = {}): TradingFlow {
    const flow = new TradingFlow(options)
    flow.#restore(saved)
    return flow
  }

  /** Folds books, orders, ledger, accounts, assets, instruments, counters and what policies remember. */
  hashInto(hash: StateHash): void {
    this.#hashState(hash)
    this.#hashPolicies(hash)
  }

  #applyCommand({ sequence, timestampUs, command }: SequencedCommand): void {
    const state = this.#state
    this.#begin(sequence, timestampUs)
    const known = takeCommandId(state, command)
    if (known === 'new') {
      if (isOrderCommand(command)) {
        state.request.set(command)
        this.#carryOutRequest()
      } else {
        const refused = this.#carryOut(command)
        if (refused !== undefined) state.emitter.commandRejected(refusedCommand(command), refused)
      }
    } else if (known !== 'repeated') state.emitter.commandRejected(refusedCommand(command), known)
    this.#end()
  }

  #begin(sequence: number, timestampUs: number): void {
    const state = this.#state
    if (sequence !== state.commandSequence + 1)
      broken(`commands come in sequence: ${sequence} after ${state.commandSequence}`)
    if (timestampUs < state.timestampUs)
      broken(`time does not go back: timestampUs=${timestampUs} after ${state.timestampUs}`)
    state.commandSequence = sequence
    state.keepsAnswer = false
    state.timestampUs = timestampUs
    state.emitter.begin(sequence, timestampUs)
  }

  #end(): void {
    notifyChanges(this.#state)
    this.#state.emitter.end()
  }

  #carryOutRequest(): void {
    const state = this.#state
    const refused = carryOutRequest(state)
    if (refused !== undefined) state.emitter.commandRejected(state.request, refused)
  }

  #carryOut(command: AdministrativeCommand | ConfigureFlow): Refusal | undefined {
    if (command.type !== 'ConfigureFlow') return carryOut(this.#state, command)
    configureFlow(this.#state, command, this.configuration)
    return undefined
  }

  #policyHash(): string {
    const hash = new StateHash()
    this.#hashPolicies(hash)
    return hash.digest()
  }

  #hashState(hash: StateHash): void {
    const state = this.#state
    hash.text(state.configuration)
    hash.integer(state.commandSequence)
    hash.integer(state.timestampUs)
    hash.integer(state.emitter.sequence)
    hash.integer(state.nextOrderId)
    hash.integer(state.nextTradeId)
    state.venue.hashInto(hash)
    state.orders.hashInto(hash)
    state.postings.ledger.hashInto(hash)
    state.commandIds.hashInto(hash)
    state.transfers.hashInto(hash)
  }

  #hashPolicies(hash: StateHash): void {
    for (const slot of SLOTS) this.#settings.policies[slot].hashInto(hash)
  }

  #policyRecords(): Readonly<Record<PluginSlot, PolicyRecord>> {
    const record = (slot: PluginSlot): PolicyRecord => ({
      plugin: this.#plugins[slot].plugin.name,
      state: this.#settings.policies[slot].snapshot(),
    })
    return { risk: record('risk'), fees: record('fees'), clearing: record('clearing') }
  }

  #restore(saved: SavedFlow | FlowSnapshot): void {
    const { eventHash, eventHashAlgorithm = 0 } = saved
    const emitterAt = (sequence: number): EventEmitter =>
      new EventEmitter(sequence, StateHash.from(eventHash), eventHashAlgorithm)
    if ('sections' in saved) {
      // What is copied needs no second look.
      verify('state', saved.stateHash, sectionsHash(saved.sections))
      this.#state = stateFromSections(saved.sections, this.#settings, emitterAt)
    } else {
      this.#state = stateFromSnapshot(saved, this.#settings, emitterAt(saved.eventSequence))
      verify('state', saved.stateHash, this.stateHash(0))
    }
    const restored = SLOTS.filter((slot) => this.#restorePolicy(slot, saved.policies[slot]))
    if (restored.length === SLOTS.length) verify('policy', saved.policyHash, this.#policyHash())
  }

  #restorePolicy(slot: PluginSlot, { plugin, state }: PolicyRecord): boolean {
    if (this.#plugins[slot].plugin.name !== plugin) return false
    this.#settings.policies[slot].restore(state)
    return true
  }
}

const createLadderBook: BookFactory = (listener, adviser, expectedOrders = 0) =>
  new LadderBook(listener, { adviser, ...(expectedOrders > INITIAL_ORDERS && { initialOrders: expectedOrders }) })

function verify(what: string, expected: string, actual: string): void {
  must(
    actual === expected,
    () => `the restored ${what} has the hash of the snapshot: expected=${expected} actual=${actual}`,
  )
}
