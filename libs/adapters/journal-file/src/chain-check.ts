import type { JournalRecord } from '@openlob/application'
import { CHAIN_START, chainOf, FORMAT_VERSION, recordsOf } from './frame.ts'
import type { Header } from './frame.ts'
import type { Frame, SegmentReader } from './segment-reader.ts'

/** Holds each frame against the one before: its link, its sequence, its segment. Throws a `JournalDamagedError`. */
export class ChainCheck {
  /** The link that the next frame carries. */
  chain: Buffer = CHAIN_START
  /** The sequence behind the last record; undefined before the first segment. */
  nextSequence: number | undefined

  /** Goes on in a segment; takes the link of its header where nothing was read before it. */
  enter(reader: SegmentReader, { chain, firstSequence }: Header, takesLink: boolean): void {
    if (takesLink) [this.chain, this.nextSequence] = [chain, firstSequence]
    if (!chain.equals(this.chain)) throw reader.damaged(32, 'it does not continue the segment before')
    if (firstSequence !== (this.nextSequence ?? firstSequence))
      throw reader.damaged(16, `first sequence ${firstSequence} in place of ${this.nextSequence ?? 'none'}`)
    this.nextSequence = firstSequence
  }

  /** The records of the next frame, whose checksum is right: what is wrong with it now, no crash has done. */
  records(reader: SegmentReader, { header, bytes }: Frame, offset: number): readonly JournalRecord[] {
    const expected = this.nextSequence
    if (header.version !== FORMAT_VERSION) throw reader.damaged(offset, `format version ${header.version} is unknown`)
    if (header.segmentId !== reader.file.id) throw reader.damaged(offset, `a frame of the segment ${header.segmentId}`)
    if (!header.chain.equals(this.chain)) throw reader.damaged(offset, 'a frame that does not continue the one before')
    if (expected === undefined || header.firstSequence !== expected)
      throw reader.damaged(offset, `first sequence ${header.firstSequence} in place of ${expected ?? 'none'}`)
    const records = recordsOf(bytes, header)
    if (typeof records === 'string') throw reader.damaged(offset, records)
    this.chain = chainOf(bytes)
    this.nextSequence = expected + records.length
    return records
  }
}
