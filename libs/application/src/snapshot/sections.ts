/*
 * A snapshot as octets: the magic number, its version, how many sections there are, the length of each in octets (words
 * of 32 bits, filled up with zeros), then the sections, each filled up to a multiple of 16 octets: text with spaces,
 * all else with zeros. Little-endian.
 */

/** "OLSS" as it stands in the octets; no text in JSON begins so. */
const MAGIC = 0x53534c4f
const HEAD_WORDS = 3
const ALIGNMENT = 16
/** The longest section, in octets: what a length of 31 bits says. */
const LONGEST = 2 ** 31 - ALIGNMENT

/** Octets that are no snapshot of a version that this code reads. */
export class SnapshotDecodingError extends Error {
  override readonly name: string = 'SnapshotDecodingError'
}

/** The next multiple of 16. */
export function alignedLength(length: number): number {
  return (length + ALIGNMENT - 1) & -ALIGNMENT
}

/** Whether octets begin as {@link joinSections} begins them. */
export function isSections(octets: Uint8Array): boolean {
  return octets.length >= 4 && new DataView(octets.buffer, octets.byteOffset).getInt32(0, true) === MAGIC
}

/** The sections in one piece. Each has a multiple of 16 octets. */
export function joinSections(version: number, sections: readonly Uint8Array[]): Uint8Array {
  const head = alignedLength((HEAD_WORDS + sections.length) * 4)
  const total = sections.reduce((sum, { length }) => sum + length, head)
  const octets = new Uint8Array(total)
  const view = new DataView(octets.buffer)
  for (const [index, word] of [MAGIC, version, sections.length].entries()) view.setInt32(index * 4, word, true)
  let at = head
  for (const [index, section] of sections.entries()) {
    if (section.length > LONGEST) throw new RangeError(`a section of a snapshot is too long: octets=${section.length}`)
    view.setInt32((HEAD_WORDS + index) * 4, section.length, true)
    octets.set(section, at)
    at += section.length
  }
  return octets
}

/** The sections again, as parts of the octets; throws a {@link SnapshotDecodingError} where they are none. */
export function splitSections(octets: Uint8Array, version: number): Uint8Array[] {
  // Words of 64 bits are read where they are.
  const aligned = octets.byteOffset % 8 === 0 ? octets : octets.slice()
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.length)
  const wordAt = (index: number): number => {
    if ((index + 1) * 4 > aligned.length) throw new SnapshotDecodingError('it ends in its head')
    return view.getInt32(index * 4, true)
  }
  if (wordAt(1) !== version) throw new SnapshotDecodingError(`version ${wordAt(1)} is not ${version}`)
  const count = wordAt(2)
  let at = alignedLength((HEAD_WORDS + count) * 4)
  const sections: Uint8Array[] = []
  for (let index = 0; index < count; index += 1) {
    const length = wordAt(HEAD_WORDS + index)
    if (length < 0 || length % ALIGNMENT !== 0 || at + length > aligned.length)
      throw new SnapshotDecodingError(`section ${index} is not there: octets=${length}`)
    sections.push(aligned.subarray(at, at + length))
    at += length
  }
  if (at !== aligned.length) throw new SnapshotDecodingError(`${aligned.length - at} octets behind the last section`)
  return sections
}
