import type { Snapshot, SnapshotStore } from '../ports/snapshot-store.ts'

/** When a snapshot is due: after so many commands, or after so many seconds in which there were any. */
export interface SnapshotInterval {
  readonly snapshotEveryCommands: number
  readonly snapshotEverySeconds: number
}

const US_PER_SECOND = 1_000_000

/**
 * Says when a snapshot is due, and saves each once its last command is durable, one at a time. One that cannot be taken
 * or saved is reported, and the next one is tried when it is due.
 */
export class SnapshotSchedule {
  readonly #store: SnapshotStore
  readonly #interval: SnapshotInterval
  readonly #onError: (error: unknown) => void
  #lastSequence: number
  /** The timestamp of the first command behind the last snapshot, undefined before it came. */
  #firstUs: number | undefined
  #taken: Snapshot | undefined
  #saving: Promise<void> | undefined

  constructor(
    store: SnapshotStore,
    interval: SnapshotInterval,
    lastSequence: number,
    onError: (error: unknown) => void,
  ) {
    this.#store = store
    this.#interval = interval
    this.#lastSequence = lastSequence
    this.#onError = onError
  }

  /** Whether it is time for one after this command, which was stamped with this time. To be asked after each. */
  isDue(sequence: number, timestampUs: number): boolean {
    this.#firstUs ??= timestampUs
    const { snapshotEveryCommands, snapshotEverySeconds } = this.#interval
    const isDue =
      sequence - this.#lastSequence >= snapshotEveryCommands ||
      timestampUs - this.#firstUs >= snapshotEverySeconds * US_PER_SECOND
    return isDue && this.#taken === undefined && this.#saving === undefined
  }

  /** Takes the one that {@link isDue} after this command; it is saved when its last command is durable. */
  take(sequence: number, snapshot: () => Snapshot): void {
    this.#lastSequence = sequence
    this.#firstUs = undefined
    try {
      this.#taken = snapshot()
    } catch (error) {
      this.#onError(error)
    }
  }

  /** Saves what was taken, where all of it is durable. */
  onDurable(sequence: number): void {
    const snapshot = this.#taken
    if (snapshot === undefined || snapshot.sequence > sequence) return
    this.#taken = undefined
    void this.save(snapshot).catch((error: unknown) => {
      this.#onError(error)
    })
  }

  /** Saves one whose last command is durable, when no other is being saved; rejects where it cannot be saved. */
  save(snapshot: Snapshot): Promise<void> {
    // A store may throw where it should reject.
    const begin = async (): Promise<void> => {
      await this.#store.save(snapshot)
    }
    const saved = this.#saving === undefined ? begin() : this.#saving.then(begin)
    const settled = saved
      .catch(() => undefined)
      .finally(() => {
        if (this.#saving === settled) this.#saving = undefined
      })
    this.#saving = settled
    return saved
  }

  /** Resolves when no save is under way. */
  async settled(): Promise<void> {
    await this.#saving
  }
}
