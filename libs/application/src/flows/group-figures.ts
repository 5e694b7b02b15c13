import type { RejectReason } from '@openlob/domain'
import type { Answer } from '../answer.ts'
import type { ExchangeStatistics } from '../exchange-options.ts'
import type { RecoveryProgress, RecoveryReport } from '../recovery/recover.ts'

/** The answer to a command that went to all flows: what all of them did, or the first that did not do it. */
export function mergedAnswer(answers: readonly Answer[]): Answer {
  const notDone = answers.find((answer) => answer.status !== 'done')
  if (notDone !== undefined) return notDone
  const events = answers.flatMap((answer) => (answer.status === 'done' ? answer.events : []))
  return { ...answers[0]!, status: 'done', events } as Answer
}

/** What a flow says that has not what another may have. */
const NOWHERE: readonly RejectReason[] = ['UNKNOWN_ORDER', 'UNKNOWN_ORDER_LIST']

/**
 * Of the answers of flows of which at most one has the order: that it was done, else that a flow does not answer, which
 * may have it, else why it was refused where it is, else that it is nowhere.
 */
export function mostTelling(answers: readonly Answer[]): Answer {
  const isThere = (answer: Answer): boolean => answer.status !== 'refused' || !NOWHERE.includes(answer.reason)
  const done = answers.find(({ status }) => status === 'done')
  const unavailable = answers.find(({ status }) => status === 'unavailable')
  return done ?? unavailable ?? answers.find(isThere) ?? answers[0]!
}

/** Tells of several recoveries as of one. */
export function mergedProgress(
  count: number,
  onProgress: ((progress: RecoveryProgress) => void) | undefined,
): (index: number, progress: RecoveryProgress) => void {
  const all: RecoveryProgress[] = Array.from({ length: count }, () => ({ sequence: 0, lastSequence: 0 }))
  return (index, progress) => {
    all[index] = progress
    const sequence = sumOf(all, (each) => each.sequence)
    onProgress?.({ sequence, lastSequence: sumOf(all, (each) => each.lastSequence) })
  }
}

/** What several starts found, as of one: counts are of all, the rest is of the first. */
export function mergedReport(reports: readonly RecoveryReport[]): RecoveryReport {
  return {
    ...reports[0]!,
    replayedCommands: sumOf(reports, (each) => each.replayedCommands),
    lastSequence: sumOf(reports, (each) => each.lastSequence),
    tornTail: reports.find(({ tornTail }) => tornTail !== undefined)?.tornTail,
    unusableSnapshots: reports.flatMap(({ unusableSnapshots }) => unusableSnapshots),
    orderCount: sumOf(reports, (each) => each.orderCount),
  }
}

/** The figures of several flows together; accounts and assets are those of the first. */
export function mergedStatistics(all: readonly ExchangeStatistics[]): ExchangeStatistics {
  return {
    ...all[0]!,
    commandSequence: sumOf(all, (each) => each.commandSequence),
    durableSequence: sumOf(all, (each) => each.durableSequence),
    eventSequence: sumOf(all, (each) => each.eventSequence),
    pendingCommands: sumOf(all, (each) => each.pendingCommands),
    instruments: sumOf(all, (each) => each.instruments),
    openOrders: sumOf(all, (each) => each.openOrders),
    trades: sumOf(all, (each) => each.trades),
    ordersAccepted: sumOf(all, (each) => each.ordersAccepted),
    refusals: sumOf(all, (each) => each.refusals),
  }
}

function sumOf<Each>(all: readonly Each[], figure: (each: Each) => number): number {
  return all.reduce((sum, each) => sum + figure(each), 0)
}
