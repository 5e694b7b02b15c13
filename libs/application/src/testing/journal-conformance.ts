import type { JournalRecord } from '../ports/journal.ts'
import { expectEqual, expectFailure, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { JOURNAL_FAILURE_CASES } from './journal-failure-cases.ts'
import { opened, payload, records, recordsOf } from './journal-storage.ts'
import type { JournalCaseBody, JournalStorage } from './journal-storage.ts'
import { RecordingJournalListener } from './recording-journal-listener.ts'

/** What a journal's storages can do beyond what all can. */
export interface JournalConformanceOptions {
  /** False where left out: then nothing is known of how the journal fails. */
  readonly writesCanFail?: boolean
}

/**
 * Everything that the exchange relies on in a journal; run it over your own:
 * `for (const { name, run } of journalConformance(create)) it(name, run)`. With `writesCanFail` its storages
 * have {@link JournalStorage.failNextWrite}, and what the journal does after a failure is checked too.
 */
export function journalConformance(
  create: () => JournalStorage | Promise<JournalStorage>,
  { writesCanFail = false }: JournalConformanceOptions = {},
): ConformanceCase[] {
  const cases = writesCanFail ? [...CASES, ...JOURNAL_FAILURE_CASES] : CASES
  return cases.map(([name, body]) => ({
    name,
    run: async () => {
      const storage = await create()
      try {
        await body(storage)
      } finally {
        await storage.dispose()
      }
    },
  }))
}

const CASES: readonly (readonly [string, JournalCaseBody])[] = [
  ['is empty at first', isEmptyAtFirst],
  ['gives back what was appended, in order', givesBackInOrder],
  ['reports growing durable sequences, never from within append', reportsGrowingSequences],
  ['counts the records that are not yet durable', countsPending],
  ['makes a thousand records of one go durable', takesManyAtOnce],
  ['begins at any sequence and goes on from there', beginsAnywhere],
  ['refuses a sequence other than the next one and changes nothing', refusesWrongSequence],
  ['refuses an empty payload and changes nothing', refusesEmptyPayload],
  ['keeps payloads of all sizes, byte for byte', keepsAllSizes],
  ['takes only the bytes of a view, not of the buffer behind it', takesViews],
  ['reads from the middle, from before the first and from beyond the last', readsFromAnywhere],
  ['reads what was durable when it was asked, not what came later', readsAsOfTheCall],
  ['goes on after it was closed and opened again', continuesAfterReopening],
  ['makes everything durable before it is closed', flushesOnClose],
  ['opens an empty journal again as empty', reopensEmpty],
  ['refuses work before it is opened', refusesBeforeOpening],
  ['refuses to be opened twice', refusesSecondOpening],
  ['refuses work after it is closed, and is closed again without harm', refusesAfterClosing],
]

async function isEmptyAtFirst(storage: JournalStorage): Promise<void> {
  const { journal, opening } = await opened(storage)
  expectEqual(opening, { firstSequence: undefined, lastSequence: 0, tornTail: undefined }, 'the opening of an empty journal')
  expectEqual(await recordsOf(journal, 1), [], 'the records of an empty journal')
  await journal.close()
}

async function givesBackInOrder(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 1; sequence <= 20; sequence += 1) journal.append(sequence, payload(sequence))
  await listener.untilDurable(20)
  expectEqual(await recordsOf(journal, 1), records(1, 20), 'the records read while open')
  await journal.close()
  const again = await opened(storage)
  expectEqual(await recordsOf(again.journal, 1), records(1, 20), 'the records read after opening again')
  await again.journal.close()
}

async function reportsGrowingSequences(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 1; sequence <= 50; sequence += 1) {
    const before = listener.durable.length
    journal.append(sequence, payload(sequence))
    expectEqual(listener.durable.length, before, 'reports made from within append')
    if (sequence % 7 === 0) await listener.untilDurable(sequence)
  }
  await listener.untilDurable(50)
  for (let index = 1; index < listener.durable.length; index += 1)
    expectThat(
      listener.durable[index]! > listener.durable[index - 1]!,
      `durable sequences grow: ${listener.durable.join(' ')}`,
    )
  expectEqual(listener.durable.at(-1), 50, 'the last durable sequence')
  expectEqual(listener.failure, undefined, 'a failure')
  await journal.close()
}

async function countsPending(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  expectEqual(journal.pendingRecords, 0, 'pending records of an idle journal')
  journal.append(1, payload(1))
  journal.append(2, payload(2))
  expectEqual(journal.pendingRecords, 2, 'pending records right after two appends')
  await listener.untilDurable(2)
  expectEqual(journal.pendingRecords, 0, 'pending records once durable')
  await journal.close()
}

async function takesManyAtOnce(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 1; sequence <= 1000; sequence += 1) journal.append(sequence, payload(sequence))
  await listener.untilDurable(1000)
  expectEqual((await recordsOf(journal, 1)).length, 1000, 'records kept')
  await journal.close()
}

async function beginsAnywhere(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  journal.append(41, payload(41))
  journal.append(42, payload(42))
  await listener.untilDurable(42)
  await journal.close()
  const again = await opened(storage)
  expectEqual(again.opening, { firstSequence: 41, lastSequence: 42, tornTail: undefined }, 'the opening')
  again.journal.append(43, payload(43))
  await again.listener.untilDurable(43)
  expectEqual(await recordsOf(again.journal, 1), records(41, 43), 'the records')
  await again.journal.close()
}

async function refusesWrongSequence(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 53])
    await expectFailure(() => {
      journal.append(wrong, payload(1))
    }, `append of the sequence ${wrong} to an empty journal`)
  journal.append(5, payload(5))
  for (const wrong of [5, 4, 7, 6.5])
    await expectFailure(() => {
      journal.append(wrong, payload(1))
    }, `append of the sequence ${wrong} after 5`)
  journal.append(6, payload(6))
  await listener.untilDurable(6)
  expectEqual(await recordsOf(journal, 1), records(5, 6), 'the records')
  await journal.close()
}

async function refusesEmptyPayload(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  await expectFailure(() => {
    journal.append(1, new Uint8Array(0))
  }, 'append of an empty payload')
  expectEqual(journal.pendingRecords, 0, 'pending records')
  journal.append(1, payload(1))
  await listener.untilDurable(1)
  expectEqual(await recordsOf(journal, 1), records(1, 1), 'the records')
  await journal.close()
}

async function keepsAllSizes(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  const sizes = [1, 2, 3, 7, 8, 9, 63, 64, 65, 511, 512, 4095, 4096, 4097, 65_536]
  const filled = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_, index) => (index * 31 + size) & 255)
  sizes.forEach((size, index) => {
    journal.append(index + 1, filled(size))
  })
  await listener.untilDurable(sizes.length)
  await journal.close()
  const again = await opened(storage)
  const expected = sizes.map((size, index) => ({ sequence: index + 1, payload: filled(size) }))
  expectEqual(await recordsOf(again.journal, 1), expected, 'the records')
  await again.journal.close()
}

async function takesViews(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  const buffer = Uint8Array.from([9, 9, 1, 2, 3, 9])
  journal.append(1, buffer.subarray(2, 5))
  await listener.untilDurable(1)
  expectEqual(await recordsOf(journal, 1), [{ sequence: 1, payload: Uint8Array.from([1, 2, 3]) }], 'the record')
  await journal.close()
}

async function readsFromAnywhere(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 3; sequence <= 9; sequence += 1) journal.append(sequence, payload(sequence))
  await listener.untilDurable(9)
  expectEqual(await recordsOf(journal, 6), records(6, 9), 'the records from the middle')
  expectEqual(await recordsOf(journal, 9), records(9, 9), 'the last record')
  expectEqual(await recordsOf(journal, 1), records(3, 9), 'the records from before the first')
  expectEqual(await recordsOf(journal, 10), [], 'the records from beyond the last')
  await journal.close()
}

async function readsAsOfTheCall(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 1; sequence <= 3; sequence += 1) journal.append(sequence, payload(sequence))
  await listener.untilDurable(3)
  const reading = journal.read(1)
  journal.append(4, payload(4))
  await listener.untilDurable(4)
  const seen: JournalRecord[] = []
  for await (const group of reading) seen.push(...group)
  expectEqual(seen, records(1, 3), 'the records read')
  await journal.close()
}

async function continuesAfterReopening(storage: JournalStorage): Promise<void> {
  let next = 1
  for (let round = 1; round <= 4; round += 1) {
    const { journal, listener, opening } = await opened(storage)
    expectEqual(opening.lastSequence, next - 1, `the last sequence on opening ${round}`)
    if (round > 1)
      await expectFailure(() => {
        journal.append(next + 1, payload(next))
      }, 'append of a sequence that leaves a gap to what was kept')
    for (const end = next + round; next < end; next += 1) journal.append(next, payload(next))
    await listener.untilDurable(next - 1)
    expectEqual(await recordsOf(journal, 1), records(1, next - 1), `the records in round ${round}`)
    await journal.close()
  }
}

async function flushesOnClose(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  for (let sequence = 1; sequence <= 100; sequence += 1) journal.append(sequence, payload(sequence))
  await journal.close()
  expectEqual(listener.durable.at(-1), 100, 'the last sequence reported durable when close resolves')
  const again = await opened(storage)
  expectEqual(again.opening, { firstSequence: 1, lastSequence: 100, tornTail: undefined }, 'the opening')
  expectEqual(await recordsOf(again.journal, 1), records(1, 100), 'the records')
  await again.journal.close()
}

async function reopensEmpty(storage: JournalStorage): Promise<void> {
  await (await opened(storage)).journal.close()
  await isEmptyAtFirst(storage)
}

async function refusesBeforeOpening(storage: JournalStorage): Promise<void> {
  const journal = await storage.journal()
  await expectFailure(() => {
    journal.append(1, payload(1))
  }, 'append before open')
  await expectFailure(() => recordsOf(journal, 1), 'read before open')
}

async function refusesSecondOpening(storage: JournalStorage): Promise<void> {
  const { journal } = await opened(storage)
  await expectFailure(() => journal.open(new RecordingJournalListener()), 'open of an open journal')
  await journal.close()
}

async function refusesAfterClosing(storage: JournalStorage): Promise<void> {
  const { journal, listener } = await opened(storage)
  journal.append(1, payload(1))
  await listener.untilDurable(1)
  await journal.close()
  await expectFailure(() => {
    journal.append(2, payload(2))
  }, 'append after close')
  await expectFailure(() => recordsOf(journal, 1), 'read after close')
  await journal.close()
  expectEqual(listener.durable, [1], 'the sequences reported durable')
  expectEqual(listener.failures, [], 'the failures reported')
}
