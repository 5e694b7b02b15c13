/** What one stream tells at one time, made once for all who listen. */
export class StreamMessage {
  readonly stream: string
  /** JSON, or an SBE message. */
  readonly payload: string | Buffer
  #raw: unknown
  #combined: unknown

  /** What a stream tells. */
  constructor(stream: string, payload: string | Buffer) {
    this.stream = stream
    this.payload = payload
  }

  /**
   * The message as it goes over the wire, encoded once: bare or, of JSON, with the stream's name around it. A message
   * of SBE says itself what it is about.
   */
  encoded<Frame>(isCombined: boolean, encode: (payload: string | Buffer) => Frame): Frame {
    if (!isCombined || typeof this.payload !== 'string') return (this.#raw ??= encode(this.payload)) as Frame
    return (this.#combined ??= encode(`{"stream":${JSON.stringify(this.stream)},"data":${this.payload}}`)) as Frame
  }
}

/** In what a stream is told: JSON with times in either unit, or SBE. */
export type StreamFormat = 'milliseconds' | 'microseconds' | 'sbe'

/** Who listens to streams. Must not throw. */
export interface StreamListener {
  /** Takes what a stream tells. */
  deliver(message: StreamMessage): void
}
