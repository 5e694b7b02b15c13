import { describe, expect, it } from 'vitest'
import type { BookLevelChanged } from '../src/index.ts'
import { DepthView } from '../src/index.ts'
import { ExchangeFixture } from './exchange-fixture.ts'
import { ALICE, BOB, limit, MARKET } from './venue-fixture.ts'

const ASKS = 5_010

describe('the depth of a book with more levels than are told', () => {
  it('says how many it was cut at, so that a view knows when it is used up', async () => {
    const { exchange, journal } = await new ExchangeFixture().ready()
    for (let price = 1; price <= ASKS; price += 1) void exchange.submit(limit(ALICE, 'sell', price, 1))
    journal.commit()
    const seed = (await exchange.queries.depth(MARKET, Number.POSITIVE_INFINITY))!
    expect([seed.levels, seed.asks.length, seed.bids.length]).toEqual([5_000, 5_000, 0])
    const view = new DepthView(seed)
    const changes: BookLevelChanged[] = []
    exchange.subscribe({ publish: (events) => changes.push(...events.filter((event) => event.type === 'BookLevelChanged')) })
    for (let price = 1; price <= 1_200; price += 1) void exchange.submit(limit(BOB, 'buy', price, 1))
    journal.commit()
    for (const change of changes) view.apply(change)
    expect(view.depth(1).asks).toEqual([{ priceTicks: 1_201, quantityLots: 1 }])
    expect([view.isShallow(3_800), view.isShallow(3_801)]).toEqual([false, true])
  })

  it.each([[7, 7], [2.5, 2], [-1, 0], [Number.NaN, 0], [9_999, 5_000]])('asked for %d levels is cut at %d', async (asked, levels) => {
    const { exchange } = await new ExchangeFixture().ready()
    expect(await exchange.queries.depth(MARKET, asked)).toMatchObject({ levels, bids: [], asks: [] })
  })
})
