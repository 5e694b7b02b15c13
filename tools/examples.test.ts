import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from './packages.ts'

const run = promisify(execFile)
let folder = ''

/** The pages that show code: the READMEs and the written docs. */
const pages = ['README.md', ...markdownIn('libs'), ...markdownIn('apps'), ...markdownIn('docs')].filter((page) =>
  /^```ts$/m.test(readFileSync(join(root, page), 'utf8')),
)

function markdownIn(parent: string): string[] {
  return readdirSync(join(root, parent), { withFileTypes: true }).flatMap((entry) => {
    const path = `${parent}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist', 'api'].includes(entry.name) ? [] : markdownIn(path)
    return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : []
  })
}

/** The fenced `ts` blocks of a page, each a program of its own. */
function examplesOf(page: string): string[] {
  return [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)
}

/** Turns `expression // => text` into a check that the expression shows as the text. */
function checked(code: string): string {
  const lines = code.split('\n').map((line) => {
    const [, indent, expression, expected] = /^(\s*)(\S.*?)\s*\/\/ => (.*)$/.exec(line) ?? []
    if (expression === undefined) return line
    const shown = /^console\.log\((.*)\)$/.exec(expression)?.[1] ?? expression
    return `${indent ?? ''}shows(${shown}, ${JSON.stringify(expected)}, ${JSON.stringify(line.trim())})`
  })
  return `import { shows } from './shows.ts'\n${lines.join('\n')}\n`
}

const shows = `
export function shows(value: unknown, expected: string, line: string): void {
  const json = (_: string, item: unknown) => (typeof item === 'bigint' ? String(item) : item)
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value, json) : String(value)
  const compact = (shown: string) => shown.replace(/[\\s'"]/g, '')
  if (compact(text) !== compact(expected)) throw new Error(line + ' but it shows ' + text)
}
`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'openlob-examples-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'shows.ts'), shows)
  const strict = { noUnusedLocals: false, noUnusedParameters: false, isolatedDeclarations: false, declaration: false }
  const compilerOptions = { ...strict, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  for (const page of pages)
    examplesOf(page).forEach((code, index) => {
      writeFileSync(join(folder, fileOf(page, index)), checked(code))
    })
})

beforeAll(async () => {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name))
  await build({
    entryPoints: sources.filter(standsAlone),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@openlob/source'],
    // Of what is not written here nothing has to be bundled.
    plugins: [{ name: 'others', setup: (esbuild) => { esbuild.onResolve({ filter: /^[^.]/ }, othersAsTheyAre) } }],
  })
})

interface Import {
  readonly path: string
  readonly kind: string
}

function othersAsTheyAre({ path, kind }: Import): { external: true } | undefined {
  return kind === 'entry-point' || path.startsWith('@openlob/') ? undefined : { external: true }
}

/** Not one that names its own file, for threads to begin with. */
function standsAlone(source: string): boolean {
  return !readFileSync(source, 'utf8').includes('import.meta.url')
}

const bundleOf = (source: string): string => source.replace(/\.ts$/, '.mjs')
const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')

afterAll(() => {
  if (existsSync(folder)) rmSync(folder, { recursive: true })
})

const fileOf = (page: string, index: number) => `${page.replaceAll(/[^a-zA-Z]+/g, '-')}-${index}.ts`

describe('the examples in the documentation', () => {
  const examples = pages.flatMap((page) => examplesOf(page).map((_, index) => ({ page, number: index + 1 })))

  // Each is a process of its own. Bundled with the sources that it uses it starts ten times as fast as from them.
  it.concurrent.each(examples)('$page, example $number, runs and shows what it says', async ({ page, number }) => {
    const source = join(folder, fileOf(page, number - 1))
    const fromSources = ['--conditions=@openlob/source', '--import', `file://${tsx}`, source]
    const args = standsAlone(source) ? [bundleOf(source)] : fromSources
    await run(process.execPath, args, { cwd: folder, timeout: 30_000 })
  })

  it('pass the type check of the repository', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const outcome = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error as { stdout: string })
    expect(outcome.stdout).toBe('')
  })
})
