import type { Command, Done, OrderReference, Refused, Unavailable } from '@openlob/application'
import type { AccountId, Order, OrderId } from '@openlob/domain'
import { isFinal } from '@openlob/domain'
import type { Desk } from '../desk.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import { engineError } from '../errors/engine-errors.ts'
import type { EngineRequest } from '../errors/engine-errors.ts'
import type { Market } from '../market/markets.ts'
import type { Caller } from '../security/authenticator.ts'
import { checkTiming } from '../security/timing.ts'
import { clientIdText, orderIdIn } from './order-text.ts'

/** A client waits no longer than this for the engine. */
const ENGINE_BUDGET_MS = 10_000

/** Hands a command to the engine; fails in the dialect's words where it is refused or not answered in time. */
export async function carryOut(desk: Desk, caller: Caller, request: EngineRequest, command: Command): Promise<Done> {
  // A request may have waited: what is too old is not begun.
  if (caller.validity !== undefined) checkTiming(caller.validity, desk.nowUs())
  const answer = await withinBudget(desk.exchange.submit(command))
  if (answer.status !== 'done') throw engineError(request, answer)
  return answer
}

/** Which order somebody means, by its id, by the client's, or by both. */
export interface OrderNames {
  readonly orderId: number | undefined
  readonly origClientOrderId: string | undefined
}

/** The order that is meant, open or finished, of this account and market; undefined where there is none. */
export async function findOrder(
  desk: Desk,
  accountId: AccountId,
  market: Market,
  names: OrderNames,
): Promise<Order | undefined> {
  const order = await lastKnown(desk, accountId, referenceOf(names))
  if (order?.instrumentId !== market.instrument.instrumentId) return undefined
  const { orderId, origClientOrderId } = names
  // Named by both, both have to be right.
  const differs = orderId !== undefined && origClientOrderId !== undefined && clientIdText(order) !== origClientOrderId
  return differs ? undefined : order
}

/** An order of an account: as the exchange has it where it is open, else as the history does, which knows more then. */
export async function lastKnown(
  { exchange, history }: Desk,
  accountId: AccountId,
  reference: OrderReference,
): Promise<Order | undefined> {
  const present = await exchange.queries.order(accountId, reference)
  const isOpen = present !== undefined && !isFinal(present.status)
  return isOpen ? present : ((await history.order(accountId, reference)) ?? present)
}

function referenceOf({ orderId, origClientOrderId }: OrderNames): OrderReference {
  const id = orderId ?? (origClientOrderId === undefined ? undefined : orderIdIn(origClientOrderId))
  if (id !== undefined) return { orderId: id as OrderId }
  if (origClientOrderId === undefined) throw new DialectError('EITHER_PARAM', ['origClientOrderId', 'orderId'])
  return { clientOrderId: origClientOrderId }
}

async function withinBudget(answering: Promise<Done | Refused | Unavailable>): Promise<Done | Refused | Unavailable> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new DialectError('OUTCOME_UNKNOWN')) }, ENGINE_BUDGET_MS)
  })
  try {
    return await Promise.race([answering, timeout])
  } finally {
    clearTimeout(timer)
  }
}
