import type { AccountId, AssetId, Instrument, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import { isFinal } from '@openlob/domain'
import type { Event } from '../src/index.ts'

/** Free and held money of one account in one asset. */
export interface ShadowBalance {
  free: bigint
  held: bigint
}

/** What somebody knows who has only the events. */
export class ShadowState {
  sequence = 0
  readonly balances = new Map<string, ShadowBalance>()
  /** Deposits less withdrawals less fees, by asset. */
  readonly owned = new Map<AssetId, bigint>()
  readonly fees = new Map<AssetId, bigint>()
  readonly levels = new Map<string, number>()
  readonly orders = new Map<OrderId, Order>()
  readonly instruments = new Map<InstrumentId, Instrument>()
  readonly feeTiers = new Map<AccountId, number>()
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
    switch (event.type) {
      case 'AccountOpened':
      case 'FeeTierChanged':
        this.feeTiers.set(event.account.accountId, event.account.feeTier)
        break
      case 'InstrumentListed':
        this.instruments.set(event.instrument.instrumentId, event.instrument)
        break
      case 'InstrumentStatusChanged': {
        const instrument = this.instruments.get(event.instrumentId)
        if (instrument === undefined) throw new Error('the status of an unknown instrument')
        this.instruments.set(event.instrumentId, { ...instrument, status: event.status })
        break
      }
      case 'Deposited':
        this.#own(event.assetId, event.units)
        break
      case 'Withdrawn':
        this.#own(event.assetId, -event.units)
        break
      default:
        this.#takeTrading(event)
    }
  }

  #takeTrading(event: Event): void {
    switch (event.type) {
      case 'BalanceChanged': {
        const key = `${event.accountId} ${event.assetId}`
        const before = this.balances.get(key)
        if (before?.free === event.freeUnits && before.held === event.heldUnits) throw new Error(`${key} has not changed`)
        this.balances.set(key, { free: event.freeUnits, held: event.heldUnits })
        break
      }
      case 'BookLevelChanged': {
        const key = `${event.instrumentId} ${event.side} ${event.priceTicks}`
        if ((this.levels.get(key) ?? 0) === event.quantityLots) throw new Error(`${key} has not changed`)
        if (event.quantityLots === 0) this.levels.delete(key)
        else this.levels.set(key, event.quantityLots)
        break
      }
      case 'TradeExecuted':
        this.#takeTrade(event.trade)
        this.#takeOrder(event.makerOrder)
        this.#takeOrder(event.takerOrder)
        break
      case 'OrderAccepted':
      case 'OrderAmended':
      case 'OrderCanceled':
      case 'OrderExpired':
        this.#takeOrder(event.order)
        break
      default:
    }
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
