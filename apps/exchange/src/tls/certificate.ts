import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { generate } from 'selfsigned'
import type { Configuration } from '../configuration/configuration.ts'
import { OperatorError } from '../operator-error.ts'
import { writeDurably } from '../write-durably.ts'

/** A certificate and its private key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 365
/** With fewer days left a self-made one is made anew. */
const RENEWED_DAYS = 30

/** Where a self-made certificate is kept. */
export function selfMadeFiles(dataDirectory: string): { readonly certificate: string; readonly key: string } {
  return { certificate: resolve(dataDirectory, 'tls', 'certificate.pem'), key: resolve(dataDirectory, 'tls', 'key.pem') }
}

/**
 * The certificate that the configuration names, or the self-made one, made where there is none that is good.
 * Rejects with an {@link OperatorError} where it cannot be read, or certificate and key do not go together.
 */
export async function loadCertificate(
  { tls }: Pick<Configuration, 'tls'>,
  dataDirectory: string,
  nowMs: number,
): Promise<Certificate> {
  const files =
    tls.use === 'given'
      ? { certificate: resolve(tls.certificateFile), key: resolve(tls.keyFile) }
      : selfMadeFiles(dataDirectory)
  if (tls.use === 'self-made' && !(await isGood(files.certificate, nowMs))) await make(files, nowMs)
  const certificate = { cert: await readPem(files.certificate), key: await readPem(files.key) }
  try {
    createSecureContext(certificate)
  } catch (error) {
    throw new OperatorError(`${files.certificate} and ${files.key} are no certificate and its private key: ${textOf(error)}`)
  }
  return certificate
}

async function isGood(path: string, nowMs: number): Promise<boolean> {
  try {
    const { validTo } = new X509Certificate(await readFile(path, 'utf8'))
    return Date.parse(validTo) - nowMs > RENEWED_DAYS * DAY_MS
  } catch {
    return false
  }
}

/** For the names that this machine is reached by. */
async function make(files: { readonly certificate: string; readonly key: string }, nowMs: number): Promise<void> {
  const names = [...new Set(['localhost', hostname()])]
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    notBeforeDate: new Date(nowMs - DAY_MS),
    notAfterDate: new Date(nowMs + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [...names.map((value) => ({ type: 2, value }) as const), { type: 7, ip: '127.0.0.1' }, { type: 7, ip: '::1' }],
      },
    ],
  })
  await writeDurably(files.key, made.private)
  await writeDurably(files.certificate, made.cert)
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new OperatorError(`${path} cannot be read: ${textOf(error)}`)
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
