import type { Event } from '../events/event.ts'
import type { Movement } from '../ports/trading-history.ts'

/** The money that an event tells of, other than by a trade; undefined of any other event. */
export function movementOf(event: Event, flow: number): Movement | undefined {
  const { sequence, timestampUs } = event
  const header = { flow, sequence, timestampUs }
  if (event.type === 'Deposited' || event.type === 'Withdrawn') {
    const { accountId, assetId, units } = event
    return { kind: event.type === 'Deposited' ? 'deposit' : 'withdrawal', accountId, assetId, units, ...header }
  }
  if (event.type !== 'TransferSent' && event.type !== 'TransferReceived') return undefined
  const { accountId, assetId, units, ...transfer } = event.transfer
  const kind = event.type === 'TransferSent' ? 'transfer_out' : 'transfer_in'
  return { kind, accountId, assetId, units, ...header, transfer }
}
