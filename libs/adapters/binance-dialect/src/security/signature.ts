import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { ApiKey } from '@openlob/application'

/** What of a request is signed, and the signature that came with it. */
export interface SignedText {
  /** The text as it was received, without the signature. */
  readonly payload: string
  /** Decoded; undefined where none was sent. */
  readonly signature: string | undefined
}

const SIGNATURE = /(^|&)signature=([^&]*)/

/**
 * The signed text of an HTTP request: the query as it came, the body right behind it, the parameter `signature` taken
 * out of whichever has it. The query's counts where both have one.
 */
export function signedText(rawQuery: string, rawBody: string): SignedText {
  const query = withoutSignature(rawQuery)
  const body = withoutSignature(rawBody)
  const encoded = query.signature ?? body.signature
  return { payload: query.rest + body.rest, signature: encoded === undefined ? undefined : decoded(encoded) }
}

/** Tells whether a signature is that of the key over the text; how long it takes does not tell where it is wrong. */
export function isSignedBy({ kind, verifier }: ApiKey, payload: string, signature: string): boolean {
  if (kind === 'HMAC') {
    const expected = createHmac('sha256', verifier).update(payload).digest()
    const sent = /^[0-9a-fA-F]{64}$/.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(expected.length)
    return timingSafeEqual(expected, sent)
  }
  const octets = Buffer.from(signature, 'base64')
  return verify(kind === 'RSA' ? 'RSA-SHA256' : null, Buffer.from(payload), publicKeyOf(verifier), octets)
}

const publicKeys = new Map<string, KeyObject>()
const PUBLIC_KEYS_MAX = 10_000

/** Reading a key takes longer than verifying by it. */
function publicKeyOf(pem: string): KeyObject {
  const known = publicKeys.get(pem)
  if (known !== undefined) return known
  const key = createPublicKey(pem)
  if (publicKeys.size >= PUBLIC_KEYS_MAX) publicKeys.clear()
  publicKeys.set(pem, key)
  return key
}

function withoutSignature(text: string): { readonly rest: string; readonly signature: string | undefined } {
  const found = SIGNATURE.exec(text)
  if (found === null) return { rest: text, signature: undefined }
  const [whole, before = '', signature] = found
  const head = text.slice(0, found.index)
  const tail = text.slice(found.index + whole.length)
  // One of the two separators beside it goes too.
  return { rest: before === '' ? head + tail.replace(/^&/, '') : head + tail, signature }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
