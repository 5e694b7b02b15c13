import type { Interface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import type { SessionOutput } from './session.ts'

/** The terminal that a {@link LiveRegion} draws on. */
export interface Terminal {
  readonly columns: number
  readonly rows: number
  write(text: string): unknown
}

const REDRAW_MS = 100

/**
 * Keeps a block of lines right above the prompt and redraws it in place, while lines that stay scroll by above it and
 * the line being typed stays as it is. Redraws ten times a second at most, however often the block changes.
 */
export class LiveRegion implements SessionOutput {
  /** What stands before the cursor; asked again at each drawing. */
  promptText: () => string = () => '> '
  readonly #terminal: Terminal
  readonly #input: Interface
  #block: readonly string[] = []
  #drawnLines = 0
  #timer: NodeJS.Timeout | undefined

  constructor(terminal: Terminal, input: Interface) {
    this.#terminal = terminal
    this.#input = input
  }

  print(lines: readonly string[]): void {
    this.#redraw(lines)
  }

  show(lines: readonly string[]): void {
    this.#block = lines
    if (lines.length === 0) this.#redraw([])
    else
      this.#timer ??= setTimeout(() => {
        this.#redraw([])
      }, REDRAW_MS)
  }

  /** Tells that a line was entered: it scrolls by with what came before, and the block goes on below it. */
  entered(line: string): void {
    this.close()
    const prompt = this.#input.getPrompt()
    const typedRows = Math.floor((visible(prompt).length + line.length) / Math.max(1, this.#terminal.columns)) + 1
    if (this.#drawnLines > 0) this.#terminal.write(`\x1b[${this.#drawnLines + typedRows}A\r\x1b[J${prompt}${line}\n`)
    this.#drawnLines = 0
  }

  /** Stops redrawing. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #redraw(lines: readonly string[]): void {
    this.close()
    const promptRows = this.#input.getCursorPos().rows
    const up = this.#drawnLines + promptRows
    const block = this.#fitted()
    const text = [...lines, ...block].map((line) => `${line}\n`).join('')
    // Readline goes up by the rows that it drew last before it draws again, so they are left below the block.
    this.#terminal.write(`${up > 0 ? `\x1b[${up}A` : ''}\r\x1b[J${text}${'\n'.repeat(promptRows)}`)
    this.#drawnLines = block.length
    this.#input.setPrompt(this.promptText())
    this.#input.prompt(true)
  }

  #fitted(): string[] {
    const { columns, rows } = this.#terminal
    return this.#block.slice(0, Math.max(0, rows - 3)).map((line) => {
      const text = visible(line)
      return text.length < columns ? line : text.slice(0, Math.max(0, columns - 1))
    })
  }
}

function visible(text: string): string {
  return stripVTControlCharacters(text)
}
