import { DIALECT_ERRORS } from '@openlob/binance-dialect'
import { REJECT_REASONS } from '@openlob/domain'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layers } from '../layers.js'
import { root } from './packages.ts'

/** A part of a page that is written from the code, between two comments that name it. */
export interface GeneratedPart {
  readonly page: string
  readonly name: string
  readonly text: string
}

const diagram = (): string => {
  const short = (name: string) => name.replace('@openlob/', '')
  const arrows = layers.flatMap(({ name, imports }) => imports.map((other) => `  ${short(name)} --> ${short(other)}`))
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n')
}

const rejects = (): string => {
  const rows = Object.entries(REJECT_REASONS).map(([reason, text]) => `| \`${reason}\` | ${text} |`)
  return ['| reason | what it means |', '| --- | --- |', ...rows].join('\n')
}

const dialectErrors = (): string => {
  const rows = Object.values(DIALECT_ERRORS).map(({ code, status, text }) => `| ${code} | ${status} | ${text} |`)
  return ['| code | HTTP | text; `%s` is what varies |', '| --- | --- | --- |', ...rows].join('\n')
}

/** Every generated part of the written docs. */
export const generatedParts: readonly GeneratedPart[] = [
  { page: 'docs/architecture.md', name: 'layers', text: diagram() },
  { page: 'docs/reference/rejects.md', name: 'rejects', text: rejects() },
  { page: 'docs/api-compatibility.md', name: 'dialect-errors', text: dialectErrors() },
]

/** A page with its part as the code says that it is; throws where the page has no such part. */
export function withPart(content: string, { page, name, text }: GeneratedPart): string {
  const [open, close] = [`<!-- generated: ${name} -->`, '<!-- end -->']
  const start = content.indexOf(open)
  const end = content.indexOf(close, start)
  if (start < 0 || end < 0) throw new Error(`${page} has no part between "${open}" and "${close}"`)
  return `${content.slice(0, start)}${open}\n\n${text}\n\n${content.slice(end)}`
}

/** Writes every generated part into its page. */
export function writeGeneratedParts(): void {
  for (const part of generatedParts) {
    const path = join(root, part.page)
    writeFileSync(path, withPart(readFileSync(path, 'utf8'), part))
    console.log(`wrote ${part.name} of ${part.page}`)
  }
}
