import type { AccountId } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import { randomText } from './new-api-key.ts'

/** How long a listen key is good after it was made or extended. */
export const LISTEN_KEY_MS: number = 60 * 60_000

interface ListenKey {
  readonly listenKey: string
  readonly accountId: AccountId
  /** The API key that it was made with: it ends with it. */
  readonly apiKey: string
  expiresMs: number
}

/** The names of user data streams of old clients: who knows one may listen. One is good for 60 minutes at a time. */
export class ListenKeys {
  readonly #byKey = new Map<string, ListenKey>()
  readonly #byApiKey = new Map<string, ListenKey>()

  /** The listen key of an API key, extended; a new one where there is none. */
  open(apiKey: string, accountId: AccountId, nowMs: number): string {
    const known = this.#byApiKey.get(apiKey)
    if (known !== undefined && known.expiresMs > nowMs) {
      known.expiresMs = nowMs + LISTEN_KEY_MS
      return known.listenKey
    }
    this.#forgetExpired(nowMs)
    const listenKey = { listenKey: randomText(64), accountId, apiKey, expiresMs: nowMs + LISTEN_KEY_MS }
    this.#byKey.set(listenKey.listenKey, listenKey)
    this.#byApiKey.set(apiKey, listenKey)
    return listenKey.listenKey
  }

  /** Extends a listen key; fails where the API key has not that one. */
  extend(listenKey: string, apiKey: string, nowMs: number): void {
    this.#of(listenKey, apiKey, nowMs).expiresMs = nowMs + LISTEN_KEY_MS
  }

  /** Ends a listen key; fails where the API key has not that one. */
  close(listenKey: string, apiKey: string, nowMs: number): void {
    this.#forget(this.#of(listenKey, apiKey, nowMs))
  }

  /** Whose stream a listen key names, as long as it is good. */
  accountOf(listenKey: string, nowMs: number): { readonly accountId: AccountId; readonly apiKey: string } | undefined {
    const known = this.#byKey.get(listenKey)
    return known !== undefined && known.expiresMs > nowMs ? known : undefined
  }

  #of(listenKey: string, apiKey: string, nowMs: number): ListenKey {
    const known = this.#byKey.get(listenKey)
    if (known?.apiKey !== apiKey || known.expiresMs <= nowMs) throw new DialectError('INVALID_LISTEN_KEY')
    return known
  }

  #forgetExpired(nowMs: number): void {
    for (const known of this.#byKey.values()) if (known.expiresMs <= nowMs) this.#forget(known)
  }

  #forget({ listenKey, apiKey }: ListenKey): void {
    this.#byKey.delete(listenKey)
    if (this.#byApiKey.get(apiKey)?.listenKey === listenKey) this.#byApiKey.delete(apiKey)
  }
}
