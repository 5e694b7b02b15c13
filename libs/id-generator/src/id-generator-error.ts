/**
 * Everything that can go wrong in this library, as a closed union.
 *
 * - `invalid-layout`: bit widths or an epoch that no id can have
 * - `invalid-option`: another option out of its range
 * - `invalid-node-id`, `invalid-sequence`: a value that does not fit its field, or an empty node name
 * - `invalid-timestamp`: a clock reading or an argument that is not a whole number of milliseconds
 * - `before-epoch`, `past-time-field`: a time that the layout cannot hold
 * - `clock-moved-backwards`: the clock is further behind the last id than the drift allowed
 * - `clock-stalled`: a sequence is used up and the clock does not move on
 * - `invalid-id`, `invalid-uuid`: an id to be read that is none
 * - `invalid-time-range`: a range that ends before it begins
 * - `node-ids-exhausted`, `lease-not-held`: a pool with no id free, a release of what is not held
 * - `invalid-shared-state`: shared memory of another size, or in use with another configuration
 */
export type IdGeneratorErrorCode =
  | 'invalid-layout'
  | 'invalid-option'
  | 'invalid-node-id'
  | 'invalid-sequence'
  | 'invalid-timestamp'
  | 'before-epoch'
  | 'past-time-field'
  | 'clock-moved-backwards'
  | 'clock-stalled'
  | 'invalid-id'
  | 'invalid-uuid'
  | 'invalid-time-range'
  | 'node-ids-exhausted'
  | 'lease-not-held'
  | 'invalid-shared-state'

/** The one error this library throws; whatever threw it has changed nothing. */
export class IdGeneratorError extends Error {
  override readonly name: string = 'IdGeneratorError'
  /** What went wrong; the message says with which values. */
  readonly code: IdGeneratorErrorCode

  /** An error of one of the codes, with the values in its text. */
  constructor(code: IdGeneratorErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
