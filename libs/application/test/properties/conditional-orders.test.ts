import { BUY, isFinal, leavesLots, ReferenceBook, SELL, StateHash } from '@openlob/domain'
import type { Order } from '@openlob/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowAudit } from '../../src/audit/flow-audit.ts'
import {
  CommandBuffer,
  decodeCommand,
  decodeSnapshot,
  encodeCommand,
  encodeSnapshot,
  RecentHistory,
  TradingFlow,
} from '../../src/index.ts'
import type { BookFactory, Event, SequencedCommand } from '../../src/index.ts'
import { encodeJsonSnapshot } from '../../src/snapshot/json-snapshot.ts'
import { anyConditionalHistory } from '../conditional-arbitraries.ts'
import { stateOf } from '../invariants.ts'
import { VARIANTS } from '../variants.ts'

/** What the events alone say is open and shown. */
class Heard {
  readonly orders = new Map<number, Order>()
  readonly levels = new Map<string, number>()
  readonly lists = new Set<number>()
  readonly counts = new Map<string, number>()

  hear(events: readonly Event[]): void {
    for (const event of events) {
      this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1)
      if (event.type === 'BookLevelChanged') {
        const key = `${event.instrumentId} ${event.side} ${event.priceTicks}`
        if (event.quantityLots === 0) this.levels.delete(key)
        else this.levels.set(key, event.quantityLots)
      } else if (event.type === 'OrderListChanged') {
        if (event.status === 'executing') this.lists.add(event.list.listId)
        else this.lists.delete(event.list.listId)
      } else {
        if ('makerOrder' in event) this.#put(event.makerOrder)
        if ('takerOrder' in event) this.#put(event.takerOrder)
        if ('order' in event) this.#put(event.order)
      }
    }
  }

  #put(order: Order): void {
    if (isFinal(order.status)) this.orders.delete(order.orderId)
    else this.orders.set(order.orderId, order)
  }
}

function problemsOf(flow: TradingFlow, heard: Heard): string[] {
  const { orders, venue } = flow.state
  const problems: string[] = []
  const same = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) problems.push(`${what}: ${String(actual)} is not ${String(expected)}`)
  }
  let levels = 0
  let inBooks = 0
  for (const { instrument, book } of venue.markets) {
    inBooks += book.orderCount
    for (const side of [BUY, SELL] as const)
      for (const { priceTicks, quantityLots } of book.depth(side, Infinity)) {
        const key = `${instrument.instrumentId} ${side === BUY ? 'buy' : 'sell'} ${priceTicks}`
        same(`level ${key}`, heard.levels.get(key), quantityLots)
        levels += 1
      }
  }
  same('levels', heard.levels.size, levels)
  same('orders in books', inBooks, orders.count)
  same('orders heard of', heard.orders.size, orders.count)
  for (const order of orders.all()) {
    const last = heard.orders.get(order.orderId)
    for (const field of ['status', 'priceTicks', 'quantityLots', 'executedLots', 'executedQuoteUnits'] as const)
      same(`${field} of ${order.orderId}`, last?.[field], order[field])
    const inBook = venue.market(order.instrumentId)?.book.order(order.orderId)
    same(`leaves of ${order.orderId}`, inBook?.leavesLots, leavesLots(order))
    if (order.heldUnits < 0n) problems.push(`order ${order.orderId} holds ${order.heldUnits}`)
  }
  const lists = new Set(orders.all().flatMap(({ listId }) => listId ?? []))
  same('lists', [...lists].sort().join(), [...heard.lists].sort().join())
  return problems
}

describe.each(VARIANTS)('orders with conditions, and $name', ({ options }) => {
  it('keep money, books and events together after every command', () => {
    const counts = new Map<string, number>()
    fc.assert(
      fc.property(anyConditionalHistory(100), (history) => {
        const flow = new TradingFlow(options)
        const audit = new FlowAudit()
        const heard = new Heard()
        let before = stateOf(flow)
        for (const command of history) {
          const events = flow.apply(command)
          audit.hear(events)
          heard.hear(events)
          const problems = [...audit.problems(flow), ...problemsOf(flow, heard)]
          if (problems.length > 0) throw new Error(`${problems.join('; ')} after ${textOf(command)}: ${textOf(events)}`)
          const after = stateOf(flow)
          if (events[0]?.type === 'CommandRejected' && (after !== before || events.length > 1))
            throw new Error(`a refused command changed something: ${textOf(command)}`)
          before = after
        }
        for (const [type, count] of heard.counts) counts.set(type, (counts.get(type) ?? 0) + count)
      }),
      { seed: 42, numRuns: 25, endOnFailure: true },
    )
    // The histories are worth something only where all of it happens.
    for (const type of ['OrderActivated', 'TradePrevented', 'OrderListChanged', 'OrderExpired', 'TradeExecuted'])
      expect(counts.get(type) ?? 0, type).toBeGreaterThan(5)
  })

  it('come to the same as messages, in either book and out of a snapshot', () => {
    fc.assert(
      fc.property(anyConditionalHistory(100), fc.nat(), (history, roll) => {
        const whole = new TradingFlow(options)
        const hashes = hashesAfter(whole, history)
        const createBook: BookFactory = (listener, adviser) => new ReferenceBook(listener, { adviser })
        expect(hashesAfter(new TradingFlow({ ...options, createBook }), history)).toEqual(hashes)
        const decoded = history.map((each) => decodeCommand(encodeCommand(each)))
        expect(hashesAfter(new TradingFlow(options), decoded)).toEqual(hashes)
        expect(hashesAfterMessages(new TradingFlow(options), history)).toEqual(hashes)
        const cut = roll % history.length
        const first = new TradingFlow(options)
        hashesAfter(first, history.slice(0, cut))
        const payloads = [
          encodeSnapshot(first.save(), new RecentHistory().save()),
          encodeJsonSnapshot({ flow: first.snapshot(), history: { finishedOrders: [], trades: [] } }),
        ]
        for (const payload of payloads) {
          const second = TradingFlow.restore(decodeSnapshot(payload).flow, options)
          expect(hashesAfter(second, history.slice(cut))).toEqual(hashes)
          expect(second.save()).toEqual(whole.save())
        }
      }),
      { seed: 42, numRuns: 20, endOnFailure: true },
    )
  })
})

function hashesAfter(flow: TradingFlow, history: readonly SequencedCommand[]): { events: string; state: string } {
  for (const command of history) flow.apply(command)
  return { events: flow.eventHash, state: StateHash.of(flow) }
}

function hashesAfterMessages(flow: TradingFlow, history: readonly SequencedCommand[]): ReturnType<typeof hashesAfter> {
  const messages = history.map(encodeCommand)
  const { buffer, starts } = CommandBuffer.of(messages)
  messages.forEach(({ length }, index) => {
    flow.applyMessage(buffer, starts[index]!, length)
  })
  return { events: flow.eventHash, state: StateHash.of(flow) }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}
