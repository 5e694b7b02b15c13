import { ConformanceError, expectEqual, expectFailure, expectThat } from './conformance-case.ts'
import { opened, payload, records, recordsOf } from './journal-storage.ts'
import type { JournalCaseBody, JournalStorage, OpenJournal } from './journal-storage.ts'

/**
 * What a journal must do once a write has failed. The case that closes comes first: it ends whatever the journal does,
 * while one that never reports the failure keeps the others waiting.
 */
export const JOURNAL_FAILURE_CASES: readonly (readonly [string, JournalCaseBody])[] = [
  ['reports a write that fails as it is closed, and rejects', rejectsClose],
  ['reports a failed write once, makes nothing more durable and takes nothing more', stopsAfterFailure],
  ['keeps what it had reported durable before a write failed, and goes on once opened again', keepsWhatWasDurable],
]

async function rejectsClose(storage: JournalStorage): Promise<void> {
  const open = await openedWithOneRecord(storage)
  await failNextWrite(storage)
  open.journal.append(2, payload(2))
  await expectFailure(() => open.journal.close(), 'close where a write fails')
  expectFailedOnce(open)
  await closeAgain(open)
}

async function stopsAfterFailure(storage: JournalStorage): Promise<void> {
  const open = await openedWithOneRecord(storage)
  await failWith(storage, open)
  for (const sequence of [2, 3])
    await expectFailure(() => {
      open.journal.append(sequence, payload(sequence))
    }, `append of the sequence ${sequence} after a write has failed`)
  await expectFailure(() => open.journal.close(), 'close after a write has failed')
  expectFailedOnce(open)
  await closeAgain(open)
}

async function keepsWhatWasDurable(storage: JournalStorage): Promise<void> {
  const failed = await openedWithOneRecord(storage)
  await failWith(storage, failed)
  await expectFailure(() => failed.journal.close(), 'close after a write has failed')
  const again = await opened(storage)
  // A write that failed may have reached the storage all the same.
  const { lastSequence } = again.opening
  expectThat(lastSequence === 1 || lastSequence === 2, `records up to 1 or 2 are kept: lastSequence=${lastSequence}`)
  again.journal.append(lastSequence + 1, payload(lastSequence + 1))
  await again.listener.untilDurable(lastSequence + 1)
  expectEqual(await recordsOf(again.journal, 1), records(1, lastSequence + 1), 'the records')
  await again.journal.close()
}

async function openedWithOneRecord(storage: JournalStorage): Promise<OpenJournal> {
  const open = await opened(storage)
  open.journal.append(1, payload(1))
  await open.listener.untilDurable(1)
  return open
}

/** Appends the record 2, whose write fails, and waits until that is reported. */
async function failWith(storage: JournalStorage, { journal, listener }: OpenJournal): Promise<void> {
  await failNextWrite(storage)
  journal.append(2, payload(2))
  expectEqual(listener.failures.length, 0, 'failures reported from within append')
  await expectFailure(() => listener.untilDurable(2), 'waiting for a record whose write fails')
}

function expectFailedOnce({ listener }: OpenJournal): void {
  expectEqual(listener.failures.length, 1, 'how often the failure was reported')
  expectThat(listener.failures[0] instanceof Error, 'a failure is an Error')
  expectEqual(listener.durable, [1], 'the sequences reported durable')
}

/** Whether that rejects again is not laid down; that it tells the listener nothing is. */
async function closeAgain(open: OpenJournal): Promise<void> {
  await open.journal.close().catch(() => undefined)
  expectFailedOnce(open)
}

async function failNextWrite(storage: JournalStorage): Promise<void> {
  if (storage.failNextWrite === undefined) throw new ConformanceError('the storage has failNextWrite, for its writes can fail')
  await storage.failNextWrite()
}
