/*
 * What goes over the pipe to a process that serves streams: behind eight octets, which say the number of the stream,
 * how long its message is and whether that is a text, the message.
 */

/** Octets before every message. */
export const RECORD_HEAD_OCTETS = 8

const TEXT = 0x8000_0000
const LENGTH = 0x7fff_ffff

/** Writes what stands before a message. */
export function putHead(head: Buffer, topic: number, length: number, isText: boolean): Buffer {
  head.writeUInt32LE(topic, 0)
  head.writeUInt32LE((isText ? TEXT : 0) + length, 4)
  return head
}

/** Takes a message; texts as texts. */
export type TakeRecord = (topic: number, payload: string | Buffer) => void

/** Takes messages out of octets that come in pieces. */
export class RecordReader {
  readonly #take: TakeRecord
  #rest: Buffer = Buffer.alloc(0)

  constructor(take: TakeRecord) {
    this.#take = take
  }

  /** Takes a piece. */
  read(data: Buffer): void {
    const octets = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    let at = 0
    while (at + RECORD_HEAD_OCTETS <= octets.length) {
      const kind = octets.readUInt32LE(at + 4)
      const start = at + RECORD_HEAD_OCTETS
      const end = start + (kind & LENGTH)
      if (end > octets.length) break
      const isText = kind >= TEXT
      // What is kept by listeners must not keep the whole piece.
      const payload = isText ? octets.toString('utf8', start, end) : Buffer.from(octets.subarray(start, end))
      this.#take(octets.readUInt32LE(at), payload)
      at = end
    }
    this.#rest = at === octets.length ? Buffer.alloc(0) : octets.subarray(at)
  }
}
