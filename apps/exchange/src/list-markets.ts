import { QueryUnavailableError } from '@openlob/application'
import type { Answer, Command, ExchangeGateway } from '@openlob/application'
import { quantityOf, spotInstrument } from '@openlob/domain'
import type { Asset, Instrument } from '@openlob/domain'
import { termsOf } from './configuration/check-together.ts'
import type { Configuration } from './configuration/configuration.ts'
import { OperatorError } from './operator-error.ts'

/** What the start did about the configured markets. */
export interface ListingReport {
  /** The symbols that were listed now. */
  readonly listed: readonly string[]
  /** Where the configuration says something else than what is listed, one sentence each. */
  readonly differences: readonly string[]
}

type Markets = Pick<Configuration, 'assets' | 'instruments'>

/**
 * Lists the configured assets and instruments that are not listed yet, by commands; what is listed stays as it is.
 * Rejects with an {@link OperatorError} where one is refused, with a {@link QueryUnavailableError} where the exchange
 * fails.
 */
export async function listMarkets(exchange: ExchangeGateway, markets: Markets): Promise<ListingReport> {
  const listed: string[] = []
  const differences: string[] = []
  const assets = new Map((await exchange.queries.assets()).map((asset) => [asset.symbol, asset]))
  for (const { symbol, scale } of markets.assets) {
    const known = assets.get(symbol)
    if (known === undefined) {
      await submit(exchange, { type: 'ListAsset', symbol, scale }, symbol)
      listed.push(symbol)
    } else if (known.scale !== scale) {
      differences.push(`asset ${symbol} is listed with scale ${known.scale}; the configured scale ${scale} is not used`)
    }
  }
  const assetsNow = new Map((await exchange.queries.assets()).map((asset) => [asset.symbol, asset]))
  const instruments = new Map((await exchange.queries.instruments()).map((known) => [known.symbol, known]))
  for (const configured of markets.instruments) {
    const base = assetsNow.get(configured.base)
    const quote = assetsNow.get(configured.quote)
    if (base === undefined || quote === undefined) continue
    const known = instruments.get(configured.symbol)
    if (known === undefined) {
      const ids = { baseAssetId: base.assetId, quoteAssetId: quote.assetId }
      await submit(exchange, { type: 'ListInstrument', kind: 'spot', terms: termsOf(configured), ...ids }, configured.symbol)
      listed.push(configured.symbol)
    } else {
      differences.push(...instrumentDifferences(known, configured, base, quote))
    }
  }
  return { listed, differences }
}

async function submit(exchange: ExchangeGateway, command: Command, symbol: string): Promise<void> {
  const answer: Answer = await exchange.submit(command)
  if (answer.status === 'done') return
  if (answer.status === 'unavailable') throw new QueryUnavailableError(answer.reason, answer.text)
  throw new OperatorError(`${symbol} could not be listed: ${answer.reason}: ${answer.text}; correct assets and instruments in the configuration`)
}

function instrumentDifferences(known: Instrument, configured: Markets['instruments'][number], base: Asset, quote: Asset): string[] {
  const { symbol } = known
  const wanted = spotInstrument(known.instrumentId, termsOf(configured), base, quote)
  if ('invalid' in wanted) return [`instrument ${symbol} is configured with terms that its listed assets do not allow: ${wanted.invalid}`]
  const keys = [
    ['base', known.baseAssetId, wanted.baseAssetId],
    ['quote', known.quoteAssetId, wanted.quoteAssetId],
    ['tickSize', known.tickSize, wanted.tickSize],
    ['lotSize', known.lotSize, wanted.lotSize],
    ['minQuantity', quantityOf(known, known.minQuantityLots), quantityOf(wanted, wanted.minQuantityLots)],
    ['maxQuantity', quantityOf(known, known.maxQuantityLots), quantityOf(wanted, wanted.maxQuantityLots)],
    ['maxPrice', known.maxPriceTicks, wanted.maxPriceTicks],
    ['minNotional', known.minNotionalUnits, wanted.minNotionalUnits],
    ['maxNotional', known.maxNotionalUnits, wanted.maxNotionalUnits],
  ] as const
  const changed = keys.filter(([, is, asked]) => String(is) !== String(asked)).map(([key]) => key)
  if (changed.length === 0) return []
  return [`instrument ${symbol} is listed with another ${changed.join(', ')} than configured; the listed one counts`]
}
