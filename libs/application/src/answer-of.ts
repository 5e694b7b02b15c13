import type { Done, Refused } from './answer.ts'
import type { CommandRepeated, Event } from './events/event.ts'

/** The answer that the events of a command are; one that has come again is answered by {@link repeatedAnswer}. */
export function answerOf(commandSequence: number, events: readonly Event[]): Done | Refused {
  const [first] = events
  if (first?.type !== 'CommandRejected') return { status: 'done', commandSequence, events }
  return { status: 'refused', commandSequence, reason: first.reason, text: first.text }
}

/** The answer to a command that has come again: the first one, of which these are the events where they are kept. */
export function repeatedAnswer(
  { firstCommandSequence, commandId }: CommandRepeated,
  events: readonly Event[] | undefined,
): Done | Refused {
  if (events !== undefined) return answerOf(firstCommandSequence, events)
  const text = `its first answer is no longer kept: commandId=${commandId}`
  return { status: 'refused', commandSequence: firstCommandSequence, reason: 'DUPLICATE_COMMAND_ID', text }
}
