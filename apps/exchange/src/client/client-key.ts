import { createHmac, createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { signedText } from '@openlob/websocket'
import { EXIT_CODES, OperatorError } from '../operator-error.ts'
import type { RequestMessage } from './protocol-client.ts'

/** An API key as its owner has it. */
export interface ClientKey {
  readonly apiKey: string
  /** The signature of a text. */
  readonly sign: (text: string) => string
}

/**
 * The key of a command line: its id, and a file with its secret or, as PEM, its private key. Throws an
 * {@link OperatorError} where one of them is missing or the file cannot be used.
 */
export function readClientKey(apiKey: string | undefined, secretFile: string | undefined): ClientKey | undefined {
  if (apiKey === undefined && secretFile === undefined) return undefined
  if (apiKey === undefined || secretFile === undefined)
    throw new OperatorError('--api-key and --secret-file go together', EXIT_CODES.usage)
  try {
    const secret = readFileSync(secretFile, 'utf8').trim()
    return { apiKey, sign: secret.startsWith('-----BEGIN') ? byPrivateKey(secret) : bySecret(secret) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`${secretFile} has no secret and no private key: ${why}`, EXIT_CODES.usage)
  }
}

/** The message that proves by a key whose connection it is. */
export function authMessage({ apiKey, sign: signature }: ClientKey, nowMs: number): RequestMessage {
  const fields = { api_key: apiKey, timestamp: String(nowMs) }
  return { type: 'auth', ...fields, signature: signature(signedText(fields)) }
}

function bySecret(secret: string): ClientKey['sign'] {
  return (text) => createHmac('sha256', secret).update(text).digest('hex')
}

function byPrivateKey(pem: string): ClientKey['sign'] {
  const key = createPrivateKey(pem)
  const algorithm = key.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return (text) => sign(algorithm, Buffer.from(text), key).toString('base64')
}
