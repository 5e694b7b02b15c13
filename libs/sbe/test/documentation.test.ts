import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { parseSchema } from '@openlob/sbe'
import { viewOf } from '../src/runtime/index.ts'
import { loadGenerated } from './generated.ts'

const folder = join(import.meta.dirname, '..')
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')
const readme = textOf('README.md')

/** The members of a union of texts in a source file. */
function unionOf(file: string, name: string): string[] {
  const [, members] = new RegExp(`export type ${name} =\\n((?:  \\| '.*'\\n)+)`).exec(textOf(file)) ?? []
  return [...members!.matchAll(/'(.*)'/g)].map(([, member]) => member!)
}

/** The terms in the first column of a section's table. */
function termsOf(section: string): string[] {
  const [, text] = new RegExp(`^## ${section}\n([\\s\\S]*?)(?:^## |(?![\\s\\S]))`, 'm').exec(textOf('../../docs/sbe.md')) ?? []
  return [...text!.matchAll(/^\| `([\w-]+)`/gm)].map(([, term]) => term!)
}

describe('the documentation', () => {
  it('has every rule for schemas', () => {
    expect(termsOf('Rules for schemas')).toEqual(unionOf('src/schema/problems.ts', 'SchemaRule'))
  })

  it('has every error of messages', () => {
    expect(termsOf('Errors of messages')).toEqual(unionOf('src/runtime/sbe-error.ts', 'SbeErrorCode'))
  })

  it('shows the use of generated code as it is', async () => {
    const [, xml] = /^```xml\n([\s\S]*?)^```$/m.exec(readme)!
    const [, code] = /^```js\n([\s\S]*?)^```$/m.exec(readme)!
    const generated = await loadGenerated(parseSchema(xml!))
    const names = ['TradesEncoder', 'TradesDecoder', 'Side']
    const sent: number[] = []
    const added: number[] = []
    const send = (_: DataView, length: number) => sent.push(length)
    const add = (price: number, quantity: number) => added.push(price, quantity)
    const program = code!.replace('decoder.symbol()', 'return decoder.symbol()')
    const run = compileFunction(program, [...names, 'send', 'add', 'viewOf']) as (...values: unknown[]) => unknown
    expect(run(...names.map((name) => generated.get(name)), send, add, viewOf)).toBe('BTCUSDT')
    expect([sent, added]).toEqual([[45], [10025, 3]])
  })
})
