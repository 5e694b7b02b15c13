import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { RecordingJournalListener } from '@openlob/application/testing'
import { describe, expect, it } from 'vitest'
import { DirectoryLock } from '../src/directory-lock.ts'
import { FileJournal, JournalLockedError, readJournal } from '../src/index.ts'
import { appendGroups, openJournal, recordsFrom, temporaryFolder } from './journal-folder.ts'

const sizes = { segmentBytes: 4096 }

function locks(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.startsWith('lock-'))
}

/** Another process that opens a journal, appends ten records, says so and waits to be killed. */
async function holder(directory: string): Promise<ChildProcess> {
  const source = `
    import { RecordingJournalListener } from '@openlob/application/testing'
    import { FileJournal } from '@openlob/journal-file'
    const journal = new FileJournal({ directory: process.argv[1], segmentBytes: 4096 })
    const listener = new RecordingJournalListener()
    await journal.open(listener)
    for (let n = 1; n <= 10; n += 1)
      journal.append(n, Uint8Array.from({ length: 20 }, (_, index) => (n * 37 + index * 11) & 255))
    await listener.untilDurable(10)
    console.log('holding')
    setInterval(() => undefined, 1000)`
  const flags = ['--conditions=@openlob/source', '--import', 'tsx', '--input-type=module', '-e', source, directory]
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, flags, { stdio: [...stdio], cwd: import.meta.dirname })
  await once(child.stdout, 'data')
  return child
}

describe('a journal directory', () => {
  it('is refused to a second journal of the same process, and free once the first is closed', async () => {
    const directory = temporaryFolder()
    const first = await openJournal({ directory, ...sizes })
    const second = new FileJournal({ directory, ...sizes })
    const refusal = new JournalLockedError(directory, process.pid)
    await expect(second.open(new RecordingJournalListener())).rejects.toEqual(refusal)
    await appendGroups(first, [2])
    await first.journal.close()
    expect(locks(directory)).toEqual([])
    const third = await openJournal({ directory, ...sizes })
    expect(third.opening.lastSequence).toBe(2)
    await third.journal.close()
  })

  it('is never given to two that come at once', async () => {
    const directory = temporaryFolder()
    for (let round = 0; round < 10; round += 1) {
      const journals = Array.from({ length: 5 }, () => new FileJournal({ directory, ...sizes }))
      const opened = await Promise.allSettled(journals.map((journal) => journal.open(new RecordingJournalListener())))
      expect(opened.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1)
      for (const journal of journals) await journal.close()
      expect(locks(directory)).toEqual([])
    }
  })

  it('is refused while another process has it, named by its id, and free at once when that is killed', async () => {
    const directory = temporaryFolder()
    const other = await holder(directory)
    const journal = new FileJournal({ directory, ...sizes })
    const opening = journal.open(new RecordingJournalListener())
    await expect(opening).rejects.toMatchObject({ holderPid: other.pid, directory })
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, 10))
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(locks(directory).length).toBe(1)
    const again = await openJournal({ directory, ...sizes })
    expect(again.opening.lastSequence).toBe(10)
    expect(locks(directory).length).toBe(1)
    await again.journal.close()
  })

  it('is free where a dead process left a lock with the id of a living one', async () => {
    const directory = temporaryFolder()
    const name = `lock-${process.pid}-0123456789ab`
    const server = createServer()
    server.listen(join(directory, 'aside'))
    await once(server, 'listening')
    linkSync(join(directory, 'aside'), join(directory, name))
    server.close()
    await once(server, 'close')
    expect(locks(directory)).toEqual([name])
    const open = await openJournal({ directory, ...sizes })
    expect(locks(directory)).not.toContain(name)
    await open.journal.close()
  })

  it('is refused to one whose lock another removed before it could answer', async () => {
    const directory = temporaryFolder()
    const taking = DirectoryLock.acquire(directory)
    const [own] = locks(directory)
    rmSync(join(directory, own!))
    await expect(taking).rejects.toThrow(`${directory}: another user came at the same moment`)
    const next = await DirectoryLock.acquire(directory)
    await next.release()
    expect(locks(directory)).toEqual([])
  })

  it('can have a path longer than the address of a socket', async () => {
    const directory = join(temporaryFolder(), 'd'.repeat(120), 'e'.repeat(120))
    mkdirSync(directory, { recursive: true })
    const open = await openJournal({ directory, ...sizes })
    const second = new FileJournal({ directory, ...sizes })
    await expect(second.open(new RecordingJournalListener())).rejects.toThrow(JournalLockedError)
    await open.journal.close()
    expect(locks(directory)).toEqual([])
  })

  it('is made where it is missing, with what is missing above it', async () => {
    const directory = join(temporaryFolder(), 'a', 'b')
    const open = await openJournal({ directory, ...sizes })
    await appendGroups(open, [1])
    await open.journal.close()
    expect([...readJournal(directory)]).toEqual(recordsFrom(1, 1))
  })
})
