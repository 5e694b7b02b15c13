/** Something whose state can be folded into a running hash, so that two replicas compare one value. */
export interface Hashable {
  /** Folds the whole state into `hash`, in an order that depends on the state alone. */
  hashInto(hash: StateHash): void
}

const HIGH = 2 ** 32

/**
 * A running 64-bit hash of integers and text, equal on every machine for equal input. It detects divergence and
 * damage; it is no defence against someone who constructs collisions.
 *
 * Two lanes of MurmurHash3's 32-bit mixing step with different multipliers.
 */
export class StateHash {
  #low = 0x9747b28c | 0
  #high = 0x1b873593 | 0

  /** Folds the low 32 bits of an integer. */
  int32(value: number): void {
    let mixed = Math.imul(value, 0xcc9e2d51)
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
    const low = this.#low ^ mixed
    this.#low = (Math.imul((low << 13) | (low >>> 19), 5) + 0xe6546b64) | 0
    mixed = Math.imul(value ^ this.#low, 0x85ebca6b)
    const high = this.#high ^ ((mixed << 16) | (mixed >>> 16))
    this.#high = (Math.imul((high << 11) | (high >>> 21), 9) + 0x38b34ae5) | 0
  }

  /** Folds an integer of up to 53 bits and a sign. */
  integer(value: number): void {
    this.int32(value | 0)
    this.int32(Math.floor(value / HIGH) | 0)
  }

  /** Folds a signed 64-bit amount. */
  int64(value: bigint): void {
    this.int32(Number(BigInt.asIntN(32, value)))
    this.int32(Number(BigInt.asIntN(32, value >> 32n)))
  }

  /** Folds text, its length included, so that neighbouring texts cannot run together. */
  text(value: string): void {
    this.int32(value.length)
    for (let index = 0; index < value.length; index += 1) this.int32(value.charCodeAt(index))
  }

  /**
   * Folds `words[from]` to `words[to - 1]`, a multiple of 4 of them: four lanes that do not wait for each other, a
   * multiplication a word, joined at the end. Each step is a bijection, so that one word that differs is never lost.
   */
  words(words: Int32Array, from: number, to: number): void {
    let first = 0x243f6a88 | 0
    let second = 0x85a308d3 | 0
    let third = 0x13198a2e | 0
    let fourth = 0x03707344 | 0
    for (let at = from; at < to; at = (at + 4) | 0) {
      first ^= words[at]!
      second ^= words[at + 1]!
      third ^= words[at + 2]!
      fourth ^= words[at + 3]!
      first = Math.imul((first << 15) | (first >>> 17), 0xcc9e2d51)
      second = Math.imul((second << 15) | (second >>> 17), 0x1b873593)
      third = Math.imul((third << 15) | (third >>> 17), 0x85ebca6b)
      fourth = Math.imul((fourth << 15) | (fourth >>> 17), 0xc2b2ae35)
    }
    const low = Math.imul(this.#low ^ first, 0x9e3779b1) + ((third << 7) | (third >>> 25))
    const high = Math.imul(this.#high ^ second, 0x85ebca77) + ((fourth << 17) | (fourth >>> 15)) + (to - from)
    this.#low = low ^ (high >>> 16)
    this.#high = high ^ Math.imul(low, 0xc2b2ae3d)
  }

  /** The hash so far as 16 hexadecimal digits; reading it changes nothing. */
  digest(): string {
    return hex(this.#high) + hex(this.#low)
  }

  /** Continues from a digest taken earlier; throws where it is not 16 hexadecimal digits. */
  static from(digest: string): StateHash {
    if (!/^[0-9a-f]{16}$/.test(digest)) throw new RangeError(`a state hash is 16 hexadecimal digits: ${digest}`)
    const hash = new StateHash()
    hash.#high = Number.parseInt(digest.slice(0, 8), 16) | 0
    hash.#low = Number.parseInt(digest.slice(8), 16) | 0
    return hash
  }

  /** The digest of one thing's whole state. */
  static of(subject: Hashable): string {
    const hash = new StateHash()
    subject.hashInto(hash)
    return hash.digest()
  }
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0')
}
