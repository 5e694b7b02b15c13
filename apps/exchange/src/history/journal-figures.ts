import { commandOf } from '@openlob/application'
import type { CommandType, RecoveryProgress } from '@openlob/application'
import type { SegmentInspection } from '@openlob/journal-file'
import { timeText } from './command-range.ts'
import type { RecordedHistory } from './recorded-history.ts'

/** What is in a journal, in figures. */
export interface JournalFigures {
  readonly directory: string
  readonly segments: number
  readonly frames: number
  readonly records: number
  readonly firstSequence: number | null
  readonly lastSequence: number | null
  /** The bytes that frames take, and those of the files. */
  readonly usedBytes: number
  readonly fileBytes: number
  /** The bytes of the commands alone. */
  readonly payloadBytes: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** Whether it was closed properly. */
  readonly sealed: boolean
  /** What the next start cuts off: a write that was under way, never acknowledged. */
  readonly tornBytes: number
  /** The SHA-256 of the last frame: equal for equal histories. */
  readonly chain: string
  readonly commands: Readonly<Partial<Record<CommandType, number>>>
}

/** What the records have, not how they are kept. */
type RecordFigures = Pick<JournalFigures, 'payloadBytes' | 'firstTime' | 'lastTime' | 'commands'>

/** Reads a journal whole, every record of it, and tells how far it is. */
export function figuresOf(history: RecordedHistory, onProgress: (progress: RecoveryProgress) => void): JournalFigures {
  const { segments, firstSequence, lastSequence, recordCount, sealed, tornTail, chain } = history.inspect()
  const sum = (value: (segment: SegmentInspection) => number): number =>
    segments.reduce((total, segment) => total + value(segment), 0)
  return {
    directory: history.journalDirectory,
    segments: segments.length,
    frames: sum(({ frameCount }) => frameCount),
    records: recordCount,
    firstSequence: firstSequence ?? null,
    lastSequence: firstSequence === undefined ? null : lastSequence,
    usedBytes: sum(({ usedBytes }) => usedBytes),
    fileBytes: sum(({ fileBytes }) => fileBytes),
    ...recordFigures(history, firstSequence ?? 1, lastSequence, onProgress),
    sealed,
    tornBytes: tornTail?.bytes ?? 0,
    chain,
  }
}

function recordFigures(
  history: RecordedHistory,
  firstSequence: number,
  lastSequence: number,
  onProgress: (progress: RecoveryProgress) => void,
): RecordFigures {
  const commands: Partial<Record<CommandType, number>> = {}
  let payloadBytes = 0
  let firstTime: string | null = null
  let lastTime: string | null = null
  for (const record of history.records(firstSequence)) {
    // Beside a running exchange there may be more by now.
    if (record.sequence > lastSequence) break
    const { command, timestampUs } = commandOf(record, record.sequence)
    lastTime = timeText(timestampUs)
    firstTime ??= lastTime
    commands[command.type] = (commands[command.type] ?? 0) + 1
    payloadBytes += record.payload.length
    onProgress({ sequence: record.sequence, lastSequence })
  }
  return { payloadBytes, firstTime, lastTime, commands }
}
