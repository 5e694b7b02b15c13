import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { JournalRecord } from '@openlob/application'

/** The version of the format that this package writes, in every header. */
export const FORMAT_VERSION = 1
/** The bytes of the header that begins a segment and of the one that begins a frame; they have one shape. */
export const HEADER_BYTES = 64
/** The bytes before each payload in a frame: its length and its sequence. */
export const RECORD_HEADER_BYTES = 12
/** The largest payload of one record. */
export const MAX_PAYLOAD_BYTES: number = 1 << 20
/** Frames begin at multiples of it. */
export const FRAME_ALIGNMENT = 8
/** The largest frame: the header and one record of the largest payload. */
export const MAX_FRAME_BYTES: number = HEADER_BYTES + aligned(RECORD_HEADER_BYTES + MAX_PAYLOAD_BYTES)
/** The bytes of a link of the chain, a SHA-256. */
export const CHAIN_BYTES = 32
/** What the first segment of a journal is chained to. */
export const CHAIN_START: Buffer = Buffer.alloc(CHAIN_BYTES)

/** "OLJS" and "OLJF" as they stand in the file. */
export const MAGIC = { segment: 0x534a4c4f, frame: 0x464a4c4f } as const

/** What a header says. */
export interface Header {
  readonly kind: keyof typeof MAGIC
  readonly version: number
  /** Counts from 1 in a journal and is never given twice. */
  readonly segmentId: number
  /** How many records a frame holds; 0 in the one that seals a journal on closing, and in a segment's header. */
  readonly recordCount: number
  /** The sequence of the first record that follows. */
  readonly firstSequence: number
  /** In a frame: the bytes of its records; in a segment's header: the bytes of the whole file. */
  readonly length: number
  /** CRC-32 of everything but itself: the header, and in a frame the records and their padding. */
  readonly checksum: number
  /** The hash of the frame before, across segments. */
  readonly chain: Buffer
}

/** `bytes` rounded up to where the next frame can begin. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / FRAME_ALIGNMENT) * FRAME_ALIGNMENT
}

/** The bytes of a frame in the file by the bytes of its records. */
export function frameBytes(length: number): number {
  return HEADER_BYTES + aligned(length)
}

/** Writes a header to the start of `target`, with the checksum of all of `target`. */
export function writeHeader(target: Buffer, header: Omit<Header, 'version' | 'checksum'>): void {
  target.writeUInt32LE(MAGIC[header.kind], 0)
  target.writeUInt16LE(FORMAT_VERSION, 4)
  target.writeUInt16LE(0, 6)
  target.writeUInt32LE(header.segmentId, 8)
  target.writeUInt32LE(header.recordCount, 12)
  writeSequence(target, header.firstSequence, 16)
  target.writeUInt32LE(header.length, 24)
  target.set(header.chain, 32)
  target.writeUInt32LE(checksumOf(target), 28)
}

/** Reads the header at the start of `source`, undefined where none of that kind begins there; checks nothing else. */
export function readHeader(source: Buffer, kind: keyof typeof MAGIC): Header | undefined {
  if (source.length < HEADER_BYTES || source.readUInt32LE(0) !== MAGIC[kind]) return undefined
  return {
    kind,
    version: source.readUInt16LE(4),
    segmentId: source.readUInt32LE(8),
    recordCount: source.readUInt32LE(12),
    firstSequence: readSequence(source, 16),
    length: source.readUInt32LE(24),
    checksum: source.readUInt32LE(28),
    chain: source.subarray(32, HEADER_BYTES),
  }
}

/** The checksum that belongs into the header at the start of `bytes`, taken over all of `bytes`. */
export function checksumOf(bytes: Buffer): number {
  return crc32(bytes.subarray(32), crc32(bytes.subarray(0, 28)))
}

/** The link of the chain that the next frame carries. */
export function chainOf(frame: Buffer): Buffer {
  return hash('sha256', frame, 'buffer')
}

/** Gathers records into one frame, in a buffer that it uses again and again. */
export class FrameBuilder {
  /** Records gathered. */
  recordCount = 0
  readonly #limit: number
  #buffer: Buffer
  #length = 0

  /** `limit`: the most bytes of records in a frame of more than one record. */
  constructor(limit: number) {
    this.#limit = limit
    this.#buffer = Buffer.alloc(HEADER_BYTES + Math.min(limit, 1 << 16))
  }

  /** Whether a payload still fits beside what is gathered; into an empty frame any does. */
  fits(payloadBytes: number): boolean {
    return this.recordCount === 0 || this.#length + RECORD_HEADER_BYTES + payloadBytes <= this.#limit
  }

  /** Copies a record in. */
  add(sequence: number, payload: Uint8Array): void {
    const start = HEADER_BYTES + this.#length
    const end = start + RECORD_HEADER_BYTES + payload.length
    this.#reserve(end + FRAME_ALIGNMENT)
    this.#buffer.writeUInt32LE(payload.length, start)
    writeSequence(this.#buffer, sequence, start + 4)
    this.#buffer.set(payload, start + RECORD_HEADER_BYTES)
    this.recordCount += 1
    this.#length = end - HEADER_BYTES
  }

  /** The bytes that the frame takes in the file. */
  get frameBytes(): number {
    return frameBytes(this.#length)
  }

  /** The finished frame: a view that holds until the next {@link add}. The builder is empty afterwards. */
  finish(segmentId: number, firstSequence: number, chain: Buffer): Buffer {
    const frame = this.#buffer.subarray(0, frameBytes(this.#length))
    frame.fill(0, HEADER_BYTES + this.#length)
    const [recordCount, length] = [this.recordCount, this.#length]
    writeHeader(frame, { kind: 'frame', segmentId, recordCount, firstSequence, length, chain })
    this.recordCount = 0
    this.#length = 0
    return frame
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return
    const grown = Buffer.alloc(Math.max(bytes, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, HEADER_BYTES + this.#length)
    this.#buffer = grown
  }
}

/** The records of a whole frame in order, or what is wrong with them. Their payloads are views of `frame`. */
export function recordsOf(frame: Buffer, header: Header): readonly JournalRecord[] | string {
  const records: JournalRecord[] = []
  const end = HEADER_BYTES + header.length
  let start = HEADER_BYTES
  while (start < end) {
    if (start + RECORD_HEADER_BYTES > end) return `a record header passes the end of its frame: offset=${start}`
    const payloadStart = start + RECORD_HEADER_BYTES
    const payloadEnd = payloadStart + frame.readUInt32LE(start)
    const sequence = readSequence(frame, start + 4)
    const expected = header.firstSequence + records.length
    if (sequence !== expected) return `record sequence ${sequence} in place of ${expected}`
    if (payloadEnd > end || payloadEnd === payloadStart) return `a record of ${payloadEnd - payloadStart} bytes: sequence=${sequence}`
    // A plain array: a Buffer's slice() would share the bytes where a caller expects a copy.
    const payload = new Uint8Array(frame.buffer, frame.byteOffset + payloadStart, payloadEnd - payloadStart)
    records.push({ sequence, payload })
    start = payloadEnd
  }
  if (records.length !== header.recordCount) return `${records.length} records in place of ${header.recordCount}`
  return records
}

function writeSequence(target: Buffer, sequence: number, offset: number): void {
  target.writeUInt32LE(sequence >>> 0, offset)
  target.writeUInt32LE(Math.floor(sequence / 0x1_0000_0000), offset + 4)
}

function readSequence(source: Buffer, offset: number): number {
  return source.readUInt32LE(offset) + source.readUInt32LE(offset + 4) * 0x1_0000_0000
}
