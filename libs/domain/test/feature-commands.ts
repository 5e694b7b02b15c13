import type { PhaseCode, ReplaceModeCode, TriggerSourceCode } from '../src/book/book-codes.ts'
import { applyCommand } from '../src/book/book-command.ts'
import type { BookCommand, BookReply } from '../src/book/book-command.ts'
import type { CompleteOrderBook } from '../src/book/order-book.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from '../src/book/order-ticket.ts'
import { PHASE_TRANSITIONS } from '../src/book/rules/phases.ts'
import type { PriceBands } from '../src/book/rules/price-bands.ts'
import type { PlainCommand } from './arbitraries.ts'
import { give } from './arbitraries.ts'

const PLAIN: readonly string[] = ['limit', 'market', 'cancel', 'amend', 'reduce']
const OF_MARKET: readonly string[] = [
  'setPhase',
  'nextPhase',
  'advanceTime',
  'setTriggerPrice',
  'setReferencePrice',
  'setPriceBands',
]

/**
 * A command of a complete book as data. Times are told relative to the time of the book, so that they stay of use
 * however long it runs.
 */
export type FeatureCommand =
  | PlainCommand
  | { kind: 'place'; ticket: OrderTicket }
  | { kind: 'placeList'; list: OrderListTicket }
  | { kind: 'replace'; id: number; ticket: OrderTicket; mode: ReplaceModeCode }
  | { kind: 'cancelAll'; filter: CancelFilter }
  | { kind: 'amendStop'; id: number; stop: number }
  | MarketCommand

type OrderCommand = Exclude<FeatureCommand, PlainCommand | MarketCommand>

/** A command about the market rather than an order. */
export type MarketCommand =
  | { kind: 'setPhase'; phase: PhaseCode }
  /** To one of the phases that are allowed now: choice modulo their number. */
  | { kind: 'nextPhase'; choice: number }
  | { kind: 'advanceTime'; byUs: number }
  | { kind: 'setTriggerPrice'; source: TriggerSourceCode; price: number }
  | { kind: 'setReferencePrice'; price: number }
  | { kind: 'setPriceBands'; bands: PriceBands | null }

/** Gives a command to a book; replies what the book does. */
export function giveFeature(book: CompleteOrderBook, command: FeatureCommand): BookReply {
  if (isPlain(command)) return { kind: 'done', code: give(book, command) }
  return applyCommand(book, isOfMarket(command) ? marketCommand(book, command) : orderCommand(book, command))
}

function isPlain(command: FeatureCommand): command is PlainCommand {
  return PLAIN.includes(command.kind)
}

function isOfMarket(command: FeatureCommand): command is MarketCommand {
  return OF_MARKET.includes(command.kind)
}

function orderCommand(book: CompleteOrderBook, command: OrderCommand): BookCommand {
  switch (command.kind) {
    case 'place':
      return { kind: 'place', ticket: dated(book, command.ticket) }
    case 'placeList': {
      const orders = command.list.orders.map((order) => dated(book, order))
      return { kind: 'placeList', list: { ...command.list, orders } }
    }
    case 'replace': {
      const { id: cancelOrderId, mode } = command
      return { kind: 'replace', cancelOrderId, ticket: dated(book, command.ticket), mode }
    }
    case 'cancelAll':
      return command
    case 'amendStop':
      return { kind: 'amendStop', orderId: command.id, stopPriceTicks: command.stop }
  }
}

function marketCommand(book: CompleteOrderBook, command: MarketCommand): BookCommand {
  switch (command.kind) {
    case 'setPhase':
      return command
    case 'nextPhase': {
      const allowed = PHASE_TRANSITIONS[book.phase]!
      return { kind: 'setPhase', phase: allowed[command.choice % allowed.length]! }
    }
    case 'advanceTime':
      return { kind: 'advanceTime', timeUs: book.timeUs + command.byUs }
    case 'setTriggerPrice':
      return { kind: 'setTriggerPrice', source: command.source, priceTicks: command.price }
    case 'setReferencePrice':
      return { kind: 'setReferencePrice', priceTicks: command.price }
    case 'setPriceBands':
      return command.bands === null ? { kind: 'setPriceBands' } : { kind: 'setPriceBands', bands: command.bands }
  }
}

/** A ticket whose expiry time counts from the time of the book. */
function dated(book: CompleteOrderBook, ticket: OrderTicket): OrderTicket {
  const { expiresAtUs = 0 } = ticket
  return expiresAtUs === 0 ? ticket : { ...ticket, expiresAtUs: book.timeUs + expiresAtUs }
}
