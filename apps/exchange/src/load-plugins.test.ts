import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigurationError, resolveConfiguration } from './configuration/resolve-configuration.ts'
import { loadPlugins } from './load-plugins.ts'

const FREE = "{ slot: 'fees', name: 'free', create: () => ({ hasTier: () => true }) }"

let directory = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openlob-plugins-'))
  const packaged = join(directory, 'node_modules', 'free-fees')
  await mkdir(packaged, { recursive: true })
  const manifest = { name: 'free-fees', type: 'module', exports: { default: './index.js' } }
  await writeFile(join(packaged, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(packaged, 'index.js'), `export const plugin = ${FREE}`)
  await writeFile(join(directory, 'free.mjs'), `export default ${FREE}`)
  await writeFile(join(directory, 'broken.mjs'), 'throw new Error("no licence")')
  await writeFile(join(directory, 'empty.mjs'), 'export {}')
})

afterAll(() => rm(directory, { recursive: true, force: true }))

async function load(...settings: readonly (readonly [key: string, text: string])[]): ReturnType<typeof loadPlugins> {
  const flags = settings.map(([key, text]) => ({ flag: '--set', key, text }))
  return loadPlugins(resolveConfiguration({ environment: {}, flags }), directory)
}

describe('plugins', () => {
  it.each([
    ['maker', 'plugins.fees.name: no such plugin, and no package of this name is installed: maker; built in are maker-taker, quote-on-top'],
    ['maker-takr', 'did you mean maker-taker? (flag --set)'],
    ['./nowhere.mjs', 'plugins.fees.name: no such file: ./nowhere.mjs'],
    ['./broken.mjs', './broken.mjs fails to load: no licence'],
    ['./empty.mjs', 'plugins.fees.name: '],
    ['balance-and-limits', 'plugins.fees.name: no such plugin'],
  ])('of the name %s are refused with the key and the reason', async (name, expected) => {
    await expect(load(['plugins.fees.name', name])).rejects.toThrow(ConfigurationError)
    await expect(load(['plugins.fees.name', name])).rejects.toThrow(expected)
  })

  it('say which of their options are wrong, all slots at once', async () => {
    const loading = load(['plugins.risk.options.most', '5'], ['plugins.fees.options.tiers', '[]'])
    await expect(loading).rejects.toThrow(/plugins\.risk\.options: .*most[^]*plugins\.fees\.options: /)
  })

  it('are the defaults where nothing else is configured', async () => {
    const { risk, fees, clearing } = await load()
    expect([risk, fees, clearing].map(({ plugin }) => plugin.name)).toEqual(['balance-and-limits', 'maker-taker', 'spot-settlement'])
  })

  it.each([['./free.mjs'], ['free-fees']])('are loaded from %s', async (name) => {
    expect((await load(['plugins.fees.name', name])).fees.plugin.name).toBe('free')
  })
})
