import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from './packages.ts'

const run = promisify(execFile)

/** What nx prints for a command. */
async function nx(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args], { cwd: root })
  return stdout
}

describe('the workspace', () => {
  it.each([
    ['libs/id-generator/src/index.ts', ['@openlob/id-generator', 'workspace']],
    ['libs/adapters/websocket/src/index.ts', ['@openlob/websocket', 'openlob', 'workspace']],
    ['docs/README.md', ['workspace']],
  ])('is affected by a change of %s no further than its dependents', async (file, expected) => {
    const projects = JSON.parse(await nx('show', 'projects', '--affected', `--files=${file}`, '--json')) as string[]
    expect(projects.toSorted()).toEqual(expected.toSorted())
  })

  it('builds nothing twice', async () => {
    await nx('run', '@openlob/decimal:build')
    expect(await nx('run', '@openlob/decimal:build', '--outputStyle=static')).toMatch(/cache/)
  })
})
