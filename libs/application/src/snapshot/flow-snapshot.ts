import { Decimal } from '@openlob/decimal'
import type { Account, Asset, BookSnapshot, Instrument, LedgerSnapshot } from '@openlob/domain'
import type { PluginSlot } from '../plugins/plugin.ts'
import type { SavedConditionals } from '../flow/conditional-orders.ts'
import type { IdentifiedCommand } from '../flow/command-ids.ts'
import type { OpenOrder } from '../flow/open-order.ts'
import type { TransfersRecord } from '../flow/transfers.ts'

/** An instrument as plain data. */
export type InstrumentRecord = Omit<Instrument, 'tickSize' | 'lotSize'> & {
  readonly tickSize: string
  readonly lotSize: string
}

/** What a policy remembers, under the plugin whose memory it is. */
export interface PolicyRecord {
  readonly plugin: string
  readonly state: string
}

/** Everything that a flow needs to continue from here, as plain data: numbers, text, booleans and bigints. */
export interface FlowSnapshot {
  readonly configuration: string
  readonly commandSequence: number
  readonly timestampUs: number
  readonly eventSequence: number
  /** The hash over all events so far. */
  readonly eventHash: string
  /** How it is made; 0 where left out, as in snapshots of the first versions. */
  readonly eventHashAlgorithm?: number
  /** The hash over the state, what policies remember left out. */
  readonly stateHash: string
  /** How it is made: over its fields. */
  readonly stateHashAlgorithm?: 0
  /** The hash over what policies remember. */
  readonly policyHash: string
  readonly nextOrderId: number
  readonly nextTradeId: number
  /** Undefined where there never was one. */
  readonly transfers?: TransfersRecord | undefined
  readonly accounts: readonly Account[]
  readonly assets: readonly Asset[]
  readonly instruments: readonly InstrumentRecord[]
  /** By instrument. */
  readonly books: readonly BookSnapshot[]
  /** By id, oldest first. */
  readonly orders: readonly Readonly<OpenOrder>[]
  /** Left out where there is none. */
  readonly conditionals?: SavedConditionals | undefined
  readonly ledger: LedgerSnapshot
  /** Oldest first; left out in snapshots of the first versions. */
  readonly commandIds?: readonly IdentifiedCommand[]
  readonly policies: Readonly<Record<PluginSlot, PolicyRecord>>
}

/** An instrument as plain data. */
export function instrumentRecord(instrument: Instrument): InstrumentRecord {
  return { ...instrument, tickSize: instrument.tickSize.toString(), lotSize: instrument.lotSize.toString() }
}

/** The instrument again. */
export function instrumentFrom(record: InstrumentRecord): Instrument {
  return { ...record, tickSize: Decimal.parse(record.tickSize), lotSize: Decimal.parse(record.lotSize) }
}
