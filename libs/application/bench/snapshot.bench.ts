import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { crc32 } from 'node:zlib'
import { accountId, assetId, instrumentId, priceTicks, quantityLots } from '@openlob/domain'
import { decodeSnapshot, encodeSnapshot, RecentHistory, TradingFlow } from '../src/index.ts'

/*
 * A flow of so many accounts with money, each with as many open orders as it takes: how long it takes to save it and to
 * get it back. --out keeps the snapshot.
 */
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000000' },
    orders: { type: 'string', default: '1000000' },
    out: { type: 'string' },
  },
})
const ACCOUNTS = Number(values.accounts)
const ORDERS = Number(values.orders)
const limits = { maxAccounts: 2 * ACCOUNTS, maxOpenOrders: 2 * ORDERS }
const MIDDLE = 50_000
const LEVELS = 5_000

let sequence = 0
let flow = new TradingFlow({ limits })

function apply(command: Parameters<TradingFlow['apply']>[0]['command']): void {
  sequence += 1
  flow.apply({ sequence, timestampUs: 1_700_000_000_000_000 + sequence, command })
}

function timed<Result>(what: string, work: () => Result): Result {
  const start = performance.now()
  const result = work()
  process.stdout.write(`${what.padEnd(44)}${(performance.now() - start).toFixed(0).padStart(7)} ms\n`)
  return result
}

timed(`${ACCOUNTS} accounts, ${ORDERS} orders made`, () => {
  const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.0001' }
  apply({ type: 'ConfigureFlow', configuration: flow.configuration })
  apply({ type: 'ListAsset', symbol: 'BTC', scale: 8 })
  apply({ type: 'ListAsset', symbol: 'USDT', scale: 8 })
  apply({ type: 'ListInstrument', kind: 'spot', terms, baseAssetId: assetId(1), quoteAssetId: assetId(2) })
  for (let account = 1; account <= ACCOUNTS; account += 1) {
    apply({ type: 'OpenAccount', name: `account-${account}` })
    for (const asset of [1, 2]) apply({ type: 'Deposit', accountId: accountId(account), assetId: assetId(asset), units: 10n ** 12n })
  }
  for (let order = 0; order < ORDERS; order += 1) {
    const side = order % 2 === 0 ? 'buy' : 'sell'
    const distance = 1 + (Math.imul(order, 0x9e3779b1) >>> 8) % LEVELS
    apply({
      type: 'PlaceOrder',
      accountId: accountId(1 + (Math.imul(order, 0x85ebca6b) >>> 8) % ACCOUNTS),
      instrumentId: instrumentId(1),
      side,
      orderType: 'limit',
      timeInForce: 'GTC',
      postOnly: false,
      priceTicks: priceTicks(side === 'buy' ? MIDDLE - distance : MIDDLE + distance),
      quantityLots: quantityLots(1 + (order % 9)),
    })
  }
})

let octets: Uint8Array = new Uint8Array()
for (let round = 1; round <= 3; round += 1) {
  const saved = timed(`round ${round}: the state as sections, with its hash`, () => flow.save())
  octets = timed(`round ${round}: in one piece`, () => encodeSnapshot(saved, new RecentHistory().save()))
  timed(`round ${round}: checksum`, () => crc32(octets))
  flow = timed(`round ${round}: restored and held against the hash`, () => TradingFlow.restore(decodeSnapshot(octets).flow, { limits }))
}
process.stdout.write(`${flow.state.orders.count} orders, ${flow.state.venue.accounts.count} accounts, ${(octets.length / 2 ** 20).toFixed(0)} MiB\n`)
if (values.out !== undefined) writeFileSync(values.out, octets)
