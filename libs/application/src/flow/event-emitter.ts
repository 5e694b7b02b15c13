import { BUY, StateHash } from '@openlob/domain'
import type { Account, AccountId, Asset, AssetId, Instrument } from '@openlob/domain'
import type { InstrumentId, InstrumentStatus, Order, Trade, Transfer } from '@openlob/domain'
import { EventBuffer, fixedEvent, setInteger } from '../events/event-buffer.ts'
import { encodeEvent } from '../events/event-codec.ts'
import type { Event, EventHeader, OrderList, OrderListChanged, TradePrevented } from '../events/event.ts'
import { readEvent, readEvents } from '../events/read-events.ts'
import { BookLevelChangedEncoder, BalanceChangedEncoder, OrderAcceptedEncoder, Side } from '../messages/generated/index.ts'
import { OrderAmendedEncoder, OrderCanceledEncoder, OrderExpiredEncoder, TradeExecutedEncoder } from '../messages/generated/index.ts'
import type { ExpiryReason } from '../messages/generated/index.ts'
import { MAKER_FEE, QUOTE, TAKER_FEE } from './amounts.ts'
import type { Fill } from './fill.ts'
import { ORDER_LONGS } from './order-records.ts'
import type { OrderRecords } from './order-records.ts'
import { broken } from './must.ts'
import type { Refusal, RefusedCommand } from './refusal.ts'

/** An event without its place in the sequence. */
type Unplaced<Each> = Each extends Event ? Omit<Each, 'sequence' | 'commandSequence' | 'timestampUs'> : never

const BALANCE_CHANGED = fixedEvent(BalanceChangedEncoder)
const BOOK_LEVEL_CHANGED = fixedEvent(BookLevelChangedEncoder)
const ORDER_ACCEPTED = fixedEvent(OrderAcceptedEncoder)
const ORDER_CANCELED = fixedEvent(OrderCanceledEncoder)
const ORDER_AMENDED = fixedEvent(OrderAmendedEncoder)
const ORDER_EXPIRED = fixedEvent(OrderExpiredEncoder)
const TRADE_EXECUTED = fixedEvent(TradeExecutedEncoder)

/** `StateHash.words` over the events of each command. 0 was a fold of each field. */
const EVENT_HASH_ALGORITHM = 1

const TWO_TO_32 = 4294967296
/** Where the order is in the messages that tell of one order and something else, in words of 64 bits. */
const ORDER_BEHIND_A_WORD = 4

/**
 * The one way out of the flow: numbers and stamps events, writes them as messages and folds those of each command into
 * the running hash. What every order causes is written word by word where `schema/openlob.xml` has it; the rest goes
 * through {@link encodeEvent}. One method an event, called with what it says.
 */
export class EventEmitter {
  /** How the hash was made from its beginning: hashes of two ways cannot be compared. */
  readonly hashAlgorithm: number
  /** The events of the command. */
  readonly buffer: EventBuffer = new EventBuffer()
  readonly #hash: StateHash
  #commandSequence = 0
  #timestampUs = 0

  /** Continues after event `sequence` with the hash over all events up to it. */
  constructor(sequence = 0, hash: StateHash = new StateHash(), hashAlgorithm: number = EVENT_HASH_ALGORITHM) {
    this.#hash = hash
    this.hashAlgorithm = hashAlgorithm
    this.buffer.startFrom(sequence + 1)
  }

  /** The last event emitted, 0 before the first. */
  get sequence(): number {
    return this.buffer.nextSequence - 1
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
    this.buffer.clear(commandSequence, timestampUs)
  }

  /** Ends the events of the command. */
  end(): void {
    const words = this.buffer.pad()
    this.#hash.words(this.buffer.words, 0, words)
  }

  /** The events of the command as objects. */
  events(): Event[] {
    return readEvents(this.buffer, this.buffer.count)
  }

  /** The trade of the last event, which is one. */
  lastTrade(): Trade {
    const event = readEvent(this.buffer, this.buffer.lastAt)
    if (event.type !== 'TradeExecuted') return broken(`the last event is a trade: ${event.type}`)
    return event.trade
  }

  configurationChanged(configuration: string): void {
    this.#emit({ type: 'ConfigurationChanged', configuration })
  }

  accountOpened(account: Account): void {
    this.#emit({ type: 'AccountOpened', account })
  }

  feeTierChanged(account: Account): void {
    this.#emit({ type: 'FeeTierChanged', account })
  }

  assetListed(asset: Asset): void {
    this.#emit({ type: 'AssetListed', asset })
  }

  instrumentListed(instrument: Instrument): void {
    this.#emit({ type: 'InstrumentListed', instrument })
  }

  instrumentStatusChanged(instrumentId: InstrumentId, status: InstrumentStatus): void {
    this.#emit({ type: 'InstrumentStatusChanged', instrumentId, status })
  }

  deposited(accountId: AccountId, assetId: AssetId, units: bigint): void {
    this.#emit({ type: 'Deposited', accountId, assetId, units })
  }

  withdrawn(accountId: AccountId, assetId: AssetId, units: bigint): void {
    this.#emit({ type: 'Withdrawn', accountId, assetId, units })
  }

  transferSent(transfer: Transfer): void {
    this.#emit({ type: 'TransferSent', transfer })
  }

  transferReceived(transfer: Transfer): void {
    this.#emit({ type: 'TransferReceived', transfer })
  }

  transfersConfirmed(fromFlow: number, toFlow: number, number: number): void {
    this.#emit({ type: 'TransfersConfirmed', fromFlow, toFlow, number })
  }

  allOrdersCanceled(accountId: AccountId, instrumentId: InstrumentId | undefined, count: number): void {
    this.#emit({ type: 'AllOrdersCanceled', accountId, instrumentId, count })
  }

  commandRepeated(accountId: AccountId, commandId: string, firstCommandSequence: number): void {
    this.#emit({ type: 'CommandRepeated', accountId, commandId, firstCommandSequence })
  }

  commandRejected({ command, accountId, orderId, clientOrderId }: RefusedCommand, { reason, text }: Refusal): void {
    const ids = { accountId, orderId, clientOrderId }
    this.#emit({ type: 'CommandRejected', command, reason, text, ...ids })
  }

  /** The balance that stands at `amounts[at]`, free, and behind it, held. */
  balanceChanged(accountId: AccountId, assetId: AssetId, amounts: BigInt64Array, at: number): void {
    const { buffer } = this
    const block = buffer.begin(BALANCE_CHANGED)
    const { words, longs } = buffer
    const word = block << 1
    words[word + 6] = accountId
    words[word + 7] = 0
    words[word + 8] = assetId
    words[word + 9] = 0
    longs[block + 5] = amounts[at]!
    longs[block + 6] = amounts[at + 1]!
  }

  bookLevelChanged(instrumentId: number, side: number, priceTicks: number, quantityLots: number): void {
    const { buffer } = this
    const block = buffer.begin(BOOK_LEVEL_CHANGED)
    const { words } = buffer
    const word = block << 1
    words[word + 6] = instrumentId
    words[word + 7] = 0
    words[word + 8] = priceTicks
    words[word + 9] = 0
    words[word + 10] = quantityLots
    words[word + 11] = quantityLots / TWO_TO_32
    words[word + 12] = side === BUY ? Side.buy : Side.sell
  }

  /** An order with conditions, as the records join it. */
  conditionalOrderAccepted(order: Order): void {
    this.#emit({ type: 'OrderAccepted', order })
  }

  orderActivated(order: Order, works: boolean): void {
    this.#emit({ type: 'OrderActivated', order, works })
  }

  tradePrevented(prevented: Omit<TradePrevented, keyof EventHeader | 'type'>): void {
    this.#emit({ type: 'TradePrevented', ...prevented })
  }

  orderListChanged(list: OrderList, status: OrderListChanged['status']): void {
    this.#emit({ type: 'OrderListChanged', list, status })
  }

  orderAccepted(orders: OrderRecords, slot: number): void {
    this.#order(this.buffer.begin(ORDER_ACCEPTED) + 3, orders, slot)
  }

  orderCanceled(orders: OrderRecords, slot: number): void {
    this.#order(this.buffer.begin(ORDER_CANCELED) + 3, orders, slot)
  }

  orderAmended(orders: OrderRecords, slot: number, keptPlace: boolean): void {
    const block = this.buffer.begin(ORDER_AMENDED)
    this.buffer.longs[block + 3] = keptPlace ? 1n : 0n
    this.#order(block + ORDER_BEHIND_A_WORD, orders, slot)
  }

  orderExpired(orders: OrderRecords, slot: number, reason: ExpiryReason): void {
    const block = this.buffer.begin(ORDER_EXPIRED)
    setInteger(this.buffer.words, (block + 3) << 1, reason)
    this.#order(block + ORDER_BEHIND_A_WORD, orders, slot)
  }

  /** The trade of a fill for `amounts[QUOTE]`, with the fees at their places. */
  tradeExecuted(trade: Fill, orders: OrderRecords, amounts: BigInt64Array): void {
    const { maker, taker } = trade
    const block = this.buffer.begin(TRADE_EXECUTED)
    const { words, longs } = this.buffer
    const word = block << 1
    setInteger(words, word + 6, trade.tradeId)
    setInteger(words, word + 8, trade.instrumentId)
    setInteger(words, word + 10, trade.priceTicks)
    setInteger(words, word + 12, trade.quantityLots)
    longs[block + 7] = amounts[QUOTE]!
    setInteger(words, word + 16, orders.orderIdOf(maker))
    setInteger(words, word + 18, orders.accountIdOf(maker))
    setInteger(words, word + 20, trade.makerFeeAssetId)
    longs[block + 11] = amounts[MAKER_FEE]!
    setInteger(words, word + 24, orders.orderIdOf(taker))
    setInteger(words, word + 26, orders.accountIdOf(taker))
    setInteger(words, word + 28, trade.takerFeeAssetId)
    longs[block + 15] = amounts[TAKER_FEE]!
    setInteger(words, word + 32, this.#timestampUs)
    setInteger(words, word + 34, trade.takerSide === BUY ? Side.buy : Side.sell)
    this.#order(block + 18, orders, maker)
    this.#order(block + 18 + ORDER_LONGS, orders, taker)
  }

  #order(to: number, orders: OrderRecords, slot: number): void {
    const { longs } = this.buffer
    const from = orders.longs
    const start = orders.messageAt(slot)
    for (let index = 0; index < ORDER_LONGS; index += 1) longs[to + index] = from[start + index]!
  }

  #emit(event: Unplaced<Event>): void {
    const { nextSequence: sequence } = this.buffer
    const header = { sequence, commandSequence: this.#commandSequence, timestampUs: this.#timestampUs }
    this.buffer.append(encodeEvent({ ...header, ...event }))
  }
}
