import type { ExchangeGateway } from '@openlob/application'
import type { Connection } from './connection.ts'
import { Enquiries } from './enquiries.ts'
import type { EnquiriesParts } from './enquiries.ts'
import type { AuthRequest, Request } from './messages.ts'
import { OrderEntry } from './order-entry.ts'
import type { Handled } from './order-entry.ts'
import { instrumentTexts } from './order-text.ts'

/** What a session does not see to itself. */
export type RoutedRequest = Exclude<Request, AuthRequest>

type Handlers = {
  readonly [Type in RoutedRequest['type']]: (connection: Connection, request: Extract<Request, { type: Type }>) => Handled
}

/** Gives each request to what carries it out. */
export class RequestRouter {
  readonly #handlers: Handlers

  constructor(exchange: ExchangeGateway, parts: EnquiriesParts) {
    const orders = new OrderEntry(exchange, parts.listings)
    const enquiries = new Enquiries(parts)
    this.#handlers = {
      limit_order: (connection, request) => orders.place(connection, request),
      market_order: (connection, request) => orders.place(connection, request),
      cancel_order: (connection, request) => orders.cancel(connection, request),
      amend_order: (connection, request) => orders.amend(connection, request),
      cancel_all_orders: (connection, request) => orders.cancelAll(connection, request),
      open_orders: (connection, request) => enquiries.openOrders(connection, request),
      order: (connection, request) => enquiries.order(connection, request),
      balances: (connection, request) => enquiries.balances(connection, request),
      transfer: (connection, request) => parts.transfers.transfer(connection, request),
      instruments: () => ({ type: 'instruments', instruments: instrumentTexts(parts.listings) }),
      book: (_, request) => enquiries.book(request),
      subscribe: (connection, request) => enquiries.subscribe(connection, request),
      unsubscribe: (connection, request) => enquiries.unsubscribe(connection, request),
      ping: () => ({ type: 'pong' }),
    }
  }

  /** Carries out a checked request. */
  handle(connection: Connection, request: RoutedRequest): Handled {
    // The table is checked type by type; that the request is the one of its own type is what the compiler cannot see.
    const handler = this.#handlers[request.type] as (connection: Connection, request: Request) => Handled
    return handler(connection, request)
  }
}
