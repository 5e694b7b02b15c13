import { MAX_QUANTITY_LOTS } from '../../units.ts'
import { BUY, CONTINUOUS, MAY_TAKE, SELL } from '../book-codes.ts'
import type { ExpiryCode, PhaseCode, SideCode, TriggerSourceCode } from '../book-codes.ts'
import type { BookAdviser, BookOptions } from '../book-options.ts'
import type { OrderBookListener } from '../order-book-listener.ts'
import type { AllocationPolicy } from '../rules/allocation.ts'
import type { BookFilters } from '../rules/filters.ts'
import type { PriceBands } from '../rules/price-bands.ts'
import { firesRising, isTriggerType } from '../rules/trailing-stop.ts'
import { OrderQueue } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'
import { LiveOrders } from './live-orders.ts'
import { rungOf } from './price-ladder.ts'
import { PriceQueues } from './price-queues.ts'
import type { RestingOrders } from './resting-orders.ts'

/** What happened to a member of a list that the others have to hear of. */
export type ConsequenceKind = 'traded' | 'filled' | 'canceled' | 'expired'

/** A thing that happened to a member of a list, to be followed up. */
export interface Consequence {
  readonly order: LiveOrder
  readonly kind: ConsequenceKind
}

/**
 * Which lane a command goes through: the fast one in any case; none, since one is under way in the fast lane; the
 * complete one in any case; the fast one where it is about plain orders and trades with nothing.
 */
export type Gate = 0 | 1 | 2 | 3
const OPEN_GATE = 0
const CLOSED_GATE = 2
const GUARDED_GATE = 3

/** What the parts of the complete lane share: the displayed ladder of the fast lane, and what stands beside it. */
export class BookState {
  readonly listener: OrderBookListener
  readonly displayed: RestingOrders
  readonly filters: BookFilters | undefined
  readonly allocation: AllocationPolicy | undefined
  readonly adviser: BookAdviser
  /** By side. */
  readonly hidden: readonly [PriceQueues, PriceQueues] = [new PriceQueues(true), new PriceQueues(false)]
  /** By source, rising and falling in turn. */
  readonly triggers: readonly PriceQueues[] = [0, 1, 2].flatMap(() => [new PriceQueues(false), new PriceQueues(true)])
  /** By source, 0 where there is none yet. */
  readonly triggerPrices: [number, number, number] = [0, 0, 0]
  readonly live: LiveOrders = new LiveOrders()
  readonly entering: OrderQueue = new OrderQueue()
  readonly consequences: Consequence[] = []
  phase: PhaseCode
  timeUs = 0
  referenceTicks = 0
  bands: PriceBands | undefined
  nextSequence = 1
  /** Whether an auction trades, whose price triggers see only afterwards. */
  uncrossing = false
  /** Whether a trade would have left the price band, so that the market pauses before anything else happens. */
  pauses = false

  constructor(listener: OrderBookListener, displayed: RestingOrders, options: BookOptions) {
    this.listener = listener
    this.displayed = displayed
    this.filters = options.filters
    this.allocation = options.allocation
    this.adviser = options.adviser ?? {}
    this.phase = options.phase ?? CONTINUOUS
  }

  /** Which commands the fast lane may carry out. */
  get gate(): Gate {
    if (this.phase !== CONTINUOUS || this.filters !== undefined || this.live.pegs.size !== 0) return CLOSED_GATE
    const isPlain = this.live.byId.size === 0 && this.bands === undefined && this.allocation === undefined
    return isPlain ? OPEN_GATE : GUARDED_GATE
  }

  /** Orders that are alive, those that wait included. */
  get orderCount(): number {
    return this.displayed.pool.size + this.live.byId.size - this.displayedDetailedCount
  }

  /** How many orders were ever cancelled. */
  canceledCount = 0
  /** Detailed orders that rest displayed. */
  displayedDetailedCount = 0

  /** The price of the best order of a side, displayed or hidden, 0 where there is none. */
  bestTicks(side: SideCode): number {
    const displayed = this.displayed.bestPriceTicks(side) ?? 0
    const hidden = Math.max(0, this.hidden[side].bestTicks)
    if (displayed === 0 || hidden === 0) return displayed + hidden
    return isBetter(side, hidden, displayed) ? hidden : displayed
  }

  /** Whether an order of a side at a price would meet one of the other side. */
  meets(side: SideCode, priceTicks: number): boolean {
    const opposite = this.bestTicks(oppositeOf(side))
    return opposite !== 0 && isWithin(side, priceTicks, opposite)
  }

  /** Gives an accepted order with details its place among those that are alive. */
  register(order: LiveOrder): void {
    order.sequence = this.nextSequence
    this.nextSequence += 1
    this.enlist(order)
  }

  /** Keeps an order with details among those that are alive. */
  enlist(order: LiveOrder): void {
    this.live.add(order)
    if (isTriggerType(order.type) && (order.standing === 'gone' || !restsOf(order))) this.live.waits(order)
  }

  /** Whether an order can rest at a price with all it has without its level passing what a level holds. */
  levelTakes(order: LiveOrder, priceTicks: number, lots: number): boolean {
    return this.levelTotal(order, priceTicks) <= MAX_QUANTITY_LOTS - lots
  }

  /** The total on the ladder on which an order would rest, at a price. */
  levelTotal(order: LiveOrder, priceTicks: number): number {
    if (order.restsHidden) return this.hidden[order.side].lotsAt(priceTicks)
    return this.displayed.lotsAt(rungOf(order.side, priceTicks))
  }

  /** Puts an order at the back of the queue at its price. */
  rest(order: LiveOrder): void {
    const { side, priceTicks } = order
    if (order.restsHidden) {
      order.standing = 'hidden'
      this.hidden[side].add(order, priceTicks)
      return
    }
    order.standing = 'displayed'
    order.shownLots = order.displayLots === 0 ? 0 : Math.min(order.displayLots, order.leavesLots)
    if (order.sequence !== 0) this.displayedDetailedCount += 1
    const shown = order.displayLots === 0 ? order.leavesLots : order.shownLots
    this.displayed.add(order.orderId, side, rungOf(side, priceTicks), shown, order.postOnly !== MAY_TAKE)
  }

  /** Takes an order out of whatever queue it stands in; it stays alive. */
  leavePlace(order: LiveOrder): void {
    if (order.standing === 'displayed') {
      this.displayed.remove(this.displayed.find(order.orderId), order.side)
      if (order.sequence !== 0) this.displayedDetailedCount -= 1
    } else if (order.standing === 'hidden') {
      this.hidden[order.side].remove(order)
    } else if (order.standing === 'armed') {
      this.triggerQueueOf(order)?.remove(order)
    } else if (order.standing === 'entering') {
      this.entering.remove(order)
    }
    order.standing = 'gone'
  }

  /** The trigger queues in which an armed order stands, undefined where it does not track yet. */
  triggerQueueOf(order: LiveOrder): PriceQueues | undefined {
    return order.queue === undefined ? undefined : this.triggersOf(order.triggerSource, this.risesFor(order))
  }

  /** Whether an order fires on a rising price. */
  risesFor(order: LiveOrder): boolean {
    return order.trails ? order.side === BUY : firesRising(order.type, order.side)
  }

  /** The trigger queues of a source and direction. */
  triggersOf(source: TriggerSourceCode, rising: boolean): PriceQueues {
    return this.triggers[source * 2 + (rising ? 0 : 1)]!
  }

  /** Ends an order's life, wherever it stands. */
  remove(order: LiveOrder): void {
    this.leavePlace(order)
    if (order.sequence === 0) return
    this.live.remove(order)
  }

  /** Drops what is left of an order, and tells. */
  expire(order: LiveOrder, lots: number, reason: ExpiryCode): void {
    this.remove(order)
    this.listener.onExpired(order.orderId, lots, reason, order.side, order.priceTicks)
    this.tell(order, 'expired')
  }

  /** Takes an order out on request, and tells. */
  cancel(order: LiveOrder): void {
    this.remove(order)
    this.canceledCount += 1
    this.listener.onCanceled(order.orderId, order.side, order.priceTicks, order.leavesLots)
    this.tell(order, 'canceled')
  }

  /** Notes what happened to an order for the others of its list. */
  tell(order: LiveOrder, kind: ConsequenceKind): void {
    if (order.list !== undefined) this.consequences.push({ order, kind })
  }

  /** Sets what a displayed order shows to less, keeping its place. */
  showLess(order: LiveOrder, shownLots: number): void {
    const record = this.displayed.find(order.orderId)
    const before = this.displayed.read(record).leavesLots
    if (shownLots < before) this.displayed.shrink(record, before - shownLots)
  }
}

/** Whether a price is better than another for orders of a side. */
export function isBetter(side: SideCode, ticks: number, thanTicks: number): boolean {
  return side === BUY ? ticks > thanTicks : ticks < thanTicks
}

/** Whether a maker's price is within the limit of a taker (0 for none). */
export function isWithin(takerSide: SideCode, limitTicks: number, makerTicks: number): boolean {
  if (limitTicks === 0) return true
  return takerSide === BUY ? makerTicks <= limitTicks : makerTicks >= limitTicks
}

/** The other side. */
export function oppositeOf(side: SideCode): SideCode {
  return side === BUY ? SELL : BUY
}

function restsOf({ standing }: LiveOrder): boolean {
  return standing === 'displayed' || standing === 'hidden'
}
