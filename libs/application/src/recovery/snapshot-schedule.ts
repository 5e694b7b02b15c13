import type { Snapshot, SnapshotStore } from '../ports/snapshot-store.ts'

/**
 * Says when a snapshot is due, and saves each once its last command is durable, one at a time. One that cannot be taken
 * or saved is reported, and the next one is tried when it is due.
 */
export class SnapshotSchedule {
  readonly #store: SnapshotStore
  readonly #everyCommands: number
  readonly #onError: (error: unknown) => void
  #lastSequence: number
  #taken: Snapshot | undefined
  #saving: Promise<void> | undefined

  constructor(store: SnapshotStore, everyCommands: number, lastSequence: number, onError: (error: unknown) => void) {
    this.#store = store
    this.#everyCommands = everyCommands
    this.#lastSequence = lastSequence
    this.#onError = onError
  }

  /** Whether it is time for one after this command. */
  isDue(sequence: number): boolean {
    const idle = this.#taken === undefined && this.#saving === undefined
    return idle && sequence - this.#lastSequence >= this.#everyCommands
  }

  /** Takes the one that {@link isDue} after this command; it is saved when its last command is durable. */
  take(sequence: number, snapshot: () => Snapshot): void {
    this.#lastSequence = sequence
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
