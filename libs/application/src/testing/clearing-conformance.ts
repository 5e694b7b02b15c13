import type { AccountId, AssetId, InstrumentId, PriceTicks, QuantityLots, Side, Trade } from '@openlob/domain'
import type { Command } from '../commands/command.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { makerTaker } from '../plugins/maker-taker.ts'
import type { PluginChoice } from '../plugins/plugin.ts'
import { ConformanceError, expectEqual } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { conformanceCases, pluginConformance } from './plugin-conformance.ts'

const [BASE, QUOTE] = [1 as AssetId, 2 as AssetId]
const DEPOSIT_UNITS = 1_000_000_000n
const EVERYTHING_PPM = 1_000_000
/** One fill of part of the maker's order, and one of the rest. */
const FILLS_LOTS = [3, 7]

/**
 * Everything that the flow relies on in a clearing plugin with some options. The flow itself checks at every trade that
 * clearing takes the principal out of what is held, no more and no less.
 */
export function clearingConformance(choice: PluginChoice<'clearing'>): ConformanceCase[] {
  return [
    ...pluginConformance('clearing', choice),
    ...conformanceCases({
      'posts to accounts that can be': () => {
        for (const accountId of choice.plugin.create(choice.options).accounts)
          expectEqual(Number.isSafeInteger(accountId) && accountId >= 1, true, `whether ${accountId} is an account id`)
      },
      'gives the buyer the base and the seller the quote, all of it and at once': () => {
        for (const makerSide of ['buy', 'sell'] as const) checkLegs(choice, makerSide, 0)
      },
      'gives it before fees are charged, which may take all of it': () => {
        for (const makerSide of ['buy', 'sell'] as const) checkLegs(choice, makerSide, EVERYTHING_PPM)
      },
    }),
  ]
}

/** Two accounts, of which the one has only quote and the other only base: what they receive, clearing gave them. */
interface Parties {
  readonly flow: TradingFlow
  readonly buyer: AccountId
  readonly seller: AccountId
}

function checkLegs(choice: PluginChoice<'clearing'>, makerSide: Side, feePpm: number): void {
  const parties = partiesOf(choice, feePpm)
  const { flow, buyer, seller } = parties
  const takerSide = makerSide === 'buy' ? 'sell' : 'buy'
  const makerLots = FILLS_LOTS.reduce((sum, lots) => sum + lots, 0)
  place(parties, makerSide, makerLots)
  const { ledger } = flow.state.postings
  const fromFee = (units: bigint): bigint => units - (units * BigInt(feePpm)) / BigInt(EVERYTHING_PPM)
  const unitsOf = (account: AccountId, asset: AssetId): bigint =>
    ledger.freeUnits(account, asset) + ledger.heldUnits(account, asset)
  const owned = { buyerQuote: DEPOSIT_UNITS, buyerBase: 0n, sellerQuote: 0n, sellerBase: DEPOSIT_UNITS }
  for (const lots of FILLS_LOTS) {
    const { quoteUnits } = place(parties, takerSide, lots)
    const baseUnits = BigInt(lots) * flow.state.venue.markets[0]!.instrument.baseUnitsPerLot
    owned.buyerQuote -= quoteUnits
    owned.buyerBase += fromFee(baseUnits)
    owned.sellerQuote += fromFee(quoteUnits)
    owned.sellerBase -= baseUnits
    const trade = `trade of base=${baseUnits} for quote=${quoteUnits}, fee ${feePpm} ppm, the maker on the ${makerSide} side`
    expectEqual(unitsOf(buyer, QUOTE), owned.buyerQuote, `the buyer's quote after a ${trade}`)
    expectEqual(ledger.freeUnits(buyer, BASE), owned.buyerBase, `the buyer's free base after a ${trade}`)
    expectEqual(ledger.freeUnits(seller, QUOTE), owned.sellerQuote, `the seller's free quote after a ${trade}`)
    expectEqual(unitsOf(seller, BASE), owned.sellerBase, `the seller's base after a ${trade}`)
  }
}

/** A flow with a market, with the accounts that clearing posts to, and behind them the two that trade. */
function partiesOf(choice: PluginChoice<'clearing'>, feePpm: number): Parties {
  const fees = { plugin: makerTaker, options: { tiers: [{ makerPpm: feePpm, takerPpm: feePpm }] } }
  const flow = new TradingFlow({ plugins: { clearing: choice, fees } })
  const clearingAccounts = Math.max(0, ...choice.plugin.create(choice.options).accounts)
  const [buyer, seller] = [(clearingAccounts + 1) as AccountId, (clearingAccounts + 2) as AccountId]
  carryOut(flow, { type: 'ListAsset', symbol: 'BASE', scale: 4 })
  carryOut(flow, { type: 'ListAsset', symbol: 'QUOTE', scale: 6 })
  const terms = { symbol: 'BASE-QUOTE', tickSize: '0.01', lotSize: '0.1' }
  carryOut(flow, { type: 'ListInstrument', kind: 'spot', terms, baseAssetId: BASE, quoteAssetId: QUOTE })
  for (let account = 1; account <= seller; account += 1) carryOut(flow, { type: 'OpenAccount', name: `account-${account}` })
  carryOut(flow, { type: 'Deposit', accountId: buyer, assetId: QUOTE, units: DEPOSIT_UNITS })
  carryOut(flow, { type: 'Deposit', accountId: seller, assetId: BASE, units: DEPOSIT_UNITS })
  return { flow, buyer, seller }
}

/** Places an order of one side; returns its trade, where it has one. */
function place({ flow, buyer, seller }: Parties, side: Side, lots: number): Pick<Trade, 'quoteUnits'> {
  const events = carryOut(flow, {
    type: 'PlaceOrder',
    orderType: 'limit',
    accountId: side === 'buy' ? buyer : seller,
    instrumentId: 1 as InstrumentId,
    side,
    quantityLots: lots as QuantityLots,
    priceTicks: 1_000 as PriceTicks,
    timeInForce: 'GTC',
    postOnly: false,
  })
  const executed = events.find(({ type }) => type === 'TradeExecuted')
  return executed?.type === 'TradeExecuted' ? executed.trade : { quoteUnits: 0n }
}

function carryOut(flow: TradingFlow, command: Command): ReturnType<TradingFlow['apply']> {
  const sequence = flow.commandSequence + 1
  const events = flow.apply({ sequence, timestampUs: sequence, command })
  const refused = events.find(({ type }) => type === 'CommandRejected')
  if (refused?.type === 'CommandRejected') throw new ConformanceError(`${command.type} is refused: ${refused.text}`)
  return events
}
