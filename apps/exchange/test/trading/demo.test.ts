import { stripVTControlCharacters } from 'node:util'
import { Decimal } from '@openlob/decimal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statusText } from '../../src/demo/demo-command.ts'
import { Simulation } from '../../src/demo/simulation.ts'
import type { SimulationFigures, SimulationOptions } from '../../src/demo/simulation.ts'
import { InProcessVenue, Openlob } from './in-process-venue.ts'

let venue: InProcessVenue
beforeAll(async () => {
  venue = await InProcessVenue.open()
})
afterAll(() => venue.close())

const options = (change: Partial<SimulationOptions> = {}): SimulationOptions => ({
  url: venue.url,
  makers: 2,
  takers: 2,
  rate: 500,
  seed: 42,
  price: Decimal.parse('50000'),
  ...change,
})

describe('a simulation that cannot be', () => {
  it('says that nothing listens, and what to do', async () => {
    const simulation = new Simulation(options({ url: 'ws://localhost:1/ws' }))
    await expect(simulation.start()).rejects.toThrow(/nothing listens at ws:\/\/localhost:1\/ws: start an exchange with/)
  })

  it('says what is listed instead', async () => {
    const simulation = new Simulation(options({ symbol: 'BTC-EUR' }))
    await expect(simulation.start()).rejects.toThrow('"BTC-EUR" is not listed; there is BTC-USDT')
    await simulation.stop()
  })
})

describe('a simulation', () => {
  it('quotes, trades, is refused nothing, and leaves nothing in the book', async () => {
    const simulation = new Simulation(options())
    const traded = venue.trades(venue.exchange.statistics().trades + 100)
    await simulation.start()
    await traded
    const { orders, depth, lastRefusal, connected } = simulation.figures()
    expect({ lastRefusal, connected }).toEqual({ lastRefusal: undefined, connected: true })
    expect(orders).toBeGreaterThan(100)
    const [bid] = depth.bids
    const [ask] = depth.asks
    expect(bid!.price.lessThan(ask!.price)).toBe(true)
    expect(bid!.price.compare(Decimal.parse('49000'))).toBe(1)
    expect(ask!.price.compare(Decimal.parse('51000'))).toBe(-1)
    const { canceledOrders } = await simulation.stop()
    expect(canceledOrders).toBeGreaterThan(0)
    expect(venue.exchange.statistics().openOrders).toBe(0)
  })

  it('goes on when the exchange comes back', async () => {
    const simulation = new Simulation(options())
    const before = venue.trades(venue.exchange.statistics().trades + 10)
    await simulation.start()
    await before
    await venue.hangUp()
    expect(statusText(simulation.figures(), simulation.figures(), 1)).toContain('no connection to the exchange')
    const after = venue.trades(venue.exchange.statistics().trades + 10)
    await venue.listen()
    await after
    await simulation.stop()
    expect(venue.exchange.statistics().openOrders).toBe(0)
  })
})

describe('the status line', () => {
  const figures = (orders: number, trades: number, change: Partial<SimulationFigures> = {}): SimulationFigures => {
    const level = (price: string) => ({ price: Decimal.parse(price), quantity: Decimal.parse('1') })
    const depth = { bids: [level('49999.5')], asks: [level('50000')] }
    return { orders, trades, refused: 0, lastRefusal: undefined, connected: true, priceScale: 2, depth, ...change }
  }
  const line = (before: SimulationFigures, now: SimulationFigures): string =>
    stripVTControlCharacters(statusText(before, now, 2))

  it('has the rates since the one before, and the best of the book', () => {
    expect(line(figures(10, 5), figures(50, 6))).toBe('20.0 orders/s  0.5 trades/s  bid 49999.50  ask 50000.00  spread 0.50')
  })

  it('shows what is missing and what is refused', () => {
    const now = figures(0, 0, { depth: { bids: [], asks: [] }, refused: 2, lastRefusal: 'no money' })
    expect(line(now, now)).toBe('0.0 orders/s  0.0 trades/s  bid -  ask -  spread -  2 refused: no money')
  })
})

describe('openlob demo', () => {
  it('refuses a command line under which nobody would trade', async () => {
    const { code, errors } = await new Openlob('demo', '--makers', '0', '--takers', '0').ended
    expect(code).toBe(2)
    expect(errors).toContain('nobody would trade: --makers and --takers are both 0')
  })

  it('trades until it is interrupted, and cancels its orders then', async () => {
    const traded = venue.trades(venue.exchange.statistics().trades + 20)
    const demo = new Openlob('demo', '--url', venue.url, '--rate', '200')
    await Promise.race([traded, demo.ended])
    demo.signal('SIGINT')
    const { code, output, errors } = await demo.ended
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toContain('3 market makers and 3 takers on ')
    expect(output).toMatch(/stopped after [\d,]+ orders and [\d,]+ trades; \d+ open orders canceled/)
    expect(venue.exchange.statistics().openOrders).toBe(0)
  })
})
