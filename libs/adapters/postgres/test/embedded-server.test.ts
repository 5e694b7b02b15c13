import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { binariesIn, EmbeddedServer, EmbeddedServerError, packagedBinaries } from '../src/index.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openlob-server-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = (await client.query(query)) as { rows: unknown[] }
  await client.end()
  return rows
}

describe('a server of its own', () => {
  it('keeps what it has over a stop and a kill, in a directory that is closed to others', async () => {
    // As one in the home of root is.
    await chmod(directory, 0o700)
    const place = join(directory, 'history')
    const first = await EmbeddedServer.start({ directory: place })
    await ask(first.url, 'create table kept (value integer)')
    await ask(first.url, 'insert into kept values (7)')
    await first.stop()
    const lines: string[] = []
    const second = await EmbeddedServer.start({ directory: place, onLine: (line) => lines.push(line) })
    expect(await ask(second.url, 'select value from kept')).toEqual([{ value: 7 }])
    const [{ pid }] = (await ask(second.url, 'select pg_backend_pid() as pid')) as [{ pid: number }]
    expect(pid).toBeGreaterThan(0)
    const postmaster = Number((await readFile(join(place, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
    process.kill(postmaster, 'SIGKILL')
    await second.ended
    const third = await EmbeddedServer.start({ directory: place })
    expect(await ask(third.url, 'select value from kept')).toEqual([{ value: 7 }])
    await third.stop()
    expect(lines.length).toBeGreaterThan(0)
  })

  it('asks for its password, and listens on this machine alone', async () => {
    const server = await EmbeddedServer.start({ directory })
    const wrong = new URL(server.url)
    wrong.password = 'another'
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect(await ask(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(((await stat(join(directory, 'password'))).mode & 0o077).toString(8)).toBe('0')
    await server.stop()
  })

  it('stops the one that a killed process has left behind', async () => {
    const source = `
      import { EmbeddedServer } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      const server = await EmbeddedServer.start({ directory: ${JSON.stringify(directory)} })
      console.log(server.url)
      setInterval(() => undefined, 1000)`
    await chmod(directory, 0o755)
    await writeFile(join(directory, 'start.mjs'), source)
    const loader = import.meta.resolve('tsx')
    const child = spawn(
      process.execPath,
      ['--conditions=@openlob/source', '--import', loader, join(directory, 'start.mjs')],
      {
        // Without setpriv on its path the server outlives the process, as it does on other systems.
        env: { ...process.env, PATH: '/nowhere' },
      },
    )
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').once('data', (text: string) => {
        resolve(text.trim())
      })
      child.stderr.setEncoding('utf8').once('data', reject)
    })
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(await ask(url, 'select 2 as two')).toEqual([{ two: 2 }])
    const server = await EmbeddedServer.start({ directory })
    await expect(ask(url, 'select 1')).rejects.toThrow()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  it('is refused with what to do where it cannot run', async () => {
    await expect(EmbeddedServer.start({ directory, binaries: binariesIn('/nowhere') })).rejects.toBeInstanceOf(
      EmbeddedServerError,
    )
    const server = await EmbeddedServer.start({ directory })
    await server.stop()
    await writeFile(join(directory, 'cluster', 'PG_VERSION'), '11\n')
    await expect(EmbeddedServer.start({ directory })).rejects.toThrow(
      /was written by PostgreSQL 11, and here is \d+: move it away/,
    )
    expect(existsSync((await packagedBinaries()).postgres)).toBe(true)
  })
})
