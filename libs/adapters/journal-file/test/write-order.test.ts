import { constants } from 'node:fs'
import { basename } from 'node:path'
import type { JournalListener } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { nodeFileSystem } from '../src/file-system.ts'
import type { FileSystem } from '../src/index.ts'
import { FileJournal } from '../src/index.ts'
import { payloadOf, temporaryFolder } from './journal-folder.ts'

/** What is asked of the file system, in words, into `trace`. */
function traced(trace: string[]): FileSystem {
  const names = new Map<number, string>()
  const nameOf = (descriptor: number): string => names.get(descriptor) ?? '?'
  return {
    ...nodeFileSystem,
    openSync: (path, flags, mode) => {
      const descriptor = nodeFileSystem.openSync(path, flags, mode)
      const isDurable = typeof flags === 'number' && (flags & constants.O_DSYNC) !== 0
      const name = basename(String(path)).replace(/^openlob-.*/, 'directory')
      names.set(descriptor, isDurable ? `${name} durably` : name)
      return descriptor
    },
    writeSync: ((descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
      trace.push(`write ${nameOf(descriptor)} at ${position}`)
      return nodeFileSystem.writeSync(descriptor, bytes, offset, length, position)
    }) as FileSystem['writeSync'],
    fsyncSync: (descriptor) => {
      trace.push(`flush ${nameOf(descriptor)}`)
      nodeFileSystem.fsyncSync(descriptor)
    },
    renameSync: (from, to) => {
      trace.push(`rename ${basename(String(from))} to ${basename(String(to))}`)
      nodeFileSystem.renameSync(from, to)
    },
  }
}

describe.runIf(process.platform === 'linux')('what a journal asks of the disk', () => {
  it('makes a segment whole before it has its name, and a record durable before it is reported', async () => {
    const trace: string[] = []
    const listener: JournalListener = {
      onDurable: (sequence) => trace.push(`report ${sequence}`),
      onFailure: (error) => trace.push(error.message),
    }
    const journal = new FileJournal({ directory: temporaryFolder(), segmentBytes: 300, fileSystem: traced(trace) })
    await journal.open(listener)
    const newSegment = (id: number): string[] => [
      'write segment.new at 0',
      'flush segment.new',
      'write segment.new durably at 0',
      `rename segment.new to segment-000000000${id}.journal`,
      'flush directory',
    ]
    expect(trace.splice(0)).toEqual(['flush directory'])
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      journal.append(sequence, payloadOf(sequence))
      if (sequence === 2) expect(trace.splice(0)).toEqual([])
      if (sequence !== 1) await new Promise((resolve) => setImmediate(resolve))
    }
    // The seal does not fit either.
    await journal.close()
    expect(trace).toEqual([
      ...newSegment(1),
      'write segment.new durably at 64',
      'report 2',
      'write segment.new durably at 192',
      'report 3',
      ...newSegment(2),
      'write segment.new durably at 64',
      'report 4',
      'write segment.new durably at 160',
      'report 5',
      ...newSegment(3),
      'write segment.new durably at 64',
    ])
  })
})
