import type { IncomingMessage } from 'node:http'
import { plainAddress } from '@openlob/binance-dialect'

/** The address of a client: its own, or what one reverse proxy says it is. */
export function clientAddress({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headers['x-forwarded-for'] : undefined
  // The last one is what the proxy saw; what stands before it a client may have made up.
  const seen = typeof forwarded === 'string' ? forwarded.split(',').at(-1) : undefined
  return plainAddress((seen ?? socket.remoteAddress ?? '').trim())
}
