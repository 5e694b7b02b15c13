import { MAX_NODE_BITS } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import { requireInteger } from './require-integer.ts'

/** A node id held by one generator; `startAfterMs` goes into that generator's options. */
export interface NodeIdLease {
  readonly nodeId: number
  /** The last millisecond that an earlier holder used, or undefined if there was none. */
  readonly startAfterMs: number | undefined
  /**
   * Gives the id back, with the generator's `lastTimestampMs`, so that the next holder cannot repeat its ids.
   *
   * Throws `lease-not-held` if it was given back or revoked before.
   */
  release(lastTimestampMs: number | undefined): void
}

const SIZE = 0
const TOKENS = 1
const HEADER_CELLS = 2
const SLOT_CELLS = 3
const FREE = 0
// A slot on its way from held to free: nobody may claim it until the last timestamp stands in it.
const CLOSING = -1
const WORD = 2 ** 32

/**
 * Node ids 0 to size - 1 in shared memory: threads of one process claim and release them without a lock.
 *
 * Make it once with `create`, post `buffer` to the workers, and `attach` it there. A worker that dies keeps its id
 * until somebody revokes it.
 */
export class NodeIdPool {
  readonly buffer: SharedArrayBuffer
  readonly size: number
  readonly #cells: Int32Array<SharedArrayBuffer>

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.#cells = new Int32Array(buffer)
    this.size = Atomics.load(this.#cells, SIZE)
  }

  /** A pool of `size` free ids, at most 2^22; takes 12 bytes an id. */
  static create(size: number): NodeIdPool {
    requireInteger(size, { name: 'size', min: 1, max: 2 ** MAX_NODE_BITS, code: 'invalid-option' })
    const buffer = new SharedArrayBuffer(bufferBytes(size))
    Atomics.store(new Int32Array(buffer), SIZE, size)
    return new NodeIdPool(buffer)
  }

  /** The pool that another thread made; throws `invalid-shared-state` for any other memory. */
  static attach(buffer: SharedArrayBuffer): NodeIdPool {
    const isWhole = buffer.byteLength >= bufferBytes(1) && buffer.byteLength % Int32Array.BYTES_PER_ELEMENT === 0
    const size = isWhole ? Atomics.load(new Int32Array(buffer), SIZE) : 0
    if (size < 1 || buffer.byteLength !== bufferBytes(size)) {
      throw new IdGeneratorError('invalid-shared-state', `no pool of node ids: byteLength=${buffer.byteLength} size=${size}`)
    }
    return new NodeIdPool(buffer)
  }

  /** Takes the lowest free id, in O(size); throws `node-ids-exhausted` if there is none. */
  claim(): NodeIdLease {
    const cells = this.#cells
    const token = (Atomics.add(cells, TOKENS, 1) & 0x3fffffff) + 1
    for (let nodeId = 0; nodeId < this.size; nodeId += 1) {
      if (Atomics.compareExchange(cells, slotOf(nodeId), FREE, token) === FREE) {
        return {
          nodeId,
          startAfterMs: readLastTimestamp(cells, nodeId),
          release: (lastTimestampMs) => {
            close(cells, nodeId, token, lastTimestampMs)
          },
        }
      }
    }
    throw new IdGeneratorError('node-ids-exhausted', `all node ids are held: size=${this.size}`)
  }

  /**
   * Frees the id of a thread that is gone without releasing it.
   *
   * `lastTimestampMs` must not be before anything that thread used: the clock now plus its `maxBackwardDriftMs`.
   */
  revoke(nodeId: number, lastTimestampMs: number): void {
    requireInteger(nodeId, { name: 'nodeId', min: 0, max: this.size - 1, code: 'invalid-node-id' })
    close(this.#cells, nodeId, Atomics.load(this.#cells, slotOf(nodeId)), lastTimestampMs)
  }

  /** How many ids are free at this moment, in O(size). */
  get freeCount(): number {
    let free = 0
    for (let nodeId = 0; nodeId < this.size; nodeId += 1) {
      if (Atomics.load(this.#cells, slotOf(nodeId)) === FREE) free += 1
    }
    return free
  }
}

const slotOf = (nodeId: number): number => HEADER_CELLS + nodeId * SLOT_CELLS

const bufferBytes = (size: number): number => (HEADER_CELLS + size * SLOT_CELLS) * Int32Array.BYTES_PER_ELEMENT

// Stored plus one, in two cells: zero, as fresh memory has it, is then no timestamp.
function readLastTimestamp(cells: Int32Array<SharedArrayBuffer>, nodeId: number): number | undefined {
  const high = Atomics.load(cells, slotOf(nodeId) + 1)
  const low = Atomics.load(cells, slotOf(nodeId) + 2) >>> 0
  const stored = high * WORD + low
  return stored === 0 ? undefined : stored - 1
}

function close(cells: Int32Array<SharedArrayBuffer>, nodeId: number, token: number, lastMs: number | undefined): void {
  const max = Number.MAX_SAFE_INTEGER - 1
  if (lastMs !== undefined) requireInteger(lastMs, { name: 'lastTimestampMs', min: 0, max, code: 'invalid-timestamp' })
  const slot = slotOf(nodeId)
  if (token <= FREE || Atomics.compareExchange(cells, slot, token, CLOSING) !== token) {
    throw new IdGeneratorError('lease-not-held', `the node id is not held by this lease: nodeId=${nodeId}`)
  }
  const stored = Math.max(lastMs ?? -1, readLastTimestamp(cells, nodeId) ?? -1) + 1
  Atomics.store(cells, slot + 1, Math.floor(stored / WORD))
  Atomics.store(cells, slot + 2, stored | 0)
  Atomics.store(cells, slot, FREE)
}
