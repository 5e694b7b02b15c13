import type { Command } from '../commands/command.ts'
import { contentOf } from './command-ids.ts'
import type { FlowState } from './flow-state.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/**
 * Looks whether a command has come before, by its id: a new one, or one without an id, is to be carried out and its id
 * is remembered; of the same one again it is told that it is one; another one under the same id is refused.
 */
export function takeCommandId(state: FlowState, command: Command): 'new' | 'repeated' | Refusal {
  if (!('commandId' in command) || command.commandId === undefined) return 'new'
  const { accountId, commandId } = command
  // Nothing is remembered for whom there is not.
  if (!state.venue.accounts.has(accountId)) return 'new'
  const content = contentOf(command)
  const first = state.commandIds.find(accountId, commandId)
  if (first === undefined) {
    state.commandIds.add({ accountId, commandId, commandSequence: state.commandSequence, content })
    state.keepsAnswer = true
    return 'new'
  }
  const { commandSequence } = first
  if (first.content !== content)
    return refusal('DUPLICATE_COMMAND_ID', `commandId=${commandId} commandSequence=${commandSequence}`)
  state.emitter.commandRepeated(accountId, commandId, commandSequence)
  return 'repeated'
}
