import { Exchange, ManualClock, MemoryJournal, MemorySnapshotStore } from '@openlob/application'
import type { Answer, Command, ExchangeGateway } from '@openlob/application'
import { accountId, assetId } from '@openlob/domain'

/** Hands in a command that must be carried out. */
export async function done(exchange: ExchangeGateway, command: Command): Promise<Extract<Answer, { status: 'done' }>> {
  const answer = await exchange.submit(command)
  if (answer.status !== 'done') throw new Error(`${command.type} was not carried out: ${answer.text}`)
  return answer
}

/** A running exchange in memory: BTC-USDT (tick 0.01, lot 0.001) and accounts with funds. */
export async function memoryExchange(traders: readonly string[]): Promise<Exchange> {
  const exchange = new Exchange({
    journal: new MemoryJournal(),
    snapshots: new MemorySnapshotStore(),
    clock: new ManualClock(1_700_000_000_000_000),
  })
  await exchange.start()
  for (const symbol of ['BTC', 'USDT']) await done(exchange, { type: 'ListAsset', symbol, scale: 8 })
  await listSpot(exchange, 'BTC-USDT')
  for (const name of traders) {
    const { events } = await done(exchange, { type: 'OpenAccount', name })
    const opened = events.find((event) => event.type === 'AccountOpened')
    const account = opened?.account.accountId ?? accountId(1)
    for (const asset of [1, 2])
      await done(exchange, { type: 'Deposit', accountId: account, assetId: assetId(asset), units: 10n ** 16n })
  }
  return exchange
}

/** Lists a market between BTC and USDT. */
export async function listSpot(exchange: Exchange, symbol: string): Promise<void> {
  const terms = { symbol, tickSize: '0.01', lotSize: '0.001' }
  await done(exchange, { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(1), quoteAssetId: assetId(2) })
}
