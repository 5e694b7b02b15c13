import fs from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The calls that a journal changes its files by: those of `node:fs`, or a stand-in that fails on purpose. */
export type FileSystem = Pick<
  typeof fs,
  'openSync' | 'closeSync' | 'writeSync' | 'fsyncSync' | 'ftruncateSync' | 'renameSync' | 'rmSync' | 'mkdirSync'
>

/** The real one. */
export const nodeFileSystem: FileSystem = fs

const { O_RDWR, O_DSYNC } = fs.constants as Partial<typeof fs.constants> & { readonly O_RDWR: number }

/** Whether a write to a descriptor of {@link openForDurableWrites} is durable by itself when it returns. */
const WRITES_ARE_DURABLE: boolean = process.platform === 'linux' && O_DSYNC !== undefined

const ZEROS: Buffer = Buffer.alloc(1 << 20)

/** Opens an existing file for {@link writeDurably}. */
export function openForDurableWrites(fileSystem: FileSystem, path: string): number {
  return fileSystem.openSync(path, WRITES_ARE_DURABLE ? O_RDWR | (O_DSYNC ?? 0) : O_RDWR)
}

/** Writes all of `bytes` at `position` and returns when they are on stable storage; throws where any of it fails. */
export function writeDurably(fileSystem: FileSystem, descriptor: number, bytes: Uint8Array, position: number): void {
  writeFully(fileSystem, descriptor, bytes, position)
  // Elsewhere a synchronous write stops at the drive's cache, and only fsync goes through it.
  if (!WRITES_ARE_DURABLE) fileSystem.fsyncSync(descriptor)
}

/** Writes all of `bytes` at `position`, in as many calls as the system asks for. */
export function writeFully(fileSystem: FileSystem, descriptor: number, bytes: Uint8Array, position: number): void {
  let written = 0
  while (written < bytes.length) {
    const count = fileSystem.writeSync(descriptor, bytes, written, bytes.length - written, position + written)
    if (count <= 0) throw new Error(`the system wrote nothing: position=${position + written} bytes=${bytes.length - written}`)
    written += count
  }
}

/** Writes zeros from `start` up to `end`. */
export function writeZeros(fileSystem: FileSystem, descriptor: number, start: number, end: number): void {
  for (let position = start; position < end; position += ZEROS.length)
    writeFully(fileSystem, descriptor, ZEROS.subarray(0, Math.min(ZEROS.length, end - position)), position)
}

/** Makes what was created, renamed and removed in a directory durable. */
export function syncDirectory(fileSystem: FileSystem, directory: string): void {
  const descriptor = fileSystem.openSync(directory, 'r')
  try {
    fileSystem.fsyncSync(descriptor)
  } finally {
    fileSystem.closeSync(descriptor)
  }
}

/**
 * Creates a directory and what is missing above it, durably. One level at a time: asked for all of them at once, Node
 * tries forever where a file system takes none (`/proc`).
 */
export function makeDirectory(fileSystem: FileSystem, directory: string): void {
  const missing: string[] = []
  for (let path = resolve(directory); !fs.existsSync(path); path = dirname(path)) missing.push(path)
  for (const path of missing.reverse()) {
    fileSystem.mkdirSync(path)
    syncDirectory(fileSystem, dirname(path))
  }
}

/** Whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; start += ZEROS.length) {
    const part = bytes.subarray(start, start + ZEROS.length)
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return false
  }
  return true
}
