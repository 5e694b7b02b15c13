import {
  OTHER_LEG,
  REFUSED_ON_ENTRY,
  WORKING_ORDER_EXPIRED,
} from '../book-codes.ts'
import { pays } from '../rules/list-rules.ts'
import type { BookState, Consequence, ConsequenceKind } from './book-state.ts'
import type { LiveList } from './live-order.ts'
import type { LiveOrder } from './live-order.ts'

const PPM = 1_000_000n

/** Follows up what happened to members of lists, first in first out, until nothing more follows. */
export function followUp(state: BookState): void {
  const { consequences } = state
  if (consequences.length === 0) return
  // What is handled may add to them: the loop sees that too.
  for (const consequence of consequences) handle(state, consequence)
  consequences.length = 0
}

/** Lets the other leg expire, as this one begins to work. */
export function beginAlone(state: BookState, order: LiveOrder): void {
  const { list } = order
  if (list === undefined || list.waiting) return
  expireOthers(state, list, order)
}

/** Unties the orders of a list. */
export function dissolve(list: LiveList): void {
  for (const order of list.orders) order.list = undefined
}

function handle(state: BookState, { order, kind }: Consequence): void {
  const { list } = order
  if (list === undefined) return
  if (!list.waiting) legLeft(state, list, order, kind)
  else if (order === list.orders[0]) workingLeft(state, list, order, kind)
  else pendingLeft(state, list, order, kind)
}

function workingLeft(state: BookState, list: LiveList, working: LiveOrder, kind: ConsequenceKind): void {
  if (kind === 'traded') return
  const pending = list.orders.slice(1)
  if (kind === 'filled') {
    release(state, list, working, pending)
    return
  }
  dissolve(list)
  for (const order of pending) {
    if (kind === 'canceled') state.cancel(order)
    else state.expire(order, order.leavesLots, WORKING_ORDER_EXPIRED)
  }
}

function release(state: BookState, list: LiveList, working: LiveOrder, pending: LiveOrder[]): void {
  working.list = undefined
  list.orders = pending
  list.waiting = false
  if (pending.length === 1) dissolve(list)
  const lots = paidLots(state, list, working)
  if (pays(list.contingency) && lots === 0) {
    dissolve(list)
    for (const order of pending) state.expire(order, 0, REFUSED_ON_ENTRY)
    return
  }
  for (const order of pending) {
    if (pays(list.contingency)) order.leavesLots = lots
    order.standing = 'entering'
    order.released = true
    state.entering.append(order)
  }
}

/** What a paying list sells of what its working order bought. */
function paidLots({ adviser }: BookState, { contingency, feeRatePpm }: LiveList, working: LiveOrder): number {
  const { orderId, executedLots } = working
  if (adviser.paidLots !== undefined && pays(contingency)) return adviser.paidLots(orderId, executedLots)
  return Number((BigInt(executedLots) * (PPM - BigInt(feeRatePpm))) / PPM)
}

function pendingLeft(state: BookState, list: LiveList, left: LiveOrder, kind: ConsequenceKind): void {
  const others = list.orders.filter((order) => order !== left)
  dissolve(list)
  if (kind === 'canceled') for (const order of others) state.cancel(order)
  else for (const order of others.slice(1)) state.expire(order, order.leavesLots, OTHER_LEG)
}

function legLeft(state: BookState, list: LiveList, left: LiveOrder, kind: ConsequenceKind): void {
  if (kind !== 'canceled') {
    expireOthers(state, list, left)
    return
  }
  dissolve(list)
  for (const order of list.orders) if (order !== left) state.cancel(order)
}

function expireOthers(state: BookState, list: LiveList, stays: LiveOrder): void {
  dissolve(list)
  for (const order of list.orders) if (order !== stays) state.expire(order, order.leavesLots, OTHER_LEG)
}
