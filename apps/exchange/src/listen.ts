import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { OperatorError } from './operator-error.ts'

/** Where a server is to listen, and which settings say so. */
export interface ListenAddress {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The flag that sets the port. */
  readonly flag: string
  /** The section of the configuration. */
  readonly section: string
}

/** Listens, and answers the port; rejects with what a person can do where it is taken. */
export async function listen(server: FastifyInstance, address: ListenAddress): Promise<number> {
  try {
    await server.listen({ host: address.host, port: address.port })
  } catch (error) {
    throw listenFailure(error, address)
  }
  return (server.server.address() as AddressInfo).port
}

/** The address that a client on this machine reaches a server by. */
export function urlOf(scheme: 'http' | 'https' | 'ws' | 'wss', host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** What a person is told where a server cannot listen. */
function listenFailure(error: unknown, { host, port, flag, section }: ListenAddress): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE')
    return new OperatorError(`port ${port} is in use; stop what listens there, or choose another with ${flag} (0 takes any free one)`)
  if (code === 'EACCES')
    return new OperatorError(`this user may not listen on port ${port}; choose one from 1024 with ${flag}`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new OperatorError(`${host} is no address of this machine; set ${section}.host to one, or to 0.0.0.0 for all`)
  return error
}
