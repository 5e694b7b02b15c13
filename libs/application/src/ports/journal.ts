/** One record of the journal: the bytes of a command under its sequence number. */
export interface JournalRecord {
  readonly sequence: number
  readonly payload: Uint8Array
}

/** What a journal tells while it is open. */
export interface JournalListener {
  /** Every record up to and including `sequence` is on stable storage. Called with growing sequences. */
  onDurable(sequence: number): void
  /** A write failed. Called once; nothing more becomes durable and the flow must stop. */
  onFailure(error: Error): void
}

/** What a journal found when it was opened. */
export interface JournalOpening {
  /** The first sequence kept, undefined where the journal is empty. */
  readonly firstSequence: number | undefined
  /** The last sequence kept, 0 where the journal is empty. */
  readonly lastSequence: number
  /** What was cut off the end: a write that was never acknowledged. Undefined where the end was clean. */
  readonly tornTail: { readonly location: string; readonly bytes: number } | undefined
}

/**
 * An append-only log of one flow's commands in their order. `append` returns at once; the journal writes what has
 * gathered in one go (group commit) and says so by {@link JournalListener.onDurable}, never from within `append`.
 * One flow, one journal, one writer.
 */
export interface Journal {
  /** Opens it for reading and writing; cuts a torn tail; rejects with a {@link JournalDamagedError} on other damage. */
  open(listener: JournalListener): Promise<JournalOpening>
  /**
   * The records from `fromSequence` on that were durable when it was called, in order, so many at a time as it likes: a
   * wait for each would take longer than to apply it.
   */
  read(fromSequence: number): AsyncIterable<readonly JournalRecord[]>
  /**
   * Takes a record. `sequence` is the last one plus 1 (any from 1 on where the journal is empty); the payload is the
   * journal's from here on. Throws where the sequence is another, the payload empty or too large, or the journal not
   * open.
   */
  append(sequence: number, payload: Uint8Array): void
  /** Records appended and not yet durable. */
  readonly pendingRecords: number
  /** Makes all that was appended durable, and closes. A failure is reported to the listener and rejects. */
  close(): Promise<void>
}

/** The journal is damaged elsewhere than at its end: it must not be used before a person has looked. */
export class JournalDamagedError extends Error {
  override readonly name: string = 'JournalDamagedError'
  /** Where: a file, say. */
  readonly location: string
  /** The byte offset of the damage in it. */
  readonly offset: number

  /** What is wrong, and at which byte of which file. */
  constructor(location: string, offset: number, problem: string) {
    super(`${location}: damaged at offset ${offset}: ${problem}`)
    this.location = location
    this.offset = offset
  }
}
