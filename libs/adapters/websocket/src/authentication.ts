import { DialectError } from '@openlob/binance-dialect'
import type { Authenticator, Caller } from '@openlob/binance-dialect'
import type { AccountOf } from './account-names.ts'
import type { Problem} from './errors.ts';
import { ERROR_CODES, problem } from './errors.ts'
import type { AuthRequest } from './messages.ts'

/** Finds out whose key a request is signed by. */
export type Signatures = Pick<Authenticator, 'signed'>

/** Whose key an `auth` message is signed by; the problem says what is wrong with it. */
export async function authenticated(
  signatures: Signatures | undefined,
  request: AuthRequest,
  address: string,
): Promise<Caller | Problem> {
  if (signatures === undefined) return problem('AUTHENTICATION_FAILED', 'No keys are taken here.')
  const { api_key: apiKey, timestamp, recv_window: recvWindow, signature } = request
  try {
    const credentials = { apiKey, address, timestamp, recvWindow, signature, payload: signedText(request) }
    return await signatures.signed(credentials, 'USER_DATA')
  } catch (error) {
    if (error instanceof DialectError) return problem('AUTHENTICATION_FAILED', error.message)
    throw error
  }
}

/** What the signature of an `auth` message is made over: its other fields, by name, as the dialect signs parameters. */
export function signedText({ api_key: apiKey, timestamp, recv_window: recvWindow }: Omit<AuthRequest, 'type' | 'signature'>): string {
  const window = recvWindow === undefined ? '' : `&recv_window=${recvWindow}`
  return `api_key=${apiKey}${window}&timestamp=${timestamp}`
}

/** For {@link WebSocketGatewayOptions.accountOf}: a trader id alone opens nothing, it takes an API key. */
export const keysOnly: AccountOf = (traderId) => {
  const text = `${ERROR_CODES.NOT_AUTHENTICATED} trader_id=${traderId}`
  return Promise.resolve({ reason: 'NOT_AUTHENTICATED', text })
}
