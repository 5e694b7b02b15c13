import { Decimal } from '@openlob/decimal'
import type { AssetId, InstrumentId } from '../units.ts'
import type { Asset } from './asset.ts'
import type { InvalidTerms, SpotInstrumentTerms } from './instrument-terms.ts'
import { parseOrderLimits, wholeProduct, wholeUnits } from './order-limits.ts'
import type { OrderLimits } from './order-limits.ts'

/** Whether orders are taken: all commands, only cancels, or none. */
export type InstrumentStatus = 'trading' | 'halted' | 'closed'

/** What every instrument has, whatever its kind. */
interface InstrumentCore extends OrderLimits {
  readonly instrumentId: InstrumentId
  /** Its ticker, such as `BTC-USDT`. */
  readonly symbol: string
  readonly status: InstrumentStatus
  /** The price of one tick, in the quote asset for one of the base asset. */
  readonly tickSize: Decimal
  /** The quantity of one lot, in the base asset. */
  readonly lotSize: Decimal
}

/** An instrument whose trades exchange one asset for another at once. */
export interface SpotInstrument extends InstrumentCore {
  readonly kind: 'spot'
  readonly baseAssetId: AssetId
  readonly quoteAssetId: AssetId
  /** Base units in one lot: exact. */
  readonly baseUnitsPerLot: bigint
  /** Quote units in one lot at a price of one tick: exact, so that no trade is ever rounded. */
  readonly quoteUnitsPerTickLot: bigint
}

/** Whatever can be traded: a closed union over `kind`, to which futures and options add theirs. */
export type Instrument = SpotInstrument

/**
 * A spot instrument from its terms. One lot must be a whole number of base units, and one lot at one tick a whole
 * number of quote units: every notional is then exact.
 */
export function spotInstrument(
  id: InstrumentId,
  terms: SpotInstrumentTerms,
  base: Asset,
  quote: Asset,
): SpotInstrument | InvalidTerms {
  if (base.assetId === quote.assetId) return { invalid: `base and quote are the same asset: ${base.symbol}` }
  const tickSize = Decimal.tryParse(terms.tickSize)
  if (tickSize === undefined || tickSize.sign() <= 0) return invalid('tickSize must be a positive decimal', terms.tickSize)
  const lotSize = Decimal.tryParse(terms.lotSize)
  if (lotSize === undefined || lotSize.sign() <= 0) return invalid('lotSize must be a positive decimal', terms.lotSize)
  const baseUnitsPerLot = wholeUnits(lotSize, base.scale)
  if (baseUnitsPerLot === undefined)
    return invalid(`lotSize must be a whole number of ${base.symbol} units of 10^-${base.scale}`, terms.lotSize)
  const quoteUnitsPerTickLot = wholeProduct(tickSize, lotSize, quote.scale)
  if (quoteUnitsPerTickLot === undefined) {
    const rule = `tickSize times lotSize must be a whole number of ${quote.symbol} units of 10^-${quote.scale}`
    return invalid(rule, `${terms.tickSize} x ${terms.lotSize}`)
  }
  const limits = parseOrderLimits(terms, { tickSize, lotSize, quoteScale: quote.scale, baseUnitsPerLot })
  if ('invalid' in limits) return limits
  const ids = { instrumentId: id, baseAssetId: base.assetId, quoteAssetId: quote.assetId }
  const units = { tickSize, lotSize, baseUnitsPerLot, quoteUnitsPerTickLot }
  return { kind: 'spot', ...ids, symbol: terms.symbol, status: 'trading', ...units, ...limits }
}

function invalid(rule: string, value: string): InvalidTerms {
  return { invalid: `${rule}: ${value}` }
}
