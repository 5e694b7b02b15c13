import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binariesIn, EmbeddedServer, packagedBinaries } from '../src/index.ts'
import type { ServerBinaries } from '../src/index.ts'

const MACHINE = '/usr/lib/postgresql'

/** The programs of the machine's own PostgreSQL, the oldest one; npm's where there is none. */
export async function machineBinaries(): Promise<ServerBinaries> {
  const versions = existsSync(MACHINE) ? readdirSync(MACHINE).sort((left, right) => Number(left) - Number(right)) : []
  const found = versions.find((version) => Number(version) >= 15 && existsSync(join(MACHINE, version, 'bin', 'initdb')))
  return found === undefined ? packagedBinaries() : binariesIn(join(MACHINE, found, 'bin'))
}

/** A server in a directory that goes with it. */
export async function temporaryServer(
  binaries?: ServerBinaries,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'openlob-postgres-'))
  const server = await EmbeddedServer.start({ directory, binaries })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(directory, { recursive: true })
  }
  return { url: server.url, stop }
}
