import { ESLint } from 'eslint'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './packages.ts'

const eslint = new ESLint({ cwd: root })

/** The rules that `text` would break as the content of `file`. */
async function brokenRules(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) })
  return (result?.messages ?? []).map(({ ruleId }) => ruleId)
}

describe('the layers', () => {
  it.each([
    ['the domain imports the application', 'libs/domain', "export * from '@openlob/application'"],
    ['the domain imports a type of the application', 'libs/domain', "export type { Command } from '@openlob/application'"],
    ['the application imports an adapter', 'libs/application', "export * from '@openlob/journal-file'"],
    ['an adapter imports another', 'libs/adapters/websocket', "export * from '@openlob/journal-file'"],
    ['a library imports the app', 'libs/decimal', "export * from 'openlob'"],
    ['a folder is reached into', 'libs/application', "export * from '../../domain/src/index.ts'"],
  ])('refuse that %s', async (_, folder, text) => {
    expect(await brokenRules(`${folder}/src/index.ts`, `${text}\n`)).toContain('no-restricted-imports')
  })

  it('let an adapter import the application', async () => {
    const text = "export type { Command } from '@openlob/application'\n"
    expect(await brokenRules('libs/adapters/websocket/src/index.ts', text)).toEqual([])
  })
})

describe('the core', () => {
  it.each([
    ['the clock', 'export const now: number = Date.now()', 'no-restricted-properties'],
    ['the date', 'export const now: Date = new Date()', 'no-restricted-syntax'],
    ['chance', 'export const die: number = Math.random()', 'no-restricted-properties'],
    ['the environment', 'export const shell: unknown = process.env', 'no-restricted-globals'],
    ['the file system', "export { readFileSync } from 'node:fs'", 'no-restricted-syntax'],
    ['timers', 'setTimeout(() => undefined, 1)', 'no-restricted-globals'],
  ])('does not read %s', async (_, text, rule) => {
    for (const library of ['decimal', 'id-generator', 'sbe', 'domain', 'application'])
      expect(await brokenRules(`libs/${library}/src/index.ts`, `${text}\n`)).toContain(rule)
  })
})
