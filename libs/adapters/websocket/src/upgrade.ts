import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes an HTTP request that wants to become something else. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const routers = new WeakMap<Server, UpgradeRouter>()

/** The upgrade requests of one server by path, so that several gateways can share it. */
class UpgradeRouter {
  readonly #handlers = new Map<string, UpgradeHandler>()

  constructor(server: Server) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const handler = this.#handlers.get(pathOf(request))
      if (handler !== undefined) handler(request, socket, head)
      // Another listener may know the path; where there is none, nobody would ever answer.
      else if (server.listenerCount('upgrade') === 1) refuseUpgrade(socket, 404, `There is nothing at ${pathOf(request)}.`)
    })
  }

  add(path: string, handler: UpgradeHandler): void {
    if (this.#handlers.has(path)) throw new Error(`another gateway is attached to this path: ${path}`)
    this.#handlers.set(path, handler)
  }

  remove(path: string): void {
    this.#handlers.delete(path)
  }
}

/** Gives the upgrade requests of a path to `handler`, until the function returned is called. */
export function routeUpgrades(server: Server, path: string, handler: UpgradeHandler): () => void {
  const router = routers.get(server) ?? new UpgradeRouter(server)
  routers.set(server, router)
  router.add(path, handler)
  return () => { router.remove(path) }
}

/** Answers an upgrade request with a plain HTTP refusal. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  socket.on('error', () => { socket.destroy() })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain\r\n`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
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

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/'
}
