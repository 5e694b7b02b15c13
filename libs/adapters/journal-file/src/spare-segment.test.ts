import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SpareSegment } from './spare-segment.ts'

describe('a spare segment', () => {
  it('is done without where it can be neither written nor removed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openlob-spare-'))
    try {
      // Neither works below a file, whoever the user is.
      const noDirectory = join(folder, 'file')
      writeFileSync(noDirectory, '')
      const spare = new SpareSegment(noDirectory, 1 << 20)
      await expect(spare.prepare()).resolves.toBeUndefined()
      expect(spare.take(1 << 20)).toBeUndefined()
      await expect(spare.close()).resolves.toBeUndefined()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
