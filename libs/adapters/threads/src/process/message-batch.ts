/** Gathers what is said within a turn of the event loop, so that it goes to another process at once. */
export class MessageBatch<Message> {
  readonly #send: (messages: readonly Message[]) => void
  #messages: Message[] = []

  /** `send` takes what was gathered; it does not throw. */
  constructor(send: (messages: readonly Message[]) => void) {
    this.#send = send
  }

  /** Says something, by the end of the turn. */
  say(message: Message): void {
    if (this.#messages.push(message) === 1)
      setImmediate(() => {
        this.flush()
      })
  }

  /** Sends what was said by now. */
  flush(): void {
    const messages = this.#messages
    if (messages.length === 0) return
    this.#messages = []
    this.#send(messages)
  }
}
