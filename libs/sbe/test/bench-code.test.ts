import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generate, parseSchema } from '@openlob/sbe'

const bench = join(import.meta.dirname, '../bench')
const schema = parseSchema(readFileSync(join(bench, 'new-order.xml'), 'utf8'))

describe('the code that is measured', () => {
  it.each([
    ['generated', {}],
    ['aligned', { aligned: true, objects: false }],
  ])('is what is generated now: %s', (folder, options) => {
    const files = generate(schema, { ...options, extension: '.ts' })
    expect(readdirSync(join(bench, folder)).sort()).toEqual(files.map(({ name }) => name).sort())
    for (const { name, text } of files) expect(readFileSync(join(bench, folder, name), 'utf8')).toBe(text)
  })
})
