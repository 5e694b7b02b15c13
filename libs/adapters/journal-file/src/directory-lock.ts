import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { JournalLockedError } from './journal-error.ts'

const LOCK_NAME = /^lock-(\d+)-[0-9a-f]+$/

/**
 * Keeps a directory to one user at a time. Each user listens on a local socket in it, under a name of its own, and then
 * looks for others: one that answers is alive, one that refuses is dead and is removed. The kernel closes the socket
 * however the process ends, so a killed process never keeps the next one out, whatever process id or container that
 * one gets. Nobody takes over a lock of another, so there is no moment at which two could: of two users that come at
 * once, at least one sees the other (both may, and then both are refused).
 */
export class DirectoryLock {
  readonly #server: Server
  readonly #directoryDescriptor: number

  private constructor(server: Server, directoryDescriptor: number) {
    this.#server = server
    this.#directoryDescriptor = directoryDescriptor
  }

  /** Takes it, or rejects with a {@link JournalLockedError} that names the holder. */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const descriptor = openSync(directory, 'r')
    // A socket's address holds 107 bytes; by way of the descriptor the directory's own length does not count.
    const short = `/proc/self/fd/${descriptor}`
    const place = existsSync(short) ? short : directory
    const name = `lock-${process.pid}-${randomBytes(6).toString('hex')}`
    const server = createServer((socket) => socket.destroy())
    const lock = new DirectoryLock(server, descriptor)
    try {
      await listen(server, join(place, name)).catch((cause: unknown) => {
        throw new Error(`${directory}: no lock can be held there; it must be on a local file system that has sockets`, { cause })
      })
      await refuseWhereHeld(directory, place, name)
      refuseWhereRemoved(directory, name)
      return lock
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** Gives it back. */
  async release(): Promise<void> {
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
    closeSync(this.#directoryDescriptor)
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Exclusive: a cluster's worker would otherwise share the socket of its primary process.
    server.listen({ path, exclusive: true }, () => {
      server.unref()
      resolve()
    })
  })
}

async function refuseWhereHeld(directory: string, place: string, ownName: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    const holder = LOCK_NAME.exec(name)?.[1]
    if (holder === undefined || name === ownName) continue
    if (await answers(join(place, name))) throw new JournalLockedError(directory, Number(holder))
    rmSync(join(directory, name), { force: true })
  }
}

/**
 * A newcomer that looks between the binding of a name and the listening takes it for dead and removes it, and may be
 * gone itself before it is looked for. A name that is still there after the look stays: it answers by now.
 */
function refuseWhereRemoved(directory: string, ownName: string): void {
  if (readdirSync(directory).includes(ownName)) return
  throw new Error(`${directory}: another user came at the same moment and removed the lock; try again`)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // Anything else than a refusal (a full queue, say) comes from somebody who lives.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
    })
  })
}
