import type { ResolvedConfiguration } from '../configuration/resolve-configuration.ts'

/** A flow whose history is kept. */
export interface ProjectedFlow {
  readonly number: number
  /** Where the flow keeps everything. */
  readonly dataDirectory: string
}

/** How far flows are: a number of each, by the number of the flow. */
export type FlowSequences = readonly (readonly [flow: number, sequence: number])[]

/** What the process of the history is started with. */
export interface HistoryStart {
  readonly type: 'start'
  readonly resolved: ResolvedConfiguration
  readonly dataDirectory: string
  /** Where plugins are looked up from. */
  readonly pluginDirectory: string
  readonly flows: readonly ProjectedFlow[]
  /** The last command of each that is durable. */
  readonly durable: FlowSequences
}

/** To the process of the history. */
export type ToHistory =
  | HistoryStart
  | { readonly type: 'durable'; readonly durable: FlowSequences }
  | { readonly type: 'rebuild' }
  | { readonly type: 'stop' }

/** How far the history of a flow is. */
export interface FlowPosition {
  readonly flow: number
  readonly eventSequence: number
  /** When the last command in it was sequenced, in microseconds since the Unix epoch. */
  readonly timestampUs: number
  readonly missedEvents: number
}

/** From the process of the history. */
export type FromHistory =
  | { readonly type: 'serving'; readonly url: string }
  | { readonly type: 'position'; readonly position: FlowPosition }
  /** Something keeps it from going on; it tries again. */
  | { readonly type: 'trouble'; readonly flow: number | undefined; readonly problem: string }
  /** It goes on. */
  | { readonly type: 'well'; readonly flow: number | undefined }
  | { readonly type: 'log'; readonly line: string }
