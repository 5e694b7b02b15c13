import { BUY, LadderBook, Ledger, SELL, StateHash } from '@openlob/domain'
import type { Hashable } from '@openlob/domain'
import type { CommandBuffer } from '../commands/command-buffer.ts'
import { decodeCommand } from '../commands/command-codec.ts'
import type { ConfigureFlow, SequencedCommand } from '../commands/command.ts'
import type { EventBuffer } from '../events/event-buffer.ts'
import type { Event } from '../events/event.ts'
import { pluginChoices } from '../plugins/default-plugins.ts'
import type { PluginChoices, PluginSlot } from '../plugins/plugin.ts'
import { carryOut, carryOutRequest, isOrderCommand, refusedCommand } from './command-handlers.ts'
import { takeCommandId } from './take-command-id.ts'
import type { AdministrativeCommand } from './command-handlers.ts'
import { configurationText, createPolicies } from './configuration.ts'
import { configureFlow } from './configure-flow.ts'
import { EventEmitter } from './event-emitter.ts'
import { flowLimits } from './flow-limits.ts'
import type { FlowLimits } from './flow-limits.ts'
import { instrumentFrom, instrumentRecord } from './flow-snapshot.ts'
import type { FlowSnapshot, PolicyRecord } from './flow-snapshot.ts'
import { FlowState } from './flow-state.ts'
import type { BookFactory, FlowSettings } from './flow-state.ts'
import { Market } from './market.ts'
import { broken, must } from './must.ts'
import { notifyChanges } from './notify.ts'
import type { OpenOrder } from './open-order.ts'
import { holdAssetOf } from './policy-views.ts'
import { readRequest } from './read-request.ts'
import type { Refusal } from './refusal.ts'

/** What a flow is made of; defaults where left out. */
export interface TradingFlowOptions {
  /** A choice for some of the slots; the default plugin in the others. */
  readonly plugins?: Partial<PluginChoices>
  readonly limits?: Partial<FlowLimits>
  /** Makes the books, `LadderBook`s where left out. Which one it is makes no difference to any result. */
  readonly createBook?: BookFactory
}

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
    this.configuration = configurationText(this.#plugins, limits)
    const createBook: BookFactory = options.createBook ?? ((listener) => new LadderBook(listener))
    this.#settings = { policies: createPolicies(this.#plugins), limits, createBook }
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

  /** Everything needed to continue from here. */
  snapshot(): FlowSnapshot {
    const state = this.#state
    const policy = (slot: PluginSlot): PolicyRecord => ({
      plugin: this.#plugins[slot].plugin.name,
      state: state.settings.policies[slot].snapshot(),
    })
    return {
      configuration: state.configuration,
      commandSequence: state.commandSequence,
      timestampUs: state.timestampUs,
      eventSequence: state.emitter.sequence,
      eventHash: state.emitter.digest,
      eventHashAlgorithm: state.emitter.hashAlgorithm,
      stateHash: this.#stateHash(),
      policyHash: this.#policyHash(),
      nextOrderId: state.nextOrderId,
      nextTradeId: state.nextTradeId,
      accounts: state.venue.accounts.slice(),
      assets: state.venue.assets.slice(),
      instruments: state.venue.markets.map(({ instrument }) => instrumentRecord(instrument)),
      books: state.venue.markets.map(({ book }) => book.snapshot()),
      orders: state.orders.all(),
      ledger: state.postings.ledger.snapshot(),
      commandIds: state.commandIds.all(),
      policies: { risk: policy('risk'), fees: policy('fees'), clearing: policy('clearing') },
    }
  }

  /**
   * A flow that continues from a snapshot. A policy gets back what it remembered where the same plugin stands in its
   * slot, and starts anew where another does. Throws where what is restored does not have the snapshot's hash.
   */
  static restore(snapshot: FlowSnapshot, options: TradingFlowOptions = {}): TradingFlow {
    const flow = new TradingFlow(options)
    flow.#restore(snapshot)
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

  #stateHash(): string {
    const hash = new StateHash()
    this.#hashState(hash)
    return hash.digest()
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
  }

  #hashPolicies(hash: StateHash): void {
    for (const slot of SLOTS) this.#settings.policies[slot].hashInto(hash)
  }

  #restore(snapshot: FlowSnapshot): void {
    const { eventSequence, eventHash, eventHashAlgorithm = 0 } = snapshot
    const emitter = new EventEmitter(eventSequence, StateHash.from(eventHash), eventHashAlgorithm)
    const state = new FlowState(this.#settings, Ledger.restore(snapshot.ledger), emitter)
    this.#state = state
    state.configuration = snapshot.configuration
    state.commandSequence = snapshot.commandSequence
    state.timestampUs = snapshot.timestampUs
    state.nextOrderId = snapshot.nextOrderId
    state.nextTradeId = snapshot.nextTradeId
    for (const account of snapshot.accounts) state.venue.addAccount({ ...account })
    for (const asset of snapshot.assets) state.venue.addAsset({ ...asset })
    snapshot.instruments.forEach((record, index) => {
      const book = this.#settings.createBook(state.matches)
      book.restore(snapshot.books[index] ?? { bids: [], asks: [] })
      state.venue.addMarket(new Market(instrumentFrom(record), book))
    })
    for (const command of snapshot.commandIds ?? []) state.commandIds.add(command)
    for (const order of snapshot.orders) state.orders.restore(order, balanceOf(state, order))
    const restored = SLOTS.filter((slot) => this.#restorePolicy(slot, snapshot.policies[slot]))
    verify('state', snapshot.stateHash, this.#stateHash())
    if (restored.length === SLOTS.length) verify('policy', snapshot.policyHash, this.#policyHash())
  }

  #restorePolicy(slot: PluginSlot, { plugin, state }: PolicyRecord): boolean {
    if (this.#plugins[slot].plugin.name !== plugin) return false
    this.#settings.policies[slot].restore(state)
    return true
  }
}

/** The slot of the balance that an order pays from. */
function balanceOf({ venue, postings }: FlowState, { accountId, instrumentId, side }: OpenOrder): number {
  const market = venue.market(instrumentId)
  must(market !== undefined, () => `an order's instrument is listed: instrumentId=${instrumentId}`)
  return postings.ledger.slotOf(accountId, holdAssetOf(market, side === 'buy' ? BUY : SELL))
}

function verify(what: string, expected: string, actual: string): void {
  must(
    actual === expected,
    () => `the restored ${what} has the hash of the snapshot: expected=${expected} actual=${actual}`,
  )
}
