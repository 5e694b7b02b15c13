import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedParts, withPart } from './generated-docs.ts'
import { root } from './packages.ts'

describe('the written docs', () => {
  it.each(generatedParts)('$page shows the $name as the code has them (else: npm run docs:write)', (part) => {
    const content = readFileSync(join(root, part.page), 'utf8')
    expect(content).toBe(withPart(content, part))
  })
})
