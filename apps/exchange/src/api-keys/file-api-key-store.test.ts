import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiKey } from '@openlob/application'
import { newApiKey } from '@openlob/binance-dialect'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoApiKey, refuseDemoApiKey } from './demo-api-key.ts'
import { FileApiKeyStore } from './file-api-key-store.ts'
import { SecretBox } from './secret-box.ts'

let directory: string
let files: { keys: string; masterKey: string }
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openlob-keys-'))
  files = { keys: join(directory, 'api-keys.json'), masterKey: join(directory, 'elsewhere', 'secret') }
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function opened(): Promise<FileApiKeyStore> {
  const store = new FileApiKeyStore(files)
  await store.open()
  return store
}

function keyOf(accountName: string): ApiKey {
  return newApiKey({ accountName, label: 'bot', allowedAddresses: ['192.0.2.1'] }, 5)!
}

describe('API keys in a file', () => {
  it('are there again after a restart, and those that were revoked are not', async () => {
    const keys = ['alice', 'alice', 'bob'].map(keyOf)
    const store = await opened()
    await Promise.all(keys.map((key) => store.add(key)))
    await expect(store.add(keys[0]!)).rejects.toThrow('there is such a key')
    expect(await store.revoke(keys[1]!.apiKey)).toBe(true)
    expect(await store.revoke(keys[1]!.apiKey)).toBe(false)
    for (const again of [store, await opened()]) {
      expect(await again.list()).toEqual([keys[0], keys[2]])
      expect(await again.list('bob')).toEqual([keys[2]])
      expect(await again.find(keys[0]!.apiKey)).toEqual(keys[0])
      expect(await again.find(keys[1]!.apiKey)).toBeUndefined()
    }
  })

  it('have their secrets encrypted, in files that others cannot read', async () => {
    const key = keyOf('alice')
    await (await opened()).add(key)
    expect(await readFile(files.keys, 'utf8')).not.toContain(key.verifier)
    for (const file of [files.keys, files.masterKey]) expect((await stat(file)).mode & 0o077).toBe(0)
  })

  it('are not read with another key, without one, or where they were changed', async () => {
    await (await opened()).add(keyOf('alice'))
    const text = await readFile(files.keys, 'utf8')
    const master = await readFile(files.masterKey, 'utf8')
    await writeFile(files.masterKey, SecretBox.newKey().toString('hex'))
    await expect(opened()).rejects.toThrow('was not encrypted with the key in')
    await rm(files.masterKey)
    await expect(opened()).rejects.toThrow('is missing, and the secrets in')
    await writeFile(files.masterKey, 'short')
    await expect(opened()).rejects.toThrow('64 hexadecimal digits')
    await writeFile(files.masterKey, master)
    for (const changed of ['{', '{"version":2,"keys":[]}', text.replace('"HMAC"', '"NONE"')]) {
      await writeFile(files.keys, changed)
      await expect(opened()).rejects.toThrow('is no file of API keys')
    }
    await writeFile(files.keys, text)
    expect(await (await opened()).list()).toHaveLength(1)
  })

  it('are as they were where the file cannot be written, but for one that is revoked', async () => {
    const store = await opened()
    const key = keyOf('alice')
    await store.add(key)
    await rm(directory, { recursive: true })
    await writeFile(directory, '')
    await expect(store.add(keyOf('bob'))).rejects.toThrow()
    expect(await store.list()).toEqual([key])
    await expect(store.revoke(key.apiKey)).rejects.toThrow()
    expect(await store.find(key.apiKey)).toBeUndefined()
  })

  it('of the demo are one, and stop a start without the demo', async () => {
    const store = await opened()
    await expect(refuseDemoApiKey(store)).resolves.toBeUndefined()
    const key = await demoApiKey(store, 0.25)
    expect(await demoApiKey(await opened(), 9)).toEqual(key)
    await expect(refuseDemoApiKey(store)).rejects.toThrow(`openlob api-key revoke ${key.apiKey}`)
  })
})

describe('a sealed text', () => {
  it('opens with its key, for what it was sealed for, and as it was', () => {
    const box = new SecretBox(SecretBox.newKey())
    const other = new SecretBox(SecretBox.newKey())
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.nat(), (text, bound, at) => {
        const sealed = box.seal(text, bound)
        expect(box.open(sealed, bound)).toBe(text)
        expect([other.open(sealed, bound), box.open(sealed, `${bound}x`)]).toEqual([undefined, undefined])
        const octets = Buffer.from(sealed, 'base64')
        octets[at % octets.length]! ^= 1
        expect(box.open(octets.toString('base64'), bound)).toBeUndefined()
      }),
    )
    expect(box.open('', '')).toBeUndefined()
    expect(() => new SecretBox(Buffer.alloc(16))).toThrow('32 octets')
  })
})
