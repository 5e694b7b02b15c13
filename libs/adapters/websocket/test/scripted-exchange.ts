import type { Answer, BookDepth, Command, Event, EventPublisher, ExchangeGateway, Queries } from '@openlob/application'
import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots, spotInstrument, tradeId } from '@openlob/domain'
import type { Account, AccountId, Asset, Instrument, Order, Side } from '@openlob/domain'

const asset = (id: number, symbol: string): Asset => ({ assetId: assetId(id), symbol, scale: 8 })

/** The assets of {@link instrument}. */
export const ASSETS: readonly Asset[] = [asset(1, 'BTC'), asset(2, 'USDT')]

/** A spot instrument between them. */
export function instrument(id: number, symbol: string): Instrument {
  const made = spotInstrument(instrumentId(id), { symbol, tickSize: '0.01', lotSize: '0.001' }, ASSETS[0]!, ASSETS[1]!)
  if ('invalid' in made) throw new Error(made.invalid)
  return made
}

/** An open limit order of account 1. */
export function order(id: number, more: Partial<Order> = {}): Order {
  return {
    orderId: orderId(id),
    accountId: accountId(1),
    instrumentId: instrumentId(1),
    clientOrderId: undefined,
    side: 'buy',
    type: 'limit',
    timeInForce: 'GTC',
    postOnly: false,
    priceTicks: priceTicks(100),
    quantityLots: quantityLots(1000),
    executedLots: 0,
    executedQuoteUnits: 0n,
    status: 'open',
    createdUs: 0,
    updatedUs: 0,
    ...more,
  }
}

/** An exchange that says what a test tells it to: for what a real one cannot be brought to do at will. */
export class ScriptedExchange implements ExchangeGateway {
  readonly commands: Command[] = []
  instruments: readonly Instrument[] = [instrument(1, 'BTC-USDT')]
  accounts: readonly Account[] = ['alice', 'bob'].map((name, index) => ({ accountId: accountId(index + 1), name, feeTier: 0 }))
  orders: readonly Order[] = []
  depth: () => Promise<BookDepth | undefined> = () =>
    Promise.resolve({ instrumentId: instrumentId(1), sequence: 0, levels: 5000, bids: [], asks: [] })
  answer: (command: Command) => Promise<Answer> = () =>
    Promise.resolve({ status: 'unavailable', reason: 'BUSY', text: 'scripted' })
  depthQuestions = 0
  #publishers: EventPublisher[] = []
  #sequence = 0

  readonly queries: Queries = {
    assets: () => Promise.resolve(ASSETS),
    instruments: () => Promise.resolve(this.instruments),
    account: (name) => Promise.resolve(this.accounts.find((account) => account.name === name)),
    accountById: (id) => Promise.resolve(this.accounts.find(({ accountId }) => accountId === id)),
    balances: () => Promise.resolve([]),
    balance: (account, id) => Promise.resolve({ accountId: account, assetId: id, freeUnits: 0n, heldUnits: 0n }),
    openOrders: () => Promise.resolve([]),
    orderLists: () => Promise.resolve([]),
    order: (account) => Promise.resolve(this.orders.find((one) => one.accountId === account)),
    orderById: (id) => Promise.resolve(this.orders.find((one) => one.orderId === id)),
    depth: () => {
      this.depthQuestions += 1
      return this.depth()
    },
    recentTrades: () => Promise.resolve([]),
      accounts: () => Promise.resolve([]),
      transfers: () => Promise.resolve({ sent: [], received: [] }),
  }

  submit(command: Command): Promise<Answer> {
    this.commands.push(command)
    return this.answer(command)
  }

  subscribe(publisher: EventPublisher): () => void {
    this.#publishers.push(publisher)
    return () => { this.#publishers = this.#publishers.filter((other) => other !== publisher) }
  }

  /** Numbers and publishes events as one command's. */
  publish(...bodies: readonly object[]): readonly Event[] {
    const events = bodies.map((body) => {
      this.#sequence += 1
      return { sequence: this.#sequence, commandSequence: this.#sequence, timestampUs: 0, ...body } as Event
    })
    for (const publisher of this.#publishers) publisher.publish(events, 0)
    return events
  }
}

/** A change of a price level. */
export function levelChanged(side: Side, price: number, quantity: number, id = 1): object {
  return { type: 'BookLevelChanged', instrumentId: instrumentId(id), side, priceTicks: price, quantityLots: quantity }
}

/** A trade between a resting order of account 2 and an arriving one, of account 1 where no other is given. */
export function tradeExecuted(id: number, taker: AccountId = accountId(1)): object {
  const fee = { assetId: assetId(1), units: 0n }
  const makerOrder = order(id * 2, { accountId: accountId(2), side: 'sell', status: 'filled' })
  const takerOrder = order(id * 2 + 1, { accountId: taker, status: 'filled' })
  const trade = {
    tradeId: tradeId(id),
    instrumentId: instrumentId(1),
    priceTicks: priceTicks(100),
    quantityLots: quantityLots(1000),
    quoteUnits: 0n,
    takerSide: 'buy',
    makerOrderId: makerOrder.orderId,
    makerAccountId: makerOrder.accountId,
    makerFee: fee,
    takerOrderId: takerOrder.orderId,
    takerAccountId: takerOrder.accountId,
    takerFee: fee,
    timestampUs: 0,
  }
  return { type: 'TradeExecuted', trade, makerOrder, takerOrder }
}
