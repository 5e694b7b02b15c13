import { SELF_TRADE_PREVENTED, WORKING_ORDER_FILLED } from '@openlob/domain'
import type { ExpiryCode, PriceTicks, QuantityLots } from '@openlob/domain'
import { OrderStatus, OrderType } from '../messages/generated/index.ts'
import { BASE, EXTRA, MAKER_FEE, TAKER_FEE } from './amounts.ts'
import type { ConditionalOrder } from './conditional-orders.ts'
import type { FlowState } from './flow-state.ts'
import { marketOf, releaseHold, requireForRest, trimHold } from './holds.ts'
import { expiryReasonOf } from './match.ts'
import type { Note } from './match-report.ts'
import { broken } from './must.ts'
import { pegPriceTicks } from './peg-price.ts'
import { settleFill } from './settle.ts'
import { otherLegOf, takeSharedHold } from './shared-holds.ts'
import type { Leg } from './shared-holds.ts'

/**
 * Clears and tells what the book has reported and nobody has looked at yet, one thing after the other: what no plain
 * order causes. The orders that arrive are open by now.
 */
export function followReport(state: FlowState): void {
  const { matches } = state
  matches.noteExpiry()
  for (let next = matches.next(); next !== undefined; next = matches.next()) {
    if (typeof next === 'number') followFill(state, next)
    else followNote(state, next)
  }
}

/** Takes an order that is no longer open out, with what it holds; tells of the list that has ended with it. */
export function closeOrder(state: FlowState, slot: number): void {
  const { orders, emitter } = state
  releaseHold(state, slot)
  const ended = orders.conditional.size === 0 ? undefined : orders.conditional.close(orders.orderIdOf(slot))
  orders.remove(slot)
  if (ended === undefined) return
  emitter.orderListChanged(ended, 'done')
}

function followFill(state: FlowState, index: number): void {
  const { matches, orders, fill } = state
  const maker = slotOf(state, matches.makerOrderIds[index]!)
  const taker = slotOf(state, matches.takerOrderIds[index]!)
  takeSharedHold(state, maker)
  takeSharedHold(state, taker)
  const market = marketOf(state, maker)
  fill.maker = maker
  fill.taker = taker
  fill.takerSide = orders.sideOf(taker)
  fill.instrumentId = market.instrument.instrumentId
  fill.priceTicks = matches.pricesTicks[index]!
  fill.quantityLots = matches.quantitiesLots[index]!
  settleFill(state, market, fill)
  touch(state, maker, fill.priceTicks)
  payPending(state, maker, MAKER_FEE)
  payPending(state, taker, TAKER_FEE)
  afterFill(state, maker)
  afterFill(state, taker)
}

function afterFill(state: FlowState, slot: number): void {
  const { orders } = state
  if (orders.remainingLotsOf(slot) === 0) closeOrder(state, slot)
  // What the other leg held too is freed when that has gone, which follows.
  else if (legBeside(state, slot) === undefined) trim(state, slot)
}

function legBeside(state: FlowState, slot: number): Leg | undefined {
  const known = state.orders.conditional.get(state.orders.orderIdOf(slot))
  return known === undefined ? undefined : otherLegOf(state, known)
}

/** Holds what the working order of a list that pays has received for the one that will sell it. */
function payPending(state: FlowState, slot: number, feeAt: typeof MAKER_FEE | typeof TAKER_FEE): void {
  const { orders, amounts, postings, fill } = state
  const { units } = amounts
  const known = orders.conditional.get(orders.orderIdOf(slot))
  const list = orders.conditional.list(known?.listId)
  if (list === undefined || list.listId !== known?.orderId) return
  if (list.contingency !== 'OPO' && list.contingency !== 'OPOCO') return
  const pending = orders.find(list.orders[1]!.orderId)
  if (pending === 0) return
  const { baseAssetId } = marketOf(state, slot).instrument
  const feeAssetId = feeAt === MAKER_FEE ? fill.makerFeeAssetId : fill.takerFeeAssetId
  units[EXTRA] = units[BASE]!
  if (feeAssetId === baseAssetId) units[EXTRA] = BigInt.asIntN(64, units[EXTRA] - units[feeAt]!)
  if (!postings.holdAt(orders.balanceOf(pending), EXTRA)) broken(`what was bought is there: orderId=${known.orderId}`)
  const held = orders.heldAt(pending)
  orders.longs[held] = BigInt.asIntN(64, orders.longs[held]! + units[EXTRA])
}

function followNote(state: FlowState, note: Note): void {
  const slot = slotOf(state, note.orderId)
  switch (note.kind) {
    case 'expired':
      expire(state, slot, note.code as ExpiryCode)
      return
    case 'canceled':
      cancel(state, slot)
      return
    case 'activated':
      activate(state, slot, note)
      return
    case 'repriced':
      touch(state, slot, state.orders.priceTicksOf(slot))
      state.orders.reprice(slot, note.priceTicks, state.emitter.timestampUs)
      touch(state, slot, note.priceTicks)
      return
    case 'replenished':
      touch(state, slot, note.priceTicks)
      return
    case 'prevented':
      prevent(state, slot, slotOf(state, note.takerOrderId), note)
      return
    case 'amended':
      amend(state, slot, note.leavesLots, note.code === 1)
  }
}

function expire(state: FlowState, slot: number, code: ExpiryCode): void {
  const { orders, emitter } = state
  const status = code === SELF_TRADE_PREVENTED ? OrderStatus.expired_in_match : OrderStatus.expired
  touch(state, slot, orders.priceTicksOf(slot))
  orders.finish(slot, status, emitter.timestampUs)
  emitter.orderExpired(orders, slot, expiryReasonOf(code))
  const other = legBeside(state, slot)
  closeOrder(state, slot)
  if (other !== undefined) trim(state, other.slot)
}

/** Ends an order that was cancelled, or whose list was. */
export function cancel(state: FlowState, slot: number): void {
  const { orders, emitter } = state
  touch(state, slot, orders.priceTicksOf(slot))
  orders.cancel(slot, emitter.timestampUs)
  emitter.orderCanceled(orders, slot)
  closeOrder(state, slot)
}

function activate(state: FlowState, slot: number, { code, leavesLots, priceTicks }: Note): void {
  const { orders, emitter } = state
  const known = orders.conditional.get(orders.orderIdOf(slot))
  if (known === undefined) return broken(`an order that waited has conditions: orderId=${orders.orderIdOf(slot)}`)
  const isReleased = code === WORKING_ORDER_FILLED
  if (isReleased) {
    // What a list pays with is not known before.
    if (orders.quantityLotsOf(slot) === 0) orders.resize(slot, leavesLots, 0, emitter.timestampUs)
    orders.finish(slot, OrderStatus.open, emitter.timestampUs)
  }
  const works = !isReleased || orders.typeOf(slot) <= OrderType.limit
  if (works) begin(state, slot, known)
  if (!isReleased) takeSharedHold(state, slot)
  emitter.orderActivated(orders.view(slot), works)
  touch(state, slot, priceTicks)
}

/** An order works from here on; a peg has the price that it is about to take. */
function begin(state: FlowState, slot: number, known: ConditionalOrder): void {
  const { orders, emitter } = state
  known.workingUs = emitter.timestampUs
  if (known.conditions.peg === undefined) return
  const limitTicks = orders.priceTicksOf(slot)
  const priceTicks = pegPriceTicks(marketOf(state, slot), orders.sideOf(slot), known.conditions, limitTicks)
  if (priceTicks !== 0) orders.reprice(slot, priceTicks, emitter.timestampUs)
}

function prevent(state: FlowState, maker: number, taker: number, note: Note): void {
  const { orders, emitter } = state
  const { conditional } = orders
  const makerKnown = conditional.known(orders.orderIdOf(maker), orders.createdUsOf(maker))
  const takerKnown = conditional.get(orders.orderIdOf(taker))
  if (takerKnown === undefined) return broken(`who prevents trades has conditions: orderId=${orders.orderIdOf(taker)}`)
  // The expiry of what goes is told behind this.
  makerKnown.preventedLots += orders.remainingLotsOf(maker) - note.leavesLots
  takerKnown.preventedLots += orders.remainingLotsOf(taker) - note.takerLeavesLots
  orders.prevent(maker, makerKnown.preventedLots)
  orders.prevent(taker, takerKnown.preventedLots)
  touch(state, maker, note.priceTicks)
  emitter.tradePrevented({
    instrumentId: orders.instrumentIdOf(maker),
    priceTicks: note.priceTicks as PriceTicks,
    quantityLots: note.lots as QuantityLots,
    mode: takerKnown.conditions.selfTradePrevention ?? 'none',
    makerOrder: orders.view(maker),
    takerOrder: orders.view(taker),
    makerPreventedLots: makerKnown.preventedLots,
    takerPreventedLots: takerKnown.preventedLots,
  })
  for (const slot of [maker, taker]) if (orders.remainingLotsOf(slot) > 0) trim(state, slot)
}

/** Gives an order less in its place, as its owner or the other leg of its list asks. */
export function amend(state: FlowState, slot: number, leavesLots: number, keptPlace: boolean): void {
  const { orders, emitter } = state
  const known = orders.conditional.get(orders.orderIdOf(slot))
  const preventedLots = known?.preventedLots ?? 0
  orders.resize(slot, orders.executedLotsOf(slot) + preventedLots + leavesLots, preventedLots, emitter.timestampUs)
  touch(state, slot, orders.priceTicksOf(slot))
  emitter.orderAmended(orders, slot, keptPlace)
  trim(state, slot)
  const other = known === undefined ? undefined : otherLegOf(state, known)
  if (other !== undefined) trim(state, other.slot)
}

/** Frees what an order holds and no longer needs. */
export function trim(state: FlowState, slot: number): void {
  requireForRest(state, marketOf(state, slot), slot)
  trimHold(state, slot)
}

function touch({ orders, levels }: FlowState, slot: number, priceTicks: number): void {
  levels.touch(orders.instrumentIdOf(slot), orders.sideOf(slot), priceTicks)
}

function slotOf({ orders }: FlowState, orderId: number): number {
  const slot = orders.find(orderId)
  return slot === 0 ? broken(`an order in a book is open: orderId=${orderId}`) : slot
}
