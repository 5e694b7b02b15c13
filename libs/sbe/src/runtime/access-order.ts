import { SbeError } from './sbe-error.ts'

/** A message or group, as its parts must be gone through in order: groups and data, by name. */
export interface OrderedBlock {
  readonly name: string
  readonly parts: readonly string[]
}

/**
 * Tells in a debug build whether a message is gone through in its order: an encoder or decoder only knows where a
 * group or data is once it has been through all before. A block is a number, the message 0 and its groups as the
 * schema has them.
 */
export class AccessOrder {
  readonly #blocks: readonly OrderedBlock[]
  /** The blocks that are under way, the message first and the innermost group last. */
  readonly #path: number[] = []
  /** By block: the next part, entries gone into, and how many there are. */
  readonly #nextPart: number[]
  readonly #entry: number[]
  readonly #count: number[]

  constructor(blocks: readonly OrderedBlock[]) {
    this.#blocks = blocks
    this.#nextPart = blocks.map(() => 0)
    this.#entry = blocks.map(() => 0)
    this.#count = blocks.map(() => 0)
  }

  /** A message is wrapped, or gone through again. */
  start(): void {
    this.#path.length = 0
    this.enter(0, 1)
    this.#nextPart[0] = 0
    this.#entry[0] = 1
  }

  /** A field of a block is touched. */
  field(block: number, field: string): void {
    if (!this.#path.includes(block)) this.#refuse(block, `"${field}" is touched outside of it`)
    if (this.#entry[block] === 0) this.#refuse(block, `"${field}" is touched before its first entry`)
  }

  /** A group or data of a block is gone into. */
  part(block: number, part: number): void {
    this.#settle(block)
    this.#reach(block, part)
  }

  /** A group has begun, with some entries. */
  enter(group: number, count: number): void {
    this.#path.push(group)
    this.#count[group] = count
    this.#entry[group] = 0
    this.#nextPart[group] = this.#blocks[group]!.parts.length
  }

  /** A group goes to its next entry. */
  next(group: number): void {
    this.#settle(group)
    if (this.#nextPart[group] !== this.#blocks[group]!.parts.length) this.#refuseMissing(group)
    this.#entry[group]! += 1
    this.#nextPart[group] = 0
  }

  /** A group has no more entries than those gone into. */
  cut(group: number): void {
    this.#settle(group)
    this.#count[group] = this.#entry[group]!
  }

  /** The message ends here: throws unless all of it was gone through. */
  complete(): void {
    this.#settle(0)
    if (this.#nextPart[0] !== this.#blocks[0]!.parts.length) this.#refuseMissing(0)
  }

  /** Leaves the groups within a block, which must have been gone through. */
  #settle(block: number): void {
    if (!this.#path.includes(block)) this.#refuse(block, 'it is gone into outside of its place')
    while (this.#path.at(-1) !== block) {
      const inner = this.#path.pop()!
      const left = this.#count[inner]! - this.#entry[inner]!
      if (left > 0) this.#refuse(inner, `${left} of its entries are missing`)
      if (this.#nextPart[inner] !== this.#blocks[inner]!.parts.length) this.#refuseMissing(inner)
    }
  }

  #reach(block: number, part: number): void {
    const { parts } = this.#blocks[block]!
    if (this.#entry[block] === 0) this.#refuse(block, `"${parts[part]!}" is touched before its first entry`)
    const next = this.#nextPart[block]!
    if (part !== next) {
      const expected = next < parts.length ? `"${parts[next]!}"` : 'its end'
      this.#refuse(block, `"${parts[part]!}" is touched where ${expected} comes next`)
    }
    this.#nextPart[block] = part + 1
  }

  #refuseMissing(block: number): never {
    this.#refuse(block, `"${this.#blocks[block]!.parts[this.#nextPart[block]!]!}" is missing`)
  }

  #refuse(block: number, message: string): never {
    throw new SbeError('OUT_OF_ORDER', `${this.#blocks[block]!.name}: ${message}`)
  }
}
