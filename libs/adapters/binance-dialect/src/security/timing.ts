import { DialectError } from '../errors/dialect-errors.ts'

const RECV_WINDOW_DEFAULT_MS = 5000
const RECV_WINDOW_MAX_MS = 60_000
/** How far ahead a client's clock may be. */
const AHEAD_US = 1_000_000

/** For how long a signed request is good. */
export interface Validity {
  readonly timestampUs: number
  readonly recvWindowUs: number
}

/** Reads `timestamp`, in milliseconds or microseconds, and `recvWindow`, in milliseconds with up to three decimals. */
export function readValidity(timestamp: string | undefined, recvWindow: string | undefined): Validity {
  if (timestamp === undefined || timestamp === '') throw new DialectError('MANDATORY_PARAM', ['timestamp'])
  if (!/^\d{1,20}$/.test(timestamp)) throw new DialectError('ILLEGAL_CHARS', ['timestamp', '^[0-9]{1,20}$'])
  const stamp = Number(timestamp)
  const windowMs = recvWindow === undefined ? RECV_WINDOW_DEFAULT_MS : readWindowMs(recvWindow)
  return { timestampUs: stamp >= 1e14 ? stamp : stamp * 1000, recvWindowUs: Math.round(windowMs * 1000) }
}

/** Fails where a request is from the future, or older than it may be. */
export function checkTiming({ timestampUs, recvWindowUs }: Validity, nowUs: number): void {
  if (timestampUs >= nowUs + AHEAD_US) throw new DialectError('TIMESTAMP_AHEAD')
  if (nowUs - timestampUs > recvWindowUs) throw new DialectError('TIMESTAMP_OUTSIDE')
}

function readWindowMs(text: string): number {
  if (!/^\d{1,20}(\.\d{1,3})?$/.test(text)) throw new DialectError('ILLEGAL_CHARS', ['recvWindow', '^[0-9]{1,20}(\\.[0-9]{1,3})?$'])
  const windowMs = Number(text)
  if (windowMs > RECV_WINDOW_MAX_MS) throw new DialectError('RECV_WINDOW_TOO_LONG')
  return windowMs
}
