import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyHistory } from '../../test/arbitraries.ts'
import { asciiBytes, asciiText } from '../encoding/ascii.ts'
import { CommandDecodingError, decodeCommand, encodeCommand } from './command-codec.ts'
import { malformationOf } from './command-shape.ts'

const good = '{"v":1,"sequence":7,"timestampUs":9,"command":{"type":"Deposit","accountId":1,"assetId":2,"units":"5"}}'

describe('the command codec', () => {
  it.each([
    ['nothing', '', 'not JSON in ASCII'],
    ['half a command', good.slice(0, 50), 'not JSON in ASCII'],
    ['a list', '[]', 'not an object'],
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
  ])('refuses %s', (_what, text, message) => {
    expect(() => decodeCommand(asciiBytes(text))).toThrow(CommandDecodingError)
    expect(() => decodeCommand(asciiBytes(text))).toThrow(message)
  })

  it('refuses bytes that are not ASCII', () => {
    expect(() => decodeCommand(Uint8Array.of(34, 200, 34))).toThrow('a byte that is not ASCII: 200')
  })

  it('gives back every command that has the form of one', () => {
    fc.assert(
      fc.property(anyHistory(60), (history) => {
        for (const command of history) {
          expect(malformationOf(command.command)).toBeUndefined()
          expect(decodeCommand(encodeCommand(command))).toEqual(command)
        }
      }),
      { seed: 42, numRuns: 30 },
    )
  })

  it('reads what version 1 wrote', () => {
    expect(decodeCommand(asciiBytes(good))).toEqual({
      sequence: 7,
      timestampUs: 9,
      command: { type: 'Deposit', accountId: 1, assetId: 2, units: 5n },
    })
  })

  it('writes other characters as escapes', () => {
    const bytes = encodeCommand({ sequence: 1, timestampUs: 0, command: { type: 'OpenAccount', name: '\u00fc\ud83d\n' } })
    expect(asciiText(bytes)).toContain('"name":"\\u00fc\\ud83d\\n"')
  })
})
