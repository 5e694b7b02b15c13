import type { Command } from '../../commands/command.ts'
import type { Random } from '../random.ts'
import { sampleCommand } from '../sample-commands.ts'

/** What the exchange lives through. A number picks among what is there when its turn comes. */
export type Ordinary =
  /** A client sends a command; it waits in the network. */
  | { readonly kind: 'send'; readonly command: Command }
  /** The network hands one of the waiting messages to the exchange: the oldest at 0, late ones out of turn. */
  | { readonly kind: 'deliver'; readonly pick: number }
  /** The network doubles a waiting message. */
  | { readonly kind: 'duplicate'; readonly pick: number }
  /** The network loses a waiting message. */
  | { readonly kind: 'drop'; readonly pick: number }
  /** Time passes, backwards too. */
  | { readonly kind: 'tick'; readonly byUs: number }
  /** The disk makes so many of the records that wait durable. */
  | { readonly kind: 'write'; readonly records: number }
  /** The disk ends the saving of a snapshot. */
  | { readonly kind: 'save' }
  /** The saving of a snapshot fails. */
  | { readonly kind: 'save-fails' }
  /** A snapshot is asked for. */
  | { readonly kind: 'snapshot' }

/** What the process ends of; it starts again. */
export type Ending =
  /** A write or a flush of the journal fails, so many of the waiting records having reached the disk. */
  | { readonly kind: 'write-fails'; readonly code: 'ENOSPC' | 'EIO'; readonly kept: number }
  /** The process dies, so many of the waiting records having reached the disk. */
  | { readonly kind: 'crash'; readonly kept: number }
  /** It dies, and a bit of a record flips: it must not start before that is put right. */
  | { readonly kind: 'record-flips'; readonly pick: number }
  /** It dies, and a bit of the newest snapshot flips: it must start from the one before. */
  | { readonly kind: 'snapshot-flips' }
  /** It is stopped. */
  | { readonly kind: 'stop' }

/** One thing that happens in a simulation. */
export type Action = Ordinary | Ending

/** Whether the process ends of it. */
export function isEnding(action: Action): action is Ending {
  return ENDINGS.has(action.kind)
}

const ENDINGS: ReadonlySet<Action['kind']> = new Set<Ending['kind']>([
  'write-fails',
  'crash',
  'record-flips',
  'snapshot-flips',
  'stop',
])

const ACCOUNTS = 4

/** So many things that happen, the same for the same numbers. */
export function anyActions(random: Random, steps: number): Action[] {
  return Array.from({ length: steps }, () => anyAction(random))
}

function anyAction(random: Random): Action {
  const roll = random(1_000)
  if (roll < 330) return { kind: 'send', command: anyCommand(random) }
  if (roll < 660) return { kind: 'deliver', pick: random(4) === 0 ? random(20) : 0 }
  if (roll < 850) return { kind: 'write', records: 1 + random(8) }
  if (roll < 870) return { kind: 'duplicate', pick: random(20) }
  if (roll < 890) return { kind: 'drop', pick: random(20) }
  if (roll < 920) return { kind: 'tick', byUs: random(10) === 0 ? -random(1_000) : random(1_000) }
  return anyFault(random, roll)
}

/** Some under a command id: the network may double them, and now and then another command has the same. */
function anyCommand(random: Random): Command {
  const command = sampleCommand(random, ACCOUNTS)
  return random(3) === 0 ? { ...command, commandId: `m-${random(200)}` } as Command : command
}

function anyFault(random: Random, roll: number): Action {
  if (roll < 945) return { kind: 'save' }
  if (roll < 955) return { kind: 'snapshot' }
  if (roll < 960) return { kind: 'save-fails' }
  if (roll < 968) return { kind: 'write-fails', code: random(2) === 0 ? 'ENOSPC' : 'EIO', kept: random(8) }
  if (roll < 985) return { kind: 'crash', kept: random(8) }
  if (roll < 990) return { kind: 'record-flips', pick: random(1_000) }
  if (roll < 995) return { kind: 'snapshot-flips' }
  return { kind: 'stop' }
}

/** An action in words. */
export function actionText(action: Action): string {
  const { kind, ...rest } = action
  const text = JSON.stringify(rest, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  return text === '{}' ? kind : `${kind} ${text}`
}
