import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)

describe('flyweights', () => {
  it('allocate nothing by numbers, in a process that has compiled them', async () => {
    const program = join(import.meta.dirname, 'allocation.ts')
    const loader = import.meta.resolve('tsx')
    const args = ['--import', loader, '--conditions=@openlob/source', '--expose-gc', '--max-semi-space-size=64', program]
    const { stdout } = await run(process.execPath, args)
    const { encode, decode } = JSON.parse(stdout) as { encode: number; decode: number }
    // A boxed number would be 12 bytes, an object more.
    expect(encode).toBeLessThan(1)
    expect(decode).toBeLessThan(1)
  })
})
