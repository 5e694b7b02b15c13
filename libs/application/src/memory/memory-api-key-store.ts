import type { ApiKey, ApiKeyStore } from '../ports/api-key-store.ts'

/** API keys in memory. */
export class MemoryApiKeyStore implements ApiKeyStore {
  readonly #keys = new Map<string, ApiKey>()

  /** A store that begins with these. */
  constructor(keys: Iterable<ApiKey> = []) {
    for (const key of keys) this.#keys.set(key.apiKey, key)
  }

  find(apiKey: string): Promise<ApiKey | undefined> {
    return Promise.resolve(this.#keys.get(apiKey))
  }

  list(accountName?: string): Promise<readonly ApiKey[]> {
    const keys = [...this.#keys.values()]
    return Promise.resolve(accountName === undefined ? keys : keys.filter((key) => key.accountName === accountName))
  }

  add(key: ApiKey): Promise<void> {
    if (this.#keys.has(key.apiKey)) return Promise.reject(new Error(`there is such a key: apiKey=${key.apiKey}`))
    this.#keys.set(key.apiKey, key)
    return Promise.resolve()
  }

  revoke(apiKey: string): Promise<boolean> {
    return Promise.resolve(this.#keys.delete(apiKey))
  }
}
