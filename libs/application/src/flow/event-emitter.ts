import { StateHash } from '@openlob/domain'
import type { ExpiryReason, InstrumentId, InstrumentStatus, Trade } from '@openlob/domain'
import type { Account, AccountId, Asset, AssetId, Instrument, Order, PriceTicks, QuantityLots, Side } from '@openlob/domain'
import type { Command } from '../commands/command.ts'
import { foldEvent } from '../events/event-hash.ts'
import type { Event } from '../events/event.ts'
import type { TouchedBalance } from './postings.ts'
import type { Refusal } from './refusal.ts'

interface Header {
  readonly sequence: number
  readonly commandSequence: number
  readonly timestampUs: number
}

/**
 * The one way out of the flow: numbers and stamps events, folds each into the running hash and collects those of a
 * command. One method an event, called with what it says.
 */
export class EventEmitter {
  readonly #hash: StateHash
  #sequence: number
  #commandSequence = 0
  #timestampUs = 0
  #events: Event[] = []

  /** Continues after event `sequence` with the hash over all events up to it. */
  constructor(sequence = 0, hash: StateHash = new StateHash()) {
    this.#sequence = sequence
    this.#hash = hash
  }

  /** The last event emitted, 0 before the first. */
  get sequence(): number {
    return this.#sequence
  }

  /** The timestamp of the command that is being applied. */
  get timestampUs(): number {
    return this.#timestampUs
  }

  /** The hash over all events so far. */
  get digest(): string {
    return this.#hash.digest()
  }

  /** Begins the events of a command. */
  begin(commandSequence: number, timestampUs: number): void {
    this.#commandSequence = commandSequence
    this.#timestampUs = timestampUs
    this.#events = []
  }

  /** The events of the command; the array is the caller's. */
  take(): Event[] {
    const events = this.#events
    this.#events = []
    return events
  }

  configurationChanged(configuration: string): void {
    this.#emit({ type: 'ConfigurationChanged', ...this.#header(), configuration })
  }

  accountOpened(account: Account): void {
    this.#emit({ type: 'AccountOpened', ...this.#header(), account })
  }

  feeTierChanged(account: Account): void {
    this.#emit({ type: 'FeeTierChanged', ...this.#header(), account })
  }

  assetListed(asset: Asset): void {
    this.#emit({ type: 'AssetListed', ...this.#header(), asset })
  }

  instrumentListed(instrument: Instrument): void {
    this.#emit({ type: 'InstrumentListed', ...this.#header(), instrument })
  }

  instrumentStatusChanged(instrumentId: InstrumentId, status: InstrumentStatus): void {
    this.#emit({ type: 'InstrumentStatusChanged', ...this.#header(), instrumentId, status })
  }

  deposited(accountId: AccountId, assetId: AssetId, units: bigint): void {
    this.#emit({ type: 'Deposited', ...this.#header(), accountId, assetId, units })
  }

  withdrawn(accountId: AccountId, assetId: AssetId, units: bigint): void {
    this.#emit({ type: 'Withdrawn', ...this.#header(), accountId, assetId, units })
  }

  balanceChanged({ accountId, assetId, freeUnits, heldUnits }: TouchedBalance): void {
    this.#emit({ type: 'BalanceChanged', ...this.#header(), accountId, assetId, freeUnits, heldUnits })
  }

  orderAccepted(order: Order): void {
    this.#emit({ type: 'OrderAccepted', ...this.#header(), order })
  }

  tradeExecuted(trade: Trade, makerOrder: Order, takerOrder: Order): void {
    this.#emit({ type: 'TradeExecuted', ...this.#header(), trade, makerOrder, takerOrder })
  }

  orderAmended(order: Order, keptPlace: boolean): void {
    this.#emit({ type: 'OrderAmended', ...this.#header(), order, keptPlace })
  }

  orderCanceled(order: Order): void {
    this.#emit({ type: 'OrderCanceled', ...this.#header(), order })
  }

  allOrdersCanceled(accountId: AccountId, instrumentId: InstrumentId | undefined, count: number): void {
    this.#emit({ type: 'AllOrdersCanceled', ...this.#header(), accountId, instrumentId, count })
  }

  orderExpired(order: Order, reason: ExpiryReason): void {
    this.#emit({ type: 'OrderExpired', ...this.#header(), order, reason })
  }

  bookLevelChanged(instrumentId: InstrumentId, side: Side, priceTicks: PriceTicks, lots: QuantityLots | 0): void {
    this.#emit({ type: 'BookLevelChanged', ...this.#header(), instrumentId, side, priceTicks, quantityLots: lots })
  }

  commandRejected(command: Command, { reason, text }: Refusal): void {
    const accountId = 'accountId' in command ? command.accountId : undefined
    const reference = 'order' in command ? command.order : undefined
    const placed = command.type === 'PlaceOrder' ? command.clientOrderId : undefined
    const orderId = reference?.orderId
    const clientOrderId = reference?.clientOrderId ?? placed
    const ids = { accountId, orderId, clientOrderId }
    this.#emit({ type: 'CommandRejected', ...this.#header(), command: command.type, reason, text, ...ids })
  }

  #header(): Header {
    this.#sequence += 1
    return { sequence: this.#sequence, commandSequence: this.#commandSequence, timestampUs: this.#timestampUs }
  }

  #emit(event: Event): void {
    foldEvent(this.#hash, event)
    this.#events.push(event)
  }
}
