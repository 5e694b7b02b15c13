import type { ExchangeFailure, JournalOpening, RecoveryProgress, RecoveryReport } from '@openlob/application'
import type { MessagePort } from 'node:worker_threads'
import type { FlowMemory } from './flow-memory.ts'
import type { SentError } from './thread-error.ts'

/** What a thread of a flow is for. */
export type Role = 'engine' | 'journal' | 'replica'

/** What a thread starts with. */
export interface ThreadStart {
  readonly role: Role
  /** The URL of a `FlowPartsModule`. */
  readonly parts: string
  readonly settings: unknown
  readonly memory: FlowMemory
  readonly spins: number
  readonly limits: ThreadLimits
  /** The processors that it is kept on; any where there are none. */
  readonly cpus: readonly number[]
  /** The last event that subscribers have heard of; undefined: they are told of nothing that is recovered. */
  readonly publishAfter: number | undefined
  /** To the threads that read the journal, or from them. */
  readonly feeds: readonly MessagePort[]
}

/** Numbers that the threads go by. */
export interface ThreadLimits {
  readonly hashEveryCommands: number
  readonly snapshotEveryCommands: number
  readonly snapshotEverySeconds: number
}

/** What is said to a thread, beside what goes through the rings. */
export type ToThread =
  /** To engine and replica: the journal is open, recover. */
  | { readonly type: 'recover'; readonly opening: JournalOpening }
  /** To the replica. */
  | { readonly type: 'query'; readonly id: number; readonly name: string; readonly args: readonly unknown[]; readonly from: number }
  /** To the journal and the replica: end in order. */
  | { readonly type: 'close' }

/** What a thread says. */
export type FromThread =
  /** The journal is open. */
  | { readonly type: 'opened'; readonly opening: JournalOpening }
  | { readonly type: 'progress'; readonly progress: RecoveryProgress }
  /** Events of a recovered command that subscribers have not heard of: how many, as an `EventMemory` has them. */
  | { readonly type: 'unpublished'; readonly count: number; readonly memory: ArrayBuffer }
  /** The state is recovered. */
  | { readonly type: 'ready'; readonly report: RecoveryReport | undefined }
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: SentError }
  /** Something went wrong: `source` says whether the flow goes on. */
  | { readonly type: 'failed'; readonly source: ExchangeFailure['source']; readonly error: SentError }
  | { readonly type: 'closed' }

/** What engine and replica ask of the journal: its records from one to another, or all from one on, for ever. */
export type FeedRequest =
  | { readonly type: 'read'; readonly from: number; readonly until: number }
  | { readonly type: 'follow'; readonly from: number }

/** Kinds of messages in the rings. */
export const COMMAND = 1
/** The engine is to end. */
export const STOP = 2
/** A record of the journal: its sequence as a word of 64 bits, then what it keeps. */
export const RECORD = 3
/** Events of one command. */
export const EVENTS = 4
