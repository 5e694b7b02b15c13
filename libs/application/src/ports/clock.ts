/** Where the sequencer reads the time. */
export interface Clock {
  /** Microseconds since the Unix epoch, an integer; may stand still or go back, which the sequencer survives. */
  nowUs(): number
}
