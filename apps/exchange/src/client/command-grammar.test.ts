import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMAND_HELP, completeCommand, parseClientCommand } from './command-grammar.ts'

const problemOf = (line: string): string => {
  const command = parseClientCommand(line)
  if (command === undefined || !('problem' in command)) throw new Error(`accepted: ${line}`)
  return command.problem
}

describe('a line that is no command', () => {
  it.each([
    ['by 1 @ 5', '"by" is no command; did you mean buy? Type help for all of them'],
    ['xyzzy', '"xyzzy" is no command. Type help for all of them'],
    ['constructor', '"constructor" is no command. Type help for all of them'],
    ['buy', 'How much? An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy one @ 5', '"one" is no quantity. An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy -1 @ 5', '"-1" is no quantity. An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['sell 0 @ 5', '"0" is no quantity. An order is typed such as: sell 1 @ 50000, or sell 1 market'],
    ['buy 1', 'At what price? An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy 1 @', 'At what price? An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy 1 50000', 'At what price? An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy 1 @ cheap', '"cheap" is no price. An order is typed such as: buy 1 @ 50000, or buy 1 market'],
    ['buy 1 @ 5 gtd', '"gtd" is no option of an order: ioc, fok and post are'],
    ['buy 1 @ 5 ioc post', 'One option at a time (ioc, fok or post): ioc post'],
    ['buy 1 market post', 'A market order takes nothing after the word market: post'],
    ['cancel', 'Type cancel and an order id, such as cancel 7, or cancel all'],
    ['cancel it', '"it" is no order id. Type orders to see yours'],
    ['cancel 99999999999999999', '"99999999999999999" is no order id. Type orders to see yours'],
    ['amend', 'Which order? An amendment is typed such as: amend 7 2 @ 50050, amend 7 2, or amend 7 @ 50050'],
    ['amend 7', 'To what? An amendment is typed such as: amend 7 2 @ 50050, amend 7 2, or amend 7 @ 50050'],
    ['amend 7 2 50050', 'An amendment is typed such as: amend 7 2 @ 50050, amend 7 2, or amend 7 @ 50050'],
    ['amend 7 2 @', 'An amendment is typed such as: amend 7 2 @ 50050, amend 7 2, or amend 7 @ 50050'],
    ['book many', 'book takes a number of levels from 1 to 100: many'],
    ['watch 0', 'watch takes a number of levels from 1 to 100: 0'],
    ['orders all', 'orders takes nothing more: all'],
    ['balances main east', 'balances takes one flow: main east'],
    ['transfer 5 USDT main', 'A transfer is typed such as: transfer 5 USDT main ether'],
    ['transfer all USDT main east', '"all" is no amount'],
    ['trader alice bob', 'trader takes one name: alice bob'],
  ])('is explained: %s', (line, problem) => {
    expect(problemOf(line)).toBe(problem)
  })

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'buy ', 'amend 7 ', 'cancel ', 'book '), (text, start) => {
        parseClientCommand(start + text)
        completeCommand(start + text)
      }),
      { seed: 42, numRuns: 500 },
    )
  })
})

describe('a line', () => {
  const gtc = { verb: 'place', side: 'buy', quantity: '1', price: '50000', timeInForce: 'GTC', postOnly: false }

  it('is nothing where it is empty', () => {
    expect(parseClientCommand('')).toBeUndefined()
    expect(parseClientCommand('  \t ')).toBeUndefined()
  })

  it.each(['buy 1 @ 50000', 'buy 1@50000', 'BUY 1 @50000 GTC', '  buy  1  @  50000  '])('places a limit order: %s', (line) => {
    expect(parseClientCommand(line)).toEqual(gtc)
  })

  it('keeps the amounts as they were typed', () => {
    expect(parseClientCommand('sell 0.50000000 @ 50100.10')).toMatchObject({ side: 'sell', quantity: '0.50000000', price: '50100.10' })
  })

  it('takes one option after the price', () => {
    expect(parseClientCommand('buy 1 @ 50000 ioc')).toEqual({ ...gtc, timeInForce: 'IOC' })
    expect(parseClientCommand('buy 1 @ 50000 fok')).toEqual({ ...gtc, timeInForce: 'FOK' })
    expect(parseClientCommand('buy 1 @ 50000 post')).toEqual({ ...gtc, postOnly: true })
  })

  it('moves money between flows, and asks for what is in one', () => {
    const transfer = { verb: 'transfer', amount: '5', asset: 'USDT', from: 'main', to: 'east' }
    expect(parseClientCommand('transfer 5 USDT main east')).toEqual(transfer)
    expect(parseClientCommand('balances east')).toEqual({ verb: 'balances', flow: 'east' })
    expect(parseClientCommand('balances')).toEqual({ verb: 'balances', flow: undefined })
  })

  it('places a market order', () => {
    expect(parseClientCommand('buy 1 market')).toMatchObject({ verb: 'place', quantity: '1', price: undefined })
  })

  it('amends quantity, price or both', () => {
    expect(parseClientCommand('amend 7 2 @ 50050')).toEqual({ verb: 'amend', orderId: '7', quantity: '2', price: '50050' })
    expect(parseClientCommand('amend 7 2')).toEqual({ verb: 'amend', orderId: '7', quantity: '2', price: undefined })
    expect(parseClientCommand('amend 7 @ 50050')).toEqual({ verb: 'amend', orderId: '7', quantity: undefined, price: '50050' })
  })

  it('cancels one or all', () => {
    expect(parseClientCommand('cancel 7')).toEqual({ verb: 'cancel', orderId: '7' })
    expect(parseClientCommand('cancel ALL')).toEqual({ verb: 'cancel all' })
  })

  it('keeps the capitals of a name', () => {
    expect(parseClientCommand('trader Alice')).toEqual({ verb: 'trader', name: 'Alice' })
    expect(parseClientCommand('trader')).toEqual({ verb: 'trader', name: undefined })
  })

  it('knows a few other words for the same', () => {
    expect(parseClientCommand('?')).toEqual({ verb: 'help' })
    expect(parseClientCommand('exit')).toEqual({ verb: 'quit' })
  })

  it('is whatever the help shows', () => {
    for (const [line] of COMMAND_HELP) expect(parseClientCommand(line), line).not.toHaveProperty('problem')
  })
})

describe('completion', () => {
  it('offers what the last word may become', () => {
    expect(completeCommand('b')).toEqual([['buy ', 'balances ', 'book '], 'b'])
    expect(completeCommand('cancel a')).toEqual([['all '], 'a'])
    expect(completeCommand('buy 1 ma')).toEqual([['market '], 'ma'])
    expect(completeCommand('buy 1 @ 50000 i')).toEqual([['ioc '], 'i'])
    expect(completeCommand('orders x')).toEqual([[], 'x'])
  })
})
