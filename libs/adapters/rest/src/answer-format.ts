import { DialectError, readSchemaHeader } from '@openlob/binance-dialect'
import type { Endpoint } from '@openlob/binance-dialect'

/** What a client wants to be answered in. */
export interface AnswerFormat {
  readonly isSbe: boolean
  /** Whether there is a newer SBE schema than the one that was asked for. */
  readonly isDeprecated: boolean
  /** Why it cannot be answered so, where the client would take nothing else. */
  readonly refusal: DialectError | undefined
}

const JSON_FORMAT: AnswerFormat = { isSbe: false, isDeprecated: false, refusal: undefined }

/**
 * The format by the headers `Accept` and `X-MBX-SBE`: SBE where it is asked for and served, and JSON where that is
 * taken as well.
 */
export function readFormat(accept = '', schema: string | undefined, { message }: Endpoint): AnswerFormat {
  const types = accept
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';', 1)[0]?.trim())
  if (!types.includes('application/sbe')) return JSON_FORMAT
  const takesJson = types.includes('application/json')
  if (message === undefined)
    return takesJson ? JSON_FORMAT : { ...JSON_FORMAT, refusal: new DialectError('SBE_NOT_SERVED') }
  try {
    return { isSbe: true, ...readSchemaHeader(schema), refusal: undefined }
  } catch (error) {
    if (!(error instanceof DialectError)) throw error
    return takesJson ? JSON_FORMAT : { isSbe: true, isDeprecated: false, refusal: error }
  }
}
