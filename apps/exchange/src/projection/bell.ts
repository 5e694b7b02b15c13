/** Lets one wait for what another does in the same thread. */
export class Bell {
  #waiting: (() => void)[] = []

  /** Lets all go on who wait. */
  ring(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const goOn of waiting) goOn()
  }

  /** Resolves with the next ring. */
  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }
}
