import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** An HTTP request that wants to become a WebSocket. */
export interface UpgradeRequest {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  /** Answers it with a plain HTTP refusal, and ends the socket. */
  readonly refuse: (status: number, text: string) => void
}

/** Takes an HTTP request that wants to become a WebSocket. */
export type UpgradeHandler = (upgrade: UpgradeRequest) => void

const routers = new WeakMap<Server, UpgradeRouter>()

/** How long a client that does not read its refusal may keep the socket. */
const REFUSAL_TIMEOUT_MS = 2000

/** The upgrade requests of one server by path, so that several gateways can share it. */
class UpgradeRouter {
  readonly #handlers = new Map<string, UpgradeHandler>()
  /** Sockets whose refusal is not written yet. */
  readonly #refused = new Set<Duplex>()

  constructor(server: Server) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const path = pathOf(request)
      const handler = isForWebSocket(request) ? this.#handlerOf(path) : undefined
      const refuse = (status: number, text: string): void => { this.#refuse(socket, status, text) }
      if (handler !== undefined) handler({ request, socket, head, refuse })
      // Another listener may know the path or the protocol; where there is none, nobody would ever answer.
      else if (server.listenerCount('upgrade') > 1) return
      else if (isForWebSocket(request)) refuse(404, `There is nothing at ${path}.`)
      else refuse(426, 'A connection becomes a WebSocket here or stays what it is: ask without Upgrade.')
    })
  }

  add(path: string, handler: UpgradeHandler): void {
    if (this.#handlers.has(path)) throw new Error(`another gateway is attached to this path: ${path}`)
    this.#handlers.set(path, handler)
  }

  /** The handler of the path, or of the longest `.../*` that it begins with. */
  #handlerOf(path: string): UpgradeHandler | undefined {
    const exact = this.#handlers.get(path)
    if (exact !== undefined) return exact
    for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
      const handler = this.#handlers.get(`${path.slice(0, at)}/*`)
      if (handler !== undefined || at === 0) return handler
    }
    return undefined
  }

  remove(path: string): void {
    this.#handlers.delete(path)
    for (const socket of this.#refused) socket.destroy()
  }

  /** The socket outlives neither its refusal nor the timeout: the server knows of it no more and would never end it. */
  #refuse(socket: Duplex, status: number, text: string): void {
    this.#refused.add(socket)
    const destroy = (): void => { socket.destroy() }
    const timer = setTimeout(destroy, REFUSAL_TIMEOUT_MS)
    timer.unref()
    socket.once('close', () => {
      clearTimeout(timer)
      this.#refused.delete(socket)
    })
    socket.on('error', destroy)
    socket.once('finish', destroy)
    const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`
    const upgrade = status === 426 ? 'Upgrade: websocket\r\n' : ''
    const head = `${statusLine}\r\nConnection: close\r\n${upgrade}Content-Type: text/plain\r\n`
    socket.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
}

/**
 * Gives the upgrade requests of a path, or of all below it (`/ws/*`), to `handler`, until the function returned is
 * called.
 */
export function routeUpgrades(server: Server, path: string, handler: UpgradeHandler): () => void {
  const router = routers.get(server) ?? new UpgradeRouter(server)
  routers.set(server, router)
  router.add(path, handler)
  return () => { router.remove(path) }
}

/** Tells whether the page that a browser names as the origin of a request may connect. */
export function isAllowedOrigin(request: IncomingMessage, allowed: 'any' | 'same-host' | readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || allowed === 'any') return true
  if (allowed !== 'same-host') return allowed.includes(origin)
  return URL.canParse(origin) && new URL(origin).hostname === hostName(host)
}

function hostName(host: string | undefined): string | undefined {
  const url = `http://${host ?? ''}`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

function isForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === 'websocket'
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/'
}
