/** What code is generated. */
export interface GenerateOptions {
  /** Also plain objects, and functions that read and write them; true unless told. */
  readonly objects?: boolean
  /**
   * A debug build: flyweights that throw where a message is not gone through in its order, or where a value is outside
   * of the range of its type; false unless told.
   */
  readonly checks?: boolean
  /**
   * Flyweights for messages that start at multiples of 8, as in a ring of one's own: faster, and others are refused.
   * Has no effect on a schema that is big-endian or whose header is not a multiple of 8; false unless told.
   */
  readonly aligned?: boolean
  /** What the files import the runtime from; `@openlob/sbe/runtime` unless told. */
  readonly runtime?: string
  /** How the files import each other: `.js` as `tsc` emits and bundlers understand it, unless told `.ts`. */
  readonly extension?: '.js' | '.ts'
  /** What is added to a name that is taken, by the language or by another; `_` unless told. */
  readonly suffix?: string
}

/** A file of generated code, by its name in the folder. */
export interface GeneratedFile {
  readonly name: string
  readonly text: string
}
