/** Has things done one after the other where they are about the same, and at once where they are not. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>()

  /** Does something once everything before that is about the same has been done. */
  async run<Outcome>(about: Key, work: () => Promise<Outcome>): Promise<Outcome> {
    const before = this.#last.get(about)
    const working = before === undefined ? work() : before.then(work, work)
    this.#last.set(about, working)
    try {
      return await working
    } finally {
      if (this.#last.get(about) === working) this.#last.delete(about)
    }
  }
}
