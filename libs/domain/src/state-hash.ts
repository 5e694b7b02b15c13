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
