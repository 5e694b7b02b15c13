import { DialectError, readPairs, signedText, timeWriter } from '@openlob/binance-dialect'
import type { Authenticator, Caller, DialectRequest, Endpoint } from '@openlob/binance-dialect'

/** An HTTP request as it was received. */
export interface RawRequest {
  /** What follows the question mark of the address, as it came. */
  readonly query: string
  /** As it came; empty where there is none. */
  readonly body: string
  readonly apiKey: string | undefined
  readonly timeUnit: string | undefined
  readonly address: string
}

/** What only proves who sends a request: no endpoint has parameters of these names. */
const PROOF = ['signature', 'timestamp', 'recvWindow']
const FORM = /^[^=&{[\s"]+=/

/** A request of the dialect; fails where its time unit is none. */
export function readRequest({ query, body, apiKey, timeUnit, address }: RawRequest): DialectRequest {
  const form = FORM.test(body) ? body : ''
  const time = timeWriter(isMicroseconds(timeUnit))
  // A name in both places has the value of the query.
  const pairs = (): Map<string, string> => new Map([...readPairs(form), ...readPairs(query)])
  return {
    address,
    time,
    parameters: () => {
      const sent = pairs()
      for (const name of PROOF) sent.delete(name)
      return sent
    },
    caller: (authenticator: Authenticator, { security }: Endpoint): Promise<Caller> => {
      if (security === 'USER_STREAM') return authenticator.named(apiKey, address, security)
      const sent = pairs()
      const proof = { timestamp: sent.get('timestamp'), recvWindow: sent.get('recvWindow') }
      return authenticator.signed({ apiKey, address, ...proof, ...signedText(query, form) }, security)
    },
  }
}

function isMicroseconds(timeUnit: string | undefined): boolean {
  const unit = (timeUnit ?? 'MILLISECOND').toUpperCase()
  if (unit !== 'MICROSECOND' && unit !== 'MILLISECOND') throw new DialectError('INVALID_TIME_UNIT')
  return unit === 'MICROSECOND'
}
