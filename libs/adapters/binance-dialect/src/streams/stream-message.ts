/** What one stream tells at one time, made once for all who listen. */
export class StreamMessage {
  readonly stream: string
  /** JSON. */
  readonly payload: string
  #raw: unknown
  #combined: unknown

  /** What a stream tells, as JSON. */
  constructor(stream: string, payload: string) {
    this.stream = stream
    this.payload = payload
  }

  /** The message as it goes over the wire, with the stream's name around it or bare; encoded once. */
  encoded<Frame>(isCombined: boolean, encode: (text: string) => Frame): Frame {
    if (!isCombined) return (this.#raw ??= encode(this.payload)) as Frame
    return (this.#combined ??= encode(`{"stream":${JSON.stringify(this.stream)},"data":${this.payload}}`)) as Frame
  }
}

/** Who listens to streams. Must not throw. */
export interface StreamListener {
  /** Takes what a stream tells. */
  deliver(message: StreamMessage): void
}
