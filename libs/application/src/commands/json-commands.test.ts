import { describe, expect, it } from 'vitest'
import { asciiBytes } from '../encoding/ascii.ts'
import { decodeCommand } from './command-codec.ts'
import { CommandDecodingError } from './command-decoding-error.ts'

const good = '{"v":1,"sequence":7,"timestampUs":9,"command":{"type":"Deposit","accountId":1,"assetId":2,"units":"5"}}'

describe('a command from before commands were messages', () => {
  it.each([
    ['half a command', good.slice(0, 50), 'not JSON in ASCII'],
    ['another version', good.replace('"v":1', '"v":2'), 'version 2 is not 1'],
    ['no version', good.replace('"v":1,', ''), 'version undefined is not 1'],
    ['an unknown field', good.replace('"v":1', '"v":1,"w":1'), 'unknown field w'],
    ['a sequence of 0', good.replace('"sequence":7', '"sequence":0'), 'sequence: an integer from 1 is wanted'],
    ['half a microsecond', good.replace(':9', ':9.5'), 'timestampUs: an integer from 0 is wanted'],
    ['no command', good.replace('"command"', '"order"'), 'unknown field order'],
    ['an unknown command', good.replace('Deposit', 'Burn'), 'type: no such command: Burn'],
    ['an amount as a number', good.replace('"5"', '5'), 'units: an integer as text is wanted'],
    ['an amount with a leading zero', good.replace('"5"', '"05"'), 'units: an integer as text is wanted'],
    ['an unknown field of the command', good.replace('"units"', '"x":1,"units"'), 'x: there is no such field'],
    ['a byte that is not ASCII', good.replace('Deposit', 'Dep\u007fsit'), 'type: no such command'],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => decodeCommand(asciiBytes(text))).toThrow(CommandDecodingError)
    expect(() => decodeCommand(asciiBytes(text))).toThrow(message)
  })

  it('is refused with bytes that are not ASCII', () => {
    expect(() => decodeCommand(Uint8Array.of(0x7b, 34, 200, 34))).toThrow('a byte that is not ASCII: 200')
  })

  it('is read', () => {
    expect(decodeCommand(asciiBytes(good))).toEqual({
      sequence: 7,
      timestampUs: 9,
      command: { type: 'Deposit', accountId: 1, assetId: 2, units: 5n },
    })
  })

  it('is read with half a surrogate pair, which no command has any more', () => {
    const text = '{"v":1,"sequence":1,"timestampUs":0,"command":{"type":"OpenAccount","name":"\\ud83d"}}'
    expect(decodeCommand(asciiBytes(text)).command).toEqual({ type: 'OpenAccount', name: '\ud83d' })
  })
})
