import type { AmendOrder, Answer, Command, Done, ExchangeGateway, PlaceOrder, Queries } from '@openlob/application'
import type { Decimal } from '@openlob/decimal'
import { REJECT_REASONS, toPriceTicks, toQuantityLots } from '@openlob/domain'
import type { Account, PriceTicks, QuantityLots } from '@openlob/domain'
import type { Connection } from './connection.ts'
import { Problem, problem } from './errors.ts'
import type { Listing, Listings } from './listings.ts'
import { orderReferenceOf } from './messages.ts'
import type {
  AmendOrderRequest,
  CancelOrderRequest,
  LimitOrderRequest,
  MarketOrderRequest,
  OrderReferenceFields,
  CancelAllOrdersRequest,
} from './messages.ts'
import { orderOutcome, orderText } from './order-text.ts'
import type { Reply } from './replies.ts'

/** What comes of a request: at once, or once the exchange has answered. */
export type Outcome = Reply | Problem
/** A request that was handed in, in its order; what comes of it may still take time. */
export type Step = Outcome | { readonly later: Promise<Outcome> }
/** A request on its way to being handed in: where it is a promise, later requests of the connection must wait. */
export type Handled = Step | Promise<Step>

/** A trader of a connection. */
export interface Trader {
  readonly id: string
  readonly account: Account
}

/** The trader that a request names, or else the only one that the connection has used. */
export function traderOf(connection: Connection, traderId: string | undefined): Trader | Problem {
  const [only] = connection.traders.keys()
  const id = traderId ?? (connection.traders.size === 1 ? only : undefined)
  const account = id === undefined ? undefined : connection.traders.get(id)
  if (id !== undefined && account !== undefined) return { id, account }
  const why = connection.traders.size === 0 ? 'no trader was named on this connection yet' : 'this connection has several'
  return problem('MISSING_FIELD', `trader_id: ${why}.`)
}

/** The same for a request that changes something: a key that only reads may not. */
export function tradingTraderOf(connection: Connection, traderId: string | undefined): Trader | Problem {
  const trader = traderOf(connection, traderId)
  return trader instanceof Problem ? trader : trading(connection, trader)
}

function trading(connection: Connection, trader: Trader): Trader | Problem {
  return connection.mayTrade(trader.id) ? trader : problem('READ_ONLY_KEY', `trader_id=${trader.id}`)
}

/**
 * The trader of a request that names an order: the one it names, or the only one of the connection, or of several the
 * one who owns the order. An order of anybody else is never found.
 */
export function ownerOf(
  connection: Connection,
  request: OrderReferenceFields,
  queries: Queries,
): Trader | Problem | Promise<Trader | Problem> {
  const { order_id: orderId } = request
  const named = traderOf(connection, request.trader_id)
  if (!(named instanceof Problem) || connection.traders.size === 0 || orderId === undefined) return named
  return queries.orderById(orderId).then((order) => {
    for (const [id, account] of connection.traders) if (account.accountId === order?.accountId) return { id, account }
    return problem('UNKNOWN_ORDER', `order_id=${orderId}`)
  })
}

/** Turns the messages that place, change and cancel orders into commands, and the answers into replies. */
export class OrderEntry {
  readonly #exchange: ExchangeGateway
  readonly #listings: Listings

  constructor(exchange: ExchangeGateway, listings: Listings) {
    this.#exchange = exchange
    this.#listings = listings
  }

  /** `limit_order` and `market_order`. */
  place(connection: Connection, request: LimitOrderRequest | MarketOrderRequest): Step {
    const trader = tradingTraderOf(connection, request.trader_id)
    const listing = this.#listings.named(request.symbol)
    if (trader instanceof Problem) return trader
    if (listing instanceof Problem) return listing
    const command = placeOrder(trader, listing, request)
    return command instanceof Problem ? command : { later: this.#submit(command) }
  }

  /** `cancel_order`. */
  cancel(connection: Connection, request: CancelOrderRequest): Handled {
    return whenKnown(this.#tradingOwner(connection, request), ({ account }) => {
      const order = orderReferenceOf(request)
      return { later: this.#submit({ type: 'CancelOrder', accountId: account.accountId, order, commandId: request.command_id }) }
    })
  }

  /** `amend_order`. */
  amend(connection: Connection, request: AmendOrderRequest): Handled {
    return whenKnown(this.#tradingOwner(connection, request), ({ account }) => {
      return whenKnown(this.#listingOf(account, request), (listing) => {
        const command = amendOrder(account, listing, request)
        return command instanceof Problem ? command : { later: this.#submit(command) }
      })
    })
  }

  /** `cancel_all_orders`. */
  cancelAll(connection: Connection, request: CancelAllOrdersRequest): Step {
    const trader = tradingTraderOf(connection, request.trader_id)
    if (trader instanceof Problem) return trader
    const listing = request.symbol === undefined ? undefined : this.#listings.named(request.symbol)
    if (listing instanceof Problem) return listing
    const { accountId } = trader.account
    const instrumentId = listing?.instrument.instrumentId
    return { later: this.#cancelAll(trader, { type: 'CancelAllOrders', accountId, instrumentId, commandId: request.command_id }) }
  }

  /** Whose order a request changes. */
  #tradingOwner(
    connection: Connection,
    request: CancelOrderRequest | AmendOrderRequest,
  ): Trader | Problem | Promise<Trader | Problem> {
    const owner = ownerOf(connection, request, this.#exchange.queries)
    if (owner instanceof Problem) return owner
    if (!(owner instanceof Promise)) return trading(connection, owner)
    return owner.then((found) => (found instanceof Problem ? found : trading(connection, found)))
  }

  /** Prices and quantities have the steps of the order's own instrument, so that has to be known first. */
  #listingOf(account: Account, request: AmendOrderRequest): Listing | Problem | Promise<Listing | Problem> {
    if (this.#listings.count === 1) return this.#listings.named(undefined)
    return this.#exchange.queries.order(account.accountId, orderReferenceOf(request)).then((order) => {
      const listing = order === undefined ? undefined : this.#listings.byId(order.instrumentId)
      return listing ?? problem('UNKNOWN_ORDER')
    })
  }

  #submit(command: Command): Promise<Outcome> {
    return this.#exchange
      .submit(command)
      .then((answer) => (answer.status === 'done' ? this.#acknowledgement(answer) : refusal(answer)))
  }

  async #cancelAll(trader: Trader, command: Command): Promise<Outcome> {
    const answer = await this.#exchange.submit(command)
    if (answer.status !== 'done') return refusal(answer)
    const canceled = answer.events.filter((event) => event.type === 'OrderCanceled')
    const orderIds = canceled.map((event) => event.order.orderId.toString())
    return { type: 'orders_canceled', trader_id: trader.id, order_ids: orderIds }
  }

  #acknowledgement(answer: Done): Outcome {
    const outcome = orderOutcome(answer.events)
    if (outcome === undefined) throw new Error(`no event about an order: commandSequence=${answer.commandSequence}`)
    const { order, reason, sequence } = outcome
    return { type: 'order_ack', sequence, ...orderText(this.#listings, order, reason) }
  }
}

export function refusal(answer: Exclude<Answer, Done>): Problem {
  return new Problem(answer.reason, answer.text)
}

function placeOrder(
  trader: Trader,
  listing: Listing,
  request: LimitOrderRequest | MarketOrderRequest,
): PlaceOrder | Problem {
  const { instrument } = listing
  const quantityLots = lotsOf(listing, request.quantity)
  if (quantityLots instanceof Problem) return quantityLots
  const { accountId } = trader.account
  const { instrumentId } = instrument
  const { side, client_order_id: clientOrderId, command_id: commandId } = request
  const type = 'PlaceOrder'
  // Written out twice: what is spread into a literal with fields behind it costs V8 microseconds.
  if (request.type === 'market_order')
    return { type, accountId, instrumentId, side, quantityLots, clientOrderId, commandId, orderType: 'market' }
  const priceTicks = ticksOf(listing, request.price)
  if (priceTicks instanceof Problem) return priceTicks
  const { time_in_force: timeInForce, post_only: postOnly } = request
  const orderType = 'limit'
  const terms = { orderType, priceTicks, timeInForce, postOnly } as const
  return { type, accountId, instrumentId, side, quantityLots, clientOrderId, commandId, ...terms }
}

function amendOrder(account: Account, listing: Listing, request: AmendOrderRequest): AmendOrder | Problem {
  const priceTicks = request.price === undefined ? undefined : ticksOf(listing, request.price)
  const quantityLots = request.quantity === undefined ? undefined : lotsOf(listing, request.quantity)
  if (priceTicks instanceof Problem) return priceTicks
  if (quantityLots instanceof Problem) return quantityLots
  const { accountId } = account
  const order = orderReferenceOf(request)
  return { type: 'AmendOrder', accountId, order, priceTicks, quantityLots, commandId: request.command_id }
}

function ticksOf(listing: Listing, price: Decimal): PriceTicks | Problem {
  const ticks = toPriceTicks(listing.instrument, price)
  if (typeof ticks === 'number') return ticks
  return new Problem(ticks, `${REJECT_REASONS[ticks]} price=${price.toString()} tick_size=${listing.price.of(1)}`)
}

function lotsOf(listing: Listing, quantity: Decimal): QuantityLots | Problem {
  const lots = toQuantityLots(listing.instrument, quantity)
  if (typeof lots === 'number') return lots
  return new Problem(lots, `${REJECT_REASONS[lots]} quantity=${quantity.toString()} lot_size=${listing.quantity.of(1)}`)
}

function whenKnown<Value extends object>(
  value: Value | Problem | Promise<Value | Problem>,
  use: (value: Value) => Handled,
): Handled {
  if (value instanceof Promise) return value.then((known) => (known instanceof Problem ? known : use(known)))
  return value instanceof Problem ? value : use(value)
}
