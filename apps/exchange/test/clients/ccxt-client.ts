import ccxt from 'ccxt'
import type { ClientKey, ServedExchange } from './served-exchange.ts'

/** A client of ccxt whose every address is that of an exchange here. */
export function ccxtOf(served: ServedExchange, { apiKey, secret }: ClientKey): InstanceType<typeof ccxt.pro.binance> {
  const { restUrl, webSocketUrl } = served
  const client = new ccxt.pro.binance({ apiKey, secret })
  const urls = client.urls as { api: Record<string, unknown> }
  const moved = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/^https:\/\/[^/]+/, restUrl).replace(/^wss:\/\/[^/]+/, webSocketUrl)
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, moved(inner)]))
  }
  urls.api = moved(urls.api) as Record<string, unknown>
  return client
}
