import { StateHash } from '@openlob/domain'
import type { AccountId, Hashable } from '@openlob/domain'
import { encodeCommand } from '../commands/command-codec.ts'
import type { Command } from '../commands/command.ts'
import { BoundedMap } from '../queries/bounded-map.ts'

/** So many commands are known by their ids; the oldest are forgotten first. */
export const COMMAND_IDS_KEPT = 10_000

/** A command that was carried out, or refused, under an id. */
export interface IdentifiedCommand {
  readonly accountId: AccountId
  readonly commandId: string
  readonly commandSequence: number
  /** A hash of what it asks. */
  readonly content: string
}

/** The commands that clients have named, so that one that comes again is known; a bounded memory. */
export class CommandIds implements Hashable {
  readonly #byId = new BoundedMap<string, IdentifiedCommand>(COMMAND_IDS_KEPT)

  /** The command of an account under an id, undefined where there was none lately. */
  find(accountId: AccountId, commandId: string): IdentifiedCommand | undefined {
    return this.#byId.get(keyOf(accountId, commandId))
  }

  /** Remembers a command whose id is new. */
  add(command: IdentifiedCommand): void {
    this.#byId.set(keyOf(command.accountId, command.commandId), command)
  }

  /** All of them, oldest first. */
  all(): IdentifiedCommand[] {
    return [...this.#byId.values()]
  }

  /** Folds nothing where there are none, so that states from before there were command ids keep their hash. */
  hashInto(hash: StateHash): void {
    for (const { accountId, commandId, commandSequence, content } of this.#byId.values()) {
      hash.integer(accountId)
      hash.text(commandId)
      hash.integer(commandSequence)
      hash.text(content)
    }
  }
}

/** A hash of what a command asks: equal for the same command sent again. */
export function contentOf(command: Command): string {
  const hash = new StateHash()
  for (const octet of encodeCommand({ sequence: 1, timestampUs: 0, command })) hash.int32(octet)
  return hash.digest()
}

function keyOf(accountId: AccountId, commandId: string): string {
  return `${accountId} ${commandId}`
}
