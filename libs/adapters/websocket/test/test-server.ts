import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExchangeGateway } from '@openlob/application'
import { expect } from 'vitest'
import { WebSocketGateway } from '../src/index.ts'
import type { WebSocketGatewayOptions } from '../src/index.ts'
import { TestClient } from './test-client.ts'

/** A clock and a timer that stand still until told. */
export class ManualTime {
  us = 0
  readonly #tasks = new Set<() => void>()

  readonly nowUs = (): number => this.us

  readonly every = (_: number, task: () => void): (() => void) => {
    this.#tasks.add(task)
    return () => { this.#tasks.delete(task) }
  }

  /** Lets time pass, then calls what is called from time to time. */
  pass(milliseconds: number): void {
    this.us += milliseconds * 1000
    for (const task of this.#tasks) task()
  }
}

/** A gateway on a real port of this machine. */
export class TestServer {
  readonly gateway: WebSocketGateway
  readonly http: Server
  readonly url: string
  readonly #clients: TestClient[] = []

  private constructor(gateway: WebSocketGateway, http: Server, path: string) {
    this.gateway = gateway
    this.http = http
    this.url = `ws://localhost:${(http.address() as AddressInfo).port}${path}`
  }

  static async start(exchange: ExchangeGateway, options: WebSocketGatewayOptions = {}): Promise<TestServer> {
    const http = createServer()
    const gateway = new WebSocketGateway(exchange, options)
    gateway.attach(http, '/ws')
    await new Promise<void>((resolve) => {
      http.listen(0, 'localhost', resolve)
    })
    return new TestServer(gateway, http, '/ws')
  }

  async connect(): Promise<TestClient> {
    const client = await TestClient.connect(this.url)
    this.#clients.push(client)
    return client
  }

  /** Ends everything, and fails where a client was ever sent what the documentation does not have. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate()
    await this.gateway.close()
    await new Promise((resolve) => {
      this.http.close(resolve)
    })
    expect(this.#clients.flatMap(({ faults }) => faults)).toEqual([])
  }
}
