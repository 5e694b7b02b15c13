import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)

describe('flyweights', () => {
  it('allocate nothing by numbers, nor by bigints where they are aligned, in a process that has compiled them', async () => {
    const program = join(import.meta.dirname, 'allocation.ts')
    const loader = import.meta.resolve('tsx')
    const args = ['--import', loader, '--conditions=@openlob/source', '--expose-gc', '--max-semi-space-size=64', program]
    const { stdout } = await run(process.execPath, args)
    const figures = JSON.parse(stdout) as { name: string; bytes: number }[]
    expect(figures.length).toBe(6)
    // A boxed number would be 12 bytes, an object more.
    expect(figures.filter(({ bytes }) => bytes >= 1)).toEqual([])
  })
})
