import { BUY } from '@openlob/domain'
import type { AccountId, AssetId, Instrument, PriceTicks, Side, SideCode, TimeInForce } from '@openlob/domain'
import type { ClearingTrade } from '../plugins/clearing.ts'
import type { FeeBasis, OpenFeeBasis } from '../plugins/fees.ts'
import type { ProposedOrder } from '../plugins/risk.ts'
import { BASE, EXTRA, FREE, NOTIONAL, QUOTE } from './amounts.ts'
import type { Amounts } from './amounts.ts'
import type { Market } from './market.ts'

/*
 * What policies are shown. One object of each kind is filled again for each question, so that asking costs no memory:
 * it is good until the policy has answered. Amounts are read from where the flow has them.
 */

/** What a trade or an open order is of: {@link FeeBasis}, {@link OpenFeeBasis} and {@link ClearingTrade} in one. */
export class TradeView implements FeeBasis, OpenFeeBasis, ClearingTrade {
  instrument: Instrument
  feeTier = 0
  side: Side = 'buy'
  role: 'maker' | 'taker' = 'maker'
  buyerAccountId: AccountId = 0 as AccountId
  sellerAccountId: AccountId = 0 as AccountId
  readonly #amounts: BigInt64Array

  constructor({ units }: Amounts) {
    this.#amounts = units
    this.instrument = NO_INSTRUMENT
  }

  get quoteUnits(): bigint {
    return this.#amounts[QUOTE]!
  }

  get baseUnits(): bigint {
    return this.#amounts[BASE]!
  }
}

/** An order that wants in, or one that wants to be another. */
export class OrderView implements ProposedOrder {
  accountId: AccountId = 0 as AccountId
  instrument: Instrument
  side: Side = 'buy'
  type: 'limit' | 'market' = 'limit'
  timeInForce: TimeInForce = 'GTC'
  priceTicks: PriceTicks | undefined
  quantityLots = 0
  leavesLots = 0
  amends = false
  openOrders = 0
  holdAssetId: AssetId = 0 as AssetId
  readonly #amounts: BigInt64Array

  constructor({ units }: Amounts) {
    this.#amounts = units
    this.instrument = NO_INSTRUMENT
  }

  get notionalUnits(): bigint {
    return this.#amounts[NOTIONAL]!
  }

  get holdUnits(): bigint {
    return this.#amounts[EXTRA]!
  }

  get freeUnits(): bigint {
    return this.#amounts[FREE]!
  }
}

/** The name of a side. */
export function sideOf(code: SideCode): Side {
  return code === BUY ? 'buy' : 'sell'
}

/** The asset that an order pays with. */
export function holdAssetOf({ instrument }: Market, side: SideCode): AssetId {
  return side === BUY ? instrument.quoteAssetId : instrument.baseAssetId
}

/** The asset that an order receives. */
export function receivedAssetOf({ instrument }: Market, side: SideCode): AssetId {
  return side === BUY ? instrument.baseAssetId : instrument.quoteAssetId
}

// Stands in a view until the first order fills it.
const NO_INSTRUMENT = {} as Instrument
