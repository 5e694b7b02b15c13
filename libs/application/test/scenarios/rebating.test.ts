import { describe, expect, it } from 'vitest'
import { rebateInQuote, rebateOnReceived } from '../rebate-plugins.ts'
import { ALICE, BOB, BTC, FlowFixture, limit, USDT } from '../venue-fixture.ts'

const aliceSells = [limit(ALICE, 'sell', 100, 10), limit(BOB, 'buy', 100, 10)]
const bobBuys = [limit(BOB, 'buy', 100, 10), limit(ALICE, 'sell', 100, 10)]

describe('a rebate', () => {
  it('is not paid where no fees of its asset were collected, and the trade says so', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: rebateOnReceived(10_000n) } } })
    expect(fixture.told(...aliceSells)).toContain('TradeExecuted 1x2 10@100 fees 0/10')
    expect(fixture.money(ALICE)).toBe('BTC 999000+0 USDT 1001000+0')
  })

  it('is paid as far as the fees of its asset go', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: rebateOnReceived(1_000_000n) } } })
    fixture.told(...aliceSells)
    expect(fixture.told(...bobBuys)).toContain('TradeExecuted 3x4 10@100 fees -10/10')
    const { ledger } = fixture.flow.state.postings
    expect([ledger.feesCollectedUnits(BTC), ledger.feesCollectedUnits(USDT)]).toEqual([0n, 10n])
  })

  it('is paid out of the fee of its own trade', () => {
    const fixture = new FlowFixture({ plugins: { fees: { plugin: rebateInQuote } } })
    expect(fixture.told(...aliceSells)).toContain('TradeExecuted 1x2 10@100 fees -10/10')
    expect(fixture.money(ALICE)).toBe('BTC 999000+0 USDT 1001010+0')
    expect(fixture.money(BOB)).toBe('BTC 1001000+0 USDT 998990+0')
  })
})
