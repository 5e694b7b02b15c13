import { createPublicKey, randomInt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { ApiKey, ApiKeyKind, ApiKeyPermission } from '@openlob/application'

/** What an API key is to be. */
export interface ApiKeyRequest {
  readonly accountName: string
  readonly label?: string | undefined
  readonly permissions?: readonly ApiKeyPermission[] | undefined
  readonly allowedAddresses?: readonly string[] | undefined
  /** The client's public key as PEM, RSA of 2048 or 4096 bits or Ed25519; without one the key is a shared secret. */
  readonly publicKey?: string | undefined
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** So many random letters and digits. */
export function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** A new key; undefined where the public key cannot be used. */
export function newApiKey(request: ApiKeyRequest, createdMs: number): ApiKey | undefined {
  const { accountName, label = '', permissions = ['trade'], allowedAddresses = [], publicKey } = request
  const terms = publicKey === undefined ? { kind: 'HMAC' as const, verifier: randomText(64) } : readPublicKey(publicKey)
  if (terms === undefined) return undefined
  const made = { apiKey: randomText(64), createdMs: Math.floor(createdMs) }
  return { ...made, accountName, label, permissions, allowedAddresses, ...terms }
}

/** Kind and PEM of a public key that the dialect takes. */
export function readPublicKey(text: string): { readonly kind: ApiKeyKind; readonly verifier: string } | undefined {
  const key = publicKey(text)
  if (key === undefined) return undefined
  const verifier = key.export({ type: 'spki', format: 'pem' }).toString()
  if (key.asymmetricKeyType === 'ed25519') return { kind: 'ED25519', verifier }
  const bits = key.asymmetricKeyDetails?.modulusLength
  return key.asymmetricKeyType === 'rsa' && (bits === 2048 || bits === 4096) ? { kind: 'RSA', verifier } : undefined
}

function publicKey(text: string): KeyObject | undefined {
  // A private key would be read as its public part: nobody is to send one.
  if (text.includes('PRIVATE KEY')) return undefined
  try {
    return createPublicKey(text)
  } catch {
    return undefined
  }
}
