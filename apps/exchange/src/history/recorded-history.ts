import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { JournalRecord } from '@openlob/application'
import { inspectJournal, readJournal, readSnapshots } from '@openlob/journal-file'
import type { FoundSnapshot, JournalInspection } from '@openlob/journal-file'
import { OperatorError } from '../operator-error.ts'
import { startFailure } from '../start-failure.ts'

/**
 * What an exchange has written into its data directory, to be read and never changed: also beside the running exchange.
 * Damage comes out as an {@link OperatorError} that says where it is and what to do.
 */
export class RecordedHistory {
  readonly dataDirectory: string
  readonly journalDirectory: string

  /** Throws an {@link OperatorError} where there is no journal. */
  constructor(dataDirectory: string) {
    this.dataDirectory = resolve(dataDirectory)
    this.journalDirectory = join(this.dataDirectory, 'journal')
    if (!existsSync(this.journalDirectory))
      throw new OperatorError(`there is no journal in ${this.dataDirectory}; name the directory that the exchange keeps everything in with --data`)
  }

  /** Reads the journal whole and checks every checksum, link and sequence. */
  inspect(): JournalInspection {
    return this.explained(() => inspectJournal(this.journalDirectory))
  }

  /** The records from a sequence on. */
  *records(fromSequence: number): Generator<JournalRecord, void> {
    const records = readJournal(this.journalDirectory, fromSequence)
    for (;;) {
      const { done, value } = this.explained(() => records.next())
      if (done === true) return
      yield value
    }
  }

  /** The snapshots, oldest first. */
  snapshots(): AsyncGenerator<FoundSnapshot, void> {
    return readSnapshots(join(this.dataDirectory, 'snapshots'))
  }

  /** Does something with it; an error comes out as one that says what a person can do. */
  explained<Result>(read: () => Result): Result {
    try {
      return read()
    } catch (error) {
      throw startFailure(error, this.dataDirectory)
    }
  }
}
