import type { JournalRecord } from '@openlob/application'
import { JournalScan } from './journal-scan.ts'

/** One segment as {@link inspectJournal} finds it. */
export interface SegmentInspection {
  readonly id: number
  readonly path: string
  readonly firstSequence: number
  readonly frameCount: number
  /** The bytes up to the end of the last frame. */
  readonly usedBytes: number
  readonly fileBytes: number
}

/** What a journal directory holds. */
export interface JournalInspection {
  readonly segments: readonly SegmentInspection[]
  /** Undefined where there is no record. */
  readonly firstSequence: number | undefined
  readonly lastSequence: number
  readonly recordCount: number
  /** Whether the journal was closed properly. */
  readonly sealed: boolean
  /** What the next opening would cut off the end; beside a running writer, a frame that it is writing. */
  readonly tornTail: { readonly location: string; readonly bytes: number } | undefined
  /** The SHA-256 of the last frame, in hex: equal for equal histories. */
  readonly chain: string
}

/**
 * The records of a journal directory from `fromSequence` on, in order, without opening or changing it: also beside a
 * running writer, and then up to what that has written. Throws a `JournalDamagedError` where it comes to damage.
 */
export function* readJournal(directory: string, fromSequence = 1): Generator<JournalRecord, void> {
  for (const records of new JournalScan(directory).frames(fromSequence))
    for (const record of records) if (record.sequence >= fromSequence) yield record
}

/** Reads a journal directory whole and checks everything in it, changing nothing. Throws a `JournalDamagedError`. */
export function inspectJournal(directory: string): JournalInspection {
  const scan = new JournalScan(directory)
  let recordCount = 0
  for (const records of scan.frames()) recordCount += records.length
  const end = scan.segments.at(-1)
  return {
    segments: scan.segments.map(({ id, path, firstSequence, frameCount, offset, fileBytes }) => {
      return { id, path, firstSequence, frameCount, usedBytes: offset, fileBytes }
    }),
    firstSequence: scan.firstSequence,
    lastSequence: (scan.nextSequence ?? 1) - 1,
    recordCount,
    sealed: scan.sealed,
    tornTail: end === undefined || end.tornBytes === 0 ? undefined : { location: end.path, bytes: end.tornBytes },
    chain: scan.chain.toString('hex'),
  }
}
