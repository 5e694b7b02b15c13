import type { Transfer } from '@openlob/domain'
import type { Queries } from '../ports/exchange-gateway.ts'

/** Whether a flow has had a transfer; not where it does not answer, since it is down. Never rejects. */
export async function hasArrived(destination: Queries, { fromFlow, number }: Transfer): Promise<boolean> {
  try {
    const { received } = await destination.transfers()
    return received.some((last) => last.fromFlow === fromFlow && last.lastNumber >= number)
  } catch {
    return false
  }
}
