import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packages, root } from './packages.ts'

/** The files that git tracks or would track. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const sources = files.filter((file) => /\.(ts|js|mjs)$/.test(file))
const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('.changeset/'))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

describe('the repository', () => {
  it('leaves nothing for later', () => {
    const marker = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((word) => `\\b${word}\\b`).join('|'))
    expect(sources.filter((file) => marker.test(textOf(file)))).toEqual([])
  })

  it('tells no linter and no compiler to look away', () => {
    const away = new RegExp(['eslint-' + 'disable', '@ts-' + 'ignore', '@ts-' + 'nocheck', '@ts-' + 'expect-error'].join('|'))
    expect(sources.filter((file) => away.test(textOf(file)))).toEqual([])
  })

  it('runs every test', () => {
    const off = /\b(?:it|test|describe)\.(?:skip|only|todo)\(/
    expect(sources.filter((file) => file.endsWith('.test.ts') && off.test(textOf(file)))).toEqual([])
  })

  it('has a quiet root', () => {
    expect(files.filter((file) => !file.includes('/')).length).toBeLessThanOrEqual(18)
  })

  it.each(pages)('has no dead link in %s', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target]) => target!)
    expect(links.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([])
  })

  it('has no source file that nothing imports', () => {
    const text = sources.map((file) => [file, textOf(file)] as const)
    const orphan = (file: string) => {
      const name = file.slice(file.lastIndexOf('/') + 1)
      return !text.some(([other, content]) => other !== file && content.includes(`/${name}'`))
    }
    const rooms = sources.filter((file) => /^(libs|apps)\/.*\/src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
    expect(rooms.filter((file) => !/\/(index|cli)\.ts$/.test(file) && orphan(file))).toEqual([])
  })
})

describe.each(packages)('$manifest.name', ({ folder, manifest }) => {
  it.each(['README.md', 'CHANGELOG.md', 'LICENSE', 'package.json', 'tsconfig.json'])('has a %s', (file) => {
    expect(existsSync(join(root, folder, file))).toBe(true)
  })

  it('says in its package.json what a registry shows', () => {
    const fields = ['description', 'keywords', 'license', 'repository', 'homepage', 'bugs', 'engines', 'files', 'type']
    expect(fields.filter((field) => manifest[field] === undefined)).toEqual([])
    expect(manifest['license']).toBe('MIT')
  })

  it('shows its version in the changelog', () => {
    expect(textOf(`${folder}/CHANGELOG.md`)).toContain(`## ${manifest.version}`)
  })

  it('pins every dependency exactly', () => {
    const ranges = ['dependencies', 'devDependencies'].flatMap((field) => Object.entries(manifest[field] ?? {}))
    expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(String(range)))).toEqual([])
  })
})

describe('the libraries', () => {
  it.each(packages.filter(({ folder }) => folder.startsWith('libs/')))('$manifest.name shows an example', ({ folder }) => {
    expect(textOf(`${folder}/README.md`)).toMatch(/^```ts$/m)
  })
})
