import type { BinanceDialect } from '@openlob/binance-dialect'
import { textFrame } from '../frame.ts'
import type { DialectConnection } from './dialect-connection.ts'

/** How the events of a user data stream are sent. */
export interface UserStreamTerms {
  readonly microseconds: boolean
  readonly isCombined: boolean
  readonly connection: DialectConnection
}

/** Whether the name of a stream is a listen key, which is a user data stream while it is good. */
export function isListenKey(name: string): boolean {
  return /^[A-Za-z0-9]{64}$/.test(name)
}

/**
 * Sends what the account of a listen key is told, where the name is that of one that is good now; answers how to end
 * it. Once the key is no longer good nothing is sent any more.
 */
export function userStreamOf(dialect: BinanceDialect, name: string, terms: UserStreamTerms): (() => void) | undefined {
  if (!isListenKey(name)) return undefined
  const { desk, userStreams } = dialect
  const listening = desk.listenKeys.accountOf(name, desk.nowUs() / 1000)
  if (listening === undefined) return undefined
  const { microseconds, isCombined, connection } = terms
  const told = (_: unknown, events: readonly object[]): void => {
    if (desk.listenKeys.accountOf(name, desk.nowUs() / 1000) === undefined) return
    for (const event of events)
      connection.sendFrame(textFrame(JSON.stringify(isCombined ? { stream: name, data: event } : event)))
  }
  return userStreams.subscribe(listening.accountId, { microseconds, told })
}
