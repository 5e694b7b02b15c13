import { BUY } from '@openlob/domain'
import { BASE, BUYER, QUOTE, SCRATCH, SELLER } from './amounts.ts'
import type { Fill } from './fill.ts'
import type { FlowState } from './flow-state.ts'
import { expose, releaseHold, requireForRest, trimHold } from './holds.ts'
import type { Market } from './market.ts'
import { broken } from './must.ts'
import { settleFees } from './settle-fees.ts'

/** The clear step where plain orders only trade: settles each fill of the match report and tells of the trade. */
export function settleFills(state: FlowState, market: Market, taker: number): void {
  const { matches, orders, fill } = state
  fill.taker = taker
  fill.takerSide = orders.sideOf(taker)
  fill.instrumentId = market.instrument.instrumentId
  for (let index = 0; index < matches.fillCount; index += 1) {
    fill.maker = orders.find(matches.makerOrderIds[index]!)
    if (fill.maker === 0) broken(`an order in a book is open: orderId=${matches.makerOrderIds[index]!}`)
    fill.priceTicks = matches.pricesTicks[index]!
    fill.quantityLots = matches.quantitiesLots[index]!
    settleFill(state, market, fill)
    finishMaker(state, market, fill.maker)
  }
}

/** Moves the money of a fill and tells of the trade; what the orders still need to hold is left to the caller. */
export function settleFill(state: FlowState, market: Market, fill: Fill): void {
  const { orders, amounts, emitter, levels } = state
  const { maker, taker, priceTicks, quantityLots } = fill
  if (!expose(state, market, priceTicks, quantityLots)) broken(`a fill fits 64 bits: orderId=${orders.orderIdOf(maker)}`)
  movePrincipal(state, market, fill)
  settleFees(state, market, fill)
  const { timestampUs } = emitter
  orders.execute(maker, quantityLots, amounts.units, QUOTE, timestampUs)
  orders.execute(taker, quantityLots, amounts.units, QUOTE, timestampUs)
  fill.tradeId = state.nextTradeId
  state.nextTradeId += 1
  emitter.tradeExecuted(fill, orders, amounts.units)
  levels.add(fill.instrumentId, orders.sideOf(maker), priceTicks, -quantityLots)
  tellRisk(state)
}

function finishMaker(state: FlowState, market: Market, maker: number): void {
  const { orders } = state
  if (orders.remainingLotsOf(maker) === 0) {
    releaseHold(state, maker)
    orders.remove(maker)
  } else {
    requireForRest(state, market, maker)
    trimHold(state, maker)
  }
}

/** Tells the risk policy of the trade, where it wants to know; it has been emitted by then. */
function tellRisk({ settings, emitter }: FlowState): void {
  const { risk } = settings.policies
  if (risk.onTrade !== undefined) risk.onTrade(emitter.lastTrade())
}

function holds({ postings, amounts }: FlowState, balance: number, at: number): boolean {
  postings.ledger.readAt(balance, amounts.units, SCRATCH)
  return amounts.units[SCRATCH + 1] === amounts.units[at]
}

/** Lets the clearing policy move the principal, and makes sure that it took exactly that from what the orders hold. */
function movePrincipal(state: FlowState, market: Market, { maker, taker, takerSide }: Fill): void {
  const { orders, amounts, postings, trade, clearingPostings } = state
  const { units } = amounts
  const { ledger } = postings
  const buyer = takerSide === BUY ? taker : maker
  const seller = takerSide === BUY ? maker : taker
  const buyerBalance = orders.balanceOf(buyer)
  const sellerBalance = orders.balanceOf(seller)
  ledger.readAt(buyerBalance, units, BUYER)
  ledger.readAt(sellerBalance, units, SELLER)
  const quoteLeft = BUYER + 1
  const baseLeft = SELLER + 1
  units[quoteLeft] = BigInt.asIntN(64, units[quoteLeft]! - units[QUOTE]!)
  units[baseLeft] = BigInt.asIntN(64, units[baseLeft]! - units[BASE]!)
  trade.instrument = market.instrument
  trade.buyerAccountId = orders.accountIdOf(buyer)
  trade.sellerAccountId = orders.accountIdOf(seller)
  clearingPostings.begin(buyerBalance, sellerBalance)
  state.settings.policies.clearing.clear(trade, clearingPostings)
  if (!holds(state, buyerBalance, quoteLeft) || !holds(state, sellerBalance, baseLeft))
    broken(`clearing takes the principal from what is held, no more and no less: quote=${units[QUOTE]!} base=${units[BASE]!}`)
  const { longs } = orders
  const paid = orders.heldAt(buyer)
  const delivered = orders.heldAt(seller)
  longs[paid] = BigInt.asIntN(64, longs[paid]! - units[QUOTE]!)
  longs[delivered] = BigInt.asIntN(64, longs[delivered]! - units[BASE]!)
}
