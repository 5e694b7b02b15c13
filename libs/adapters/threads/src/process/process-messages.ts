import type { Answer, Command, Event, ExchangeFailure, ExchangeLimits, ExchangeStatistics } from '@openlob/application'
import type { RecoveryProgress, RecoveryReport } from '@openlob/application'
import type { SentError } from '../thread-error.ts'

/** What the process of a flow starts with. */
export interface ProcessStart {
  readonly type: 'start'
  /** The URL of a `FlowPartsModule`. */
  readonly parts: string
  readonly settings: unknown
  readonly limits: ExchangeLimits
  readonly publishAfter: number | undefined
  readonly cpus: readonly number[]
}

/** What is said to the process of a flow. */
export type ToProcess =
  | ProcessStart
  | { readonly type: 'submit'; readonly id: number; readonly command: Command }
  | { readonly type: 'query'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly type: 'stop' }

/** What the process of a flow says. */
export type FromProcess =
  | { readonly type: 'progress'; readonly progress: RecoveryProgress }
  | { readonly type: 'started'; readonly report: RecoveryReport }
  | { readonly type: 'notStarted'; readonly error: SentError }
  | { readonly type: 'events'; readonly events: readonly Event[] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: SentError }
  | { readonly type: 'failed'; readonly source: ExchangeFailure['source']; readonly error: SentError }
  | { readonly type: 'stopped' }
  | { readonly type: 'notStopped'; readonly error: SentError }

/** What goes between two processes at a time. */
export interface ProcessBatch<Message> {
  readonly messages: readonly Message[]
  /** Figures as of now; of the flow's process alone. */
  readonly statistics?: ExchangeStatistics
}
