import type { ExchangeStatus } from './exchange-options.ts'
import type { Unavailable, UnavailableReason } from './answer.ts'

/** That there is no answer of the engine, and why. */
export function unavailable(reason: UnavailableReason, text: string): Unavailable {
  return { status: 'unavailable', reason, text }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error was given'
}

/** The answer of an exchange that takes nothing, and why: what has failed, where something has. */
export function unavailableBecause(
  status: ExchangeStatus,
  failure: { readonly reason: UnavailableReason; readonly error: unknown } | undefined,
): Unavailable {
  if (failure === undefined) return unavailable('NOT_RUNNING', `the exchange is ${status}`)
  return unavailable(failure.reason, `the exchange is ${status}: ${messageOf(failure.error)}`)
}
