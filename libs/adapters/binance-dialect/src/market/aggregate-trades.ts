import type { Trade } from '@openlob/domain'

/** Trades that one taker made at one price in one go. Its id is that of its first trade. */
export interface AggregateTrade {
  readonly first: Trade
  readonly last: Trade
  readonly lots: bigint
}

/** Puts consecutive trades of one taker order at one price and time together; `trades` are oldest first. */
export function aggregated(trades: readonly Trade[]): AggregateTrade[] {
  const groups: AggregateTrade[] = []
  for (const trade of trades) {
    const open = groups.at(-1)
    const lots = BigInt(trade.quantityLots)
    if (open !== undefined && isSameTaking(open.last, trade))
      groups[groups.length - 1] = { first: open.first, last: trade, lots: open.lots + lots }
    else groups.push({ first: trade, last: trade, lots })
  }
  return groups
}

function isSameTaking(left: Trade, right: Trade): boolean {
  if (left.takerOrderId !== right.takerOrderId) return false
  return left.priceTicks === right.priceTicks && left.timestampUs === right.timestampUs
}
