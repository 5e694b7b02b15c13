import { stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ClientSession, failureText } from '../../src/client/session.ts'
import type { SessionOutput } from '../../src/client/session.ts'
import { InProcessVenue, Openlob } from './in-process-venue.ts'

/** Keeps what a session writes, and lets a test wait for it. */
class Recorder implements SessionOutput {
  #printed: string[] = []
  readonly #log: string[] = []
  shown: string[] = []
  #waiting: (() => void)[] = []

  print(lines: readonly string[]): void {
    const plain = lines.map((line) => stripVTControlCharacters(line))
    this.#printed.push(...plain)
    this.#log.push(...plain)
    this.#wake()
  }

  show(lines: readonly string[]): void {
    this.shown = lines.map((line) => stripVTControlCharacters(line))
    this.#wake()
  }

  /** Resolves when something that was ever printed, or is shown now, holds `text`. */
  async has(text: string): Promise<void> {
    while (![...this.#log, ...this.shown].some((line) => line.includes(text)))
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** What was printed since the last call. */
  take(): string[] {
    return this.#printed.splice(0)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

class Person {
  readonly seen = new Recorder()
  readonly session: ClientSession

  constructor(url: string, trader: string, symbol?: string) {
    this.session = new ClientSession({ url, trader, symbol }, this.seen)
  }

  /** Types a line and returns what was printed until the answer to it was, and all notices before. */
  async types(line: string): Promise<string[]> {
    this.seen.take()
    await this.session.execute(line)
    await this.session.settle()
    return this.seen.take()
  }
}

let venue: InProcessVenue
beforeAll(async () => {
  venue = await InProcessVenue.open()
})
afterAll(() => venue.close())

const people: Person[] = []
async function person(trader: string, symbol?: string): Promise<Person> {
  const one = new Person(venue.url, trader, symbol)
  people.push(one)
  await one.session.start()
  return one
}
afterEach(async () => {
  for (const one of people.splice(0)) {
    await one.types('cancel all').catch(() => undefined)
    one.session.stop()
  }
})

describe('a client that cannot trade', () => {
  it('is told what is wrong with the address', () => {
    expect(() => new Person('http://localhost', 'alice')).toThrow('"http://localhost" is no WebSocket address: it is like ws://')
    expect(() => new Person('nonsense', 'alice')).toThrow('"nonsense" is no WebSocket address')
  })

  it('is told that nothing listens, and what to do', async () => {
    const lost = new Person('ws://localhost:1/ws', 'alice')
    await expect(lost.session.start()).rejects.toThrow(/^nothing listens at ws:\/\/localhost:1\/ws: start an exchange with "openlob start"/)
  })

  it('is told what is listed instead of an unknown symbol', async () => {
    await expect(person('alice', 'BTC-EUR')).rejects.toThrow('"BTC-EUR" is not listed; there is BTC-USDT')
  })

  it('is told in words why a line is refused, and goes on', async () => {
    const alice = await person('alice')
    expect(await alice.types('by 1 @ 5')).toEqual(['"by" is no command; did you mean buy? Type help for all of them'])
    expect((await alice.types('buy 1 @ 50000.001'))[0]).toContain('refused: The price is not a multiple of the tick size.')
    expect((await alice.types('cancel 999999'))[0]).toContain('refused: There is no such open order of this account')
    expect((await alice.types('buy 1000000 @ 50000'))[0]).toContain('refused: The free balance does not cover the order')
    expect((await alice.types('trader not/a name'))[0]).toBe('trader takes one name: not/a name')
    expect((await alice.types('symbol NOPE'))[0]).toBe('"NOPE" is not listed; there is BTC-USDT')
    expect(await alice.types('orders')).toEqual(['no open orders'])
  })
})

describe('a client', () => {
  it('places, lists, amends and cancels orders', async () => {
    const alice = await person('alice')
    const [placed] = await alice.types('buy 1 @ 40000')
    const id = /^order (\d+) open: buy 1 BTC-USDT @ 40000$/.exec(placed!)?.[1] ?? ''
    expect(await alice.types('orders')).toEqual([`${id.padStart(8)}  buy 1 BTC-USDT @ 40000`])
    expect(await alice.types(`amend ${id} 2 @ 40010`)).toEqual([`order ${id} open: buy 2 BTC-USDT @ 40010`])
    expect(await alice.types('book 1')).toContain('       2.00000      40010.00 │')
    expect(await alice.types(`cancel ${id}`)).toEqual([`order ${id} canceled: buy 2 BTC-USDT @ 40010`])
    expect(await alice.types('cancel all')).toEqual(['there was nothing to cancel'])
  })

  it('sees its own fills on both sides, as they happen', async () => {
    const alice = await person('alice')
    const bob = await person('bob')
    await alice.types('buy 1 @ 50000')
    expect((await bob.types('sell 0.4 @ 49000 ioc')).map((line) => line.replace(/order \d+/, 'order'))).toEqual(
      expect.arrayContaining(['sold 0.4 @ 50000 (taker): order filled', 'order filled: sell 0.4 BTC-USDT @ 49000 IOC']),
    )
    await alice.seen.has('bought 0.4 @ 50000 (maker)')
    expect((await bob.types('sell 5 market')).at(-1)).toMatch(/sold 0\.6 @ 50000|expired, 0\.6 of 5 filled \(nobody is on the other side\)/)
    expect((await alice.types('trades'))[0]).toMatch(/sell {2}0\.60000 @ 50000\.00 {2}bob to alice$/)
    expect((await alice.types('balances'))[0]).toMatch(/^asset +free +held in orders$/)
  })

  it('acts as another trader from there on', async () => {
    const alice = await person('alice')
    await alice.types('buy 1 @ 30000')
    await alice.types('trader carol')
    expect(await alice.types('trader')).toEqual(['you are carol'])
    expect(await alice.types('orders')).toEqual(['no open orders'])
    await alice.types('sell 1 @ 30000')
    await alice.seen.has('alice: bought 1 @ 30000')
  })

  it('keeps showing the book while it watches, and no longer', async () => {
    const alice = await person('alice')
    const bob = await person('bob')
    await alice.types('watch 2')
    expect(alice.seen.shown[0]).toBe('BTC-USDT  the book is empty')
    await bob.types('buy 1 @ 40000')
    await alice.seen.has('1.00000      40000.00')
    await bob.types('sell 3 @ 40000')
    await alice.seen.has('bob to bob')
    await alice.seen.has('40000.00      2.00000')
    await alice.types('unwatch')
    expect(alice.seen.shown).toEqual([])
  })

  it('connects again when the exchange comes back, and goes on', async () => {
    const alice = await person('alice')
    await alice.types('watch 2')
    await alice.types('buy 1 @ 40000')
    await venue.hangUp()
    await alice.seen.has('the exchange closed the connection: the exchange is closing; trying again in 0.5 s')
    expect(stripVTControlCharacters(alice.session.prompt)).toBe('alice not connected> ')
    const refused: unknown = await alice.session.execute('orders').then(() => undefined, (error: unknown) => error)
    expect(failureText(refused)).toBe('not connected: nothing was sent')
    await venue.listen()
    await alice.seen.has('connected again')
    await alice.seen.has('1.00000      40000.00')
    expect((await alice.types('orders'))[0]).toContain('buy 1 BTC-USDT @ 40000')
  })
})

describe('openlob client from a script', () => {
  it('answers each line of its input and ends well at the end of it', async () => {
    const lines = ['buy 1 @ 20000', 'nonsense', 'orders', 'cancel all']
    const { code, output, errors } = await new Openlob('client', '--url', venue.url, '--trader', 'script').input(lines.join('\n')).ended
    expect(errors).toBe('')
    expect(code).toBe(0)
    const printed = stripVTControlCharacters(output).replaceAll(/\d+ {2}buy/g, 'N  buy').replaceAll(/(order|canceled) \d+/g, '$1 N')
    expect(printed.split('\n').map((line) => line.trim())).toEqual([
      'order N open: buy 1 BTC-USDT @ 20000',
      '"nonsense" is no command. Type help for all of them',
      'N  buy 1 BTC-USDT @ 20000',
      'canceled N',
      '',
    ])
  })

  it('fails with the reason where nothing listens', async () => {
    const { code, output, errors } = await new Openlob('client', '--url', 'ws://localhost:1/ws').input('orders\n').ended
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toContain('openlob: nothing listens at ws://localhost:1/ws')
  })
})
