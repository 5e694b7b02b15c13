import type { Account, Order, OrderConditions, Trade } from '@openlob/domain'
import { accountId, assetId, instrumentId, orderId, priceTicks, quantityLots, tradeId } from '@openlob/domain'
import { Decimal } from '@openlob/decimal'
import type { Command, Event, SequencedCommand } from '../../src/index.ts'

// What the golden files of the schema's versions say. Nothing here may change: it is what journals have.

const at = { accountId: accountId(12), instrumentId: instrumentId(3) }
const assets = { accountId: accountId(12), assetId: assetId(2) }
const place = { type: 'PlaceOrder', ...at, side: 'buy', quantityLots: quantityLots(2 ** 53 - 1) } as const
const limit = { ...place, orderType: 'limit', priceTicks: priceTicks(2 ** 31 - 1) } as const
const terms = { symbol: 'BTC-USDT', tickSize: '0.01', lotSize: '0.00001' }
const listing = { type: 'ListInstrument', kind: 'spot', baseAssetId: assetId(1), quoteAssetId: assetId(2) } as const

const commands: readonly Command[] = [
  { type: 'ConfigureFlow', configuration: '{"fees":{"plugin":"maker-taker"}}' },
  { type: 'OpenAccount', name: 'alice' },
  { type: 'ListAsset', symbol: 'BTC', scale: 8 },
  { ...listing, terms },
  { ...listing, terms: { ...terms, minQuantity: '0.00001', maxPrice: '', maxNotional: '9000000' } },
  { ...listing, terms: { ...terms, maxQuantity: '100', minNotional: '5' } },
  { type: 'SetInstrumentStatus', instrumentId: instrumentId(3), status: 'halted' },
  { type: 'Deposit', ...assets, units: 2n ** 63n - 1n },
  { type: 'Withdraw', ...assets, units: -(2n ** 100n) },
  { type: 'SetFeeTier', accountId: accountId(12), feeTier: 2 },
  { ...limit, timeInForce: 'GTC', postOnly: true, clientOrderId: 'first' },
  { ...limit, side: 'sell', timeInForce: 'IOC', postOnly: false },
  { ...limit, timeInForce: 'FOK', postOnly: false, clientOrderId: '' },
  { ...place, orderType: 'market' },
  { type: 'CancelOrder', accountId: accountId(12), order: { orderId: orderId(77) } },
  { type: 'CancelOrder', accountId: accountId(12), order: { clientOrderId: 'first' } },
  { type: 'AmendOrder', accountId: accountId(12), order: { orderId: orderId(77) }, priceTicks: priceTicks(5) },
  { type: 'AmendOrder', accountId: accountId(12), order: { clientOrderId: 'x' }, quantityLots: quantityLots(9) },
  { type: 'CancelAllOrders', accountId: accountId(12) },
  { type: 'CancelAllOrders', ...at },
]

/** Each command, in each of its forms. */
export const goldenCommands: readonly SequencedCommand[] = commands.map((command, index) => ({
  sequence: 1_000_000_000_000 + index,
  timestampUs: 1_764_000_000_000_000 + index,
  command,
}))

const header = { sequence: 9_000_000_000_001, commandSequence: 1_000_000_000_001, timestampUs: 1_764_000_000_000_001 }
const account: Account = { accountId: accountId(12), name: 'alice', feeTier: 1 }
const order: Order = {
  orderId: orderId(77),
  ...at,
  clientOrderId: 'first',
  side: 'sell',
  type: 'limit',
  timeInForce: 'GTC',
  postOnly: true,
  priceTicks: priceTicks(4_000_000),
  quantityLots: quantityLots(500),
  executedLots: 200,
  executedQuoteUnits: 8_000_000_000n,
  status: 'partially_filled',
  createdUs: 1_764_000_000_000_000,
  updatedUs: 1_764_000_000_000_001,
}
const market: Order = {
  ...order,
  orderId: orderId(78),
  clientOrderId: undefined,
  side: 'buy',
  type: 'market',
  timeInForce: 'IOC',
  postOnly: false,
  priceTicks: undefined,
  status: 'filled',
}
const trade: Trade = {
  tradeId: tradeId(31),
  instrumentId: instrumentId(3),
  priceTicks: priceTicks(4_000_000),
  quantityLots: quantityLots(200),
  quoteUnits: 8_000_000_000n,
  takerSide: 'buy',
  makerOrderId: orderId(77),
  makerAccountId: accountId(12),
  makerFee: { assetId: assetId(2), units: -800_000n },
  takerOrderId: orderId(78),
  takerAccountId: accountId(13),
  takerFee: { assetId: assetId(1), units: 20n },
  timestampUs: 1_764_000_000_000_001,
}
const rejected = { ...header, type: 'CommandRejected', command: 'PlaceOrder', reason: 'INSUFFICIENT_BALANCE' } as const

/** Each event, in each of its forms. */
export const goldenEvents: readonly Event[] = [
  { ...header, type: 'ConfigurationChanged', configuration: '{}' },
  { ...header, type: 'AccountOpened', account },
  { ...header, type: 'FeeTierChanged', account },
  { ...header, type: 'AssetListed', asset: { assetId: assetId(1), symbol: 'BTC', scale: 8 } },
  {
    ...header,
    type: 'InstrumentListed',
    instrument: {
      kind: 'spot',
      instrumentId: instrumentId(3),
      symbol: 'BTC-USDT',
      status: 'trading',
      tickSize: Decimal.parse('0.01'),
      lotSize: Decimal.parse('0.00001'),
      minQuantityLots: quantityLots(1),
      maxQuantityLots: quantityLots(2 ** 53 - 1),
      maxPriceTicks: priceTicks(2 ** 31 - 1),
      minNotionalUnits: 0n,
      maxNotionalUnits: 2n ** 63n - 1n,
      baseAssetId: assetId(1),
      quoteAssetId: assetId(2),
      baseUnitsPerLot: 1000n,
      quoteUnitsPerTickLot: 10n,
    },
  },
  { ...header, type: 'InstrumentStatusChanged', instrumentId: instrumentId(3), status: 'closed' },
  { ...header, type: 'Deposited', ...assets, units: 2n ** 63n - 1n },
  { ...header, type: 'Withdrawn', ...assets, units: 1n },
  { ...header, type: 'BalanceChanged', ...assets, freeUnits: 5n, heldUnits: 2n ** 62n },
  { ...header, type: 'OrderAccepted', order },
  { ...header, type: 'OrderAccepted', order: market },
  { ...header, type: 'TradeExecuted', trade, makerOrder: order, takerOrder: market },
  { ...header, type: 'OrderAmended', order, keptPlace: true },
  { ...header, type: 'OrderAmended', order, keptPlace: false },
  { ...header, type: 'OrderCanceled', order: { ...order, status: 'canceled' } },
  { ...header, type: 'AllOrdersCanceled', accountId: accountId(12), instrumentId: undefined, count: 3 },
  { ...header, type: 'AllOrdersCanceled', ...at, count: 0 },
  { ...header, type: 'OrderExpired', order: { ...market, status: 'expired' }, reason: 'NO_LIQUIDITY' },
  {
    ...header,
    type: 'BookLevelChanged',
    instrumentId: instrumentId(3),
    side: 'buy',
    priceTicks: priceTicks(4_000_000),
    quantityLots: 0,
  },
  { ...rejected, text: 'free 5, needed 6 \u2013 no', accountId: accountId(12), orderId: undefined, clientOrderId: 'a b' },
  { ...rejected, text: '', accountId: undefined, orderId: orderId(5), clientOrderId: undefined },
]

const transfer = { fromFlow: 1, toFlow: 0, number: 2 ** 53 - 1, ...assets, units: 5n }
const commandId = 'resent/1:a.b_c-d'
const everything: OrderConditions = {
  stopPriceTicks: priceTicks(2 ** 31 - 1),
  displayLots: quantityLots(7),
  strategyId: 2 ** 53 - 1,
  strategyType: 2 ** 31 - 1,
  trailingBasisPoints: 9_999,
  pegLevels: 100,
  peg: 'market',
  selfTradePrevention: 'decrement',
}
const resting = { timeInForce: 'GTC', postOnly: false, clientOrderId: 'leg' } as const

/** What version 1 added to the commands: a name given by the client, and transfers between flows. */
export const goldenCommandsOfVersion1: readonly SequencedCommand[] = (
  [
    { type: 'Deposit', ...assets, units: 1n, commandId },
    { type: 'Withdraw', ...assets, units: 2n ** 63n - 1n, commandId },
    { ...limit, timeInForce: 'GTC', postOnly: false, clientOrderId: 'first', commandId },
    { ...place, orderType: 'market', commandId },
    { type: 'CancelOrder', accountId: accountId(12), order: { orderId: orderId(77) }, commandId },
    { type: 'AmendOrder', accountId: accountId(12), order: { clientOrderId: 'x' }, quantityLots: quantityLots(9), commandId },
    { type: 'AmendOrder', accountId: accountId(12), order: { clientOrderId: 'x' }, priceTicks: priceTicks(5), newClientOrderId: 'second' },
    { type: 'CancelAllOrders', ...at, commandId },
    { type: 'SendTransfer', fromFlow: 0, toFlow: 255, ...assets, units: 2n ** 63n - 1n },
    { type: 'SendTransfer', fromFlow: 1, toFlow: 2, ...assets, units: -(2n ** 100n), commandId },
    { type: 'ReceiveTransfer', ...transfer },
    { type: 'ConfirmTransfers', fromFlow: 1, toFlow: 0, number: 2 ** 53 - 1 },
    { ...limit, orderType: 'stop_limit', timeInForce: 'GTC', postOnly: true, conditions: everything, commandId },
    { ...place, orderType: 'market', quantityLots: 0, clientOrderId: 'all in', conditions: { quoteUnits: 2n ** 63n - 1n } },
    { ...place, orderType: 'take_profit', conditions: { trailingBasisPoints: 9_999 } },
    {
      type: 'PlaceOrderList',
      ...at,
      contingency: 'OTOCO',
      clientListId: 'bracket',
      orders: [
        { orderType: 'limit', side: 'buy', quantityLots: quantityLots(5), priceTicks: priceTicks(9), ...resting },
        { orderType: 'stop', side: 'sell', quantityLots: quantityLots(5), conditions: { stopPriceTicks: priceTicks(8) } },
        { orderType: 'limit', side: 'sell', quantityLots: quantityLots(5), priceTicks: priceTicks(12), ...resting },
      ],
      commandId,
    },
    { type: 'CancelOrderList', accountId: accountId(12), list: { listId: 77 } },
    { type: 'CancelOrderList', accountId: accountId(12), list: { clientListId: 'bracket' }, commandId },
  ] satisfies readonly Command[]
).map((command, index) => ({ sequence: 2 ** 53 - 1 - index, timestampUs: 1_764_000_000_000_000 + index, command }))

/** What version 1 added to the events. */
export const goldenEventsOfVersion1: readonly Event[] = [
  { ...header, type: 'TransferSent', transfer },
  { ...header, type: 'TransferReceived', transfer },
  { ...header, type: 'TransfersConfirmed', fromFlow: 1, toFlow: 0, number: 7 },
  { ...header, type: 'CommandRepeated', accountId: accountId(12), commandId, firstCommandSequence: 999_999_999_999 },
  { ...header, type: 'OrderAccepted', order: { ...order, conditions: everything, listId: 77, workingUs: undefined } },
  { ...header, type: 'OrderActivated', order, works: true },
  {
    ...header,
    type: 'TradePrevented',
    instrumentId: instrumentId(3),
    priceTicks: priceTicks(4_000_000),
    quantityLots: quantityLots(3),
    mode: 'expire_both',
    makerOrder: order,
    takerOrder: market,
    makerPreventedLots: 300,
    takerPreventedLots: 3,
  },
  {
    ...header,
    type: 'OrderListChanged',
    status: 'done',
    list: {
      listId: 77,
      ...at,
      contingency: 'OPOCO',
      createdUs: 1_764_000_000_000_000,
      orders: [
        { orderId: orderId(77), clientOrderId: 'first' },
        { orderId: orderId(78), clientOrderId: undefined },
      ],
      clientListId: 'bracket',
    },
  },
  { ...header, type: 'OrderExpired', order: { ...market, status: 'expired_in_match' }, reason: 'SELF_TRADE_PREVENTED' },
  { ...rejected, reason: 'DUPLICATE_COMMAND_ID', text: '', accountId: accountId(12), orderId: undefined, clientOrderId: undefined },
]
