import type { ExchangeFailure } from '../exchange-options.ts'
import type { ExchangeService } from '../ports/exchange-gateway.ts'

/** What a flow's exchange is made with, beside what it is made of. */
export interface FlowWiring {
  /** The last event that was published of it; for `ExchangeOptions.publishAfter`. */
  readonly publishAfter: number | undefined
  /** For `ExchangeOptions.onError`. */
  readonly onError: (failure: ExchangeFailure) => void
}

/** One flow of several. */
export interface GroupedFlow {
  /** What people call it. */
  readonly name: string
  /** 0 for the first; no two have the same, and it never changes. */
  readonly flowNumber: number
  /** The symbols of the instruments that are listed in it. The first flow has all that no other has. */
  readonly instruments: readonly string[]
  /** Makes its exchange: for the start, and again after each failure. */
  readonly create: (wiring: FlowWiring) => ExchangeService
}

/** Something that went wrong inside a flow. */
export interface FlowFailure extends ExchangeFailure {
  /** The name of the flow. */
  readonly flow: string
  /** Whether it is started again by itself, or goes on as it is; otherwise it stays down. */
  readonly goesOn: boolean
}

/** What a `FlowGroup` is made of. */
export interface FlowGroupOptions {
  /** At least one; the first is the main one: accounts are opened, assets listed and money paid in there. */
  readonly flows: readonly GroupedFlow[]
  /**
   * Waits before a flow that has failed is started again, or a transfer that it did not take is handed in again, for
   * the so manieth time in a row.
   */
  readonly pause: (failures: number) => Promise<void>
  /** Told of what goes wrong without an answer to put it in; what it throws itself is lost. */
  readonly onError?: (failure: FlowFailure) => void
  /** Told of a flow that had failed and runs again. */
  readonly onRestarted?: (flow: string) => void
}
