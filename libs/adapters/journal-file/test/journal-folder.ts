import { constants, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalOpening, JournalRecord } from '@openlob/application'
import { RecordingJournalListener } from '@openlob/application/testing'
import { afterEach } from 'vitest'
import { nodeFileSystem } from '../src/file-system.ts'
import type { FileJournalOptions, FileSystem } from '../src/index.ts'
import { FileJournal } from '../src/index.ts'

const folders: string[] = []

const unflushed: FileSystem = {
  ...nodeFileSystem,
  openSync: (path, flags, mode) => {
    return nodeFileSystem.openSync(path, typeof flags === 'number' ? flags & ~constants.O_DSYNC : flags, mode)
  },
  fsyncSync: () => undefined,
}

/** A temporary folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openlob-journal-'))
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A payload that says which record it is. */
export function payloadOf(sequence: number, bytes = 20): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (sequence * 37 + index * 11) & 255)
}

/** The records that {@link payloadOf} makes. */
export function recordsFrom(first: number, last: number, bytes = 20): JournalRecord[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    sequence: first + index,
    payload: payloadOf(first + index, bytes),
  }))
}

/** A journal that is open, with its listener. */
export interface OpenJournal {
  readonly journal: FileJournal
  readonly listener: RecordingJournalListener
  readonly opening: JournalOpening
}

/**
 * Nothing is flushed where no file system is given: these tests look at what is in the files, which the same kernel
 * shows either way, and on a busy disk thousands of flushes take minutes.
 */
export async function openJournal(options: FileJournalOptions): Promise<OpenJournal> {
  const journal = new FileJournal({ fileSystem: unflushed, ...options })
  const listener = new RecordingJournalListener()
  const opening = await journal.open(listener)
  return { journal, listener, opening }
}

/** Appends `groups` of so many records each, every group one frame, after `last`; returns the last sequence. */
export async function appendGroups(
  open: OpenJournal,
  groups: readonly number[],
  last = 0,
  bytes = 20,
): Promise<number> {
  let sequence = last
  for (const size of groups) {
    const end = sequence + size
    while (sequence < end) open.journal.append((sequence += 1), payloadOf(sequence, bytes))
    await open.listener.untilDurable(sequence)
  }
  return sequence
}

/** What a crash at this moment leaves: the segments as they stand. */
export function crashCopy(directory: string): string {
  const copy = temporaryFolder()
  const names = readdirSync(directory).filter((name) => !name.startsWith('lock-'))
  for (const name of names) cpSync(join(directory, name), join(copy, name))
  return copy
}

export async function readAll(journal: FileJournal, from = 1): Promise<JournalRecord[]> {
  const records: JournalRecord[] = []
  for await (const group of journal.read(from)) records.push(...group)
  return records
}

/** Every file of a folder by name, but for the lock. */
export function contentsOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => !name.startsWith('lock-'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'base64')]))
}
