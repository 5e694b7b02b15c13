import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileSnapshotStore, readSnapshots } from '../src/index.ts'
import type { FoundSnapshot } from '../src/index.ts'
import { payloadOf, temporaryFolder } from './journal-folder.ts'

async function all(directory: string): Promise<FoundSnapshot[]> {
  const found: FoundSnapshot[] = []
  for await (const one of readSnapshots(directory)) found.push(one)
  return found
}

async function folderWith(...sequences: number[]): Promise<{ directory: string; locations: string[] }> {
  const directory = temporaryFolder()
  const store = new FileSnapshotStore({ directory })
  for (const sequence of sequences) await store.save({ sequence, payload: payloadOf(sequence) })
  return { directory, locations: readdirSync(directory).sort().map((name) => join(directory, name)) }
}

describe('reading snapshots', () => {
  it('gives all, the oldest first, and what is wrong with a damaged one', async () => {
    const { directory, locations } = await folderWith(10, 20, 30)
    const bytes = readFileSync(locations[1]!)
    bytes[40]! ^= 1
    writeFileSync(locations[1]!, bytes)
    expect(await all(directory)).toEqual([
      { location: locations[0], snapshot: { sequence: 10, payload: payloadOf(10) } },
      { location: locations[1], problem: 'the checksum is wrong' },
      { location: locations[2], snapshot: { sequence: 30, payload: payloadOf(30) } },
    ])
  })

  it('changes nothing, not even one that is being written', async () => {
    const { directory } = await folderWith(10)
    const unfinished = join(directory, 'snapshot-0000000000000020.new')
    writeFileSync(unfinished, 'half')
    const before = readdirSync(directory)
    expect((await all(directory)).length).toBe(1)
    expect(readdirSync(directory)).toEqual(before)
  })

  it('passes over one that is removed on the way, and a folder that is not there', async () => {
    const { directory, locations } = await folderWith(10, 20)
    const found: FoundSnapshot[] = []
    for await (const one of readSnapshots(directory)) {
      found.push(one)
      rmSync(locations[1]!, { force: true })
    }
    expect(found.length).toBe(1)
    expect(await all(join(directory, 'none'))).toEqual([])
  })
})
