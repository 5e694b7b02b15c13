import { DialectError } from '@openlob/binance-dialect'
import type { StreamFormat } from '@openlob/binance-dialect'
import type { StreamRequest } from './dialect-options.ts'

/** Before the paths of market streams in SBE. */
export const SBE_PATH = '/stream-sbe'

/** What a client of market streams asks for by the address that it connects to. */
export interface StreamAddress {
  /** The streams that it listens to from the start. */
  readonly names: readonly string[]
  /** Whether messages come with the name of their stream around them. */
  readonly isCombined: boolean
  readonly format: StreamFormat
}

/** Whether times are wanted in microseconds; throws a {@link DialectError} where that is not to be understood. */
export function wantsMicroseconds(query: URLSearchParams): boolean {
  const unit = (query.get('timeUnit') ?? 'MILLISECOND').toUpperCase()
  if (unit !== 'MICROSECOND' && unit !== 'MILLISECOND') throw new DialectError('INVALID_TIME_UNIT')
  return unit === 'MICROSECOND'
}

/** The address of a request, such as `/ws/btcusdt@trade` or `/stream?streams=btcusdt@trade/ethusdt@depth`. */
export function readStreamAddress({ url = '/' }: StreamRequest): StreamAddress {
  const { pathname, searchParams: query } = new URL(url, 'ws://localhost')
  const isSbe = pathname.startsWith(SBE_PATH)
  const path = isSbe ? pathname.slice(SBE_PATH.length) : pathname
  const tail = path.replace(/^\/(?:ws|stream)\/?/, '')
  const names = [...tail.split('/'), ...(query.get('streams') ?? '').split('/')].filter((name) => name !== '')
  const json = wantsMicroseconds(query) ? 'microseconds' : 'milliseconds'
  return { names, isCombined: path.startsWith('/stream'), format: isSbe ? 'sbe' : json }
}
