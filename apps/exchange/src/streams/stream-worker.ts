import type { Socket } from 'node:net'
import { RemoteStreams, StreamServer } from '@openlob/websocket'
import type { FromStreams, ToStreams } from './messages.ts'

const SWEEP_MS = 1_000
/** The connections are counted so often at most. */
const COUNT_MS = 100
/** So long may clients take to read why they are let go. */
const FAREWELL_MS = 500

/** Market streams in a process of their own: clients are handed over by the exchange, what they are told too. */
export class StreamWorker {
  readonly #streams: RemoteStreams
  readonly #say: (message: FromStreams) => void
  #server: StreamServer | undefined
  #counted = 0

  /** One that is told streams over that pipe, and tells of itself by `say`. */
  constructor(pipe: Socket, say: (message: FromStreams) => void) {
    this.#streams = new RemoteStreams(pipe)
    this.#say = say
    pipe.once('close', () => process.exit())
    pipe.on('error', () => undefined)
  }

  /** Takes a message, and the connection that goes with it. */
  hear(message: ToStreams, client: Socket | undefined): void {
    if (message.type === 'start') this.#start(message)
    else if (message.type === 'stop') this.#stop()
    else if (client !== undefined) this.#serve(message, client)
  }

  #start({ options }: ToStreams & { readonly type: 'start' }): void {
    const server = new StreamServer({ streams: this.#streams, nowUs: () => Date.now() * 1_000, options })
    this.#server = server
    setInterval(() => { server.sweep() }, SWEEP_MS)
    setInterval(() => { this.#count(server.connections) }, COUNT_MS)
  }

  #count(count: number): void {
    if (count === this.#counted) return
    this.#counted = count
    this.#say({ type: 'connections', count })
  }

  #serve({ request, head }: ToStreams & { readonly type: 'client' }, client: Socket): void {
    try {
      this.#server?.upgrade(request, client, Buffer.from(head, 'base64'))
    } catch (error) {
      client.destroy()
      this.#say({ type: 'trouble', problem: error instanceof Error ? error.message : String(error) })
    }
  }

  #stop(): void {
    this.#server?.close()
    const isOver = (): boolean => (this.#server?.connections ?? 0) === 0
    const deadlineMs = performance.now() + FAREWELL_MS
    const timer = setInterval(() => {
      if (!isOver() && performance.now() < deadlineMs) return
      clearInterval(timer)
      process.exit()
    }, 10)
  }
}
