import { invariant } from '../invariant.ts'
import { requirePhase, requireReplaceMode, requireSide, requireToldSource } from './book-arguments.ts'
import type { BookCode } from './book-code.ts'
import type { PhaseCode, ReplaceModeCode, TriggerSourceCode } from './book-codes.ts'
import type { CompleteOrderBook, ReplaceOutcome } from './order-book.ts'
import type { CancelFilter, OrderListTicket, OrderTicket } from './order-ticket.ts'
import { requireList } from './rules/list-rules.ts'
import { requireBands } from './rules/price-bands.ts'
import type { PriceBands } from './rules/price-bands.ts'
import { requireTicketCodes } from './rules/ticket-rules.ts'

/** A command of a book as plain data: what a journal keeps and a batch is made of. */
export type BookCommand = BookOrderCommand | BookMarketCommand

/** A command about orders. */
export type BookOrderCommand =
  | { readonly kind: 'place'; readonly ticket: OrderTicket }
  | { readonly kind: 'placeList'; readonly list: OrderListTicket }
  | { readonly kind: 'cancel'; readonly orderId: number }
  | { readonly kind: 'cancelAll'; readonly filter: CancelFilter }
  | { readonly kind: 'amend'; readonly orderId: number; readonly priceTicks: number; readonly leavesLots: number }
  | { readonly kind: 'amendStop'; readonly orderId: number; readonly stopPriceTicks: number }
  | { readonly kind: 'reduce'; readonly orderId: number; readonly byLots: number }
  | {
      readonly kind: 'replace'
      readonly cancelOrderId: number
      readonly ticket: OrderTicket
      readonly mode: ReplaceModeCode
    }

/** A command about the market rather than an order. */
export type BookMarketCommand =
  | { readonly kind: 'setPhase'; readonly phase: PhaseCode }
  | { readonly kind: 'advanceTime'; readonly timeUs: number }
  | { readonly kind: 'setTriggerPrice'; readonly source: TriggerSourceCode; readonly priceTicks: number }
  | { readonly kind: 'setReferencePrice'; readonly priceTicks: number }
  /** Without bands there are none from then on. */
  | { readonly kind: 'setPriceBands'; readonly bands?: PriceBands }

/** What a book replied to a command. */
export type BookReply =
  | { readonly kind: 'done'; readonly code: BookCode }
  | { readonly kind: 'canceled'; readonly canceledCount: number }
  | ({ readonly kind: 'replaced' } & ReplaceOutcome)

/** The most commands of a batch. */
export const BATCH_COMMANDS_MAX = 1000

/**
 * Gives a book commands in their order and returns its replies in the same. Each stands for itself: one that is
 * refused changes nothing and the next one follows. Throws an `InvariantError`, and has changed nothing, where there
 * are more than {@link BATCH_COMMANDS_MAX} or an enumeration of any of them is none of its codes.
 */
export function applyBatch(book: CompleteOrderBook, commands: readonly BookCommand[]): BookReply[] {
  const count = commands.length
  invariant(count <= BATCH_COMMANDS_MAX, `a batch has at most ${BATCH_COMMANDS_MAX} commands: commands=${count}`)
  for (const command of commands) requireCommand(command)
  return commands.map((command) => applyCommand(book, command))
}

/** Gives a book one command. Throws as the book does. */
export function applyCommand(book: CompleteOrderBook, command: BookCommand): BookReply {
  return isOfMarket(command) ? done(tell(book, command)) : order(book, command)
}

function isOfMarket(command: BookCommand): command is BookMarketCommand {
  return command.kind === 'advanceTime' || command.kind.startsWith('set')
}

function order(book: CompleteOrderBook, command: BookOrderCommand): BookReply {
  switch (command.kind) {
    case 'place':
      return done(book.place(command.ticket))
    case 'placeList':
      return done(book.placeList(command.list))
    case 'cancel':
      return done(book.cancel(command.orderId))
    case 'cancelAll':
      return { kind: 'canceled', canceledCount: book.cancelAll(command.filter) }
    case 'amend':
      return done(book.amend(command.orderId, command.priceTicks, command.leavesLots))
    case 'amendStop':
      return done(book.amendStop(command.orderId, command.stopPriceTicks))
    case 'reduce':
      return done(book.reduce(command.orderId, command.byLots))
    case 'replace':
      return { kind: 'replaced', ...book.replace(command.cancelOrderId, command.ticket, command.mode) }
  }
}

function tell(book: CompleteOrderBook, command: BookMarketCommand): BookCode {
  switch (command.kind) {
    case 'setPhase':
      return book.setPhase(command.phase)
    case 'advanceTime':
      return book.advanceTime(command.timeUs)
    case 'setTriggerPrice':
      return book.setTriggerPrice(command.source, command.priceTicks)
    case 'setReferencePrice':
      return book.setReferencePrice(command.priceTicks)
    case 'setPriceBands':
      return book.setPriceBands(command.bands)
  }
}

function done(code: BookCode): BookReply {
  return { kind: 'done', code }
}

/** Throws an `InvariantError` where a book would throw for this command. */
function requireCommand(command: BookCommand): void {
  const { kind } = command
  if (kind === 'place' || kind === 'replace') requireTicketCodes(command.ticket)
  if (kind === 'replace') requireReplaceMode(command.mode)
  if (kind === 'placeList') requireList(command.list)
  if (kind === 'cancelAll' && command.filter.side !== undefined) requireSide(command.filter.side)
  if (kind === 'setPhase') requirePhase(command.phase)
  if (kind === 'setTriggerPrice') requireToldSource(command.source)
  if (kind === 'setPriceBands' && command.bands !== undefined) requireBands(command.bands)
}
