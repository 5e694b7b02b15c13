import type { Transfer } from '@openlob/domain'
import type { Answer, Done } from '../answer.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { ReferenceData } from './reference-data.ts'
import type { SupervisedFlow } from './supervised-flow.ts'

const TRANSFERS_AT_A_TIME = 100

/** What a {@link TransferRoute} works with. */
export interface TransferRouteParts {
  /** Sees to it that the other flow has what the main one has; undefined where it is the main one. */
  readonly referenceData: ReferenceData | undefined
  readonly onError: (error: unknown) => void
  /** Waits before what did not arrive is handed in again, for the so manieth time in a row. */
  readonly pause: (failures: number) => Promise<void>
}

/**
 * Brings what one flow has sent to another: hands it in there in order, then lets the first forget it. All that it goes
 * by stands in the journals of the two, so that it can be broken off anywhere and begun again: what has arrived is
 * refused as a duplicate.
 */
export class TransferRoute {
  readonly from: SupervisedFlow
  readonly to: SupervisedFlow
  readonly #parts: TransferRouteParts
  /** In a row, without one that went well. */
  #failures = 0
  readonly #delivering = new OneAtATime(() => this.#deliver())

  /** From one flow to another. */
  constructor(from: SupervisedFlow, to: SupervisedFlow, parts: TransferRouteParts) {
    this.from = from
    this.to = to
    this.#parts = parts
  }

  /** Resolves when all that is on its way by now has arrived, or one of the flows does not answer. */
  deliver(): Promise<void> {
    return this.#delivering.run()
  }

  async #deliver(): Promise<void> {
    if (!this.from.isRunning() || !this.to.isRunning()) return
    try {
      const inTransit = await this.#inTransit()
      if (inTransit.length === 0) return
      await this.#parts.referenceData?.catchUp()
      await this.#handIn(inTransit)
      this.#failures = 0
    } catch (error) {
      // What a flow that is down has sent is on its way until it comes back.
      if (!this.from.isRunning() || !this.to.isRunning()) return
      this.#parts.onError(error)
      void this.#tryAgain()
    }
  }

  async #tryAgain(): Promise<void> {
    this.#failures += 1
    await this.#parts.pause(this.#failures)
    await this.deliver()
  }

  async #inTransit(): Promise<readonly Transfer[]> {
    const { sent } = await this.from.queries.transfers()
    return sent.find(({ toFlow }) => toFlow === this.to.flowNumber)?.inTransit ?? []
  }

  async #handIn(inTransit: readonly Transfer[]): Promise<void> {
    for (let from = 0; from < inTransit.length; from += TRANSFERS_AT_A_TIME) {
      const some = inTransit.slice(from, from + TRANSFERS_AT_A_TIME)
      const answers = await Promise.all(some.map((transfer) => this.to.submit({ type: 'ReceiveTransfer', ...transfer })))
      const refused = answers.findIndex((answer) => !hasArrived(answer))
      await this.#confirm(refused === -1 ? some : some.slice(0, refused))
      if (refused === -1) continue
      const { text } = answers[refused] as Exclude<Answer, Done>
      throw new Error(`a transfer to the flow ${this.to.name} is still on its way: ${text}`)
    }
  }

  async #confirm(arrived: readonly Transfer[]): Promise<void> {
    const last = arrived.at(-1)
    if (last === undefined) return
    const { fromFlow, toFlow, number } = last
    await this.from.submit({ type: 'ConfirmTransfers', fromFlow, toFlow, number })
  }
}

function hasArrived(answer: Answer): boolean {
  return answer.status === 'done' || (answer.status === 'refused' && answer.reason === 'DUPLICATE_TRANSFER')
}
