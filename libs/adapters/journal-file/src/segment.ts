import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { HEADER_BYTES, writeHeader } from './frame.ts'
import type { FileSystem } from './file-system.ts'
import { openForDurableWrites, syncDirectory, writeDurably, writeZeros } from './file-system.ts'

const SEGMENT_NAME = /^segment-(\d{10})\.journal(\.gz)?$/
const UNFINISHED_NAME = /^((segment|spare)|segment-\d{10}\.journal\.gz)\.new$/
const KEPT_NAME = /^kept-from-(\d{10})$/
const REACHED_NAME = /^reached-(\d{10})$/

/** Where a segment is made before it takes its name. */
export const UNFINISHED_SEGMENT = 'segment.new'
/** Where the next segment is zero-filled ahead of its need. */
export const SPARE_SEGMENT = 'spare.new'

/** A segment's file by its id, as its name says. */
export interface SegmentFile {
  readonly id: number
  readonly path: string
  /** Whether it is full, and compressed by gzip. */
  readonly compressed: boolean
}

/** The file of a segment. */
export function segmentPath(directory: string, id: number): string {
  return join(directory, `segment-${digits(id)}.journal`)
}

/** The file of a segment that is compressed. */
export function compressedPath(directory: string, id: number): string {
  return `${segmentPath(directory, id)}.gz`
}

/** Where a segment is compressed before it takes that name. */
export function unfinishedCompressedPath(directory: string, id: number): string {
  return `${compressedPath(directory, id)}.new`
}

/** The empty file whose name says that the segments before one are not kept. */
export function keptFromPath(directory: string, id: number): string {
  return join(directory, `kept-from-${digits(id)}`)
}

/** The empty file whose name says that there has been a segment of this id: if the last one is gone, it is missed. */
export function reachedPath(directory: string, id: number): string {
  return join(directory, `reached-${digits(id)}`)
}

/** The ids of the segments that there have been, as the marks say; the greatest counts. */
export function listReachedMarks(directory: string): number[] {
  return marksIn(directory, REACHED_NAME)
}

/** The ids of the segments before which none is kept, as the marks say; the greatest counts. */
export function listKeptMarks(directory: string): number[] {
  return marksIn(directory, KEPT_NAME)
}

function marksIn(directory: string, pattern: RegExp): number[] {
  return readdirSync(directory).flatMap((name) => {
    const mark = pattern.exec(name)?.[1]
    return mark === undefined ? [] : [Number(mark)]
  })
}

/** The first segment that is kept. */
export function firstKeptId(directory: string): number {
  return Math.max(1, ...listKeptMarks(directory))
}

/**
 * The segments in a directory in the order of their ids; other files are passed over, and so are segments that are not
 * kept and not yet removed. Of one that is there compressed and not, that which is not.
 */
export function listSegments(directory: string): SegmentFile[] {
  const first = firstKeptId(directory)
  const files = new Map<number, SegmentFile>()
  for (const name of readdirSync(directory).sort()) {
    const [, number, suffix] = SEGMENT_NAME.exec(name) ?? []
    const id = Number(number)
    if (number === undefined || id < first || files.has(id)) continue
    files.set(id, { id, path: join(directory, name), compressed: suffix !== undefined })
  }
  return [...files.values()].sort((left, right) => left.id - right.id)
}

function digits(id: number): string {
  return String(id).padStart(10, '0')
}

/** Removes segments that were never finished; nothing was ever written into them. */
export function removeUnfinishedSegments(fileSystem: FileSystem, directory: string): void {
  for (const name of readdirSync(directory))
    if (UNFINISHED_NAME.test(name)) fileSystem.rmSync(join(directory, name), { force: true })
}

/** What a new segment begins with. */
export interface SegmentStart {
  readonly id: number
  readonly firstSequence: number
  readonly chain: Buffer
  /** The size of the file. */
  readonly bytes: number
}

/**
 * Makes a segment and returns its descriptor for durable writes. The file is filled and given its header aside, and
 * takes its name only then, so that a crash at any point leaves either a whole empty segment or a leftover to remove.
 * `zeroed`: a file of that size already filled with zeros, which becomes the segment.
 */
export function createSegment(fileSystem: FileSystem, directory: string, start: SegmentStart, zeroed?: string): number {
  const unfinished = zeroed ?? join(directory, UNFINISHED_SEGMENT)
  if (zeroed === undefined) zeroFill(fileSystem, unfinished, start.bytes)
  const descriptor = openForDurableWrites(fileSystem, unfinished)
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    const { id, firstSequence, chain, bytes } = start
    writeHeader(header, { kind: 'segment', segmentId: id, recordCount: 0, firstSequence, length: bytes, chain })
    writeDurably(fileSystem, descriptor, header, 0)
    fileSystem.renameSync(unfinished, segmentPath(directory, id))
    syncDirectory(fileSystem, directory)
    return descriptor
  } catch (error) {
    fileSystem.closeSync(descriptor)
    throw error
  }
}

function zeroFill(fileSystem: FileSystem, path: string, bytes: number): void {
  const descriptor = fileSystem.openSync(path, 'w')
  try {
    writeZeros(fileSystem, descriptor, 0, bytes)
    fileSystem.fsyncSync(descriptor)
  } finally {
    fileSystem.closeSync(descriptor)
  }
}
