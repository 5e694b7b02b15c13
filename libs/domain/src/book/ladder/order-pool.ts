import { invariant } from '../../invariant.ts'

/** Fields of a record in {@link OrderPool.links}, eight numbers a record: `links[(order << 3) | RUNG]`. */
export const NEXT = 0
export const PREVIOUS = 1
export const SLOT = 2
export const RUNG = 3

/** Fields of a record in {@link OrderPool.amounts}, four numbers a record: `amounts[(order << 2) | LEAVES]`. */
export const LEAVES = 2
export const ORDER_ID = 3

/** Records of a block: the levels of neighbouring prices, or orders. */
export const BLOCK_RECORDS = 16
const BYTES_PER_RECORD = 32
/** Blocks for levels that are reserved beside those for orders. */
const INITIAL_LEVEL_BLOCKS = 4
/** Beyond it the place of a field would no longer be a 32-bit integer. */
const RECORDS_MAX = 2 ** 27

/**
 * The memory of a book: records of 32 bytes, addressed by a number from 16; a lower one is none. An order is a record,
 * and so is a price level, which closes the ring of its orders: taking an order out of its queue is two writes
 * that need not know whether its neighbours are orders or the level. What is read together lies together, so that a
 * command touches about one cache line an order. What is released is the next to be allocated.
 *
 * Integers and doubles are two views of the same bytes. They are replaced when the pool grows, so a caller must not
 * hold one across {@link OrderPool.allocate} or {@link OrderPool.allocateLevels}.
 */
export class OrderPool {
  /**
   * `NEXT`: the next younger order of the level, and from the youngest the level; of a free record the next free one.
   * `PREVIOUS`: the same the other way. `SLOT`: its level. `RUNG`: the level's rung.
   */
  links: Int32Array
  /** `LEAVES`: what is open of the order. `ORDER_ID`: its id. */
  amounts: Float64Array
  /** 1 for a post-only order, else 0. */
  postOnly: Uint8Array
  #size = 0
  #fresh = BLOCK_RECORDS
  #freeOrder = 0
  #freeLevels = 0

  constructor(initialOrders: number) {
    const blocks = 1 + Math.ceil(initialOrders / BLOCK_RECORDS) + INITIAL_LEVEL_BLOCKS
    const records = new ArrayBuffer(blocks * BLOCK_RECORDS * BYTES_PER_RECORD)
    this.links = new Int32Array(records)
    this.amounts = new Float64Array(records)
    this.postOnly = new Uint8Array(blocks * BLOCK_RECORDS)
  }

  /** Orders that are allocated. */
  get size(): number {
    return this.#size
  }

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.links.byteLength + this.postOnly.byteLength
  }

  /** Takes a record for an order; its fields hold whatever they held. */
  allocate(): number {
    if (this.#freeOrder === 0) this.#freeBlock()
    const order = this.#freeOrder
    this.#freeOrder = this.links[order << 3]!
    this.#size += 1
    return order
  }

  /** Gives the record of an order back. */
  release(order: number): void {
    this.#size -= 1
    this.links[order << 3] = this.#freeOrder
    this.#freeOrder = order
  }

  /** Takes a block of records in a row for levels; the first is a multiple of 16. Their fields hold what they held. */
  allocateLevels(): number {
    const block = this.#freeLevels
    if (block === 0) return this.#block()
    this.#freeLevels = this.links[block << 3]!
    return block
  }

  /** Gives the block of records back that starts with this one. */
  releaseLevels(block: number): void {
    this.links[block << 3] = this.#freeLevels
    this.#freeLevels = block
  }

  /** Makes free orders of a block. */
  #freeBlock(): void {
    const block = this.#block()
    for (let order = block; order < block + BLOCK_RECORDS; order += 1) this.links[order << 3] = order + 1
    this.links[(block + BLOCK_RECORDS - 1) << 3] = 0
    this.#freeOrder = block
  }

  #block(): number {
    const block = this.#fresh
    if (block === this.postOnly.length) this.#grow()
    this.#fresh += BLOCK_RECORDS
    return block
  }

  #grow(): void {
    const capacity = this.postOnly.length * 2
    invariant(capacity <= RECORDS_MAX, `a book has at most 2^27 orders and price levels: capacity=${capacity}`)
    const records = new ArrayBuffer(capacity * BYTES_PER_RECORD)
    const links = new Int32Array(records)
    links.set(this.links)
    this.links = links
    this.amounts = new Float64Array(records)
    const postOnly = new Uint8Array(capacity)
    postOnly.set(this.postOnly)
    this.postOnly = postOnly
  }
}
