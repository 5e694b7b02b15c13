import {
  DialectError,
  errorMessage,
  eventMessage,
  readSchemaParameters,
  replyMessage,
  webSocketMessage,
} from '@openlob/binance-dialect'
import type { DialectError as Failure, Endpoint, RateLimitUsage } from '@openlob/binance-dialect'
import { binaryFrame, textFrame } from '../frame.ts'

/** What an answer of the WebSocket API says, whatever it is written in. */
export interface ApiAnswer {
  readonly id: unknown
  readonly status: number
  /** Whose answer it is; undefined where a message names none. */
  readonly endpoint: Endpoint | undefined
  readonly body: unknown
  readonly error: Failure['body'] | undefined
  /** Undefined where the client does not want to be shown them. */
  readonly rateLimits: readonly RateLimitUsage[] | undefined
}

/** How a client of the WebSocket API is answered, and told of events. */
export interface ApiFormat {
  /** Whether times are microseconds whatever the client says. */
  readonly isMicroseconds: boolean
  answer(answer: ApiAnswer): Buffer
  event(subscriptionId: number, event: object): Buffer
  /** An event that is about the connection. */
  farewell(event: object): Buffer
}

/** JSON in text frames. */
export const JSON_ANSWERS: ApiFormat = {
  isMicroseconds: false,
  answer: ({ id, status, body, error, rateLimits }) => {
    const outcome = error === undefined ? { result: body } : { error }
    return textFrame(JSON.stringify({ id, status, ...outcome, ...(rateLimits !== undefined && { rateLimits }) }))
  },
  event: (subscriptionId, event) => textFrame(JSON.stringify({ subscriptionId, event })),
  farewell: (event) => textFrame(JSON.stringify({ event })),
}

/** Messages of the spot schema in binary frames. */
function sbeAnswers(isDeprecated: boolean): ApiFormat {
  return {
    isMicroseconds: true,
    answer: ({ id, status, endpoint = {}, body, error, rateLimits = [] }) => {
      const result = error === undefined ? replyMessage(endpoint, body as object) : errorMessage(error)
      return binaryFrame(webSocketMessage({ id, status, result, rateLimits, isDeprecated }))
    },
    event: (subscriptionId, event) => binaryFrame(eventMessage(event, subscriptionId)),
    farewell: (event) => binaryFrame(eventMessage(event, undefined)),
  }
}

/**
 * The format that the address of a connection asks for: `responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5`, or JSON.
 * Throws a {@link DialectError} where it asks for none that there is, or for both.
 */
export function readApiFormat(query: URLSearchParams): ApiFormat {
  const [format = 'json', ...more] = query.getAll('responseFormat').map((name) => name.toLowerCase())
  if (more.length > 0) throw new DialectError('DUPLICATE_PARAM')
  const hasSchema = query.has('sbeSchemaId') || query.has('sbeSchemaVersion')
  if (format === 'sbe')
    return sbeAnswers(readSchemaParameters(query.get('sbeSchemaId'), query.get('sbeSchemaVersion')).isDeprecated)
  if (format !== 'json') throw new DialectError('INVALID_PARAMETER', ['responseFormat'])
  if (hasSchema) throw new DialectError('PARAM_NOT_REQUIRED', ['sbeSchemaId'])
  return JSON_ANSWERS
}
