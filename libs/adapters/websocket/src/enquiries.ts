import type { Queries } from '@openlob/application'
import type { Connection } from './connection.ts'
import { Problem, problem } from './errors.ts'
import type { FlowTransfers } from './flow-transfers.ts'
import type { Listing, Listings } from './listings.ts'
import type { MarketBook } from './market-book.ts'
import type { MarketPublisher } from './market-publisher.ts'
import type { BalancesRequest, BookRequest, OpenOrdersRequest, OrderRequest } from './messages.ts'
import type { SubscribeRequest, UnsubscribeRequest } from './messages.ts'
import { orderReferenceOf } from './messages.ts'
import { ownerOf, traderOf } from './order-entry.ts'
import type { Handled, Outcome, Step, Trader } from './order-entry.ts'
import { orderText } from './order-text.ts'
import type { Subscriptions } from './subscriptions.ts'

/** What {@link Enquiries} works with. */
export interface EnquiriesParts {
  readonly queries: Queries
  readonly transfers: FlowTransfers
  readonly listings: Listings
  readonly publisher: MarketPublisher
  readonly subscriptions: Subscriptions
  readonly maxSubscriptions: number
}

/** Answers the messages that ask and subscribe. */
export class Enquiries {
  readonly #parts: EnquiriesParts

  constructor(parts: EnquiriesParts) {
    this.#parts = parts
  }

  /** `open_orders`. */
  openOrders(connection: Connection, request: OpenOrdersRequest): Step {
    const { queries, listings } = this.#parts
    const trader = traderOf(connection, request.trader_id)
    if (trader instanceof Problem) return trader
    const listing = request.symbol === undefined ? undefined : listings.named(request.symbol)
    if (listing instanceof Problem) return listing
    const found = queries.openOrders(trader.account.accountId, listing?.instrument.instrumentId)
    const texts = found.then((orders): Outcome => {
      return { type: 'open_orders', trader_id: trader.id, orders: orders.map((order) => orderText(listings, order)) }
    })
    return { later: texts }
  }

  /** `order`. */
  order(connection: Connection, request: OrderRequest): Handled {
    const owner = ownerOf(connection, request, this.#parts.queries)
    const ask = (trader: Trader | Problem): Step =>
      trader instanceof Problem ? trader : { later: this.#order(trader, request) }
    return owner instanceof Promise ? owner.then(ask) : ask(owner)
  }

  /** `balances`. */
  balances(connection: Connection, { trader_id: traderId, flow }: BalancesRequest): Step {
    const { transfers, listings } = this.#parts
    const trader = traderOf(connection, traderId)
    if (trader instanceof Problem) return trader
    const queries = transfers.queriesOf(flow)
    if (queries instanceof Problem) return queries
    const texts = queries.balances(trader.account.accountId).then((balances): Outcome => {
      const own = balances.map(({ assetId, freeUnits, heldUnits }) => ({
        asset: listings.assetSymbol(assetId),
        free: listings.amount(assetId, freeUnits),
        held: listings.amount(assetId, heldUnits),
      }))
      return { type: 'balances', trader_id: trader.id, flow, balances: own }
    })
    return { later: texts }
  }

  /** `book`. */
  book(request: BookRequest): Handled {
    const listing = this.#parts.listings.named(request.symbol)
    if (listing instanceof Problem) return listing
    return this.#whenSeeded(listing, () => {
      const { symbol } = listing
      return { type: 'book', symbol, ...this.#bookOf(listing).snapshot(listing, request.depth) }
    })
  }

  /** `subscribe`; the snapshot and the subscription are of one moment, so that updates chain to it. */
  subscribe(connection: Connection, request: SubscribeRequest): Handled {
    const { listings, subscriptions } = this.#parts
    const channels = [...new Set(request.channels)]
    const { outbox } = connection
    if (channels.includes('orders') && connection.traders.size === 0)
      return problem('MISSING_FIELD', 'trader_id: no trader was named on this connection yet.')
    const ordersAlone = channels.every((channel) => channel === 'orders')
    if (ordersAlone && request.symbol === undefined) {
      if (!connection.closed) subscriptions.setOrders(outbox, true)
      return { type: 'subscribed', channels }
    }
    const listing = listings.named(request.symbol)
    if (listing instanceof Problem) return listing
    const { instrumentId } = listing.instrument
    const added = channels.filter((channel) => channel !== 'orders' && !subscriptions.has(channel, instrumentId, outbox))
    const { maxSubscriptions } = this.#parts
    if (subscriptions.count(outbox) + added.length > maxSubscriptions)
      return problem('TOO_MANY_SUBSCRIPTIONS', `At most ${maxSubscriptions}.`)
    const withBook = channels.includes('book')
    const subscribe = (): Outcome => {
      if (connection.closed) return { type: 'unsubscribed', symbol: listing.symbol, channels }
      if (channels.includes('trades')) subscriptions.add('trades', instrumentId, outbox)
      if (channels.includes('orders')) subscriptions.setOrders(outbox, true)
      const reply = { type: 'subscribed', symbol: listing.symbol, channels } as const
      if (!withBook) return reply
      subscriptions.add('book', instrumentId, outbox)
      outbox.forgetBook(listing)
      return { ...reply, book: this.#bookOf(listing).snapshot(listing, request.depth) }
    }
    return withBook ? this.#whenSeeded(listing, subscribe) : subscribe()
  }

  /** `unsubscribe`. */
  unsubscribe(connection: Connection, request: UnsubscribeRequest): Step {
    const { listings, subscriptions } = this.#parts
    const { outbox } = connection
    const channels = [...new Set(request.channels ?? (['book', 'trades'] as const))]
    if (channels.every((channel) => channel === 'orders')) {
      subscriptions.setOrders(outbox, false)
      return { type: 'unsubscribed', channels }
    }
    const listing = listings.named(request.symbol)
    if (listing instanceof Problem) return listing
    const { instrumentId } = listing.instrument
    if (channels.includes('orders')) subscriptions.setOrders(outbox, false)
    if (channels.includes('book')) {
      subscriptions.remove('book', instrumentId, outbox)
      outbox.forgetBook(listing)
    }
    if (channels.includes('trades')) {
      subscriptions.remove('trades', instrumentId, outbox)
      outbox.forgetTrades(listing)
    }
    return { type: 'unsubscribed', symbol: listing.symbol, channels }
  }

  async #order(trader: Trader, request: OrderRequest): Promise<Outcome> {
    const { queries, listings } = this.#parts
    const order = await queries.order(trader.account.accountId, orderReferenceOf(request))
    if (order === undefined) return new Problem('UNKNOWN_ORDER', 'The account has no such order, open or lately finished.')
    return { type: 'order', trader_id: trader.id, order: orderText(listings, order) }
  }

  #bookOf(listing: Listing): MarketBook {
    return this.#parts.publisher.book(listing.instrument.instrumentId)
  }

  #whenSeeded(listing: Listing, reply: () => Outcome): Handled {
    const book = this.#bookOf(listing)
    return book.seeded ? reply() : book.seed().then(reply)
  }
}
