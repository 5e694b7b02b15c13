import { invariant } from '@openlob/domain'
import type { InstrumentId, OrderId } from '@openlob/domain'

/*
 * The flows of an exchange are numbered, and the number stands in every id that a flow gives to an instrument, an order
 * or a trade: so they are unique in the exchange without a word between flows, and tell whose they are. The first flow
 * has the number 0, whose ids are as those of a flow that is alone. Accounts and assets have the same id in all flows.
 */

/** The greatest number of a flow. */
export const FLOW_NUMBER_MAX = 255
/** Orders, and trades, of one flow: at a million a second enough for half a year; in all, 2^52. */
const ORDERS_A_FLOW = 2 ** 44
/** Instruments of one flow; more than the limits allow. */
const INSTRUMENTS_A_FLOW = 2 ** 20

/** Throws where it is no number of a flow. */
export function checkFlowNumber(flowNumber: number): void {
  const good = Number.isInteger(flowNumber) && flowNumber >= 0 && flowNumber <= FLOW_NUMBER_MAX
  invariant(good, `the number of a flow is an integer from 0 to ${FLOW_NUMBER_MAX}: flowNumber=${flowNumber}`)
}

/** Throws where a state is that of another flow: its ids are, as the next one says. */
export function checkSameFlow(nextOrderId: number, flowNumber: number): void {
  const was = flowOfOrder(nextOrderId as OrderId)
  invariant(was === flowNumber, `a flow keeps its number: it was ${was}, is ${flowNumber}`)
}

/** The id behind which those of a flow's orders and trades begin. */
export function orderIdsBehind(flowNumber: number): number {
  return flowNumber * ORDERS_A_FLOW
}

/** The id behind which those of a flow's instruments begin. */
export function instrumentIdsBehind(flowNumber: number): number {
  return flowNumber * INSTRUMENTS_A_FLOW
}

/** The number of the flow that gave an order its id; of any number that it would have to be. */
export function flowOfOrder(orderId: OrderId): number {
  return Math.floor((orderId - 1) / ORDERS_A_FLOW)
}

/** The number of the flow that gave an instrument its id; of any number that it would have to be. */
export function flowOfInstrument(instrumentId: InstrumentId): number {
  return Math.floor((instrumentId - 1) / INSTRUMENTS_A_FLOW)
}
