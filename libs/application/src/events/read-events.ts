import type { Order, Side, Trade } from '@openlob/domain'
import * as messages from '../messages/generated/index.ts'
import { OrderStatus, OrderType, Side as SideValue, TimeInForce } from '../messages/generated/index.ts'
import type { EventMemory } from './event-memory.ts'
import { decodeEvent } from './event-codec.ts'
import type { Event } from './event.ts'

/*
 * The events of a command as objects. What every order causes is read word by word where `schema/openlob.xml` has it,
 * some ten times as fast as by the decoders; the rest goes through `decodeEvent`. Each object is one literal: V8 takes
 * microseconds for what is spread into a literal with fields behind it.
 */

const TWO_TO_32 = 4294967296
const NULL_HIGH = -2147483648
/** Words of 32 bits before a block: its length and the message header. */
const BEFORE_BLOCK = 4
/** Words of 32 bits of an order. */
const ORDER_WORDS = 36
const NAME_LENGTH = 64

const STATUS_NAMES = namesOf(OrderStatus)
const TYPE_NAMES = namesOf(OrderType)
const TIME_IN_FORCE_NAMES = namesOf(TimeInForce)

/** So many events in order, the first where it is said to be. */
export function readEvents(memory: EventMemory, count: number, first = 0): Event[] {
  const events: Event[] = []
  let at = first
  for (let index = 0; index < count; index += 1) {
    events.push(readEvent(memory, at))
    at = memory.next(at)
  }
  return events
}

/** The event whose length stands at a word of 64 bits. */
export function readEvent(memory: EventMemory, at: number): Event {
  const block = (at << 1) + BEFORE_BLOCK
  switch (memory.templateAt(at)) {
    case messages.BalanceChangedDecoder.TEMPLATE_ID:
      return readBalance(memory, block)
    case messages.BookLevelChangedDecoder.TEMPLATE_ID:
      return readLevel(memory, block)
    case messages.OrderAcceptedDecoder.TEMPLATE_ID:
      return readOrderEvent('OrderAccepted', memory, block)
    case messages.OrderCanceledDecoder.TEMPLATE_ID:
      return readOrderEvent('OrderCanceled', memory, block)
    case messages.OrderAmendedDecoder.TEMPLATE_ID:
      return readAmended(memory, block)
    case messages.TradeExecutedDecoder.TEMPLATE_ID:
      return readTraded(memory, block)
    default:
      return decodeEvent(memory.messageAt(at).slice())
  }
}

/** The trade of an event that is one. */
export function readTradeOf(memory: EventMemory, at: number): Trade {
  return readTrade(memory, (at << 1) + BEFORE_BLOCK)
}

function readOrderEvent(type: 'OrderAccepted' | 'OrderCanceled', memory: EventMemory, block: number): Event {
  const { words } = memory
  return {
    type,
    sequence: integerAt(words, block),
    commandSequence: integerAt(words, block + 2),
    timestampUs: integerAt(words, block + 4),
    order: readOrder(memory, block + 6),
  }
}

// The casts brand what the flow itself has written.

function readBalance({ words, longs }: EventMemory, block: number): Event {
  const event = {
    type: 'BalanceChanged',
    sequence: integerAt(words, block),
    commandSequence: integerAt(words, block + 2),
    timestampUs: integerAt(words, block + 4),
    accountId: words[block + 6]!,
    assetId: words[block + 8]!,
    freeUnits: longs[(block >> 1) + 5]!,
    heldUnits: longs[(block >> 1) + 6]!,
  }
  return event as unknown as Event
}

function readLevel({ words }: EventMemory, block: number): Event {
  const event = {
    type: 'BookLevelChanged',
    sequence: integerAt(words, block),
    commandSequence: integerAt(words, block + 2),
    timestampUs: integerAt(words, block + 4),
    instrumentId: words[block + 6]!,
    side: sideOf(words[block + 12]! & 255),
    priceTicks: words[block + 8]!,
    quantityLots: integerAt(words, block + 10),
  }
  return event as unknown as Event
}

function readAmended(memory: EventMemory, block: number): Event {
  const { words } = memory
  return {
    type: 'OrderAmended',
    sequence: integerAt(words, block),
    commandSequence: integerAt(words, block + 2),
    timestampUs: integerAt(words, block + 4),
    order: readOrder(memory, block + 8),
    keptPlace: (words[block + 6]! & 255) === 1,
  }
}

function readTraded(memory: EventMemory, block: number): Event {
  const { words } = memory
  return {
    type: 'TradeExecuted',
    sequence: integerAt(words, block),
    commandSequence: integerAt(words, block + 2),
    timestampUs: integerAt(words, block + 4),
    trade: readTrade(memory, block),
    makerOrder: readOrder(memory, block + 36),
    takerOrder: readOrder(memory, block + 36 + ORDER_WORDS),
  }
}

function readTrade({ words, longs }: EventMemory, block: number): Trade {
  const long = block >> 1
  const trade = {
    tradeId: integerAt(words, block + 6),
    instrumentId: words[block + 8]!,
    priceTicks: words[block + 10]!,
    quantityLots: integerAt(words, block + 12),
    quoteUnits: longs[long + 7]!,
    takerSide: sideOf(words[block + 34]! & 255),
    makerOrderId: integerAt(words, block + 16),
    makerAccountId: words[block + 18]!,
    makerFee: { assetId: words[block + 20]!, units: longs[long + 11]! },
    takerOrderId: integerAt(words, block + 24),
    takerAccountId: words[block + 26]!,
    takerFee: { assetId: words[block + 28]!, units: longs[long + 15]! },
    timestampUs: integerAt(words, block + 32),
  }
  return trade as unknown as Trade
}

function readOrder(memory: EventMemory, at: number): Order {
  const { words, longs } = memory
  const terms = words[at + 18]!
  const order = {
    orderId: integerAt(words, at),
    accountId: words[at + 2]!,
    instrumentId: words[at + 4]!,
    clientOrderId: words[at + 20] === 0 ? undefined : memory.textAt((at + 20) << 2, NAME_LENGTH),
    side: sideOf(terms & 255),
    type: TYPE_NAMES[(terms >>> 8) & 255]!,
    timeInForce: TIME_IN_FORCE_NAMES[(terms >>> 16) & 255]!,
    postOnly: terms >>> 24 === 1,
    priceTicks: words[at + 7] === NULL_HIGH ? undefined : words[at + 6]!,
    quantityLots: integerAt(words, at + 8),
    executedLots: integerAt(words, at + 10),
    executedQuoteUnits: longs[(at >> 1) + 6]!,
    status: STATUS_NAMES[words[at + 19]! & 255]!,
    createdUs: integerAt(words, at + 14),
    updatedUs: integerAt(words, at + 16),
  }
  return order as unknown as Order
}

function integerAt(words: Int32Array, at: number): number {
  return words[at + 1]! * TWO_TO_32 + (words[at]! >>> 0)
}

function sideOf(value: number): Side {
  return value === SideValue.buy ? 'buy' : 'sell'
}

function namesOf(values: Readonly<Record<string, number>>): readonly string[] {
  const names: string[] = []
  for (const [name, value] of Object.entries(values)) names[value] = name
  return names
}
