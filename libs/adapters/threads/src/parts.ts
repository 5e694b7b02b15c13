import type { Clock, HistoryLimits, Journal, SnapshotStore, TradingFlowOptions } from '@openlob/application'

/**
 * What the threads of a flow are made of. Functions and open files do not go from one thread to another, so that each
 * thread makes its own: the one of the journal opens it, those of the engine and of the replica read the snapshots, and
 * the replica writes them.
 */
export interface FlowParts {
  /** The journal; called in its thread alone. */
  readonly journal: () => Journal
  /** Where the snapshots are. */
  readonly snapshots: () => SnapshotStore
  /** The clock of the engine. */
  readonly clock: () => Clock
  /** Plugins and limits: the same in each thread. */
  readonly flow: TradingFlowOptions
  /** How much of the past the queries remember. */
  readonly history?: Partial<HistoryLimits>
}

/** The module that a `ThreadedExchange` names: each of its threads calls this once with the settings given to it. */
export interface FlowPartsModule {
  /** Makes the parts; may take its time. What it throws makes the start fail. */
  readonly flowParts: (settings: unknown) => FlowParts | Promise<FlowParts>
}

/** Loads the module by its URL and makes the parts. */
export async function loadParts(url: string, settings: unknown): Promise<FlowParts> {
  const loaded = (await import(url)) as Partial<FlowPartsModule>
  if (typeof loaded.flowParts !== 'function') throw new TypeError(`it exports no function flowParts: ${url}`)
  return loaded.flowParts(settings)
}
