import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { generateInto } from './generated.ts'
import { needsReference, referenceSchema, venueSchemas } from './schemas.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const files = venueSchemas()

describe('the schemas of a venue', () => {
  it('have code that the strict compiler takes', async ({ skip }) => {
    if (files.length === 0) skip(needsReference)
    const folder = mkdtempSync(join(tmpdir(), 'openlob-sbe-types-'))
    const runtime = join(root, 'libs/sbe/src/runtime/index.ts')
    const last = files.at(-1)!
    for (const [file, aligned] of [...files.map((name) => [name, false] as const), [last, true] as const]) {
      const code = generateInto(referenceSchema(file), { extension: '.ts', runtime, aligned })
      cpSync(join(code, 'code'), join(folder, file, aligned ? 'aligned' : 'code'), { recursive: true })
    }
    const compilerOptions = { types: [], noEmit: true }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['**/*.ts'] }))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const errors = await run(process.execPath, [compiler, '-p', folder]).then(() => '', (error: unknown) => (error as { stdout: string }).stdout)
    rmSync(folder, { recursive: true })
    expect(errors).toBe('')
  }, 180_000)
})
