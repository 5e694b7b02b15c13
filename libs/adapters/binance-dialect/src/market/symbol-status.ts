import type { InstrumentStatus } from '@openlob/domain'
import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { oneOf, symbol, symbols } from '../parameters/kinds.ts'
import type { Market, Markets } from './markets.ts'

const STATUS: Readonly<Record<InstrumentStatus, SymbolStatus>> = { trading: 'TRADING', halted: 'HALT', closed: 'BREAK' }

/** Whether a market takes orders, in the words of the dialect. */
export type SymbolStatus = 'TRADING' | 'HALT' | 'BREAK'

/** Whether a market takes orders, in the words of the dialect. */
export function symbolStatus({ instrument }: Market): SymbolStatus {
  return STATUS[instrument.status]
}

/** The parameter that picks markets by status. */
export const symbolStatusParameter: z.ZodType<SymbolStatus | undefined, string | undefined> = z.optional(
  oneOf(['TRADING', 'HALT', 'BREAK'], 'INVALID_SYMBOL_STATUS'),
)

/** The parameters that pick one market, several, or all. */
export const someMarkets: {
  readonly symbol: z.ZodType<string | undefined, string | undefined>
  readonly symbols: z.ZodType<readonly string[] | undefined, string | undefined>
  readonly symbolStatus: z.ZodType<SymbolStatus | undefined, string | undefined>
} = { symbol: z.optional(symbol), symbols: z.optional(symbols), symbolStatus: symbolStatusParameter }

/** Which markets somebody asks for. */
export interface MarketChoice {
  readonly symbol: string | undefined
  readonly symbols: readonly string[] | undefined
  readonly symbolStatus: SymbolStatus | undefined
}

/** The markets that are asked for: a single one has to be of the status, of several the others are left out. */
export function chosenMarkets(markets: Markets, choice: MarketChoice): readonly Market[] {
  const { symbol: one, symbols: several, symbolStatus: status } = choice
  if (one !== undefined && several !== undefined) throw new DialectError('BAD_COMBINATION')
  if (one !== undefined) return [withStatus(markets.named(one), status)]
  const found = several === undefined ? markets.all() : several.map((name) => markets.named(name))
  return status === undefined ? found : found.filter((market) => symbolStatus(market) === status)
}

/** A market, which has to be of the status that is asked for. */
export function withStatus(market: Market, status: SymbolStatus | undefined): Market {
  if (status !== undefined && symbolStatus(market) !== status) throw new DialectError('SYMBOL_STATUS_MISMATCH')
  return market
}
