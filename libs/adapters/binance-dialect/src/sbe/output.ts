const FIRST_OCTETS = 4096
const KEPT_OCTETS = 1_048_576

/** Octets that grow as they are written to. */
export class Output {
  octets: Buffer = Buffer.allocUnsafe(FIRST_OCTETS)
  length = 0

  /** Where the next so many octets begin; what is in them is not known. */
  take(count: number): number {
    const at = this.length
    this.length = at + count
    if (this.length > this.octets.length) this.#grow()
    return at
  }

  /** The same, all 0. */
  takeEmpty(count: number): number {
    const at = this.take(count)
    this.octets.fill(0, at, this.length)
    return at
  }

  /** Begins anew; much memory is not held on to. */
  reset(): void {
    this.length = 0
    if (this.octets.length > KEPT_OCTETS) this.octets = Buffer.allocUnsafe(FIRST_OCTETS)
  }

  /** A copy of what was written. */
  written(): Buffer {
    return Buffer.from(this.octets.subarray(0, this.length))
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(2 * this.length)
    this.octets.copy(grown)
    this.octets = grown
  }
}
