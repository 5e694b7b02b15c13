import { leavesLots } from '@openlob/domain'
import type { AccountId, AssetId, Fee, Instrument, InstrumentId, Order, Trade } from '@openlob/domain'
import type { Event } from '../events/event.ts'
import type { FlowState } from '../flow/flow-state.ts'
import type { TradingFlow } from '../flow/trading-flow.ts'

/** What an account owns of an asset by the events alone. */
interface Owned {
  readonly accountId: AccountId
  readonly assetId: AssetId
  /** Paid in or from another flow, less paid out or to another, plus bought, less sold, less fees. */
  units: bigint
  /** The last word of a `BalanceChanged`. */
  freeUnits: bigint
  heldUnits: bigint
}

/**
 * Holds a flow against its own events, from the first one on: adds up by itself what everybody owns, as a bookkeeper
 * would who sees nothing but the events, and compares that with the ledger; compares what is held with what the open
 * orders hold. Time and memory follow the accounts' assets and the open orders, not the history.
 */
export class FlowAudit {
  readonly #instruments = new Map<InstrumentId, Instrument>()
  readonly #owned = new Map<string, Owned>()
  readonly #paidIn = new Map<AssetId, bigint>()
  readonly #feesCollected = new Map<AssetId, bigint>()
  readonly #gaps: string[] = []
  #eventSequence = 0

  /** Takes what a command did, from the first one of the flow on. */
  hear(events: readonly Event[]): void {
    for (const event of events) {
      if (event.sequence !== this.#eventSequence + 1) this.#gaps.push(`event ${event.sequence} follows ${this.#eventSequence}`)
      this.#eventSequence = event.sequence
      this.#post(event)
    }
  }

  /** What does not fit together now in the flow that did it, a sentence each; empty where all does. */
  problems({ state }: TradingFlow): string[] {
    const amounts = [...this.#balances(state), ...this.#holds(state), ...this.#money(state)]
    return [...this.#gaps, ...amounts, ...this.#books(state)]
  }

  #post(event: Event): void {
    if (event.type === 'TradeExecuted') this.#trade(event.trade)
    else if (event.type === 'InstrumentListed') this.#instruments.set(event.instrument.instrumentId, event.instrument)
    else if (event.type === 'Deposited') this.#payIn(event.accountId, event.assetId, event.units)
    else if (event.type === 'Withdrawn') this.#payIn(event.accountId, event.assetId, -event.units)
    else if (event.type === 'TransferSent') this.#payIn(event.transfer.accountId, event.transfer.assetId, -event.transfer.units)
    else if (event.type === 'TransferReceived') this.#payIn(event.transfer.accountId, event.transfer.assetId, event.transfer.units)
    else if (event.type === 'BalanceChanged') {
      const owned = this.#of(event.accountId, event.assetId)
      owned.freeUnits = event.freeUnits
      owned.heldUnits = event.heldUnits
    }
  }

  #payIn(accountId: AccountId, assetId: AssetId, units: bigint): void {
    this.#of(accountId, assetId).units += units
    this.#paidIn.set(assetId, (this.#paidIn.get(assetId) ?? 0n) + units)
  }

  #trade(trade: Trade): void {
    const { makerAccountId, takerAccountId, takerSide, quoteUnits } = trade
    const { baseAssetId, quoteAssetId, baseUnitsPerLot } = this.#instruments.get(trade.instrumentId)!
    const baseUnits = BigInt(trade.quantityLots) * baseUnitsPerLot
    const [buyer, seller] = takerSide === 'buy' ? [takerAccountId, makerAccountId] : [makerAccountId, takerAccountId]
    this.#of(buyer, baseAssetId).units += baseUnits
    this.#of(seller, baseAssetId).units -= baseUnits
    this.#of(buyer, quoteAssetId).units -= quoteUnits
    this.#of(seller, quoteAssetId).units += quoteUnits
    this.#charge(makerAccountId, trade.makerFee)
    this.#charge(takerAccountId, trade.takerFee)
  }

  #charge(accountId: AccountId, { assetId, units }: Fee): void {
    this.#of(accountId, assetId).units -= units
    this.#feesCollected.set(assetId, (this.#feesCollected.get(assetId) ?? 0n) + units)
  }

  #of(accountId: AccountId, assetId: AssetId): Owned {
    const key = `${accountId} ${assetId}`
    const found = this.#owned.get(key)
    if (found !== undefined) return found
    const owned: Owned = { accountId, assetId, units: 0n, freeUnits: 0n, heldUnits: 0n }
    this.#owned.set(key, owned)
    return owned
  }

  #balances({ postings, venue }: FlowState): string[] {
    const { ledger } = postings
    const problems: string[] = []
    for (const { accountId, assetId, units, freeUnits, heldUnits } of this.#owned.values()) {
      const [free, held] = [ledger.freeUnits(accountId, assetId), ledger.heldUnits(accountId, assetId)]
      const where = `account=${accountId} asset=${assetId}`
      if (free < 0n || held < 0n) problems.push(`a balance is below zero: ${where} free=${free} held=${held}`)
      if (free + held !== units) problems.push(`the events add up to another balance: ${where} ledger=${free + held} events=${units}`)
      if (free !== freeUnits || held !== heldUnits)
        problems.push(`the last event on a balance says another: ${where} ledger=${free}+${held} event=${freeUnits}+${heldUnits}`)
    }
    for (const { accountId } of venue.accounts)
      for (const { assetId, freeUnits, heldUnits } of ledger.balances(accountId))
        if (freeUnits + heldUnits !== 0n && !this.#owned.has(`${accountId} ${assetId}`))
          problems.push(`a balance that no event tells of: account=${accountId} asset=${assetId} ledger=${freeUnits + heldUnits}`)
    return problems
  }

  /** What is held is what open orders hold, and each holds what its rest costs at least. */
  #holds({ orders, venue, postings }: FlowState): string[] {
    const problems: string[] = []
    const held = new Map<string, bigint>()
    for (const order of orders.all()) {
      const { instrument } = venue.market(order.instrumentId)!
      const lots = BigInt(leavesLots(order))
      const principal =
        order.side === 'buy'
          ? BigInt(order.priceTicks ?? 0) * lots * instrument.quoteUnitsPerTickLot
          : lots * instrument.baseUnitsPerLot
      if (mustHold(order) && order.heldUnits < principal)
        problems.push(`an order holds less than it costs: order=${order.orderId} held=${order.heldUnits} costs=${principal}`)
      const key = `${order.accountId} ${order.side === 'buy' ? instrument.quoteAssetId : instrument.baseAssetId}`
      held.set(key, (held.get(key) ?? 0n) + order.heldUnits)
    }
    for (const { accountId } of venue.accounts)
      for (const { assetId, heldUnits } of postings.ledger.balances(accountId)) {
        const own = held.get(`${accountId} ${assetId}`) ?? 0n
        if (own !== heldUnits) problems.push(`open orders hold another amount: account=${accountId} asset=${assetId} ledger=${heldUnits} orders=${own}`)
      }
    return problems
  }

  /** Nothing is made or lost: what was paid in and not out again is owned, or was collected as fees. */
  #money({ postings, venue }: FlowState): string[] {
    const problems: string[] = []
    const imbalance = postings.ledger.imbalance()
    if (imbalance !== undefined) problems.push(`the ledger does not balance: ${imbalance}`)
    for (const { assetId } of venue.assets) {
      const paidIn = this.#paidIn.get(assetId) ?? 0n
      const supply = postings.ledger.supplyUnits(assetId)
      if (supply !== paidIn) problems.push(`the ledger has another supply: asset=${assetId} ledger=${supply} events=${paidIn}`)
      const fees = this.#feesCollected.get(assetId) ?? 0n
      const collected = postings.ledger.feesCollectedUnits(assetId)
      if (collected !== fees) problems.push(`the ledger has other fees: asset=${assetId} ledger=${collected} events=${fees}`)
    }
    return problems
  }

  /** No bid is at or above an ask. */
  #books({ orders }: FlowState): string[] {
    const best = new Map<number, { bid: number; ask: number }>()
    for (const order of orders.all()) {
      const { instrumentId, side, priceTicks } = order
      if (priceTicks === undefined || !stands(order)) continue
      const { bid, ask } = best.get(instrumentId) ?? { bid: 0, ask: Number.POSITIVE_INFINITY }
      best.set(instrumentId, side === 'buy' ? { bid: Math.max(bid, priceTicks), ask } : { bid, ask: Math.min(ask, priceTicks) })
    }
    const crossed = [...best].filter(([, { bid, ask }]) => bid >= ask)
    return crossed.map(([id, { bid, ask }]) => `a book is crossed: instrument=${id} bid=${bid} ask=${ask}`)
  }
}

/** Two legs of a list hold once; what waits holds nothing, or what it may come to. */
function mustHold(order: Order): boolean {
  return stands(order) && order.listId === undefined
}

/** Whether an order rests in its book: it waits neither for a trigger nor for another order. */
function stands({ conditions, workingUs }: Order): boolean {
  return conditions === undefined || workingUs !== undefined
}
