import { resolve } from 'node:path'
import type { ApiKeyStore, ExchangeGateway, TapedHistory } from '@openlob/application'
import { BinanceDialect } from '@openlob/binance-dialect'
import type { AccountNamed, CommissionRates, ExchangeRules } from '@openlob/binance-dialect'
import type { Account } from '@openlob/domain'
import * as z from 'zod'
import type { ApiKeyFiles } from './api-keys/file-api-key-store.ts'
import type { Configuration } from './configuration/configuration.ts'
import { SystemClock } from './system-clock.ts'

/** Where the API keys of an exchange are. */
export function apiKeyFiles(dataDirectory: string, { apiKeys }: Configuration): ApiKeyFiles {
  const { masterKeyFile } = apiKeys
  const masterKey = masterKeyFile === '' ? resolve(dataDirectory, 'api-keys.secret') : resolve(masterKeyFile)
  return { keys: resolve(dataDirectory, 'api-keys.json'), masterKey }
}

/** What a dialect is put together from. */
export interface DialectSources {
  readonly exchange: ExchangeGateway
  readonly keys: ApiKeyStore
  readonly history: TapedHistory
  /** Finds the account of a key. */
  readonly accountNamed: AccountNamed
  readonly onError: (error: unknown) => void
}

/** Puts the dialect together. */
export function createDialect(configuration: Configuration, sources: DialectSources): BinanceDialect {
  const clock = new SystemClock()
  const { rest, limits, plugins } = configuration
  const tiers = feeTiers(plugins.fees.options)
  return new BinanceDialect({
    ...sources,
    nowUs: () => clock.nowUs(),
    commissionRates: ({ feeTier }: Account) => tiers[feeTier] ?? { makerPpm: 0, takerPpm: 0 },
    limits: rest.rateLimits,
    rules: { markets: rest.filters, exchange: exchangeRules(rest.exchangeFilters) },
    selfTradePreventionMode: rest.selfTradePreventionMode,
    maxOpenOrdersPerAccount: limits.maxOpenOrdersPerAccount,
  })
}

/** The rules for all markets together, 0 being none. */
function exchangeRules({ maxAsset, ...counts }: Configuration['rest']['exchangeFilters']): ExchangeRules {
  const given = Object.fromEntries(Object.entries(counts).filter(([, most]) => most > 0))
  return Object.keys(maxAsset).length === 0 ? given : { ...given, maxAsset }
}

const tierList = z.array(z.object({ makerPpm: z.number(), takerPpm: z.number() }))

/** The rates by tier, as the built-in fee plugins have them; none of a plugin of another kind. */
function feeTiers(options: Readonly<Record<string, unknown>>): readonly CommissionRates[] {
  const tiers = tierList.safeParse(options['tiers'])
  return tiers.success ? tiers.data : []
}
