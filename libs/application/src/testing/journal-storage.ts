import type { Journal, JournalOpening, JournalRecord } from '../ports/journal.ts'
import { RecordingJournalListener } from './recording-journal-listener.ts'

/** One place where a journal keeps its records, empty at first. */
export interface JournalStorage {
  /** A journal over it, not yet open. The suite closes one before it asks for the next, as a restart does. */
  journal(): Journal | Promise<Journal>
  /** Makes the next write of the journal that is open fail, and only that one: later ones would succeed. */
  failNextWrite?(): void | Promise<void>
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

/** What a case does with a storage of its own. */
export type JournalCaseBody = (storage: JournalStorage) => Promise<void>

/** A journal that is open, and what it told. */
export interface OpenJournal {
  readonly journal: Journal
  readonly listener: RecordingJournalListener
  readonly opening: JournalOpening
}

/** A journal over the storage, open, with a listener that remembers. */
export async function opened(storage: JournalStorage): Promise<OpenJournal> {
  const journal = await storage.journal()
  const listener = new RecordingJournalListener()
  const opening = await journal.open(listener)
  return { journal, listener, opening }
}

/** The records from a sequence on, with bytes of their own. */
export async function recordsOf(journal: Journal, fromSequence: number): Promise<JournalRecord[]> {
  const found: JournalRecord[] = []
  for await (const group of journal.read(fromSequence))
    for (const { sequence, payload: octets } of group) found.push({ sequence, payload: octets.slice() })
  return found
}

/** Four bytes that say which record they are. */
export function payload(sequence: number): Uint8Array {
  return Uint8Array.from([sequence & 255, (sequence >> 8) & 255, 7, sequence & 15])
}

/** The records that {@link payload} makes. */
export function records(first: number, last: number): JournalRecord[] {
  const sequences = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return sequences.map((sequence) => ({ sequence, payload: payload(sequence) }))
}
