import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, decodeSnapshot, TradingFlow } from '@openlob/application'
import type { BookFactory, Event, SequencedCommand, Snapshot, TradingFlowOptions } from '@openlob/application'
import { ReferenceBook } from '@openlob/domain'
import type { Instrument } from '@openlob/domain'
import { readJournal, readSnapshots } from '@openlob/journal-file'
import { Acknowledgements } from './acknowledgements.ts'
import type { Message } from './acknowledgements.ts'

/**
 * An engine of its own, with the plain book in place of the fast one, that is fed from the journal which the process
 * under test has left, and holds against what comes out of it whatever clients were told.
 */
export class JournalAudit {
  readonly flow: TradingFlow
  /** What is wrong, a sentence each. */
  readonly problems: string[] = []
  readonly #directory: string
  readonly #sent = new Map<string, Message>()
  readonly #deposits = new Map<number, bigint>()

  constructor(directory: string, options: TradingFlowOptions) {
    this.#directory = directory
    const createBook: BookFactory = (listener, adviser) => new ReferenceBook(listener, { adviser })
    this.flow = new TradingFlow({ ...options, createBook })
  }

  /** Remembers a request, so that its command is known when it comes. */
  sent(request: Message): void {
    const id = request['client_order_id']
    if (typeof id === 'string') this.#sent.set(id, request)
  }

  /** Applies the whole journal and checks it by itself. */
  async replay(): Promise<void> {
    await this.#advance(new Acknowledgements(), false)
  }

  /** Applies what the journal has gained and checks it; what was acknowledged and is not there is lost. */
  async advance(acknowledgements: Acknowledgements): Promise<void> {
    await this.#advance(acknowledgements, true)
    this.problems.push(...acknowledgements.takeLost())
    // What was sent and has not come by now never will.
    this.#sent.clear()
  }

  async #advance(acknowledgements: Acknowledgements, knowsRequests: boolean): Promise<void> {
    const journal = join(this.#directory, 'journal')
    const snapshot = await this.#newestSnapshot()
    if (existsSync(journal))
      for (const record of readJournal(journal, this.flow.commandSequence + 1)) {
        const { sequence } = record
        const command = commandOf(record, sequence)
        if (knowsRequests) this.#checkOrigin(command)
        this.#apply(command, acknowledgements)
        if (snapshot?.sequence === sequence) this.#holdSnapshot(snapshot.stateHash)
      }
    this.#checkMoney()
  }

  #apply(command: SequencedCommand, acknowledgements: Acknowledgements): void {
    const before = this.flow.eventSequence
    const events = this.flow.apply(command)
    events.forEach((event, index) => {
      if (event.sequence !== before + 1 + index) this.problems.push(`event ${event.sequence} follows ${before + index}`)
      if (event.type === 'Deposited') this.#deposited(event)
      this.problems.push(...acknowledgements.hold(event, (id) => this.#instrument(id)))
    })
  }

  /** An order in the journal is one that a client sent, in all its parts, and stands there once. */
  #checkOrigin({ sequence, command }: SequencedCommand): void {
    if (command.type !== 'PlaceOrder') return
    const id = command.clientOrderId ?? ''
    const request = this.#sent.get(id)
    this.#sent.delete(id)
    if (request === undefined) this.problems.push(`command ${sequence}: an order ${id} that nobody sent, or twice`)
    else if (request['side'] !== command.side || request['type'] !== `${command.orderType}_order`)
      this.problems.push(`command ${sequence}: not the order that was sent: ${JSON.stringify(request)}`)
  }

  #deposited({ assetId, units }: Extract<Event, { type: 'Deposited' }>): void {
    this.#deposits.set(assetId, (this.#deposits.get(assetId) ?? 0n) + units)
  }

  #checkMoney(): void {
    const { balances, totals } = this.flow.snapshot().ledger
    const owned = new Map<number, bigint>()
    const add = (asset: number, units: bigint): unknown => owned.set(asset, (owned.get(asset) ?? 0n) + units)
    for (const { assetId, freeUnits, heldUnits } of balances) {
      if (freeUnits < 0n || heldUnits < 0n) this.problems.push(`a balance below zero: asset=${assetId}`)
      add(assetId, freeUnits + heldUnits)
    }
    for (const { assetId, feesCollectedUnits } of totals) add(assetId, feesCollectedUnits)
    for (const [asset, units] of this.#deposits)
      if (owned.get(asset) !== units)
        this.problems.push(`asset ${asset}: deposits ${units}, owned ${String(owned.get(asset))}`)
  }

  #instrument(id: Instrument['instrumentId']): Instrument {
    const market = this.flow.state.venue.markets.find(({ instrument }) => instrument.instrumentId === id)
    if (market === undefined) throw new Error(`an event names an instrument that is not listed: ${id}`)
    return market.instrument
  }

  #holdSnapshot(stateHash: string): void {
    const own = this.flow.stateHash(1)
    if (own !== stateHash)
      this.problems.push(`the snapshot at ${this.flow.commandSequence} has the state hash ${stateHash}, the replay ${own}`)
  }

  async #newestSnapshot(): Promise<{ sequence: number; stateHash: string } | undefined> {
    let newest: Snapshot | undefined
    for await (const found of readSnapshots(join(this.#directory, 'snapshots'))) {
      if ('problem' in found) this.problems.push(`${found.location}: ${found.problem}`)
      else newest = found.snapshot
    }
    // One from before the last round has been held against the replay already.
    if (newest === undefined || newest.sequence <= this.flow.commandSequence) return undefined
    return { sequence: newest.sequence, stateHash: decodeSnapshot(newest.payload).flow.stateHash }
  }
}
