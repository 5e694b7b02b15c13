/** Takes lines out of octets that come in pieces. */
export class LineReader {
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** Takes a piece of ASCII. */
  read(data: Buffer): void {
    const lines = (this.#rest + data.toString('latin1')).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }
}
