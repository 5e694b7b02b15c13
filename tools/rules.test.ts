import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './packages.ts'

const ruleId = /\b(?:MATCH|MONEY|FLOW|DURABLE|WIRE)-\d{2}\b/g
const page = readFileSync(join(root, 'docs/reference/rules.md'), 'utf8')
const rules = [...page.matchAll(/^- \*\*([A-Z]+-\d{2})\*\*/gm)].map(([, id]) => id!)
const testFiles = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /(\.test\.ts|\/contract\/.*\.ts)$/.test(file) && !file.startsWith('tools/') && existsSync(join(root, file)))
const named = new Set(testFiles.flatMap((file) => readFileSync(join(root, file), 'utf8').match(ruleId) ?? []))

describe('the rules', () => {
  it('have each an id of their own', () => {
    expect(new Set(rules).size).toBe(rules.length)
  })

  it.each(rules)('%s has a test that names it', (id) => {
    expect(named).toContain(id)
  })

  it('are all that the tests name', () => {
    expect([...named].filter((id) => !rules.includes(id))).toEqual([])
  })
})
