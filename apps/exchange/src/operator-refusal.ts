import type { UnavailableReason } from '@openlob/application'
import type { RejectReason } from '@openlob/domain'

/** What the admin port refuses before it becomes a command, each with its HTTP status. */
export const OPERATOR_REFUSALS = {
  INVALID_REQUEST: 400,
  WEB_PAGE_REFUSED: 403,
  OTHER_MACHINE_REFUSED: 403,
  NO_SUCH_PATH: 404,
  UNKNOWN_API_KEY: 404,
  HISTORY_IN_MEMORY: 409,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SNAPSHOT_FAILED: 500,
  INTERNAL_ERROR: 500,
  HISTORY_UNAVAILABLE: 503,
} as const satisfies Record<string, number>

/** Why a request to the admin port was not carried out: a closed union. */
export type OperatorRefusalCode = keyof typeof OPERATOR_REFUSALS | RejectReason | UnavailableReason

/** The refusals of the exchange that are not 400: something is missing, its state forbids it, or it may pass later. */
const EXCHANGE_REFUSALS: Readonly<Partial<Record<RejectReason | UnavailableReason, number>>> = {
  UNKNOWN_ACCOUNT: 404,
  UNKNOWN_ASSET: 404,
  UNKNOWN_INSTRUMENT: 404,
  UNKNOWN_FLOW: 404,
  DUPLICATE_ACCOUNT: 409,
  DUPLICATE_COMMAND_ID: 409,
  INSUFFICIENT_BALANCE: 409,
  INSTRUMENT_NOT_TRADING: 409,
  CAPACITY_EXCEEDED: 409,
  BUSY: 503,
  NOT_RUNNING: 503,
  JOURNAL_FAILED: 503,
  ENGINE_FAILED: 503,
}

const STATUSES: Readonly<Partial<Record<OperatorRefusalCode, number>>> = { ...EXCHANGE_REFUSALS, ...OPERATOR_REFUSALS }

/** A request that was not carried out. */
export interface OperatorRefusal {
  readonly reason: OperatorRefusalCode
  /** The sentence for people, with the values. */
  readonly text: string
}

/** The body of a refusal. */
export interface OperatorErrorBody {
  readonly error: { readonly code: OperatorRefusalCode; readonly message: string }
}

/** Tells a refusal from what was asked for. */
export function isOperatorRefusal(value: object): value is OperatorRefusal {
  return 'reason' in value && 'text' in value
}

/** The HTTP status of a refusal. */
export function statusOf({ reason }: OperatorRefusal): number {
  return STATUSES[reason] ?? 400
}

/** A refusal as the admin port sends it. */
export function errorBodyOf({ reason, text }: OperatorRefusal): OperatorErrorBody {
  return { error: { code: reason, message: text } }
}
