import type { PhaseCode, ReplaceModeCode, TriggerSourceCode } from '../src/book/book-codes.ts'
import type { CompleteOrderBook, ReplaceOutcome } from '../src/book/order-book.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from '../src/book/order-ticket.ts'
import { PHASE_TRANSITIONS } from '../src/book/rules/phases.ts'
import type { PriceBands } from '../src/book/rules/price-bands.ts'
import type { BookCommand } from './arbitraries.ts'
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
  | BookCommand
  | { kind: 'place'; ticket: OrderTicket }
  | { kind: 'placeList'; list: OrderListTicket }
  | { kind: 'replace'; id: number; ticket: OrderTicket; mode: ReplaceModeCode }
  | { kind: 'cancelAll'; filter: CancelFilter }
  | { kind: 'amendStop'; id: number; stop: number }
  | MarketCommand

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
export function giveFeature(book: CompleteOrderBook, command: FeatureCommand): number | ReplaceOutcome {
  if (isPlain(command)) return give(book, command)
  if (isOfMarket(command)) return tell(book, command)
  switch (command.kind) {
    case 'place':
      return book.place(dated(book, command.ticket))
    case 'placeList':
      return book.placeList({ ...command.list, orders: command.list.orders.map((order) => dated(book, order)) })
    case 'replace':
      return book.replace(command.id, dated(book, command.ticket), command.mode)
    case 'cancelAll':
      return book.cancelAll(command.filter)
    case 'amendStop':
      return book.amendStop(command.id, command.stop)
  }
}

function isPlain(command: FeatureCommand): command is BookCommand {
  return PLAIN.includes(command.kind)
}

function isOfMarket(command: FeatureCommand): command is MarketCommand {
  return OF_MARKET.includes(command.kind)
}

/** Tells a book something of its market. */
function tell(book: CompleteOrderBook, command: MarketCommand): number {
  switch (command.kind) {
    case 'setPhase':
      return book.setPhase(command.phase)
    case 'nextPhase': {
      const allowed = PHASE_TRANSITIONS[book.phase]!
      return book.setPhase(allowed[command.choice % allowed.length]!)
    }
    case 'advanceTime':
      return book.advanceTime(book.timeUs + command.byUs)
    case 'setTriggerPrice':
      return book.setTriggerPrice(command.source, command.price)
    case 'setReferencePrice':
      return book.setReferencePrice(command.price)
    case 'setPriceBands':
      return book.setPriceBands(command.bands ?? undefined)
  }
}

/** A ticket whose expiry time counts from the time of the book. */
function dated(book: CompleteOrderBook, ticket: OrderTicket): OrderTicket {
  const { expiresAtUs = 0 } = ticket
  return expiresAtUs === 0 ? ticket : { ...ticket, expiresAtUs: book.timeUs + expiresAtUs }
}
