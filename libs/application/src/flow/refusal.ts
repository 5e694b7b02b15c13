import { REJECT_REASONS } from '@openlob/domain'
import type { AccountId, OrderId, RejectReason } from '@openlob/domain'
import type { CommandType } from '../commands/command.ts'

/** Why a command is refused. */
export interface Refusal {
  readonly reason: RejectReason
  /** The sentence for people: what was wrong, with the values. */
  readonly text: string
}

/** Which command a refusal answers. */
export interface RefusedCommand {
  readonly command: CommandType
  readonly accountId: AccountId | undefined
  readonly orderId: OrderId | undefined
  readonly clientOrderId: string | undefined
}

/** A refusal: the reason's sentence, then the values. */
export function refusal(reason: RejectReason, detail: string): Refusal {
  const sentence = REJECT_REASONS[reason]
  return { reason, text: `${sentence.endsWith('.') ? sentence.slice(0, -1) : sentence}: ${detail}` }
}

/** Tells a refusal from what a check found. */
export function isRefusal(value: object): value is Refusal {
  return 'reason' in value && 'text' in value
}
