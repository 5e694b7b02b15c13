import type { CancelOrder, Command } from '@openlob/application'
import { priceTicks, quantityLots } from '@openlob/domain'
import type { AccountId, InstrumentId, Side } from '@openlob/domain'
import type { LobsterBookRow, LobsterMessage } from './lobster-file.ts'

/** What a command of the replay is there for. */
export type StepKind = 'seed' | 'new order' | 'partial cancel' | 'delete' | 'execution' | 'restore queue'

/** What an aggressing order must meet. Orders are named by their client order ids. */
export interface ExpectedExecution {
  /** The order that the file names. */
  readonly namedOrder: string
  /** The order that has stood longest at that price, by the file's own messages. */
  readonly oldestOrder: string
  /** True where the named order is part of a seeded level, since it is older than the file. */
  readonly seeded: boolean
  readonly price: number
  readonly quantityShares: number
}

/** One command of the replay. */
export interface Step {
  readonly kind: StepKind
  readonly command: Command
  /** Set where `kind` is `execution`. */
  readonly execution?: ExpectedExecution
}

/** What a message becomes: commands, nothing (with the reason), or a contradiction to the messages before it. */
export type Translation =
  | { readonly steps: readonly Step[] }
  | { readonly skipped: string }
  | { readonly contradiction: string }

/** Who trades on what in the replay. */
export interface ReplayParties {
  readonly instrumentId: InstrumentId
  /** The accounts that the file's resting orders are spread over. */
  readonly makers: readonly AccountId[]
  /** The account of every aggressing order. */
  readonly taker: AccountId
}

/** Why a message is left out; each is a line of the report. */
export const SKIPPED = {
  hidden: 'hidden execution: the order was never in the visible book',
  cross: 'cross trade: an auction, not an order',
  halt: 'trading halt: says nothing of an order',
  unknown: 'names an order from before the file',
} as const

interface RestingOrder {
  readonly clientOrderId: string
  readonly accountId: AccountId
  readonly side: Side
  readonly price: number
  readonly seeded: boolean
  openShares: number
  /** Executed since the exchange last took the order: amendments count it in. */
  executedShares: number
}

/**
 * Turns the messages of a LOBSTER file into commands.
 *
 * The file says what happened to resting orders; the orders that took them are not in it. So a new order is a limit
 * order, a partial cancel an amendment to less (which keeps the place), a delete a cancel, and an execution an
 * aggressing order of the other side: immediate or cancel, at the file's price and for its size. Were the best price
 * another, the fill would come at another price or not at all, and that shows. Nothing here knows a price but from the
 * file, so nothing here can make the exchange look right.
 *
 * Orders from before the file have no message that says when they came. Where the book is seeded from row 0 of the
 * orderbook file, they are one resting order a level, the oldest there, and a message that names an unknown order
 * takes its shares from the level's seeded order. The file leaves out what happens beyond its own number of levels
 * (50 in the samples); what was there at the start stays unseen, which cannot reach the best ten until forty levels
 * are gone. Without a seed such messages are skipped and counted.
 *
 * A few executions name an order that is not the oldest of its price by the file's messages: most of them have a lower
 * id than the oldest, so they were placed before it and reported after it. The exchange then fills the oldest, as
 * price-time priority demands, and the translator puts the file's queue back: it cancels what is left at that price
 * and places the file's orders again, oldest first. One such message so costs nothing in those after it.
 *
 * Memory follows the orders that rest, not the length of the file.
 */
export class OrderFlowTranslator {
  readonly #parties: ReplayParties
  readonly #orders = new Map<number, RestingOrder>()
  /** Oldest first, under the price; bids under its negative. */
  readonly #queues = new Map<number, RestingOrder[]>()

  constructor(parties: ReplayParties) {
    this.#parties = parties
  }

  /** The commands that fill an empty book with a row of the orderbook file: one resting order a level. */
  seed(row: LobsterBookRow): Step[] {
    const steps: Step[] = []
    for (const side of ['buy', 'sell'] as const)
      for (const { price, quantityShares } of side === 'buy' ? row.bids : row.asks) {
        if (quantityShares === 0) continue
        const accountId = this.#parties.makers[0]!
        const clientOrderId = `seed-${side}-${price}`
        const order = restingOrder({ clientOrderId, accountId, side, price, seeded: true }, quantityShares)
        this.#queueOf(side, price).push(order)
        steps.push(this.#place('seed', order))
      }
    return steps
  }

  /** The commands of one message. */
  translate(message: LobsterMessage): Translation {
    switch (message.type) {
      case 1:
        return this.#newOrder(message)
      case 2:
      case 3:
      case 4:
        return this.#change(message)
      case 5:
        return { skipped: SKIPPED.hidden }
      case 6:
        return { skipped: SKIPPED.cross }
      case 7:
        return { skipped: SKIPPED.halt }
    }
  }

  #newOrder({ orderId, side, price, quantityShares }: LobsterMessage): Translation {
    if (this.#orders.has(orderId)) return { contradiction: `new order ${orderId} is already in the book` }
    const { makers } = this.#parties
    const accountId = makers[orderId % makers.length]!
    const clientOrderId = String(orderId)
    const order = restingOrder({ clientOrderId, accountId, side, price, seeded: false }, quantityShares)
    this.#orders.set(orderId, order)
    this.#queueOf(side, price).push(order)
    return { steps: [this.#place('new order', order)] }
  }

  #change(message: LobsterMessage): Translation {
    const { type, orderId, side, price, quantityShares } = message
    const order = this.#orders.get(orderId) ?? this.#seededAt(side, price, quantityShares)
    if (order === undefined) return { skipped: SKIPPED.unknown }
    if (order.side !== side || order.price !== price) {
      const known = `order ${orderId} is to ${order.side} at ${order.price}`
      return { contradiction: `${known}, the message says to ${side} at ${price}` }
    }
    if (quantityShares > order.openShares || (type === 3 && !order.seeded && quantityShares < order.openShares))
      return { contradiction: `order ${orderId} has ${order.openShares} shares open, the message says ${quantityShares}` }
    if (type === 4) return { steps: this.#execute(order, message) }
    return { steps: [this.#reduce(order, message)] }
  }

  #reduce(order: RestingOrder, { type, orderId, quantityShares }: LobsterMessage): Step {
    const kind = type === 2 ? 'partial cancel' : 'delete'
    order.openShares -= quantityShares
    if (order.openShares > 0) {
      const total = quantityLots(order.executedShares + order.openShares)
      return { kind, command: { type: 'AmendOrder', ...reference(order), quantityLots: total } }
    }
    this.#forget(order, orderId)
    return { kind, command: { type: 'CancelOrder', ...reference(order) } }
  }

  #execute(order: RestingOrder, { orderId, quantityShares }: LobsterMessage): Step[] {
    const queue = this.#queueOf(order.side, order.price)
    const oldest = queue[0]!
    const steps = [this.#aggress(order, oldest, quantityShares)]
    if (oldest !== order) steps.push(...cancelsOfRest(queue, quantityShares))
    order.openShares -= quantityShares
    order.executedShares += quantityShares
    if (order.openShares === 0) this.#forget(order, orderId)
    if (oldest === order) return steps
    for (const resting of queue) {
      resting.executedShares = 0
      steps.push(this.#place('restore queue', resting))
    }
    return steps
  }

  #aggress(order: RestingOrder, oldest: RestingOrder, quantityShares: number): Step {
    const { instrumentId, taker } = this.#parties
    const { price } = order
    return {
      kind: 'execution',
      command: {
        type: 'PlaceOrder',
        orderType: 'limit',
        accountId: taker,
        instrumentId,
        side: order.side === 'buy' ? 'sell' : 'buy',
        priceTicks: priceTicks(price),
        quantityLots: quantityLots(quantityShares),
        timeInForce: 'IOC',
        postOnly: false,
      },
      execution: {
        namedOrder: order.clientOrderId,
        oldestOrder: oldest.clientOrderId,
        seeded: order.seeded,
        price,
        quantityShares,
      },
    }
  }

  #place(kind: StepKind, order: RestingOrder): Step {
    const { accountId, clientOrderId, side } = order
    return {
      kind,
      command: {
        type: 'PlaceOrder',
        orderType: 'limit',
        accountId,
        clientOrderId,
        instrumentId: this.#parties.instrumentId,
        side,
        priceTicks: priceTicks(order.price),
        quantityLots: quantityLots(order.openShares),
        timeInForce: 'GTC',
        postOnly: false,
      },
    }
  }

  #seededAt(side: Side, price: number, quantityShares: number): RestingOrder | undefined {
    const oldest = this.#queues.get(queueKey(side, price))?.[0]
    return oldest?.seeded === true && oldest.openShares >= quantityShares ? oldest : undefined
  }

  #queueOf(side: Side, price: number): RestingOrder[] {
    const key = queueKey(side, price)
    let queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, (queue = []))
    return queue
  }

  #forget(order: RestingOrder, orderId: number): void {
    if (!order.seeded) this.#orders.delete(orderId)
    const queue = this.#queueOf(order.side, order.price)
    queue.splice(queue.indexOf(order), 1)
    if (queue.length === 0) this.#queues.delete(queueKey(order.side, order.price))
  }
}

/** Cancels for what an aggressing order of this size, filled oldest first, leaves of a queue. */
function cancelsOfRest(queue: readonly RestingOrder[], quantityShares: number): Step[] {
  const steps: Step[] = []
  let unfilled = quantityShares
  for (const resting of queue) {
    const filled = Math.min(unfilled, resting.openShares)
    unfilled -= filled
    if (filled < resting.openShares)
      steps.push({ kind: 'restore queue', command: { type: 'CancelOrder', ...reference(resting) } })
  }
  return steps
}

function restingOrder(
  order: Omit<RestingOrder, 'openShares' | 'executedShares'>,
  quantityShares: number,
): RestingOrder {
  return { ...order, openShares: quantityShares, executedShares: 0 }
}

function reference({ accountId, clientOrderId }: RestingOrder): Pick<CancelOrder, 'accountId' | 'order'> {
  return { accountId, order: { clientOrderId } }
}

function queueKey(side: Side, price: number): number {
  return side === 'buy' ? -price : price
}
