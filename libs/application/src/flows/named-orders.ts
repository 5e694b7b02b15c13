import type { AccountId } from '@openlob/domain'
import { BoundedMap } from '../queries/bounded-map.ts'
import type { SupervisedFlow } from './supervised-flow.ts'

/** So many names are known; the oldest are forgotten first. */
const NAMES_KEPT = 100_000

/** Where clients have lately placed the orders that they call by names of their own. */
export class NamedOrders {
  readonly #flows = new BoundedMap<string, SupervisedFlow>(NAMES_KEPT)

  /** Remembers where an order was placed. */
  placed(account: AccountId, clientOrderId: string, flow: SupervisedFlow): void {
    this.#flows.set(`${account} ${clientOrderId}`, flow)
  }

  /** The flow that an order of this name was last placed in, undefined where it was not lately. */
  flowOf(account: AccountId, clientOrderId: string): SupervisedFlow | undefined {
    return this.#flows.get(`${account} ${clientOrderId}`)
  }
}
