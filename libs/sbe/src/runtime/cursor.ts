import { NOTHING } from './buffers.ts'
import { refuseBlock, refuseRoom } from './refusals.ts'
import { SbeError } from './sbe-error.ts'

/** Entries without octets of their own: as many as a 16-bit count says, as nothing in the buffer bounds them. */
const EMPTY_ENTRIES_MAX = 65535

/**
 * Where the reading or writing of a message stands: its octets and how far the groups and data behind its block have
 * been gone through. A message shares it with its groups. Nothing outside of the view is ever read or written.
 */
export class Cursor {
  view: DataView = NOTHING
  /** The version of the schema that the message was written by. */
  version = 0
  /** Where the next group or data starts. */
  limit = 0
  /** Where the block of the message starts, and where it ends. */
  start = 0
  blockEnd = 0

  /** Starts with a message's block, of which `needed` octets must be there. */
  wrap(view: DataView, start: number, blockLength: number, version: number, needed: number): void {
    if (blockLength < needed) refuseBlock(version, needed, blockLength)
    this.view = view
    this.version = version
    this.start = start
    this.limit = start
    this.advance(blockLength)
    this.blockEnd = this.limit
  }

  /** Goes back to the end of the block. */
  rewind(): void {
    this.limit = this.blockEnd
  }

  /** Goes on by some octets, which must be there; returns where they start. */
  advance(length: number): number {
    const at = this.limit
    requireRoom(this.view, at, length)
    this.limit = at + length
    return at
  }

  /** Goes on by a length that stands before data, and by the data; returns where the data starts. */
  advanceData(prefix: number, length: number): number {
    return this.advance(prefix + length) + prefix
  }

  /** Checks that octets are there without going on. */
  require(length: number): void {
    const { limit } = this
    this.advance(length)
    this.limit = limit
  }

  /** Checks that a group's entries can all be there: each has its block, of `needed` octets at least, and a tail. */
  requireEntries(count: number, blockLength: number, needed: number, tail: number): void {
    if (count === 0) return
    if (blockLength < needed) refuseBlock(this.version, needed, blockLength)
    const least = blockLength + tail
    if (least === 0 && count > EMPTY_ENTRIES_MAX) {
      throw new SbeError('GROUP_TOO_LARGE', `at most ${EMPTY_ENTRIES_MAX} entries without octets are taken: ${count}`)
    }
    this.require(count * least)
  }
}

/** Checks that octets are there. */
export function requireRoom(view: DataView, at: number, length: number): void {
  if (!(at >= 0 && at + length <= view.byteLength)) refuseRoom(view, at, length)
}
