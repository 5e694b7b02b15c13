import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import { PassThrough, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveRegion } from './live-region.ts'

/** A terminal in memory: as much of one as readline and the region use. */
class FakeTerminal extends Writable {
  readonly isTTY = true
  readonly columns = 40
  rows = 24
  #lines: string[] = ['']
  #row = 0
  #column = 0

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const [plain, ...sequences] = chunk.toString().split('\u001b[')
    this.#type(plain!)
    for (const sequence of sequences) {
      const [, count, action, text] = /^(\d*)([A-Za-z])([^]*)$/.exec(sequence)!
      this.#move(action!, count === '' ? undefined : Number(count))
      this.#type(text!)
    }
    done()
  }

  /** What stands on the screen, without the empty lines below. */
  get screen(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd())
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  #type(text: string): void {
    for (const character of text) {
      if (character === '\r') this.#column = 0
      else if (character === '\n') this.#down()
      else this.#put(character)
    }
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#down()
    const line = this.#lines[this.#row]!.padEnd(this.#column)
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1)
    this.#column += 1
  }

  #down(): void {
    this.#row += 1
    this.#column = 0
    if (this.#row === this.#lines.length) this.#lines.push('')
  }

  #move(action: string, count: number | undefined): void {
    if (action === 'A') this.#row = Math.max(0, this.#row - (count ?? 1))
    else if (action === 'G') this.#column = (count ?? 1) - 1
    else if (action === 'C') this.#column += count ?? 1
    else if (action === 'D') this.#column -= count ?? 1
    else if (action === 'J') {
      this.#lines = this.#lines.slice(0, this.#row + 1)
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column)
    } else if (action === 'K') this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column)
    else throw new Error(`the terminal does not know: ${action}`)
  }
}

let terminal: FakeTerminal
let keyboard: PassThrough
let input: Interface
let region: LiveRegion
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  terminal = new FakeTerminal()
  keyboard = new PassThrough()
  input = createInterface({ input: keyboard, output: terminal, terminal: true })
  region = new LiveRegion(terminal, input)
  input.on('line', (line) => {
    region.entered(line)
  })
  region.print(['hello'])
})
afterEach(() => {
  region.close()
  input.close()
  vi.useRealTimers()
})

const show = (...lines: string[]): void => {
  region.show(lines)
  vi.advanceTimersByTime(100)
}

describe('a live region', () => {
  it('stands between what scrolls by and the prompt, and is replaced in place', () => {
    show('book 1', 'book 2')
    expect(terminal.screen).toEqual(['hello', 'book 1', 'book 2', '>'])
    show('other book')
    expect(terminal.screen).toEqual(['hello', 'other book', '>'])
    region.show([])
    expect(terminal.screen).toEqual(['hello', '>'])
  })

  it('lets what is printed scroll by above it', () => {
    show('book')
    region.print(['a fill'])
    region.print(['another fill'])
    expect(terminal.screen).toEqual(['hello', 'a fill', 'another fill', 'book', '>'])
  })

  it('keeps the line that is being typed', () => {
    show('book')
    input.write('buy 1')
    region.print(['a fill'])
    show('other book')
    expect(terminal.screen).toEqual(['hello', 'a fill', 'other book', '> buy 1'])
  })

  it('keeps a line that is longer than the terminal is wide', () => {
    const long = 'x'.repeat(50)
    show('book')
    input.write(long)
    show('other book')
    show('third book')
    expect(terminal.screen).toEqual(['hello', 'third book', `> ${long.slice(0, 38)}`, long.slice(38)])
  })

  it('moves below a line that was entered', () => {
    show('book')
    input.write('orders\n')
    expect(terminal.screen).toEqual(['hello', '> orders'])
    region.print(['no open orders'])
    expect(terminal.screen).toEqual(['hello', '> orders', 'no open orders', 'book', '>'])
  })

  it('cuts what is wider or longer than the terminal', () => {
    terminal.rows = 5
    show('a'.repeat(60), 'b', 'c')
    expect(terminal.screen).toEqual(['hello', 'a'.repeat(39), 'b', '>'])
  })

  it('redraws ten times a second at most', () => {
    region.show(['one'])
    region.show(['two'])
    expect(terminal.screen).toEqual(['hello', '>'])
    vi.advanceTimersByTime(100)
    expect(terminal.screen).toEqual(['hello', 'two', '>'])
  })
})
