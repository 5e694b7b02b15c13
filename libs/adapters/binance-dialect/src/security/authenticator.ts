import type { ApiKey, ApiKeyStore } from '@openlob/application'
import type { Account } from '@openlob/domain'
import { DialectError } from '../errors/dialect-errors.ts'
import { isSignedBy } from './signature.ts'
import { checkTiming, readValidity } from './timing.ts'
import type { Validity } from './timing.ts'

/** What an endpoint asks of whoever calls it. */
export type Security = 'NONE' | 'USER_STREAM' | 'USER_DATA' | 'TRADE'

/** Whoever calls: a key and the account that it acts for. */
export interface Caller {
  readonly key: ApiKey
  readonly account: Account
  /** Until when the request is good, where it was signed. */
  readonly validity: Validity | undefined
}

/** What a request brings to prove who sends it. */
export interface Credentials {
  readonly apiKey: string | undefined
  readonly address: string
  readonly timestamp: string | undefined
  readonly recvWindow: string | undefined
  readonly payload: string
  readonly signature: string | undefined
}

/** Finds an account by its name. */
export type AccountNamed = (name: string) => Promise<Account | undefined>

/** Finds out who calls, in the order of checks that clients rely on. */
export class Authenticator {
  readonly #keys: ApiKeyStore
  readonly #accountNamed: AccountNamed
  readonly #nowUs: () => number

  /** Asks these for keys, accounts and the time. */
  constructor(keys: ApiKeyStore, accountNamed: AccountNamed, nowUs: () => number) {
    this.#keys = keys
    this.#accountNamed = accountNamed
    this.#nowUs = nowUs
  }

  /** Who signed the request, and may do what the endpoint does. */
  async signed(credentials: Credentials, security: Security): Promise<Caller> {
    const key = await this.#known(credentials.apiKey)
    const validity = readValidity(credentials.timestamp, credentials.recvWindow)
    const { payload, signature } = credentials
    if (signature === undefined || signature === '') throw new DialectError('MANDATORY_PARAM', ['signature'])
    if (!isSignedBy(key, payload, signature)) throw new DialectError('INVALID_SIGNATURE')
    checkTiming(validity, this.#nowUs())
    return this.#admitted(key, credentials.address, security, validity)
  }

  /** Whose key it is, without a signature. */
  async named(apiKey: string | undefined, address: string, security: Security): Promise<Caller> {
    return this.#admitted(await this.#known(apiKey), address, security, undefined)
  }

  /** Who logged on before, as of now: a key that was revoked since is refused. */
  async again(apiKey: string, address: string, security: Security, validity: Validity): Promise<Caller> {
    checkTiming(validity, this.#nowUs())
    return this.#admitted(await this.#known(apiKey), address, security, validity)
  }

  async #known(apiKey: string | undefined): Promise<ApiKey> {
    if (apiKey === undefined || !/^[A-Za-z0-9]{16,128}$/.test(apiKey)) throw new DialectError('BAD_API_KEY_FORMAT')
    const key = await this.#keys.find(apiKey)
    if (key === undefined) throw new DialectError('KEY_REJECTED')
    return key
  }

  async #admitted(key: ApiKey, address: string, security: Security, validity: Validity | undefined): Promise<Caller> {
    const { allowedAddresses, permissions, accountName } = key
    const isAllowed = allowedAddresses.length === 0 || allowedAddresses.includes(plainAddress(address))
    if (!isAllowed || (security === 'TRADE' && !permissions.includes('trade'))) throw new DialectError('KEY_REJECTED')
    const account = await this.#accountNamed(accountName)
    if (account === undefined) throw new DialectError('KEY_REJECTED')
    return { key, account, validity }
  }
}

/** An IPv4 address as people write it, where a socket of both kinds shows it as IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
}
