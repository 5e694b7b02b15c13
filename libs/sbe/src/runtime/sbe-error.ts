/** Why a message cannot be read or written. */
export type SbeErrorCode =
  | 'BUFFER_TOO_SHORT'
  | 'BLOCK_TOO_SHORT'
  | 'WRONG_TEMPLATE'
  | 'WRONG_SCHEMA'
  | 'UNKNOWN_TEMPLATE'
  | 'VALUE_OUT_OF_RANGE'
  | 'UNSAFE_INTEGER'
  | 'UNKNOWN_VALUE'
  | 'INVALID_TEXT'
  | 'TEXT_TOO_LONG'
  | 'DATA_TOO_LONG'
  | 'GROUP_TOO_LARGE'
  | 'GROUP_EXHAUSTED'
  | 'INDEX_OUT_OF_RANGE'
  | 'OUT_OF_ORDER'
  | 'INVALID_FRAME'
  | 'MISALIGNED'

/** Thrown where a message cannot be read or written: by hostile or truncated octets, or a value that does not fit. */
export class SbeError extends Error {
  override readonly name: string = 'SbeError'
  readonly code: SbeErrorCode

  /** Says why, by code and in words. */
  constructor(code: SbeErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
