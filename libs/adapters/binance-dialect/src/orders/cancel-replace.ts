import type { Call } from '../endpoints/endpoint.ts'
import { callerOf } from '../endpoints/endpoint.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import { cancel } from './cancel.ts'
import type { Cancellation } from './cancel.ts'
import type { OrderPlan } from './new-order.ts'
import { place } from './place.ts'

/** What to cancel, what to place instead, and what becomes of the one where the other fails. */
export interface CancelReplacement {
  readonly cancellation: Cancellation
  readonly plan: OrderPlan
  readonly mode: 'STOP_ON_FAILURE' | 'ALLOW_FAILURE'
  readonly whenTooManyOrders: 'DO_NOTHING' | 'CANCEL_ONLY'
}

type Half = { readonly done: object } | { readonly failed: DialectError } | undefined

/** Cancels an order, then places another; the failure says what became of each half. */
export async function cancelReplace(replacement: CancelReplacement, call: Call): Promise<object> {
  const { cancellation, plan, mode, whenTooManyOrders } = replacement
  const tooMany = orderCountFailure(call)
  if (tooMany !== undefined && whenTooManyOrders === 'DO_NOTHING') throw tooMany
  const canceled = await attempt(() => cancel(cancellation, call))
  const goesOn = isDone(canceled) || mode === 'ALLOW_FAILURE'
  const placed = goesOn ? await attempt(() => placeUnless(tooMany, plan, call)) : undefined
  const data = {
    cancelResult: resultOf(canceled),
    newOrderResult: resultOf(placed),
    cancelResponse: responseOf(canceled),
    newOrderResponse: responseOf(placed),
  }
  if (isDone(canceled) && isDone(placed)) return data
  const name = isDone(canceled) || isDone(placed) ? 'CANCEL_REPLACE_PARTLY_FAILED' : 'CANCEL_REPLACE_FAILED'
  const limited = tooMany !== undefined && mode === 'STOP_ON_FAILURE' ? { status: 429 } : {}
  throw new DialectError(name, [], { data, ...limited })
}

/** It counts as an order whatever becomes of it. */
function placeUnless(tooMany: DialectError | undefined, plan: OrderPlan, call: Call): Promise<object> {
  if (tooMany !== undefined) return Promise.reject(tooMany)
  call.desk.limits.countOrders(callerOf(call).account.accountId, 1, call.nowUs / 1000)
  return place(plan, call)
}

function isDone(half: Half): boolean {
  return half !== undefined && 'done' in half
}

function orderCountFailure({ desk, nowUs, caller }: Call): DialectError | undefined {
  try {
    if (caller !== undefined) desk.limits.checkOrders(caller.account.accountId, 1, nowUs / 1000)
    return undefined
  } catch (error) {
    if (error instanceof DialectError) return error
    throw error
  }
}

async function attempt(act: () => Promise<object>): Promise<NonNullable<Half>> {
  try {
    return { done: await act() }
  } catch (error) {
    if (error instanceof DialectError) return { failed: error }
    throw error
  }
}

function resultOf(half: Half): 'SUCCESS' | 'FAILURE' | 'NOT_ATTEMPTED' {
  if (half === undefined) return 'NOT_ATTEMPTED'
  return 'done' in half ? 'SUCCESS' : 'FAILURE'
}

function responseOf(half: Half): object | null {
  if (half === undefined) return null
  return 'done' in half ? half.done : half.failed.body
}
