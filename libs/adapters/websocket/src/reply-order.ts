/** The place of one reply, taken when its request comes; to be answered once. */
export interface ReplyPlace {
  /** The reply, once it is known. */
  frame: Buffer | undefined
  sent: boolean
}

/**
 * Puts what one client is sent in its order: replies as their requests came, and every notice behind the replies that
 * were known before it. A reply that is known too early is held until those before it are, with the notices behind it.
 */
export class ReplyOrder {
  readonly #send: (frame: Buffer) => void
  /** Those that are not sent, in the order of their requests. */
  readonly #places: ReplyPlace[] = []
  /** What is held, in the order in which it became known: empty, or it begins with a reply that has to wait. */
  #held: (Buffer | ReplyPlace)[] = []

  constructor(send: (frame: Buffer) => void) {
    this.#send = send
  }

  /** Replies that are not sent. */
  get awaited(): number {
    return this.#places.length
  }

  /** Takes the next place. */
  expect(): ReplyPlace {
    const place: ReplyPlace = { frame: undefined, sent: false }
    this.#places.push(place)
    return place
  }

  /** Answers a place: sends it, and what was held by it alone, or holds it. */
  answer(place: ReplyPlace, frame: Buffer): void {
    place.frame = frame
    if (this.#held.length === 0 && this.#places[0] === place) {
      this.#sendFirst()
      return
    }
    this.#held.push(place)
    this.#advance()
  }

  /** Sends a notice, or holds it where a reply that was known before it is held. */
  notify(frame: Buffer): void {
    if (this.#held.length === 0) this.#send(frame)
    else this.#held.push(frame)
  }

  /** Forgets every place and drops what is held. */
  clear(): void {
    this.#places.length = 0
    this.#held = []
  }

  #advance(): void {
    let gone = 0
    for (const item of this.#held) {
      if (!('sent' in item)) this.#send(item)
      else if (!this.#sendUpTo(item)) break
      gone += 1
    }
    this.#held.splice(0, gone)
  }

  /** Sends replies in their order up to this one; false where one before it is not known yet. */
  #sendUpTo(place: ReplyPlace): boolean {
    while (!place.sent && this.#places[0]?.frame !== undefined) this.#sendFirst()
    return place.sent
  }

  #sendFirst(): void {
    const first = this.#places.shift()
    if (first?.frame === undefined) return
    first.sent = true
    this.#send(first.frame)
  }
}
