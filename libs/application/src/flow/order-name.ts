const WORDS = 16
const OCTETS = 64

/** The characters that a client order id may have: letters, digits and . _ : / - */
const isAllowed = new Uint8Array(256)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-')
  isAllowed[character.charCodeAt(0)] = 1

/**
 * The client's own name for an order, as 64 octets padded with zeros; or none, or a text that cannot be one. It is used
 * again for each command.
 */
export class OrderName {
  /** The name as words, zeros behind it. */
  readonly words: Int32Array = new Int32Array(WORDS)
  readonly #octets = new Uint8Array(this.words.buffer)
  #length = 0
  #unfit: string | undefined

  /** Whether the client gave a name, be it one that cannot be. */
  get isGiven(): boolean {
    return this.#length > 0 || this.#unfit !== undefined
  }

  /** Whether the name is one: 1 to 64 letters, digits and . _ : / - */
  get isFit(): boolean {
    return this.#length > 0
  }

  /** A hash of the name and an account. */
  hashFor(accountId: number): number {
    return nameHash(this.words, 0, accountId)
  }

  /** The name as text, undefined where none was given. */
  get text(): string | undefined {
    return this.#length > 0 ? String.fromCharCode(...this.#octets.subarray(0, this.#length)) : this.#unfit
  }

  /** Takes no name. */
  clear(): void {
    if (this.#length > 0) this.words.fill(0)
    this.#length = 0
    this.#unfit = undefined
  }

  /** Takes a text. */
  setText(text: string): void {
    this.clear()
    if (text.length < 1 || text.length > OCTETS) {
      this.#unfit = text
      return
    }
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index)
      if (code > 255 || isAllowed[code] === 0) { this.#refuse(text); return; }
      this.#octets[index] = code
    }
    this.#length = text.length
  }

  /** Takes a name out of octets; false where what is there cannot be one. */
  setOctets(octets: Uint8Array, from: number, length: number): boolean {
    this.clear()
    if (length < 1 || length > OCTETS) return false
    for (let index = 0; index < length; index += 1) {
      const code = octets[from + index]!
      if (isAllowed[code] === 0) {
        this.words.fill(0)
        return false
      }
      this.#octets[index] = code
    }
    this.#length = length
    return true
  }

  #refuse(text: string): void {
    this.words.fill(0)
    this.#unfit = text
  }
}

/** The hash of an account's name for an order, whose 16 words begin at `words[from]`. */
export function nameHash(words: Int32Array, from: number, accountId: number): number {
  let hash = Math.imul(accountId, 0x9e3779b1)
  for (let index = 0; index < WORDS; index += 1) {
    const word = words[from + index]!
    if (word === 0) break
    hash = Math.imul(((hash ^ word) << 15) | ((hash ^ word) >>> 17), 0xcc9e2d51)
  }
  return hash ^ (hash >>> 15)
}
