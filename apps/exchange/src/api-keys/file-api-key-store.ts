import { readFile } from 'node:fs/promises'
import { MemoryApiKeyStore } from '@openlob/application'
import type { ApiKey, ApiKeyStore } from '@openlob/application'
import * as z from 'zod'
import { OperatorError } from '../operator-error.ts'
import { writeDurably } from '../write-durably.ts'
import { SecretBox } from './secret-box.ts'

const keptKey = z.strictObject({
  apiKey: z.string(),
  kind: z.enum(['HMAC', 'RSA', 'ED25519']),
  accountName: z.string(),
  label: z.string(),
  permissions: z.array(z.enum(['trade'])),
  allowedAddresses: z.array(z.string()),
  createdMs: z.int(),
  /** The secret of an HMAC key, encrypted; the public key of another one. */
  verifier: z.string(),
})
const keptKeys = z.strictObject({ version: z.literal(1), keys: z.array(keptKey) })

/** Where the keys are kept, and where what their secrets are encrypted with. */
export interface ApiKeyFiles {
  readonly keys: string
  readonly masterKey: string
}

/**
 * API keys in a file, written anew with every change: aside, synchronised and renamed. Secrets stand in it encrypted;
 * both files are readable by their owner alone.
 */
export class FileApiKeyStore implements ApiKeyStore {
  readonly #files: ApiKeyFiles
  #box: SecretBox | undefined
  #kept = new MemoryApiKeyStore()
  #writing: Promise<unknown> = Promise.resolve()

  /** Has no keys before it is opened. */
  constructor(files: ApiKeyFiles) {
    this.#files = files
  }

  /**
   * Reads the keys; makes the key for the secrets where neither file is there. Rejects with what to do about it. One
   * process at a time may have the files open.
   */
  async open(): Promise<void> {
    const text = await readIfThere(this.#files.keys)
    this.#box = new SecretBox(await masterKey(this.#files, text !== undefined))
    this.#kept = new MemoryApiKeyStore(text === undefined ? [] : readKeys(text, this.#files, this.#box))
  }

  find(apiKey: string): Promise<ApiKey | undefined> {
    return this.#kept.find(apiKey)
  }

  list(accountName?: string): Promise<readonly ApiKey[]> {
    return this.#kept.list(accountName)
  }

  async add(key: ApiKey): Promise<void> {
    await this.#changed(() => this.#kept.add(key), () => this.#kept.revoke(key.apiKey))
  }

  async revoke(apiKey: string): Promise<boolean> {
    const key = await this.#kept.find(apiKey)
    if (key === undefined) return false
    // Whether or not the file can be written: what is revoked is used no more by this process.
    await this.#changed(() => this.#kept.revoke(apiKey), () => Promise.resolve())
    return true
  }

  /** One change after the other, each on disk before the next; `undo` where it cannot be written. */
  #changed(change: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<unknown> {
    const changing = this.#writing.then(async () => {
      await change()
      try {
        await this.#write()
      } catch (error) {
        await undo()
        throw error
      }
    })
    this.#writing = changing.catch(() => undefined)
    return changing
  }

  async #write(): Promise<void> {
    const box = this.#box
    if (box === undefined) throw new Error('the API keys are opened before they are changed')
    const sealed = (key: ApiKey): ApiKey => ({ ...key, verifier: box.seal(key.verifier, key.apiKey) })
    const keys = (await this.#kept.list()).map((key) => (key.kind === 'HMAC' ? sealed(key) : key))
    await writeDurably(this.#files.keys, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`)
  }
}

async function masterKey({ masterKey: path, keys }: ApiKeyFiles, isNeeded: boolean): Promise<Buffer> {
  const text = await readIfThere(path)
  if (text !== undefined) {
    const key = Buffer.from(text.trim(), 'hex')
    if (!/^[0-9a-f]{64}$/i.test(text.trim())) throw new OperatorError(`${path} must hold 64 hexadecimal digits, the key that secrets are encrypted with`)
    return key
  }
  if (isNeeded) throw new OperatorError(`${path} is missing, and the secrets in ${keys} cannot be read without it: put it back, or move ${keys} away and make new API keys`)
  const key = SecretBox.newKey()
  await writeDurably(path, `${key.toString('hex')}\n`)
  return key
}

function readKeys(text: string, { keys: path, masterKey: keyPath }: ApiKeyFiles, box: SecretBox): ApiKey[] {
  const parsed = keptKeys.safeParse(jsonOf(text))
  if (!parsed.success) throw new OperatorError(`${path} is no file of API keys: ${z.prettifyError(parsed.error)}`)
  return parsed.data.keys.map((key) => {
    if (key.kind !== 'HMAC') return key
    const verifier = box.open(key.verifier, key.apiKey)
    if (verifier === undefined) throw new OperatorError(`${path}: the secret of ${key.apiKey} was not encrypted with the key in ${keyPath}, or was changed`)
    return { ...key, verifier }
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
