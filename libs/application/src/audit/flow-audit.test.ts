import fc from 'fast-check'
import { accountId, assetId } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import type { Event } from '../events/event.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import { makerTaker } from '../plugins/maker-taker.ts'
import { centralCounterparty } from '../plugins/central-counterparty.ts'
import { quoteOnTop } from '../plugins/quote-on-top.ts'
import { rebateOnReceived } from '../../test/rebate-plugins.ts'
import { sampleHistory } from '../testing/sample-history.ts'
import { FlowAudit } from './flow-audit.ts'

const [TRADER, QUOTE] = [accountId(1), assetId(2)]

/** A flow that a history was applied to, and its audit, which heard `told` in place of the events. */
function audited(length: number, told: (event: Event) => Event[] = (event) => [event]) {
  const flow = new TradingFlow()
  const audit = new FlowAudit()
  for (const command of sampleHistory({ length, seed: 7 })) audit.hear(flow.apply(command).flatMap(told))
  return { flow, audit }
}

const problemsOf = ({ flow, audit }: ReturnType<typeof audited>): string[] => audit.problems(flow)

/** Changes the first event of a type on its way. */
function changing<Type extends Event['type']>(type: Type, change: (event: Extract<Event, { type: Type }>) => Event[]) {
  let changed = false
  return (event: Event): Event[] => {
    // What one pays oneself adds up to nothing.
    const toOneself = event.type === 'TradeExecuted' && event.trade.makerAccountId === event.trade.takerAccountId
    if (changed || event.type !== type || toOneself) return [event]
    changed = true
    return change(event as Extract<Event, { type: Type }>)
  }
}

describe('the audit of a flow', () => {
  const setups = fc.constantFrom(
    {},
    { fees: { plugin: rebateOnReceived(-100n) } },
    { fees: { plugin: makerTaker, options: { tiers: [{ makerPpm: 100, takerPpm: 500 }] } } },
    { fees: { plugin: quoteOnTop }, clearing: { plugin: centralCounterparty, options: { accountId: 1 } } },
  )

  it('finds nothing after any command of any history, under any plugins', () => {
    const property = fc.property(setups, fc.integer(), fc.integer({ min: 1, max: 6 }), (plugins, seed, accounts) => {
      const flow = new TradingFlow({ plugins: plugins })
      const audit = new FlowAudit()
      for (const command of sampleHistory({ length: 150, seed, accounts })) {
        audit.hear(flow.apply(command))
        expect(audit.problems(flow)).toEqual([])
      }
      expect(flow.state.nextTradeId).toBeGreaterThan(1)
    })
    fc.assert(property, { seed: 42, numRuns: 30 })
  })

  it.each<[string, (event: Event) => Event[], RegExp]>([
    ['a payment that is not told', changing('Deposited', () => []), /the events add up to another balance: account=1 asset=1/],
    ['a payment of another amount', changing('Deposited', (event) => [{ ...event, units: 5n }]), /another supply: asset=1/],
    ['a payment told twice', changing('Deposited', (event) => [event, event]), /event 8 follows 8/],
    [
      'a trade of another amount',
      changing('TradeExecuted', (event) => [{ ...event, trade: { ...event.trade, quoteUnits: event.trade.quoteUnits + 1n } }]),
      /the events add up to another balance: account=\d asset=2/,
    ],
    [
      'a fee of another amount',
      changing('TradeExecuted', (event) => {
        const takerFee = { ...event.trade.takerFee, units: event.trade.takerFee.units + 1n }
        return [{ ...event, trade: { ...event.trade, takerFee } }]
      }),
      /the ledger has other fees/,
    ],
  ])('finds %s', (_, told, problem) => {
    expect(problemsOf(audited(400, told))).toContainEqual(expect.stringMatching(problem))
  })

  it('finds money that came from nowhere', () => {
    const { flow, audit } = audited(100)
    flow.state.postings.ledger.deposit(TRADER, QUOTE, 1n)
    const problems = audit.problems(flow)
    expect(problems).toContainEqual(expect.stringContaining('the events add up to another balance: account=1 asset=2'))
    expect(problems).toContainEqual(expect.stringContaining('the ledger has another supply: asset=2'))
  })

  it('finds money that is held for nothing, and an order that holds too little', () => {
    const { flow, audit } = audited(100)
    flow.state.postings.ledger.hold(TRADER, QUOTE, 1n)
    expect(audit.problems(flow)).toContainEqual(expect.stringContaining('open orders hold another amount: account=1 asset=2'))
    const { orders } = flow.state
    const [slot] = orders.slots()
    orders.longs[orders.heldAt(slot!)] = 0n
    const problem = `an order holds less than it costs: order=${orders.orderIdOf(slot!)}`
    expect(audit.problems(flow)).toContainEqual(expect.stringContaining(problem))
  })

  it('finds a crossed book', () => {
    const { flow, audit } = audited(100)
    const { orders } = flow.state
    const bid = orders.slots().find((slot) => orders.view(slot).side === 'buy')!
    orders.amend(bid, 1_000_000_000, orders.quantityLotsOf(bid), 1)
    expect(audit.problems(flow)).toContainEqual(expect.stringContaining('a book is crossed: instrument=1 bid=1000000000'))
  })

  it('finds an account that no event tells of', () => {
    const { flow, audit } = audited(0, (event) => ('accountId' in event && event.accountId === 4 ? [] : [event]))
    expect(flow.state.venue.accounts.count).toBe(4)
    expect(audit.problems(flow)).toContainEqual(expect.stringContaining('a balance that no event tells of: account=4 asset=1'))
  })
})
