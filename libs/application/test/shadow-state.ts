import type { AccountId, AssetId, Instrument, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import { isFinal } from '@openlob/domain'
import type { BalanceChanged, BookLevelChanged, Event } from '../src/index.ts'

/** Free and held money of one account in one asset. */
export interface ShadowBalance {
  free: bigint
  held: bigint
}

/** What somebody knows who has only the events. */
export class ShadowState {
  sequence = 0
  readonly balances: Map<string, ShadowBalance> = new Map()
  /** Deposits less withdrawals less fees, by asset. */
  readonly owned: Map<AssetId, bigint> = new Map()
  readonly fees: Map<AssetId, bigint> = new Map()
  readonly levels: Map<string, number> = new Map()
  readonly orders: Map<OrderId, Order> = new Map()
  readonly instruments: Map<InstrumentId, Instrument> = new Map()
  readonly feeTiers: Map<AccountId, number> = new Map()
  trades = 0

  /** Takes in the events of a command; throws where their sequence has a gap. */
  take(events: readonly Event[]): void {
    for (const event of events) {
      if (event.sequence !== this.sequence + 1) throw new Error(`event ${event.sequence} after ${this.sequence}`)
      this.sequence = event.sequence
      this.#take(event)
    }
  }

  #take(event: Event): void {
    if (event.type === 'BalanceChanged' || event.type === 'BookLevelChanged') this.#takeChange(event)
    else if (event.type === 'TradeExecuted') {
      this.#takeTrade(event.trade)
      this.#takeOrder(event.makerOrder)
      this.#takeOrder(event.takerOrder)
    } else if ('order' in event) this.#takeOrder(event.order)
    else if (event.type === 'Deposited') this.#own(event.assetId, event.units)
    else if (event.type === 'Withdrawn') this.#own(event.assetId, -event.units)
    else if (event.type === 'TransferSent') this.#own(event.transfer.assetId, -event.transfer.units)
    else if (event.type === 'TransferReceived') this.#own(event.transfer.assetId, event.transfer.units)
    else this.#takeListing(event)
  }

  #takeListing(event: Event): void {
    if ('account' in event) this.feeTiers.set(event.account.accountId, event.account.feeTier)
    else if ('instrument' in event) this.instruments.set(event.instrument.instrumentId, event.instrument)
    else if (event.type === 'InstrumentStatusChanged') {
      const instrument = this.instruments.get(event.instrumentId)
      if (instrument === undefined) throw new Error('the status of an unknown instrument')
      this.instruments.set(event.instrumentId, { ...instrument, status: event.status })
    }
  }

  #takeChange(event: BalanceChanged | BookLevelChanged): void {
    if (event.type === 'BalanceChanged') {
      const key = `${event.accountId} ${event.assetId}`
      const before = this.balances.get(key)
      if (before?.free === event.freeUnits && before.held === event.heldUnits) throw new Error(`${key} has not changed`)
      this.balances.set(key, { free: event.freeUnits, held: event.heldUnits })
      return
    }
    const key = `${event.instrumentId} ${event.side} ${event.priceTicks}`
    if ((this.levels.get(key) ?? 0) === event.quantityLots) throw new Error(`${key} has not changed`)
    if (event.quantityLots === 0) this.levels.delete(key)
    else this.levels.set(key, event.quantityLots)
  }

  #takeTrade(trade: Trade): void {
    this.trades += 1
    if (trade.tradeId !== this.trades) throw new Error(`trade ${trade.tradeId} is number ${this.trades}`)
    for (const fee of [trade.makerFee, trade.takerFee]) {
      this.#own(fee.assetId, -fee.units)
      this.fees.set(fee.assetId, (this.fees.get(fee.assetId) ?? 0n) + fee.units)
    }
  }

  #takeOrder(order: Order): void {
    if (isFinal(order.status)) this.orders.delete(order.orderId)
    else this.orders.set(order.orderId, order)
  }

  #own(assetId: AssetId, units: bigint): void {
    this.owned.set(assetId, (this.owned.get(assetId) ?? 0n) + units)
  }
}
