import fc from 'fast-check'
import { accountId, assetId } from '@openlob/domain'
import type { OrderId, PriceTicks, QuantityLots , instrumentId } from '@openlob/domain'
import { TradingFlow } from '../src/index.ts'
import type { Command, Event, OrderReference, SequencedCommand } from '../src/index.ts'

/** Assets 1 BTC, 2 USDT, 3 ETH; instruments 1 BTC-USDT, 2 ETH-USDT; accounts 1 to 4 with money. */
export const SETTING: readonly Command[] = [
  { type: 'ListAsset', symbol: 'BTC', scale: 4 },
  { type: 'ListAsset', symbol: 'USDT', scale: 2 },
  { type: 'ListAsset', symbol: 'ETH', scale: 3 },
  listing('BTC-USDT', 1, { tickSize: '1', lotSize: '0.01', minNotional: '0.05', maxPrice: '30' }),
  listing('ETH-USDT', 3, { tickSize: '0.5', lotSize: '0.1', minQuantity: '0.2', maxQuantity: '5', maxNotional: '40' }),
  ...['ann', 'bob', 'cat', 'dan'].map((name) => ({ type: 'OpenAccount', name }) as const),
  ...[1, 2, 3, 4].flatMap((account) => [
    { type: 'Deposit', accountId: accountId(account), assetId: assetId(1), units: 6_000n } as const,
    { type: 'Deposit', accountId: accountId(account), assetId: assetId(2), units: 12_000n } as const,
    { type: 'Deposit', accountId: accountId(account), assetId: assetId(3), units: 20_000n } as const,
  ]),
]

interface Terms {
  readonly tickSize: string
  readonly lotSize: string
  readonly minNotional?: string
  readonly maxNotional?: string
  readonly minQuantity?: string
  readonly maxQuantity?: string
  readonly maxPrice?: string
}

function listing(symbol: string, base: number, terms: Terms): Command {
  const ids = { baseAssetId: assetId(base), quoteAssetId: assetId(2) }
  return { type: 'ListInstrument', kind: 'spot', terms: { symbol, ...terms }, ...ids }
}

/** Mostly one of the four accounts, now and then one that is not there. */
const account = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 99, -1) },
).map((id) => id as ReturnType<typeof accountId>)

const instrument = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 7) },
).map((id) => id as ReturnType<typeof instrumentId>)

const asset = fc.integer({ min: 0, max: 4 }).map((id) => id as ReturnType<typeof assetId>)
const price = fc.oneof(
  { weight: 25, arbitrary: fc.integer({ min: 8, max: 14 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -3, 1, 30, 31, 2 ** 31, 2 ** 53 - 1) },
).map((ticks) => ticks as PriceTicks)
const quantity = fc.oneof(
  { weight: 25, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 51, 5_000, 2 ** 53 - 1) },
).map((lots) => lots as QuantityLots)
const clientOrderId = fc.option(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 9 }).map((index) => `c${index}`) },
    { weight: 1, arbitrary: fc.constantFrom('', 'not one', '\u00e9', 'x'.repeat(65)) },
  ),
  { nil: undefined },
)
const side = fc.constantFrom('buy' as const, 'sell' as const)
const reference: fc.Arbitrary<OrderReference> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40 }).map((id) => ({ orderId: id as OrderId })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9 }).map((index) => ({ clientOrderId: `c${index}` })) },
)
const units = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt(1n, 3_000n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, -5n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 100n) },
)
const text = fc.constantFrom('eve', 'ann', 'x'.repeat(32), 'x'.repeat(33), '', 'two words', '\u00fc', 'a.b_c:d-e')

const placeLimit: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('PlaceOrder' as const),
  orderType: fc.constant('limit' as const),
  accountId: account,
  instrumentId: instrument,
  side,
  priceTicks: price,
  quantityLots: quantity,
  timeInForce: fc.oneof(
    { weight: 6, arbitrary: fc.constant('GTC' as const) },
    { weight: 1, arbitrary: fc.constantFrom('IOC' as const, 'FOK' as const) },
  ),
  postOnly: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0),
  clientOrderId,
})

const placeMarket: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('PlaceOrder' as const),
  orderType: fc.constant('market' as const),
  accountId: account,
  instrumentId: instrument,
  side,
  quantityLots: quantity,
  clientOrderId,
})

const cancel: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('CancelOrder' as const),
  accountId: account,
  order: reference,
})

const amend: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('AmendOrder' as const),
  accountId: account,
  order: reference,
  priceTicks: fc.option(price, { nil: undefined }),
  quantityLots: fc.option(quantity, { nil: undefined }),
  newClientOrderId: clientOrderId.map((name) => (name === '' ? undefined : name)),
})

const transfer: fc.Arbitrary<Command> = fc.record({
  type: fc.constantFrom('Deposit' as const, 'Withdraw' as const),
  accountId: account,
  assetId: asset,
  units,
})

/** Between this flow, 0, and others that send in order, and out of order. */
const betweenFlows: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant('SendTransfer' as const),
    fromFlow: flowNumber(0),
    toFlow: flowNumber(1),
    accountId: account,
    assetId: asset,
    units,
  }),
  fc.record({
    type: fc.constant('ReceiveTransfer' as const),
    fromFlow: flowNumber(1),
    toFlow: flowNumber(0),
    number: fc.integer({ min: 0, max: 5 }),
    accountId: account,
    assetId: asset,
    units,
  }),
  fc.record({
    type: fc.constant('ConfirmTransfers' as const),
    fromFlow: flowNumber(0),
    toFlow: flowNumber(1),
    number: fc.integer({ min: -1, max: 5 }),
  }),
)

/** Mostly this one. */
function flowNumber(usual: number): fc.Arbitrary<number> {
  const others = fc.constantFrom(-1, 0, 1, 2, 255, 256)
  return fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })
}

const administration: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant('CancelAllOrders' as const),
    accountId: account,
    instrumentId: fc.option(instrument, { nil: undefined }),
  }),
  fc.record({ type: fc.constant('SetFeeTier' as const), accountId: account, feeTier: fc.integer({ min: -1, max: 3 }) }),
  fc.record({ type: fc.constant('OpenAccount' as const), name: text }),
  fc.record({ type: fc.constant('ListAsset' as const), symbol: text, scale: fc.integer({ min: -1, max: 19 }) }),
  fc
    .record({ symbol: text, tickSize: fc.constantFrom('1', '0.001', 'x'), base: asset, quote: asset })
    .map(({ symbol, tickSize, base, quote }): Command => {
      const terms = { symbol, tickSize, lotSize: '0.1' }
      return { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: base, quoteAssetId: quote }
    }),
)

const status: fc.Arbitrary<Command> = fc.record({
  type: fc.constant('SetInstrumentStatus' as const),
  instrumentId: instrument,
  status: fc.constantFrom('halted' as const, 'trading' as const, 'trading' as const, 'trading' as const, 'closed' as const),
})

/** Any command, with as much nonsense as a live exchange sees. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: placeLimit },
  { weight: 8, arbitrary: placeMarket },
  { weight: 14, arbitrary: cancel },
  { weight: 20, arbitrary: amend },
  { weight: 6, arbitrary: transfer },
  { weight: 5, arbitrary: administration },
  { weight: 2, arbitrary: status },
  { weight: 4, arbitrary: betweenFlows },
)

/** A history: the setting, then any commands. */
export function anyHistory(maxLength: number): fc.Arbitrary<readonly SequencedCommand[]> {
  return fc
    .array(fc.tuple(anyCommand, fc.integer({ min: 0, max: 3 })), { maxLength, minLength: Math.floor(maxLength / 3) })
    .map((steps) => sequenced([...SETTING, ...steps.map(([command]) => command)], steps.map(([, pause]) => pause)))
}

/** Commands in their places, with pauses between the last ones. */
export function sequenced(commands: readonly Command[], pauses: readonly number[] = []): SequencedCommand[] {
  let timestampUs = 1_700_000_000_000_000
  const unpaused = commands.length - pauses.length
  return commands.map((command, index) => {
    timestampUs += pauses[index - unpaused] ?? 0
    return { sequence: index + 1, timestampUs, command }
  })
}

/** What a flow reports of a history. */
export function eventsOf(history: readonly SequencedCommand[]): readonly Event[] {
  const flow = new TradingFlow()
  return history.flatMap((command) => flow.apply(command))
}
