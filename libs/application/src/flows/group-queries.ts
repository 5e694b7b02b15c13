import { isFinal } from '@openlob/domain'
import type { Account, AccountId, AssetId, Balance, Instrument, InstrumentId, Order, OrderId } from '@openlob/domain'
import type { OrderReference } from '../commands/command.ts'
import { flowOfInstrument, flowOfOrder } from '../flow/flow-number.ts'
import type { Queries } from '../ports/exchange-gateway.ts'
import type { SupervisedFlow } from './supervised-flow.ts'

/**
 * The queries over several flows. What is of one instrument or one order is asked of the flow that it is in; accounts
 * and assets of the main one; what an account has is the sum over all, and no answer where one of them does not answer.
 */
export class GroupQueries implements Queries {
  readonly #flows: readonly SupervisedFlow[]
  readonly #main: SupervisedFlow
  readonly #byNumber: ReadonlyMap<number, SupervisedFlow>
  /** The instruments of each flow as they were last seen, for when it does not answer. */
  readonly #instruments = new Map<SupervisedFlow, readonly Instrument[]>()

  /** Over these, the first of which is the main one. */
  constructor(flows: readonly SupervisedFlow[]) {
    this.#flows = flows
    this.#main = flows[0]!
    this.#byNumber = new Map(flows.map((flow) => [flow.flowNumber, flow]))
  }

  assets(): ReturnType<Queries['assets']> {
    return this.#main.queries.assets()
  }

  async instruments(): Promise<readonly Instrument[]> {
    const all = await Promise.all(this.#flows.map((flow) => this.#instrumentsOf(flow)))
    return all.flat().sort((left, right) => left.instrumentId - right.instrumentId)
  }

  account(name: string): Promise<Account | undefined> {
    return this.#main.queries.account(name)
  }

  accountById(account: AccountId): Promise<Account | undefined> {
    return this.#main.queries.accountById(account)
  }

  accounts(from: AccountId, limit: number): Promise<readonly Account[]> {
    return this.#main.queries.accounts(from, limit)
  }

  async balances(account: AccountId): Promise<readonly Balance[]> {
    const sums = new Map<AssetId, Balance>()
    for (const balances of await this.#ofAll(({ queries }) => queries.balances(account)))
      for (const balance of balances) sums.set(balance.assetId, sumOf(sums.get(balance.assetId), balance))
    return [...sums.values()].sort((left, right) => left.assetId - right.assetId)
  }

  async balance(account: AccountId, asset: AssetId): Promise<Balance> {
    const balances = await this.#ofAll(({ queries }) => queries.balance(account, asset))
    return balances.reduce(sumOf)
  }

  async openOrders(account: AccountId, instrument?: InstrumentId): Promise<readonly Order[]> {
    if (instrument === undefined) {
      const all = await this.#ofAll(({ queries }) => queries.openOrders(account))
      return all.flat().sort((left, right) => left.createdUs - right.createdUs)
    }
    return (await this.#flowOf(instrument)?.queries.openOrders(account, instrument)) ?? []
  }

  async orderLists(account: AccountId): ReturnType<Queries['orderLists']> {
    const all = await this.#ofAll(({ queries }) => queries.orderLists(account))
    return all.flat().sort((left, right) => left.createdUs - right.createdUs)
  }

  async order(account: AccountId, reference: OrderReference): Promise<Order | undefined> {
    if (reference.orderId !== undefined) return this.#flowOfOrder(reference.orderId)?.queries.order(account, reference)
    const found = await this.#ofAll(({ queries }) => queries.order(account, reference))
    return found.filter((order) => order !== undefined).reduce<Order | undefined>(laterOf, undefined)
  }

  async orderById(orderId: OrderId): Promise<Order | undefined> {
    return this.#flowOfOrder(orderId)?.queries.orderById(orderId)
  }

  async depth(instrument: InstrumentId, levels: number): ReturnType<Queries['depth']> {
    return this.#flowOf(instrument)?.queries.depth(instrument, levels)
  }

  async recentTrades(instrument: InstrumentId, limit: number): ReturnType<Queries['recentTrades']> {
    return (await this.#flowOf(instrument)?.queries.recentTrades(instrument, limit)) ?? []
  }

  async transfers(): ReturnType<Queries['transfers']> {
    const all = await this.#ofAll(({ queries }) => queries.transfers())
    return { sent: all.flatMap(({ sent }) => sent), received: all.flatMap(({ received }) => received) }
  }

  #ofAll<Result>(ask: (flow: SupervisedFlow) => Promise<Result>): Promise<Result[]> {
    return Promise.all(this.#flows.map(ask))
  }

  async #instrumentsOf(flow: SupervisedFlow): Promise<readonly Instrument[]> {
    try {
      const instruments = await flow.queries.instruments()
      this.#instruments.set(flow, instruments)
      return instruments
    } catch (error) {
      const last = this.#instruments.get(flow)
      if (last === undefined) throw error
      return last
    }
  }

  #flowOf(instrument: InstrumentId): SupervisedFlow | undefined {
    return this.#byNumber.get(flowOfInstrument(instrument))
  }

  #flowOfOrder(order: OrderId): SupervisedFlow | undefined {
    return this.#byNumber.get(flowOfOrder(order))
  }
}

function sumOf(sum: Balance | undefined, balance: Balance): Balance {
  if (sum === undefined) return balance
  const freeUnits = sum.freeUnits + balance.freeUnits
  return { ...balance, freeUnits, heldUnits: sum.heldUnits + balance.heldUnits }
}

/** The open one of two that a client has named alike, else the one that changed last. */
function laterOf(first: Order | undefined, second: Order): Order {
  if (first === undefined) return second
  if (isOpen(first) !== isOpen(second)) return isOpen(first) ? first : second
  return first.updatedUs > second.updatedUs ? first : second
}

function isOpen({ status }: Order): boolean {
  return !isFinal(status)
}
