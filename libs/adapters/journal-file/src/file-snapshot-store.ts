import { readdirSync, rmSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { LatestSnapshot, Snapshot, SnapshotStore, UnusableSnapshot } from '@openlob/application'
import { makeDirectory, nodeFileSystem, syncDirectory } from './file-system.ts'

const SNAPSHOT_NAME = /^snapshot-(\d{16})\.snapshot$/
const UNFINISHED_NAME = /^snapshot-\d{16}\.new$/
const GENERATIONS = 3
/** "OLSN" as it stands in the file. */
const MAGIC = 0x4e534c4f
const FORMAT_VERSION = 1
const HEADER_BYTES = 32
const STEP_BYTES = 1 << 20
const READ_BYTES = 1 << 30

/**
 * Snapshots as files in a directory, the newest three. Each is written aside, flushed and renamed, so that it is there
 * whole or not at all. Calls on one store follow each other; one store at a time uses a directory, which the lock of
 * the journal beside it sees to.
 */
export class FileSnapshotStore implements SnapshotStore {
  readonly #directory: string
  #last: Promise<unknown> = Promise.resolve()

  /** Touches no file before the first call. */
  constructor(options: { readonly directory: string }) {
    this.#directory = options.directory
  }

  /** The payload must not change until it resolves. Rejects with the system's error, and then keeps what there was. */
  save(snapshot: Snapshot): Promise<void> {
    return this.#next(() => this.#save(snapshot))
  }

  latest(isWanted: (snapshot: Snapshot) => boolean = () => true): Promise<LatestSnapshot> {
    return this.#next(() => this.#latest(isWanted))
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #save({ sequence, payload }: Snapshot): Promise<void> {
    if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`a snapshot's sequence: ${sequence}`)
    makeDirectory(nodeFileSystem, this.#directory)
    removeUnfinished(this.#directory)
    const digits = String(sequence).padStart(16, '0')
    const unfinished = join(this.#directory, `snapshot-${digits}.new`)
    const file = await open(unfinished, 'w')
    try {
      await writeSnapshot(file, sequence, payload)
    } finally {
      await file.close()
    }
    await rename(unfinished, join(this.#directory, `snapshot-${digits}.snapshot`))
    syncDirectory(nodeFileSystem, this.#directory)
    for (const old of snapshotNames(this.#directory).slice(GENERATIONS))
      rmSync(join(this.#directory, old), { force: true })
  }

  async #latest(isWanted: (snapshot: Snapshot) => boolean): Promise<LatestSnapshot> {
    const unusable: UnusableSnapshot[] = []
    removeUnfinished(this.#directory)
    for (const name of snapshotNames(this.#directory)) {
      const location = join(this.#directory, name)
      const found = await readSnapshot(location)
      if (typeof found === 'string') unusable.push({ location, problem: found })
      else if (isWanted(found)) return { snapshot: found, unusable }
    }
    return { snapshot: undefined, unusable }
  }
}

/** The snapshots of a directory by name, the newest first. */
export function snapshotNames(directory: string): string[] {
  const names = namesIn(directory).filter((name) => SNAPSHOT_NAME.test(name))
  return names.sort().reverse()
}

/**
 * The command that the oldest of a directory's snapshots goes up to, by its name; undefined where there are not two, so
 * that one which is damaged leaves another to start from. What a journal has up to it is not needed for a start.
 */
export function oldestSnapshotSequence(directory: string): number | undefined {
  const names = snapshotNames(directory)
  const oldest = names.length < 2 ? undefined : SNAPSHOT_NAME.exec(names.at(-1)!)?.[1]
  return oldest === undefined ? undefined : Number(oldest)
}

function removeUnfinished(directory: string): void {
  for (const name of namesIn(directory)) if (UNFINISHED_NAME.test(name)) rmSync(join(directory, name), { force: true })
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function writeSnapshot(file: FileHandle, sequence: number, payload: Uint8Array): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(MAGIC, 0)
  header.writeUInt32LE(FORMAT_VERSION, 4)
  header.writeBigUInt64LE(BigInt(sequence), 8)
  header.writeBigUInt64LE(BigInt(payload.length), 16)
  let checksum = crc32(header.subarray(0, 24))
  for (let start = 0; start < payload.length; start += STEP_BYTES) {
    const step = payload.subarray(start, start + STEP_BYTES)
    checksum = crc32(step, checksum)
    await writeStep(file, step, HEADER_BYTES + start)
  }
  header.writeUInt32LE(checksum, 24)
  await writeStep(file, header, 0)
  await file.sync()
}

async function writeStep(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}

/** A snapshot, or what is wrong with it. */
export async function readSnapshot(location: string): Promise<Snapshot | string> {
  const expectedSequence = Number(SNAPSHOT_NAME.exec(basename(location))?.[1])
  try {
    return parseSnapshot(await readWhole(location), expectedSequence)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A file that nobody changes, in as few steps as the system allows: `readFile` takes one for each half a megabyte. */
async function readWhole(location: string): Promise<Buffer> {
  const file = await open(location, 'r')
  try {
    const { size } = await file.stat()
    const octets = Buffer.allocUnsafeSlow(size)
    let at = 0
    while (at < size) {
      const { bytesRead } = await file.read(octets, at, Math.min(size - at, READ_BYTES), at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return octets.subarray(0, at)
  } finally {
    await file.close()
  }
}

function parseSnapshot(file: Buffer, expectedSequence: number): Snapshot | string {
  if (file.length < HEADER_BYTES) return `${file.length} bytes are less than a header`
  if (file.readUInt32LE(0) !== MAGIC) return 'it does not begin as a snapshot'
  const version = file.readUInt32LE(4)
  if (version !== FORMAT_VERSION) return `format version ${version} is unknown`
  const length = file.readBigUInt64LE(16)
  const payload = file.subarray(HEADER_BYTES)
  if (BigInt(payload.length) !== length) return `${payload.length} bytes in place of ${length}`
  if (file.readUInt32LE(28) !== 0 || crc32(payload, crc32(file.subarray(0, 24))) !== file.readUInt32LE(24))
    return 'the checksum is wrong'
  const sequence = Number(file.readBigUInt64LE(8))
  if (sequence !== expectedSequence) return `it is the snapshot of the sequence ${sequence}`
  return { sequence, payload: new Uint8Array(payload.buffer, payload.byteOffset, payload.length) }
}
