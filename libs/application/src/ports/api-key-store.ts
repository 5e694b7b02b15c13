/** How requests are signed: by a secret that both sides know, or by a private key that only the client has. */
export type ApiKeyKind = 'HMAC' | 'RSA' | 'ED25519'

/** What a key may do beyond reading its account. */
export type ApiKeyPermission = 'trade'

/** A key by which a program acts for an account. */
export interface ApiKey {
  /** What requests name it by: letters and digits. */
  readonly apiKey: string
  readonly kind: ApiKeyKind
  /** The account that it acts for. */
  readonly accountName: string
  /** What its owner calls it. */
  readonly label: string
  readonly permissions: readonly ApiKeyPermission[]
  /** The addresses that it may be used from; any where there are none. */
  readonly allowedAddresses: readonly string[]
  readonly createdMs: number
  /** Of an HMAC key the secret, of another one the public key as PEM (SubjectPublicKeyInfo). */
  readonly verifier: string
}

/** Where API keys are kept. What was added or removed when the promise resolves survives a crash. */
export interface ApiKeyStore {
  /** The key of that name, unless it was never there or is revoked. */
  find(apiKey: string): Promise<ApiKey | undefined>
  /** All keys, oldest first; of one account where given. */
  list(accountName?: string): Promise<readonly ApiKey[]>
  /** Keeps a new key. Rejects where one of that name is there. */
  add(key: ApiKey): Promise<void>
  /** Removes a key; false where there is none. */
  revoke(apiKey: string): Promise<boolean>
}
