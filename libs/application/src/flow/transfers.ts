import type { Hashable, StateHash, Transfer } from '@openlob/domain'

/** What a flow knows of the money that it has sent to another. */
export interface SentTransfers {
  readonly toFlow: number
  /** The last number given. */
  readonly lastNumber: number
  /** Those of which it is not known that they have arrived, oldest first. */
  readonly inTransit: readonly Transfer[]
}

/** What a flow knows of the money that it has had from another. */
export interface ReceivedTransfers {
  readonly fromFlow: number
  /** The last number that has arrived. */
  readonly lastNumber: number
}

/** All that a flow knows of money between it and others. */
export interface TransfersRecord {
  readonly sent: readonly SentTransfers[]
  readonly received: readonly ReceivedTransfers[]
}

interface Sent {
  lastNumber: number
  inTransit: Transfer[]
}

/** Money on its way to other flows, and how far that of others has arrived here. */
export class Transfers implements Hashable {
  readonly #sent = new Map<number, Sent>()
  readonly #received = new Map<number, number>()

  /** How many to a flow are on their way. */
  countInTransit(toFlow: number): number {
    return this.#sent.get(toFlow)?.inTransit.length ?? 0
  }

  /** The number of the last one to a flow, 0 before the first. */
  lastSent(toFlow: number): number {
    return this.#sent.get(toFlow)?.lastNumber ?? 0
  }

  /** The number of the last one that has arrived from a flow, 0 before the first. */
  lastReceived(fromFlow: number): number {
    return this.#received.get(fromFlow) ?? 0
  }

  /** Remembers the next one to a flow; its number is that behind the last. */
  send(transfer: Transfer): void {
    const { toFlow, number } = transfer
    const sent = this.#sent.get(toFlow) ?? { lastNumber: 0, inTransit: [] }
    sent.lastNumber = number
    sent.inTransit.push(transfer)
    this.#sent.set(toFlow, sent)
  }

  /** Remembers that the next one from a flow has arrived. */
  receive(fromFlow: number, number: number): void {
    this.#received.set(fromFlow, number)
  }

  /** Forgets those to a flow up to a number: they have arrived. */
  confirm(toFlow: number, number: number): void {
    const sent = this.#sent.get(toFlow)
    if (sent !== undefined) sent.inTransit = sent.inTransit.filter((transfer) => transfer.number > number)
  }

  /** All of it. */
  record(): TransfersRecord {
    const sent = [...this.#sent].map(([toFlow, { lastNumber, inTransit }]) => {
      return { toFlow, lastNumber, inTransit: inTransit.slice() }
    })
    const received = [...this.#received].map(([fromFlow, lastNumber]) => ({ fromFlow, lastNumber }))
    return { sent, received }
  }

  /** What a snapshot keeps of it; undefined where there never was one. */
  saved(): TransfersRecord | undefined {
    return this.#sent.size + this.#received.size === 0 ? undefined : this.record()
  }

  /** Takes it out of a snapshot. */
  restore({ sent, received }: TransfersRecord): void {
    for (const { toFlow, lastNumber, inTransit } of sent)
      this.#sent.set(toFlow, { lastNumber, inTransit: inTransit.slice() })
    for (const { fromFlow, lastNumber } of received) this.#received.set(fromFlow, lastNumber)
  }

  /** Folds nothing where there never was one, so that states from before there were transfers keep their hash. */
  hashInto(hash: StateHash): void {
    for (const [toFlow, { lastNumber, inTransit }] of this.#sent) {
      hash.integer(toFlow)
      hash.integer(lastNumber)
      hash.integer(inTransit.length)
      for (const { number, accountId, assetId, units } of inTransit) {
        hash.integer(number)
        hash.integer(accountId)
        hash.integer(assetId)
        hash.int64(units)
      }
    }
    for (const [fromFlow, lastNumber] of this.#received) {
      hash.integer(fromFlow)
      hash.integer(lastNumber)
    }
  }
}
