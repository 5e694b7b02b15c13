import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileSnapshotStore } from '../src/index.ts'
import { payloadOf, temporaryFolder } from './journal-folder.ts'

async function storeWith(...sequences: number[]): Promise<{ directory: string; store: FileSnapshotStore }> {
  const directory = temporaryFolder()
  const store = new FileSnapshotStore({ directory })
  for (const sequence of sequences) await store.save({ sequence, payload: payloadOf(sequence) })
  return { directory, store }
}

const nameOf = (sequence: number): string => `snapshot-${String(sequence).padStart(16, '0')}.snapshot`

describe('a file snapshot store', () => {
  it('passes over a snapshot of which any bit has flipped, names it and gives the one before', async () => {
    const { directory, store } = await storeWith(10, 20)
    const location = join(directory, nameOf(20))
    const bytes = readFileSync(location)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(location, bytes)
      const { snapshot, unusable } = await store.latest()
      expect(snapshot).toEqual({ sequence: 10, payload: payloadOf(10) })
      expect(unusable.map((one) => one.location)).toEqual([location])
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
  })

  it('passes over a snapshot that ends at any byte before its end, or goes on behind it', async () => {
    const { directory, store } = await storeWith(10, 20)
    const location = join(directory, nameOf(20))
    const bytes = readFileSync(location)
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(location, bytes.subarray(0, length))
      expect((await store.latest()).snapshot?.sequence).toBe(10)
    }
    writeFileSync(location, Buffer.concat([bytes, Buffer.alloc(1)]))
    expect((await store.latest()).unusable).toEqual([{ location, problem: '21 bytes in place of 20' }])
  })

  it('says why each is unusable, and has none where all are', async () => {
    const { directory, store } = await storeWith(10)
    const good = readFileSync(join(directory, nameOf(10)))
    const later = Buffer.from(good)
    later.writeUInt32LE(2, 4)
    writeFileSync(join(directory, nameOf(14)), good)
    writeFileSync(join(directory, nameOf(13)), later)
    writeFileSync(join(directory, nameOf(12)), 'something else of more than thirty-two bytes')
    writeFileSync(join(directory, nameOf(10)), '')
    const { snapshot, unusable } = await store.latest()
    expect(snapshot).toBeUndefined()
    expect(unusable.map(({ problem }) => problem)).toEqual([
      'it is the snapshot of the sequence 10',
      'format version 2 is unknown',
      'it does not begin as a snapshot',
      '0 bytes are less than a header',
    ])
  })

  it('keeps the newest three', async () => {
    const { directory } = await storeWith(5, 10, 15, 20, 25)
    expect(readdirSync(directory).sort()).toEqual([nameOf(15), nameOf(20), nameOf(25)])
  })

  it('replaces the snapshot of the same sequence', async () => {
    const { directory, store } = await storeWith(5)
    await store.save({ sequence: 5, payload: payloadOf(6) })
    expect((await store.latest()).snapshot).toEqual({ sequence: 5, payload: payloadOf(6) })
    expect(readdirSync(directory)).toEqual([nameOf(5)])
  })

  it('removes what a crash left unfinished, and no other file', async () => {
    const { directory, store } = await storeWith(5)
    writeFileSync(join(directory, 'snapshot-0000000000000009.new'), 'half')
    writeFileSync(join(directory, 'notes.txt'), 'mine')
    expect((await store.latest()).snapshot?.sequence).toBe(5)
    expect(readdirSync(directory).sort()).toEqual(['notes.txt', nameOf(5)])
  })

  it('does one thing after the other when asked at once', async () => {
    const { directory, store } = await storeWith()
    const saves = [3, 1, 4, 1, 5].map((sequence) => store.save({ sequence, payload: payloadOf(sequence) }))
    expect((await store.latest()).snapshot?.sequence).toBe(5)
    await Promise.all(saves)
    expect(readdirSync(directory).length).toBe(3)
  })

  it('refuses a sequence that is none and goes on', async () => {
    const { store } = await storeWith(1)
    await expect(store.save({ sequence: 1.5, payload: payloadOf(1) })).rejects.toThrow("a snapshot's sequence: 1.5")
    await store.save({ sequence: 2, payload: payloadOf(2) })
    expect((await store.latest()).snapshot?.sequence).toBe(2)
  })

  it('keeps the last good one where saving fails', async () => {
    const { directory } = await storeWith(1)
    mkdirSync(join(directory, nameOf(2)))
    const store = new FileSnapshotStore({ directory })
    await expect(store.save({ sequence: 2, payload: payloadOf(2) })).rejects.toThrow()
    const { snapshot, unusable } = await store.latest()
    expect(snapshot?.sequence).toBe(1)
    expect(unusable[0]?.problem).toContain('EISDIR')
  })
})
