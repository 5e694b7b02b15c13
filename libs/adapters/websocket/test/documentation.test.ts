import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, ERROR_CODES, parseRequest, REQUEST_SCHEMAS } from '../src/index.ts'
import { gatewaySettings } from '../src/options.ts'
import { checkedMessage, OUTBOUND_SCHEMAS } from './outbound-schemas.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/websocket.md'), 'utf8')

function examples(direction: 'in' | 'out'): string[] {
  const blocks = [...page.matchAll(/^```json (\w+)\n([\s\S]*?)^```$/gm)]
  return blocks.filter(([, found]) => found === direction).flatMap(([, , lines]) => lines!.trim().split('\n'))
}

function typesOf(lines: readonly string[]): string[] {
  return [...new Set(lines.map((line) => (JSON.parse(line) as { type: string }).type))].sort()
}

/** The part of the page between two comments that name it. */
function part(name: string): string {
  return page.split(`<!-- generated: ${name} -->`)[1]?.split('<!-- end -->')[0]?.trim() ?? ''
}

function table(title: string, rows: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rows).map(([name, text]) => `| \`${name}\` | ${text} |`)
  return [`| ${title} | what it means |`, '| --- | --- |', ...lines].join('\n')
}

describe('docs/websocket.md', () => {
  it.each(examples('in'))('shows %s, which is taken', (line) => {
    expect(parseRequest(line)).toMatchObject({ type: (JSON.parse(line) as { type: string }).type })
  })

  it.each(examples('out'))('shows %s, which is sent', (line) => {
    expect(checkedMessage(line)).toBeDefined()
  })

  it('shows every message in and every message out', () => {
    expect(typesOf(examples('in'))).toEqual(Object.keys(REQUEST_SCHEMAS).sort())
    expect(typesOf(examples('out'))).toEqual(Object.keys(OUTBOUND_SCHEMAS).sort())
  })

  it('lists every error code and every close code as the source has them', () => {
    expect(part('errors')).toBe(table('code', ERROR_CODES))
    expect(part('close codes')).toBe(table('code', CLOSE_CODES))
  })

  it('lists every limit with its default', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)].map(([, name, value]) => [name, Number(value!.replaceAll(',', ''))])
    const numbers = Object.entries(gatewaySettings({})).filter(([, value]) => typeof value === 'number')
    expect(rows).toEqual(numbers)
  })
})
