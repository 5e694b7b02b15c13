import type { Event } from '@openlob/application'
import type { Decimal } from '@openlob/decimal'
import { priceOf, quantityOf } from '@openlob/domain'
import type { Instrument, Order, Trade } from '@openlob/domain'

/** A message of the protocol as it came. */
export type Message = Readonly<Record<string, unknown>>

/** Finds an instrument by its id. */
export type InstrumentById = (id: Order['instrumentId']) => Instrument

/**
 * What clients were told: each answer, notice and trade waits here until an independent replay comes to the event that
 * it says it is of, and is then held against it.
 */
export class Acknowledgements {
  /** Answers to commands that were carried out. */
  answers = 0
  /** Answers to commands that were refused. */
  refusals = 0
  /** Messages that no command of the receiver asked for: trades and updates. */
  notices = 0
  /** Order ids that a mass cancel answered with, for which no event has been seen. */
  readonly #canceled = new Set<string>()
  readonly #waiting = new Map<number, Message[]>()

  /** Remembers a message that tells of something lasting. */
  take(message: Message): void {
    const type = message['type']
    if (type === 'error') this.refusals += 1
    if (type === 'order_ack' || type === 'orders_canceled') this.answers += 1
    if (type === 'trade' || type === 'order_update') this.notices += 1
    if (type === 'orders_canceled') for (const id of message['order_ids'] as string[]) this.#canceled.add(id)
    if (type !== 'order_ack' && type !== 'order_update' && type !== 'trade') return
    const sequence = Number(message['sequence'])
    const others = this.#waiting.get(sequence)
    if (others === undefined) this.#waiting.set(sequence, [message])
    else others.push(message)
  }

  /** Holds what was told of an event against the event; gives what does not agree. */
  hold(event: Event, instrumentOf: InstrumentById): string[] {
    const told = this.#waiting.get(event.sequence) ?? []
    this.#waiting.delete(event.sequence)
    if (event.type === 'OrderCanceled') this.#canceled.delete(String(event.order.orderId))
    return told.flatMap((message) => differences(message, event, instrumentOf))
  }

  /** What was told and never came in the replay. Forgets it. */
  takeLost(): string[] {
    const lost = [...this.#waiting.values()].flat().map((message) => `lost: ${JSON.stringify(message)}`)
    const uncanceled = [...this.#canceled].map((id) => `lost: the order ${id} was answered as cancelled`)
    this.#waiting.clear()
    this.#canceled.clear()
    return [...lost, ...uncanceled]
  }
}

function differences(message: Message, event: Event, instrumentOf: InstrumentById): string[] {
  const expected = message['type'] === 'trade' ? tradeOf(event, instrumentOf) : orderOf(message, event, instrumentOf)
  if (expected === undefined) return [`${JSON.stringify(message)} was told of the event ${shown(event)}`]
  const wrong = Object.entries(expected).filter(([field, value]) => message[field] !== value)
  return wrong.map(([field, value]) => `${JSON.stringify(message)}: ${field} is ${String(value)} in the replay`)
}

function tradeOf(event: Event, instrumentOf: InstrumentById): Record<string, unknown> | undefined {
  if (event.type !== 'TradeExecuted') return undefined
  const { trade } = event
  return { trade_id: String(trade.tradeId), ...amounts(trade, instrumentOf(trade.instrumentId)) }
}

function amounts(trade: Trade, instrument: Instrument): Record<string, string> {
  const price = textOf(priceOf(instrument, trade.priceTicks))
  return { price, quantity: textOf(quantityOf(instrument, trade.quantityLots)) }
}

function orderOf(message: Message, event: Event, instrumentOf: InstrumentById): Record<string, unknown> | undefined {
  const order = ordersIn(event).find(({ orderId }) => String(orderId) === message['order_id'])
  if (order === undefined) return undefined
  const instrument = instrumentOf(order.instrumentId)
  return orderFields(order, instrument)
}

/** An order as the protocol shows it, in the fields that the crash test compares. */
export function orderFields(order: Order, instrument: Instrument): Record<string, unknown> {
  const { priceTicks } = order
  return {
    order_id: String(order.orderId),
    client_order_id: order.clientOrderId,
    side: order.side,
    price: priceTicks === undefined ? undefined : textOf(priceOf(instrument, priceTicks)),
    quantity: textOf(quantityOf(instrument, order.quantityLots)),
    executed_quantity: textOf(quantityOf(instrument, order.executedLots)),
    status: order.status,
    created_us: order.createdUs,
    updated_us: order.updatedUs,
  }
}

/** A decimal as the protocol writes it: the shortest text. */
export function textOf(decimal: Decimal): string {
  return decimal.normalise().toString()
}

function ordersIn(event: Event): Order[] {
  if (event.type === 'TradeExecuted') return [event.makerOrder, event.takerOrder]
  return 'order' in event ? [event.order] : []
}

function shown(event: Event): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
