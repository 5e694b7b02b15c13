import { accountId } from '@openlob/domain'
import type { AccountId, StateHash } from '@openlob/domain'
import type { ClearingPolicy, ClearingTrade, Postings } from './clearing.ts'
import { PluginError } from './policy.ts'
import type { Plugin } from './plugin.ts'
import { integerOption, optionsOf } from './plugin-options.ts'

/** The options of {@link centralCounterparty}. */
export interface CentralCounterpartyOptions {
  /** The clearing house's account; open it first, no order is taken before. */
  readonly accountId: number
}

/**
 * A clearing plugin that puts the clearing house between the two sides: it is the seller to every buyer and the buyer
 * to every seller. It counts the trades that it took over.
 */
export const centralCounterparty: Plugin<'clearing'> = {
  slot: 'clearing',
  name: 'central-counterparty',
  create(options: unknown): ClearingPolicy {
    const given = optionsOf(options, ['accountId'], this.name)
    return new CentralCounterparty(accountId(integerOption(given['accountId'], 'accountId', 1, Number.MAX_SAFE_INTEGER)))
  },
}

class CentralCounterparty implements ClearingPolicy {
  readonly accounts: readonly AccountId[]
  readonly #house: AccountId
  #tradesTakenOver = 0

  constructor(house: AccountId) {
    this.#house = house
    this.accounts = [house]
  }

  clear(trade: ClearingTrade, postings: Postings): void {
    const { baseAssetId, quoteAssetId } = trade.instrument
    postings.payHeld(trade.buyerAccountId, this.#house, quoteAssetId, trade.quoteUnits)
    postings.payHeld(trade.sellerAccountId, this.#house, baseAssetId, trade.baseUnits)
    postings.pay(this.#house, trade.sellerAccountId, quoteAssetId, trade.quoteUnits)
    postings.pay(this.#house, trade.buyerAccountId, baseAssetId, trade.baseUnits)
    this.#tradesTakenOver += 1
  }

  snapshot(): string {
    return String(this.#tradesTakenOver)
  }

  restore(state: string): void {
    const count = state === '' ? 0 : Number(state)
    if (!Number.isSafeInteger(count) || count < 0) throw new PluginError(`central-counterparty: not its state: ${state.slice(0, 40)}`)
    this.#tradesTakenOver = count
  }

  hashInto(hash: StateHash): void {
    hash.integer(this.#tradesTakenOver)
  }
}
