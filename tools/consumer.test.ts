import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraries, packages, root } from './packages.ts'

const run = promisify(execFile)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
let folder = ''

/** The tarball of a package in the folder. */
const tarballOf = (name: string) => {
  const start = name.replace('@', '').replace('/', '-')
  return join(folder, readdirSync(folder).find((file) => file.startsWith(`${start}-`) && file.endsWith('.tgz')) ?? name)
}

beforeAll(async () => {
  if (!packages.every(({ folder: at }) => existsSync(join(root, at, 'dist'))))
    throw new Error('build the packages first: npm run build')
  folder = mkdtempSync(join(tmpdir(), 'openlob-consumer-'))
  const workspaces = packages.flatMap(({ manifest }) => ['--workspace', manifest.name])
  await run(npm, ['pack', '--silent', '--pack-destination', folder, ...workspaces], { cwd: root })
  const dependencies = Object.fromEntries(
    packages.map(({ manifest: { name } }) => [name, `file:${tarballOf(name)}`]),
  )
  const project = { name: 'consumer', private: true, type: 'module', dependencies, overrides: dependencies }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
  await run(npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
}, 180_000)

afterAll(() => {
  if (existsSync(folder)) rmSync(folder, { recursive: true })
})

/** Runs a program in the consumer's project and returns what it prints. */
async function consume(type: 'module' | 'commonjs', program: string): Promise<string> {
  const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', program], { cwd: folder })
  return stdout.trim()
}

describe.each(libraries)('$manifest.name, packed and installed elsewhere', ({ folder: at, manifest: { name } }) => {
  it('has nothing that publint minds', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(root, at), strict: true, pack: 'npm' })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  it('has types that resolve for everyone who can import it', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    const { stdout } = await run(process.execPath, [attw, tarballOf(name), '--profile', 'esm-only', '--no-color'])
    expect(stdout).toContain(name)
  })

  it('is one module for import and require', async () => {
    const names = `console.log(Object.keys(library).filter((name) => name !== 'module.exports').sort().join())`
    const imported = await consume('module', `import * as library from '${name}'\n${names}`)
    const required = await consume('commonjs', `const library = require('${name}')\n${names}`)
    expect(imported).not.toBe('')
    expect(required).toBe(imported)
  })
})

describe('a program that installed the libraries', () => {
  it('trades, from ESM', async () => {
    const program = `
      import { DecimalBook } from '@openlob/domain'
      const book = new DecimalBook({ tickSize: '0.01', lotSize: '0.001' })
      book.limit({ orderId: 1, side: 'sell', price: '100.25', quantity: '2' })
      console.log(JSON.stringify(book.limit({ orderId: 2, side: 'buy', price: '100.30', quantity: '1.5' }).trades))`
    expect(await consume('module', program)).toContain('100.25')
  })

  it('adds decimals made through require to decimals made through import', async () => {
    const program = `
      const { Decimal } = require('@openlob/decimal')
      import('@openlob/decimal').then((imported) => {
        console.log(imported.Decimal.parse('0.1').add(Decimal.parse('0.2')).toString(), imported.Decimal === Decimal)
      })`
    expect(await consume('commonjs', program)).toBe('0.3 true')
  })

  it('runs the conformance suites against a port of its own', async () => {
    const program = `
      import { MemorySnapshotStore } from '@openlob/application'
      import * as suites from '@openlob/application/testing'
      console.log(typeof suites.snapshotStoreConformance, typeof MemorySnapshotStore)`
    expect(await consume('module', program)).toBe('function function')
  })

  it('finds the command', async () => {
    const { stdout } = await run(join(folder, 'node_modules/.bin/openlob'), ['--help'])
    expect(stdout).toContain('start')
  })
})
