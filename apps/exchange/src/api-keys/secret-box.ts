import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts short texts under one key (AES-256-GCM, a nonce of its own each); what was changed does not open. */
export class SecretBox {
  readonly #key: Buffer

  /** With a key of 32 octets. */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} octets: ${key.length}`)
    this.#key = key
  }

  /** A new random key. */
  static newKey(): Buffer {
    return randomBytes(KEY_BYTES)
  }

  /** The text encrypted, as base64; `bound` has to be the same when it is opened. */
  seal(text: string, bound: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(bound))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  /** The text again; undefined where it was sealed under another key, for something else, or changed. */
  open(sealed: string, bound: string): string | undefined {
    const octets = Buffer.from(sealed, 'base64')
    if (octets.length < NONCE_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv('aes-256-gcm', this.#key, octets.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(bound)).setAuthTag(octets.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(octets.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}
