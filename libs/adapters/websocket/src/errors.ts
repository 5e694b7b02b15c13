import { REJECT_REASONS } from '@openlob/domain'
import type { RejectReason } from '@openlob/domain'

/** What the protocol itself refuses, each with its sentence; the exchange's own reasons come beside. */
export const PROTOCOL_ERRORS = {
  NOT_JSON: 'The message is not JSON.',
  NOT_AN_OBJECT: 'The message is JSON, but not an object.',
  BINARY_MESSAGE: 'The message came as a binary frame; send text.',
  UNKNOWN_TYPE: 'The message has no type, or one that is not in this protocol.',
  MISSING_FIELD: 'A required field is missing; the text names it.',
  INVALID_FIELD: 'A field has a value that it cannot have; the text names it.',
  UNKNOWN_FIELD: 'The message has a field that its type does not have; the text names it.',
  NOT_AUTHENTICATED: 'A trader id alone opens nothing here: send auth, signed by an API key of the account, first.',
  AUTHENTICATION_FAILED: 'The auth message proves nothing; the text says what is wrong with it.',
  READ_ONLY_KEY: 'The API key may look, and neither place orders nor move money.',
  AMBIGUOUS_SYMBOL: 'More than one instrument is listed, so the symbol must be named.',
  RATE_LIMITED: 'The connection sends more messages a second than it may.',
  TOO_MANY_IN_FLIGHT: 'The connection has as many unanswered requests as it may; wait for answers.',
  TOO_MANY_SUBSCRIPTIONS: 'The connection has as many subscriptions as it may.',
  TOO_MANY_TRADERS: 'The connection has used as many trader ids as it may.',
  MALFORMED: 'The exchange could not read the command that the message became.',
  BUSY: 'The exchange has as many commands waiting as it may; the command was not taken, send it again later.',
  NOT_RUNNING: 'The exchange is starting or stopping; the command was not taken.',
  JOURNAL_FAILED: 'The journal failed: what was not answered may or may not have happened, and nothing more is taken.',
  ENGINE_FAILED: 'The engine failed: what was not answered may or may not have happened, and nothing more is taken.',
  INTERNAL_ERROR: 'The exchange could not answer; the message was not at fault.',
} as const

/** What an `error` message may carry as its code: a closed union. */
export type ErrorCode = keyof typeof PROTOCOL_ERRORS | RejectReason

/** Every error that a client can see, with the sentence that explains it: the table of docs/websocket.md. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = { ...PROTOCOL_ERRORS, ...REJECT_REASONS }

/** Why the server closes a connection: the WebSocket close codes that it sends, each with its sentence. */
export const CLOSE_CODES = {
  1001: 'The exchange is closing; connect again later.',
  1002: 'The client broke the WebSocket protocol.',
  1007: 'A text frame is not UTF-8.',
  1008: 'A message came in too many fragments.',
  1009: 'A message is larger than allowed.',
  4001: 'The client reads more slowly than data arrives for it.',
  4002: 'Nothing was heard of the client for too long, not even a pong.',
} as const

/** The close codes that the server sends. */
export type CloseCode = keyof typeof CLOSE_CODES

/** A refusal on its way to the client. */
export class Problem {
  readonly code: ErrorCode
  /** The sentence for people: what was wrong, with the values. */
  readonly message: string

  constructor(code: ErrorCode, message: string) {
    this.code = code
    this.message = message
  }
}

/** A refusal with the sentence of its code, and what it was in this case where given. */
export function problem(code: ErrorCode, detail?: string): Problem {
  return new Problem(code, detail === undefined ? ERROR_CODES[code] : `${ERROR_CODES[code]} ${detail}`)
}
