import type { InstrumentId, OrderId } from '@openlob/domain'
import type { AmendOrder, CancelOrder, CancelOrderList, Command } from '../commands/command.ts'
import type { OrderListReference, OrderReference } from '../commands/command.ts'
import { flowOfInstrument, flowOfOrder } from '../flow/flow-number.ts'
import type { GroupedFlow } from './flow-group-options.ts'
import type { SupervisedFlow } from './supervised-flow.ts'

/** Where a command goes: to a flow, to all of them, or to whichever has the order that the client names. */
export type Destination =
  | { readonly flow: SupervisedFlow }
  | { readonly all: true }
  | { readonly flowOfOrderNamed: string }
  /** Whichever has the order list that the client names. */
  | { readonly flowOfListNamed: string }
  /** There is none. */
  | { readonly malformation: string }

/** Says which flow a command is for, by the ids and symbols in it. */
export class GroupRouting {
  readonly #main: SupervisedFlow
  readonly #byNumber: ReadonlyMap<number, SupervisedFlow>
  readonly #bySymbol: ReadonlyMap<string, SupervisedFlow>

  /** Among these, the first of which is the main one. */
  constructor(flows: readonly SupervisedFlow[], options: readonly GroupedFlow[]) {
    this.#main = flows[0]!
    this.#byNumber = new Map(flows.map((flow) => [flow.flowNumber, flow]))
    const bySymbol = new Map<string, SupervisedFlow>()
    options.forEach(({ instruments }, index) => {
      for (const symbol of instruments) bySymbol.set(symbol, flows[index]!)
    })
    this.#bySymbol = bySymbol
  }

  /** Where a command goes. */
  destinationOf(command: Command): Destination {
    if ('order' in command || 'list' in command) return this.#flowNaming(command)
    if ('instrumentId' in command && command.instrumentId !== undefined)
      return { flow: this.flowListing(command.instrumentId) }
    return this.#elsewhere(command)
  }

  /** Where a command goes that names neither an order nor an instrument. */
  #elsewhere(command: Command): Destination {
    const { type } = command
    if (!this.#isAlone() && (type === 'CancelAllOrders' || type === 'SetFeeTier')) return { all: true }
    if (type === 'ListInstrument') return { flow: this.flowOfSymbol(command.terms.symbol) }
    if (type === 'SendTransfer') return this.#between(command.fromFlow, command.toFlow)
    if (type === 'ReceiveTransfer' || type === 'ConfirmTransfers' || type === 'ConfigureFlow')
      return { malformation: `type: ${type} is for the exchange itself` }
    return { flow: this.#main }
  }

  /** Where it would go to all, or be looked for. */
  #isAlone(): boolean {
    return this.#byNumber.size === 1
  }

  /** The flow that an instrument of this symbol is, or is to be, listed in. */
  flowOfSymbol(symbol: string): SupervisedFlow {
    return this.#bySymbol.get(symbol) ?? this.#main
  }

  /** The flow that gave an instrument its id; the main one, which does not know it either, where none did. */
  flowListing(instrumentId: InstrumentId): SupervisedFlow {
    return this.#byNumber.get(flowOfInstrument(instrumentId)) ?? this.#main
  }

  #flowNaming(command: AmendOrder | CancelOrder | CancelOrderList): Destination {
    return 'list' in command ? this.#flowOfList(command.list) : this.#flowOf(command.order)
  }

  #flowOf({ orderId, clientOrderId }: OrderReference): Destination {
    if (this.#isAlone()) return { flow: this.#main }
    if (orderId === undefined) return { flowOfOrderNamed: clientOrderId }
    return { flow: this.#byNumber.get(flowOfOrder(orderId)) ?? this.#main }
  }

  /** A list has the id of its first order. */
  #flowOfList({ listId, clientListId }: OrderListReference): Destination {
    if (this.#isAlone()) return { flow: this.#main }
    if (listId === undefined) return { flowOfListNamed: clientListId }
    return { flow: this.#byNumber.get(flowOfOrder(listId as OrderId)) ?? this.#main }
  }

  #between(from: number, to: number): Destination {
    const flow = this.#byNumber.get(from)
    if (flow === undefined) return { malformation: `fromFlow: there is no flow ${from}` }
    if (!this.#byNumber.has(to)) return { malformation: `toFlow: there is no flow ${to}` }
    return { flow }
  }
}
