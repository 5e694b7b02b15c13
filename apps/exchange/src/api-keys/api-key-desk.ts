import { isIP } from 'node:net'
import type { ApiKey, ApiKeyKind, ApiKeyPermission, ApiKeyStore, Queries } from '@openlob/application'
import { newApiKey } from '@openlob/binance-dialect'
import { REJECT_REASONS } from '@openlob/domain'
import type { OperatorRefusal } from '../operator-refusal.ts'

/** An API key as whoever runs the exchange sees it: without its secret. */
export interface ApiKeyView {
  readonly apiKey: string
  readonly kind: ApiKeyKind
  readonly account: string
  readonly label: string
  readonly permissions: readonly ApiKeyPermission[]
  readonly allowedAddresses: readonly string[]
  readonly createdMs: number
}

/** A key that was made just now; its secret is told this once. */
export interface NewApiKeyView extends ApiKeyView {
  /** Of an HMAC key. */
  readonly secret?: string
}

/** What a new key is to be. */
export interface NewApiKeyRequest {
  readonly account: string
  readonly label?: string | undefined
  readonly readOnly?: boolean | undefined
  readonly allowedAddresses?: readonly string[] | undefined
  readonly publicKey?: string | undefined
}

/** What an {@link ApiKeyDesk} needs to know, and whom it tells. */
export interface ApiKeyDeskSurroundings {
  /** The time, in milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  /** A key is good no more. */
  readonly onRevoked: (apiKey: string) => void
}

/** Makes, lists and revokes API keys; refusals are values. */
export class ApiKeyDesk {
  readonly #keys: ApiKeyStore
  readonly #queries: Pick<Queries, 'account'>
  readonly #around: ApiKeyDeskSurroundings

  constructor(keys: ApiKeyStore, queries: Pick<Queries, 'account'>, around: ApiKeyDeskSurroundings) {
    this.#keys = keys
    this.#queries = queries
    this.#around = around
  }

  /** Makes a key for an open account. */
  async create(request: NewApiKeyRequest): Promise<NewApiKeyView | OperatorRefusal> {
    const { account, label, readOnly = false, allowedAddresses = [], publicKey } = request
    const wrong = allowedAddresses.find((address) => isIP(address) === 0)
    if (wrong !== undefined) return { reason: 'INVALID_REQUEST', text: `allowedAddresses: no IP address: ${wrong}` }
    if ((await this.#queries.account(account)) === undefined)
      return { reason: 'UNKNOWN_ACCOUNT', text: `${REJECT_REASONS.UNKNOWN_ACCOUNT} account=${account}` }
    const permissions = readOnly ? [] : (['trade'] as const)
    const terms = { accountName: account, label, permissions, allowedAddresses, publicKey }
    const key = newApiKey(terms, this.#around.nowMs())
    if (key === undefined)
      return { reason: 'INVALID_REQUEST', text: 'publicKey: must be a public key as PEM: Ed25519, or RSA of 2048 or 4096 bits' }
    await this.#keys.add(key)
    return key.kind === 'HMAC' ? { ...viewOf(key), secret: key.verifier } : viewOf(key)
  }

  /** The keys, of one account where given. */
  async list(account: string | undefined): Promise<{ readonly keys: readonly ApiKeyView[] }> {
    return { keys: (await this.#keys.list(account)).map(viewOf) }
  }

  /** Takes a key out of use, at once. */
  async revoke(apiKey: string): Promise<{ readonly revoked: string } | OperatorRefusal> {
    if (await this.#keys.revoke(apiKey)) {
      this.#around.onRevoked(apiKey)
      return { revoked: apiKey }
    }
    return { reason: 'UNKNOWN_API_KEY', text: `There is no such API key. apiKey=${apiKey}` }
  }
}

function viewOf({ apiKey, kind, accountName, label, permissions, allowedAddresses, createdMs }: ApiKey): ApiKeyView {
  return { apiKey, kind, account: accountName, label, permissions, allowedAddresses, createdMs }
}
