import { accountId, assetId, instrumentId } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { decodeSnapshot, flowOfInstrument, flowOfOrder, FlowAudit, TradingFlow } from '../../src/index.ts'
import type { Command, Event, FlowSnapshot } from '../../src/index.ts'
import { encodeSnapshot, RecentHistory } from '../../src/index.ts'
import { stateOf } from '../invariants.ts'
import { SETTING } from '../arbitraries.ts'

const money = { accountId: accountId(1), assetId: assetId(1), units: 500n }
const send = { type: 'SendTransfer', fromFlow: 2, toFlow: 5, ...money } as const

/** A flow with the setting, and a way to apply the next command to it. */
function flowNumbered(flowNumber: number) {
  let flow = new TradingFlow({ flowNumber })
  const audit = new FlowAudit()
  const apply = (command: Command): readonly Event[] => {
    const events = flow.apply({ sequence: flow.commandSequence + 1, timestampUs: 1, command })
    audit.hear(events)
    return events
  }
  for (const command of SETTING) apply(command)
  return {
    apply,
    flow: () => flow,
    free: () => flow.state.postings.ledger.freeUnits(money.accountId, money.assetId),
    problems: () => audit.problems(flow),
    continueFrom: (restored: TradingFlow) => {
      flow = restored
    },
  }
}

const reasonOf = ([event]: readonly Event[]) => (event?.type === 'CommandRejected' ? event.reason : event?.type)

describe('money from one flow to another', () => {
  it('leaves the one, is on its way, and arrives in the other once', () => {
    const [from, to] = [flowNumbered(2), flowNumbered(5)]
    const [before, elsewhere] = [from.free(), to.free()]
    const transfer = { fromFlow: 2, toFlow: 5, number: 1, ...money }
    expect(from.apply(send)).toMatchObject([{ type: 'TransferSent', transfer }, { type: 'BalanceChanged', freeUnits: before - 500n }])
    expect(from.flow().state.transfers.record().sent).toEqual([{ toFlow: 5, lastNumber: 1, inTransit: [transfer] }])
    expect(to.apply({ type: 'ReceiveTransfer', ...transfer })).toMatchObject([{ type: 'TransferReceived', transfer }, { type: 'BalanceChanged' }])
    expect(reasonOf(to.apply({ type: 'ReceiveTransfer', ...transfer }))).toBe('DUPLICATE_TRANSFER')
    expect([from.free(), to.free()]).toEqual([before - 500n, elsewhere + 500n])
    const confirm = { type: 'ConfirmTransfers', fromFlow: 2, toFlow: 5, number: 1 } as const
    for (let again = 0; again < 2; again += 1) expect(from.apply(confirm)).toMatchObject([{ type: 'TransfersConfirmed', number: 1 }])
    expect(from.flow().state.transfers.record().sent).toEqual([{ toFlow: 5, lastNumber: 1, inTransit: [] }])
    expect([from.problems(), to.problems()]).toEqual([[], []])
  })

  it.each<[string, Partial<typeof send>, string]>([
    ['an unknown account', { accountId: accountId(9) }, 'UNKNOWN_ACCOUNT'],
    ['an unknown asset', { assetId: assetId(9) }, 'UNKNOWN_ASSET'],
    ['nothing', { units: 0n }, 'INVALID_AMOUNT'],
    ['more than is free', { units: 10n ** 12n }, 'INSUFFICIENT_BALANCE'],
    ['out of another flow', { fromFlow: 5 as never, toFlow: 2 as never }, 'UNKNOWN_FLOW'],
    ['to itself', { toFlow: 2 as never }, 'UNKNOWN_FLOW'],
    ['to a number that no flow has', { toFlow: 256 as never }, 'UNKNOWN_FLOW'],
  ])('is refused and changes nothing: %s', (_what, difference, reason) => {
    const from = flowNumbered(2)
    const before = stateOf(from.flow())
    expect(reasonOf(from.apply({ ...send, ...difference }))).toBe(reason)
    expect(stateOf(from.flow())).toBe(before)
  })

  it.each<[string, object, string]>([
    ['what was sent later', { number: 2 }, 'TRANSFER_OUT_OF_ORDER'],
    ['a number that none has', { number: 0 }, 'TRANSFER_OUT_OF_ORDER'],
    ['what is for another flow', { toFlow: 4 }, 'UNKNOWN_FLOW'],
    ['more than an asset can have', { units: 2n ** 63n - 1n }, 'INVALID_AMOUNT'],
  ])('does not arrive, and can come again: %s', (_what, difference, reason) => {
    const to = flowNumbered(5)
    const receive = { type: 'ReceiveTransfer', fromFlow: 2, toFlow: 5, number: 1, ...money } as const
    const before = stateOf(to.flow())
    expect(reasonOf(to.apply({ ...receive, ...difference }))).toBe(reason)
    expect(stateOf(to.flow())).toBe(before)
    expect(reasonOf(to.apply(receive))).toBe('TransferReceived')
  })

  it('cannot be confirmed before it was sent', () => {
    const from = flowNumbered(2)
    expect(reasonOf(from.apply({ type: 'ConfirmTransfers', fromFlow: 2, toFlow: 5, number: 1 }))).toBe('TRANSFER_OUT_OF_ORDER')
  })

  it('is sent once under a command id', () => {
    const from = flowNumbered(2)
    const [sent, again] = [from.apply({ ...send, commandId: 'mine' }), from.apply({ ...send, commandId: 'mine' })]
    expect([reasonOf(sent), reasonOf(again)]).toEqual(['TransferSent', 'CommandRepeated'])
    expect(from.flow().state.transfers.countInTransit(5)).toBe(1)
  })

  it('is refused where too many are on their way', () => {
    const from = flowNumbered(2)
    for (let count = 0; count < 10_000; count += 1)
      from.apply({ ...send, accountId: accountId(1 + (count % 4)), units: 1n })
    expect(reasonOf(from.apply({ ...send, units: 1n }))).toBe('CAPACITY_EXCEEDED')
  })

  it.each(['of this version', 'as plain data'])('is in a snapshot %s', (form) => {
    const from = flowNumbered(2)
    from.apply(send)
    from.apply({ type: 'ReceiveTransfer', fromFlow: 7, toFlow: 2, number: 1, ...money })
    const { flow: saved } = decodeSnapshot(
      encodeSnapshot(from.flow().save(), new RecentHistory().save()),
    )
    const snapshot: typeof saved | FlowSnapshot = form === 'as plain data' ? from.flow().snapshot() : saved
    const restored = TradingFlow.restore(snapshot, { flowNumber: 2 })
    expect(stateOf(restored)).toBe(stateOf(from.flow()))
    from.continueFrom(restored)
    expect(from.apply(send)).toMatchObject([{ type: 'TransferSent', transfer: { number: 2 } }, { type: 'BalanceChanged' }])
    expect(() => TradingFlow.restore(snapshot, { flowNumber: 3 })).toThrow('a flow keeps its number: it was 2, is 3')
  })
})

describe('the number of a flow', () => {
  it('stands in the ids of its instruments, orders and trades', () => {
    const { apply } = flowNumbered(255)
    const listed = instrumentId(255 * 2 ** 20 + 1)
    const order = { type: 'PlaceOrder', orderType: 'limit', instrumentId: listed, priceTicks: 10, quantityLots: 1 } as const
    const terms = { ...order, timeInForce: 'GTC', postOnly: false } as unknown as Command
    const [accepted] = apply({ ...terms, accountId: accountId(1), side: 'buy' } as Command)
    if (accepted?.type !== 'OrderAccepted') throw new Error('an order is accepted')
    expect([flowOfInstrument(accepted.order.instrumentId), flowOfOrder(accepted.order.orderId)]).toEqual([255, 255])
    const events = apply({ ...terms, accountId: accountId(2), side: 'sell' } as Command)
    expect(events.find((event) => event.type === 'TradeExecuted')).toMatchObject({ trade: { tradeId: 255 * 2 ** 44 + 1 } })
    expect(reasonOf(apply({ ...terms, accountId: accountId(1), instrumentId: instrumentId(1), side: 'buy' } as Command))).toBe('UNKNOWN_INSTRUMENT')
  })

  it.each([-1, 256, 1.5, Number.NaN])('is from 0 to 255: %s', (flowNumber) => {
    expect(() => new TradingFlow({ flowNumber })).toThrow('the number of a flow is an integer from 0 to 255')
  })
})
