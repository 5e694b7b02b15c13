/** The state after a command, as bytes. */
export interface Snapshot {
  /** The last command it contains. */
  readonly sequence: number
  readonly payload: Uint8Array
}

/** A snapshot that was passed over, and why. */
export interface UnusableSnapshot {
  readonly location: string
  readonly problem: string
}

/** What a store has to start from. */
export interface LatestSnapshot {
  /** The newest good one, undefined where there is none. */
  readonly snapshot: Snapshot | undefined
  /** Newer ones that could not be used. */
  readonly unusable: readonly UnusableSnapshot[]
}

/** Keeps the last few snapshots of one flow. */
export interface SnapshotStore {
  /** Keeps a snapshot, whole or not at all; resolves when it is on stable storage. All but the last few go. */
  save(snapshot: Snapshot): Promise<void>
  /**
   * The newest good snapshot that is wanted, any where the question is left out; damaged ones are passed over and
   * named.
   */
  latest(isWanted?: (snapshot: Snapshot) => boolean): Promise<LatestSnapshot>
}
