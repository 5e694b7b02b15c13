import { accountId, instrumentId } from '@openlob/domain'
import { describe, expect, it } from 'vitest'
import { parseBookRow, parseMessage } from './lobster-file.ts'
import { OrderFlowTranslator, SKIPPED } from './order-flow-translator.ts'
import type { Step, Translation } from './order-flow-translator.ts'

const parties = { instrumentId: instrumentId(1), makers: [accountId(1), accountId(2)], taker: accountId(3) }

class Flow {
  readonly translator = new OrderFlowTranslator(parties)
  #line = 0

  translate(type: number, orderId: number, size: number, price: number, direction: 1 | -1 = 1): Translation {
    this.#line += 1
    const message = parseMessage(`34200.5,${type},${orderId},${size},${price},${direction}`, this.#line)
    if (typeof message === 'string') throw new Error(message)
    return this.translator.translate(message)
  }

  steps(type: number, orderId: number, size: number, price: number, direction: 1 | -1 = 1): readonly Step[] {
    const translation = this.translate(type, orderId, size, price, direction)
    if (!('steps' in translation)) throw new Error(JSON.stringify(translation))
    return translation.steps
  }

  seed(row: string): Step[] {
    const parsed = parseBookRow(row, 1)
    if (typeof parsed === 'string') throw new Error(parsed)
    return this.translator.seed(parsed)
  }
}

/** A step in a few words. */
const brief = ({ kind, command }: Step): string => {
  if (command.type === 'PlaceOrder')
    return `${kind}: ${command.side} ${command.quantityLots} @ ${command.orderType === 'limit' ? `${command.priceTicks} ${command.timeInForce}` : 'market'} ${command.clientOrderId ?? '-'} by ${command.accountId}`
  if (command.type === 'AmendOrder') return `${kind}: ${command.order.clientOrderId ?? ''} to ${command.quantityLots ?? 0}`
  return command.type === 'CancelOrder' ? `${kind}: ${command.order.clientOrderId ?? ''}` : command.type
}

describe('a LOBSTER message', () => {
  it('that contradicts earlier ones is no command', () => {
    const flow = new Flow()
    flow.steps(1, 7, 100, 500)
    expect(flow.translate(1, 7, 100, 500)).toEqual({ contradiction: 'new order 7 is already in the book' })
    expect(flow.translate(3, 7, 100, 501)).toEqual({ contradiction: 'order 7 is to buy at 500, the message says to buy at 501' })
    expect(flow.translate(4, 7, 100, 500, -1)).toEqual({ contradiction: 'order 7 is to buy at 500, the message says to sell at 500' })
    expect(flow.translate(4, 7, 101, 500)).toEqual({ contradiction: 'order 7 has 100 shares open, the message says 101' })
    expect(flow.translate(3, 7, 99, 500)).toEqual({ contradiction: 'order 7 has 100 shares open, the message says 99' })
    expect(flow.steps(3, 7, 100, 500).map(brief)).toEqual(['delete: 7'])
  })

  it('that does not touch the visible book is skipped with the reason', () => {
    const flow = new Flow()
    expect(flow.translate(5, 0, 100, 500)).toEqual({ skipped: SKIPPED.hidden })
    expect(flow.translate(6, 0, 100, 500)).toEqual({ skipped: SKIPPED.cross })
    expect(flow.translate(7, 0, 0, -1, -1)).toEqual({ skipped: SKIPPED.halt })
  })

  it('that names an unknown order is skipped without a seeded level', () => {
    const flow = new Flow()
    for (const type of [2, 3, 4]) expect(flow.translate(type, 9, 100, 500)).toEqual({ skipped: SKIPPED.unknown })
  })

  it('becomes the command that does the same', () => {
    const flow = new Flow()
    expect(flow.steps(1, 7, 100, 500).map(brief)).toEqual(['new order: buy 100 @ 500 GTC 7 by 2'])
    expect(flow.steps(1, 8, 50, 510, -1).map(brief)).toEqual(['new order: sell 50 @ 510 GTC 8 by 1'])
    expect(flow.steps(2, 7, 30, 500).map(brief)).toEqual(['partial cancel: 7 to 70'])
    expect(flow.steps(4, 8, 20, 510, -1).map(brief)).toEqual(['execution: buy 20 @ 510 IOC - by 3'])
    expect(flow.steps(3, 8, 30, 510, -1).map(brief)).toEqual(['delete: 8'])
  })

  it('counts what was executed into the total of an amendment', () => {
    const flow = new Flow()
    flow.steps(1, 7, 100, 500)
    flow.steps(4, 7, 40, 500)
    expect(flow.steps(2, 7, 10, 500).map(brief)).toEqual(['partial cancel: 7 to 90'])
  })

  it('that cancels all of an order in parts ends in a cancel', () => {
    const flow = new Flow()
    flow.steps(1, 7, 100, 500)
    expect(flow.steps(2, 7, 100, 500).map(brief)).toEqual(['partial cancel: 7'])
    expect(flow.translate(3, 7, 100, 500)).toEqual({ skipped: SKIPPED.unknown })
  })
})

describe('an execution', () => {
  it('names the order that the file names and the oldest, which are the same as a rule', () => {
    const flow = new Flow()
    flow.steps(1, 7, 100, 500)
    flow.steps(1, 8, 100, 500)
    expect(flow.steps(4, 7, 100, 500)[0]?.execution).toEqual({
      namedOrder: '7',
      oldestOrder: '7',
      seeded: false,
      price: 500,
      quantityShares: 100,
    })
    expect(flow.steps(4, 8, 100, 500)[0]?.execution).toMatchObject({ namedOrder: '8', oldestOrder: '8' })
  })

  it('that names a younger order puts the queue of the file back', () => {
    const flow = new Flow()
    flow.steps(1, 7, 100, 500)
    flow.steps(1, 8, 100, 500)
    flow.steps(1, 9, 100, 500)
    const steps = flow.steps(4, 8, 120 - 50, 500)
    expect(steps[0]?.execution).toMatchObject({ namedOrder: '8', oldestOrder: '7' })
    expect(steps.map(brief)).toEqual([
      'execution: sell 70 @ 500 IOC - by 3',
      'restore queue: 7',
      'restore queue: 8',
      'restore queue: 9',
      'restore queue: buy 100 @ 500 GTC 7 by 2',
      'restore queue: buy 30 @ 500 GTC 8 by 1',
      'restore queue: buy 100 @ 500 GTC 9 by 2',
    ])
    expect(flow.steps(4, 7, 100, 500)).toHaveLength(1)
  })

  it('does not cancel what the aggressing order has used up', () => {
    const flow = new Flow()
    flow.steps(1, 7, 10, 500)
    flow.steps(1, 8, 100, 500)
    expect(flow.steps(4, 8, 100, 500).map(brief)).toEqual([
      'execution: sell 100 @ 500 IOC - by 3',
      'restore queue: 8',
      'restore queue: buy 10 @ 500 GTC 7 by 2',
    ])
  })
})

describe('a seeded book', () => {
  it('has one order a level and none where the row is empty', () => {
    const steps = new Flow().seed('510,40,500,30,9999999999,0,499,20')
    expect(steps.map(brief)).toEqual([
      'seed: buy 30 @ 500 GTC seed-buy-500 by 1',
      'seed: buy 20 @ 499 GTC seed-buy-499 by 1',
      'seed: sell 40 @ 510 GTC seed-sell-510 by 1',
    ])
  })

  it('gives up what unknown orders lose, as long as it has it', () => {
    const flow = new Flow()
    flow.seed('510,40,500,300')
    flow.steps(1, 7, 100, 500)
    expect(flow.steps(3, 3, 100, 500).map(brief)).toEqual(['delete: seed-buy-500 to 200'])
    expect(flow.steps(2, 4, 50, 500).map(brief)).toEqual(['partial cancel: seed-buy-500 to 150'])
    expect(flow.steps(4, 5, 20, 500)[0]?.execution).toMatchObject({ namedOrder: 'seed-buy-500', seeded: true })
    expect(flow.translate(3, 6, 131, 500)).toEqual({ skipped: SKIPPED.unknown })
    expect(flow.steps(3, 6, 130, 500).map(brief)).toEqual(['delete: seed-buy-500'])
    expect(flow.translate(3, 6, 1, 500)).toEqual({ skipped: SKIPPED.unknown })
    expect(flow.translate(3, 6, 1, 777)).toEqual({ skipped: SKIPPED.unknown })
  })
})
