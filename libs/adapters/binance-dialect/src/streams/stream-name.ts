import { CANDLE_INTERVALS } from '@openlob/application'
import type { CandleInterval } from '@openlob/application'
import { readTimeZone } from '../parameters/time-zone.ts'

/** The windows of the rolling tickers, in milliseconds by name. */
export const ROLLING_WINDOWS_MS: Readonly<Record<'1h' | '4h' | '1d', number>> = {
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
}

/** The name of a rolling window. */
export type RollingWindow = keyof typeof ROLLING_WINDOWS_MS

/** How often a stream of books is told; the fast ones are of SBE. */
export type BookSpeed = '20ms' | '50ms' | '100ms' | '1000ms'

/** A stream of what was traded in a window, of one market or of all. */
export type OverallStream =
  | { readonly kind: 'miniTicker' | 'ticker' }
  | { readonly kind: 'rollingTicker'; readonly window: RollingWindow }

/** What a stream tells of one market. */
export type MarketStream =
  | OverallStream
  | { readonly kind: 'trade' | 'aggTrade' | 'bookTicker' | 'avgPrice' }
  | { readonly kind: 'kline'; readonly interval: CandleInterval; readonly offsetMs: number }
  | { readonly kind: 'depth'; readonly speed: BookSpeed }
  | { readonly kind: 'partialDepth'; readonly levels: 5 | 10 | 20; readonly speed: BookSpeed }

/** A stream by its name. */
export type NamedStream =
  | { readonly symbol: string; readonly stream: MarketStream }
  | { readonly symbol: undefined; readonly stream: OverallStream }

const PLAIN = ['trade', 'aggTrade', 'bookTicker', 'avgPrice'] as const

/** What the name of a stream stands for; undefined where it stands for nothing that is ever told. */
export function readStreamName(name: string): NamedStream | undefined {
  if (name.startsWith('!')) return overallStream(name.slice(1))
  const at = name.indexOf('@')
  if (at < 1) return undefined
  const stream = marketStream(name.slice(at + 1))
  return stream && { symbol: name.slice(0, at).toUpperCase(), stream }
}

const SBE_STREAMS: Readonly<Record<string, MarketStream>> = {
  trade: { kind: 'trade' },
  bestBidAsk: { kind: 'bookTicker' },
  depth: { kind: 'depth', speed: '20ms' },
  depth20: { kind: 'partialDepth', levels: 20, speed: '50ms' },
}

/** The same for streams in SBE, of which there are fewer. */
export function readSbeStreamName(name: string): NamedStream | undefined {
  const [symbol = '', kind = '', ...more] = name.split('@')
  const stream = Object.hasOwn(SBE_STREAMS, kind) && symbol !== '' && more.length === 0 ? SBE_STREAMS[kind] : undefined
  return stream && { symbol: symbol.toUpperCase(), stream }
}

function overallStream(name: string): NamedStream | undefined {
  if (name === 'miniTicker@arr' || name === 'ticker@arr')
    return { symbol: undefined, stream: { kind: name === 'ticker@arr' ? 'ticker' : 'miniTicker' } }
  const window = /^ticker_(\w+)@arr$/.exec(name)?.[1]
  return isWindow(window) ? { symbol: undefined, stream: { kind: 'rollingTicker', window } } : undefined
}

function marketStream(name: string): MarketStream | undefined {
  const plain = PLAIN.find((kind) => kind === name)
  if (plain !== undefined) return { kind: plain }
  if (name === 'miniTicker' || name === 'ticker') return { kind: name }
  return klineStream(name) ?? rollingStream(name) ?? depthStream(name)
}

function klineStream(name: string): MarketStream | undefined {
  const [, text, zone = '0'] = /^kline_(\w+)(?:@(.+))?$/.exec(name) ?? []
  const interval = CANDLE_INTERVALS.find((candidate) => candidate === text)
  const offsetMs = readTimeZone(zone)
  return interval === undefined || offsetMs === undefined ? undefined : { kind: 'kline', interval, offsetMs }
}

function rollingStream(name: string): MarketStream | undefined {
  const window = /^ticker_(\w+)$/.exec(name)?.[1]
  return isWindow(window) ? { kind: 'rollingTicker', window } : undefined
}

function depthStream(name: string): MarketStream | undefined {
  const found = /^depth(5|10|20)?(?:@(100ms|1000ms))?$/.exec(name)
  if (found === null) return undefined
  const [, levels, speed] = found
  const told = { speed: speed === '100ms' ? '100ms' : '1000ms' } as const
  if (levels === undefined) return { kind: 'depth', ...told }
  return { kind: 'partialDepth', levels: Number(levels) as 5 | 10 | 20, ...told }
}

function isWindow(text: string | undefined): text is RollingWindow {
  return text !== undefined && Object.hasOwn(ROLLING_WINDOWS_MS, text)
}
