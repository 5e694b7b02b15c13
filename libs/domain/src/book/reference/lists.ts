import * as codes from '../book-codes.ts'
import { pays } from '../rules/list-rules.ts'
import type { BookState, Consequence } from './book-state.ts'
import { cancelOrder, expireOrder, isLive, putAt, takeOut } from './book-state.ts'
import type { LiveList, LiveOrder } from './live-order.ts'

/** Follows up what happened to members of lists, first in first out, until nothing is left to follow up. */
export function settleLists(state: BookState): void {
  for (;;) {
    const consequence = state.consequences.shift()
    if (consequence === undefined) return
    // An order whose list was dissolved meanwhile has no consequences.
    if (!state.lists.includes(consequence.list)) continue
    if (consequence.list.waiting) followWaiting(state, consequence)
    else followLegs(state, consequence)
  }
}

/** A leg that fired ends its list: the other leg expires. */
export function leaveLegs(state: BookState, order: LiveOrder): void {
  const { list } = order
  if (list !== undefined && !list.waiting) followLegs(state, { list, order, event: 'traded' })
}

/** The other leg of an order of which both must be of one quantity. */
export function otherLegOf(state: BookState, order: LiveOrder): LiveOrder | undefined {
  const { list } = order
  if (list === undefined) return undefined
  if (list.waiting && order.standing !== 'pending') return undefined
  const legs = list.waiting ? list.members.slice(1) : list.members
  return othersIn(state, legs, order)[0]
}

function followLegs(state: BookState, { list, order, event }: Consequence): void {
  dissolve(state, list)
  for (const other of othersIn(state, list.members, order)) {
    if (event === 'canceled') cancelOrder(state, other)
    else expireOrder(state, other, codes.OTHER_LEG)
  }
}

function followWaiting(state: BookState, { list, order, event }: Consequence): void {
  const isWorking = order === list.members[0]
  if (event === 'traded') return
  if (event === 'filled') {
    release(state, list, order)
    return
  }
  dissolve(state, list)
  // A pending order that expires leaves the working one alone; one that is cancelled takes it along.
  const affected = event === 'canceled' ? list.members : list.members.slice(1)
  for (const other of othersIn(state, affected, order)) {
    if (event === 'canceled') cancelOrder(state, other)
    else expireOrder(state, other, isWorking ? codes.WORKING_ORDER_EXPIRED : codes.OTHER_LEG)
  }
}

/** The working order is filled: what waited for it is to enter. */
function release(state: BookState, list: LiveList, working: LiveOrder): void {
  const pendings = othersIn(state, list.members, working)
  if (pays(list.contingency)) {
    const paid = paidLots(state, list, working)
    for (const pending of pendings) pending.leavesLots = paid
    if (paid === 0) {
      dissolve(state, list)
      for (const pending of pendings) expireOrder(state, pending, codes.REFUSED_ON_ENTRY)
      return
    }
  }
  if (pendings.length === 2) {
    working.list = undefined
    list.waiting = false
    list.members = pendings
  } else dissolve(state, list)
  for (const pending of pendings) {
    takeOut(state, pending)
    pending.released = true
    putAt(state, pending, 'entering')
  }
}

function paidLots({ adviser }: BookState, { feeRatePpm }: LiveList, { orderId, executedLots }: LiveOrder): number {
  if (adviser.paidLots !== undefined) return adviser.paidLots(orderId, executedLots)
  return Number((BigInt(executedLots) * BigInt(1_000_000 - feeRatePpm)) / 1_000_000n)
}

function othersIn(state: BookState, members: readonly LiveOrder[], order: LiveOrder): LiveOrder[] {
  return members.filter((other) => other !== order && isLive(state, other))
}

function dissolve(state: BookState, list: LiveList): void {
  state.lists.splice(state.lists.indexOf(list), 1)
  for (const member of list.members) member.list = undefined
}
