import type { Event, EventPublisher, Queries, TradeExecuted } from '@openlob/application'
import type { AccountId, ExpiryReason, InstrumentId, Order, Trade } from '@openlob/domain'
import type { AccountNames } from './account-names.ts'
import { bookUpdateText } from './backpressure.ts'
import type { BookUpdate, Outbox, TradeBatch } from './backpressure.ts'
import { textFrame } from './frame.ts'
import type { Listing, Listings } from './listings.ts'
import { MarketBook } from './market-book.ts'
import { orderText } from './order-text.ts'
import { encodeNotice } from './message-text.ts'
import type { OrderUpdateNotice } from './replies.ts'
import type { Subscriptions } from './subscriptions.ts'

interface GatheredTrade {
  readonly batch: TradeBatch
  /** The connections of its buyer and its seller. */
  readonly owners: ReadonlySet<Outbox>
}

/** What a {@link MarketPublisher} works with. */
export interface MarketPublisherParts {
  readonly queries: Queries
  readonly listings: Listings
  readonly names: AccountNames
  readonly subscriptions: Subscriptions
  /** Asks for a call of {@link MarketPublisher.drain} at the end of the tick. */
  readonly schedule: () => void
  /** A question that the exchange did not answer. */
  readonly onError: (error: unknown) => void
}

/**
 * Turns the events of the exchange into frames. Events gather for one tick; then each trade and each book is told in
 * one frame, made once and shared by all who are told. Within a tick an instrument's trades come before its book.
 */
export class MarketPublisher implements EventPublisher {
  readonly #parts: MarketPublisherParts
  readonly #books = new Map<InstrumentId, MarketBook>()
  readonly #touched = new Set<InstrumentId>()
  readonly #trades = new Map<InstrumentId, GatheredTrade[]>()
  #events: Event[] = []
  #findingNames = false
  /** Asked for since events were last told: an account that stays unknown holds them up once. */
  readonly #askedNames = new Set<AccountId>()

  constructor(parts: MarketPublisherParts) {
    this.#parts = parts
  }

  /** Takes the events of one command. */
  publish(events: readonly Event[]): void {
    for (const event of events) this.#events.push(event)
    this.#parts.schedule()
  }

  /** The book of an instrument, to be seeded by who asks. */
  book(id: InstrumentId): MarketBook {
    let book = this.#books.get(id)
    if (book === undefined) {
      book = new MarketBook(id, this.#parts.queries)
      this.#books.set(id, book)
    }
    return book
  }

  /** Tells what has gathered, in order; waits where a trade names an account whose name is not known yet. */
  drain(): void {
    if (this.#findingNames || this.#events.length === 0) return
    const events = this.#events
    const unknown = this.#unknownNames(events)
    if (unknown.size > 0) {
      this.#findNames(unknown)
      return
    }
    this.#events = []
    this.#askedNames.clear()
    for (const event of events) this.#take(event)
    for (const [instrument, trades] of this.#trades) this.#tellTrades(instrument, trades)
    this.#trades.clear()
    for (const instrument of this.#touched) this.#tellBook(instrument)
    this.#touched.clear()
  }

  #findNames(unknown: ReadonlySet<AccountId>): void {
    this.#findingNames = true
    for (const id of unknown) this.#askedNames.add(id)
    void this.#parts.names.find(unknown).then(() => {
      this.#findingNames = false
      this.#parts.schedule()
    })
  }

  #unknownNames(events: readonly Event[]): Set<AccountId> {
    const { names } = this.#parts
    const unknown = new Set<AccountId>()
    for (const event of events) {
      if (event.type !== 'TradeExecuted') continue
      const { makerAccountId, takerAccountId } = event.trade
      for (const id of [makerAccountId, takerAccountId])
        if (names.isUnknown(id) && !this.#askedNames.has(id)) unknown.add(id)
    }
    return unknown
  }

  #take(event: Event): void {
    const { listings, names } = this.#parts
    if (event.type === 'BookLevelChanged') {
      this.#books.get(event.instrumentId)?.apply(event)
      this.#touched.add(event.instrumentId)
    } else if (event.type === 'TradeExecuted') this.#takeTrade(event)
    else if (event.type === 'OrderAccepted') this.#tellOrder(event.order, 'accepted', event.sequence)
    else if (event.type === 'OrderAmended') this.#tellOrder(event.order, 'amended', event.sequence)
    else if (event.type === 'OrderCanceled') this.#tellOrder(event.order, 'canceled', event.sequence)
    else if (event.type === 'OrderExpired')
      this.#tellOrder(event.order, 'expired', event.sequence, { reason: event.reason })
    else if (event.type === 'AccountOpened') names.learn(event.account.accountId, event.account.name)
    else listings.apply(event)
  }

  #takeTrade(event: TradeExecuted): void {
    const { trade, makerOrder, takerOrder, sequence } = event
    const { listings, subscriptions } = this.#parts
    const listing = listings.byId(trade.instrumentId)
    if (listing === undefined) return
    const { makerAccountId, takerAccountId } = trade
    const owners = new Set([...subscriptions.owners(makerAccountId), ...subscriptions.owners(takerAccountId)])
    if (owners.size > 0 || subscriptions.trades(trade.instrumentId).size > 0) {
      const frames = textFrame(this.#tradeText(event, listing))
      const { tradeId } = trade
      const sequences = { firstSequence: sequence, lastSequence: sequence }
      const batch = { listing, count: 1, frames, firstTradeId: tradeId, lastTradeId: tradeId, ...sequences }
      const trades = this.#trades.get(trade.instrumentId)
      if (trades === undefined) this.#trades.set(trade.instrumentId, [{ batch, owners }])
      else trades.push({ batch, owners })
    }
    this.#tellOrder(makerOrder, 'trade', sequence, { trade: this.#fill(listing, trade, 'maker') })
    this.#tellOrder(takerOrder, 'trade', sequence, { trade: this.#fill(listing, trade, 'taker') })
  }

  #tradeText({ trade, sequence }: TradeExecuted, listing: Listing): string {
    const taker = { name: this.#parts.names.nameOf(trade.takerAccountId), order: trade.takerOrderId.toString() }
    const maker = { name: this.#parts.names.nameOf(trade.makerAccountId), order: trade.makerOrderId.toString() }
    const [buyer, seller] = trade.takerSide === 'buy' ? [taker, maker] : [maker, taker]
    return encodeNotice({
      type: 'trade',
      trade_id: trade.tradeId.toString(),
      symbol: listing.symbol,
      buyer: buyer.name,
      seller: seller.name,
      price: listing.price.of(trade.priceTicks),
      quantity: listing.quantity.of(trade.quantityLots),
      taker_side: trade.takerSide,
      buy_order_id: buyer.order,
      sell_order_id: seller.order,
      sequence,
      timestamp_us: trade.timestampUs,
    })
  }

  #fill(listing: Listing, trade: Trade, liquidity: 'maker' | 'taker'): () => OrderUpdateNotice['trade'] {
    const fee = liquidity === 'maker' ? trade.makerFee : trade.takerFee
    const { listings } = this.#parts
    return () => ({
      trade_id: trade.tradeId.toString(),
      price: listing.price.of(trade.priceTicks),
      quantity: listing.quantity.of(trade.quantityLots),
      liquidity,
      fee: listings.amount(fee.assetId, fee.units),
      fee_asset: listings.assetSymbol(fee.assetId),
    })
  }

  #tellOrder(
    order: Order,
    event: OrderUpdateNotice['event'],
    sequence: number,
    more: { readonly reason?: ExpiryReason; readonly trade?: () => OrderUpdateNotice['trade'] } = {},
  ): void {
    const { subscriptions, listings, names } = this.#parts
    let frame: Buffer | undefined
    for (const outbox of subscriptions.owners(order.accountId)) {
      if (!subscriptions.wantsOrders(outbox)) continue
      frame ??= textFrame(
        encodeNotice({
          type: 'order_update',
          trader_id: names.nameOf(order.accountId),
          event,
          trade: more.trade?.(),
          sequence,
          ...orderText(listings, order, more.reason),
        }),
      )
      outbox.send(frame)
    }
  }

  /** Owners are told trade by trade, as theirs are never dropped; all others get them all in one piece. */
  #tellTrades(instrument: InstrumentId, trades: readonly GatheredTrade[]): void {
    const subscribers = this.#parts.subscriptions.trades(instrument)
    const allOwners = new Set(trades.flatMap(({ owners }) => [...owners]))
    for (const outbox of allOwners) {
      for (const { batch, owners } of trades) {
        if (owners.has(outbox)) outbox.send(batch.frames)
        else if (subscribers.has(outbox)) outbox.sendTrades(batch)
      }
    }
    let all: TradeBatch | undefined
    for (const outbox of subscribers) if (!allOwners.has(outbox)) outbox.sendTrades((all ??= joinedTrades(trades)))
  }

  #tellBook(instrument: InstrumentId): void {
    const book = this.#books.get(instrument)
    const listing = this.#parts.listings.byId(instrument)
    const collected = book?.collect()
    if (book === undefined || listing === undefined || collected === undefined) return
    if (book.isShallow) book.seed().catch(this.#parts.onError)
    const subscribers = this.#parts.subscriptions.book(instrument)
    if (subscribers.size === 0) return
    const { firstSequence, lastSequence, changes } = collected
    const frame = textFrame(bookUpdateText(listing, firstSequence, lastSequence, changes))
    const update: BookUpdate = { listing, frame, ...collected }
    for (const outbox of subscribers) outbox.sendBook(update)
  }
}

function joinedTrades(trades: readonly GatheredTrade[]): TradeBatch {
  const first = trades[0]!.batch
  const last = trades.at(-1)!.batch
  if (trades.length === 1) return first
  return {
    listing: first.listing,
    count: trades.length,
    firstTradeId: first.firstTradeId,
    lastTradeId: last.lastTradeId,
    firstSequence: first.firstSequence,
    lastSequence: last.lastSequence,
    frames: Buffer.concat(trades.map(({ batch }) => batch.frames)),
  }
}
