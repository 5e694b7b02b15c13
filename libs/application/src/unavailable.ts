import type { Unavailable, UnavailableReason } from './answer.ts'

/** That there is no answer of the engine, and why. */
export function unavailable(reason: UnavailableReason, text: string): Unavailable {
  return { status: 'unavailable', reason, text }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error was given'
}
