import { IntMap } from './int-map.ts'

/** How many bits of a page number the words of the hierarchy below the root cover: four levels of 32 children. */
const DEPTH = 4
/** Page numbers have 28 bits and a sign among them: the root is eight words, four for each sign. */
const ROOT_WORDS = 8
const ROOT_ZERO = ROOT_WORDS / 2

/** Returned where no page is found; no page number is that low. */
export const NO_PAGE = -2147483648

/**
 * Which pages of the ladder are in use, so that the next lower one is found without a scan: a tree of 32-bit words
 * in which a bit says that a child has something, kept in a hash map so that it costs memory only where it has.
 */
export class PageOccupancy {
  readonly #root: Int32Array = new Int32Array(ROOT_WORDS)
  readonly #words: IntMap = new IntMap()

  /** Bytes of all arrays. */
  get memoryBytes(): number {
    return this.#root.byteLength + this.#words.memoryBytes
  }

  /** Marks a page as in use. */
  add(page: number): void {
    let at = page
    for (let depth = 0; depth < DEPTH; depth += 1) {
      const node = wordKey(at >> 5, depth)
      const word = this.#words.get(node)
      this.#words.set(node, word | (1 << (at & 31)))
      if (word !== 0) return
      at >>= 5
    }
    this.#root[(at >> 5) + ROOT_ZERO]! |= 1 << (at & 31)
  }

  /** Marks a page as no longer in use. */
  remove(page: number): void {
    let at = page
    for (let depth = 0; depth < DEPTH; depth += 1) {
      const node = wordKey(at >> 5, depth)
      const word = this.#words.get(node) & ~(1 << (at & 31))
      if (word !== 0) {
        this.#words.set(node, word)
        return
      }
      this.#words.delete(node)
      at >>= 5
    }
    this.#root[(at >> 5) + ROOT_ZERO]! &= ~(1 << (at & 31))
  }

  /** The highest page in use below `page` among those of its sign, or {@link NO_PAGE}. */
  below(page: number): number {
    let at = page
    for (let depth = 0; depth < DEPTH; depth += 1) {
      const lower = this.#words.get(wordKey(at >> 5, depth)) & lowerBits(at)
      if (lower !== 0) return this.#highestUnder(((at >> 5) << 5) | highestBit(lower), depth)
      at >>= 5
    }
    let index = (at >> 5) + ROOT_ZERO
    const first = at < 0 ? 0 : ROOT_ZERO
    let word = this.#root[index]! & lowerBits(at)
    while (word === 0 && index > first) {
      index -= 1
      word = this.#root[index]!
    }
    return word === 0 ? NO_PAGE : this.#highestUnder(((index - ROOT_ZERO) << 5) | highestBit(word), DEPTH)
  }

  #highestUnder(node: number, depth: number): number {
    let at = node
    for (let down = depth - 1; down >= 0; down -= 1) {
      at = (at << 5) | highestBit(this.#words.get(wordKey(at, down)))
    }
    return at
  }
}

function wordKey(node: number, depth: number): number {
  return (node << 2) | depth
}

function lowerBits(at: number): number {
  return (1 << (at & 31)) - 1
}

function highestBit(word: number): number {
  return 31 - Math.clz32(word)
}
