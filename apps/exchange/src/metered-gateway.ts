import type { Answer, Command, Event, EventPublisher, ExchangeGateway, Queries } from '@openlob/application'

/** What passed through a {@link MeteredGateway}. */
export interface GatewayMeter {
  /**
   * A command was handed in, `seconds` after it came: in one thread it is carried out by then, over threads it is on
   * its way to the engine.
   */
  handedIn(seconds: number): void
  /** A command was answered, `seconds` after it was handed in; what was done is on stable storage by then. */
  answered(answer: Answer['status'], seconds: number): void
  /** An event left. */
  published(event: Event['type']): void
}

/** An exchange whose answers and events are counted and timed on their way out. */
export class MeteredGateway implements ExchangeGateway {
  readonly queries: Queries
  readonly #exchange: ExchangeGateway
  readonly #meter: GatewayMeter
  readonly #nowMs: () => number

  constructor(exchange: ExchangeGateway, meter: GatewayMeter, nowMs: () => number = () => performance.now()) {
    this.queries = exchange.queries
    this.#exchange = exchange
    this.#meter = meter
    this.#nowMs = nowMs
    exchange.subscribe({ publish: (events) => { for (const { type } of events) meter.published(type) } })
  }

  submit(command: Command): Promise<Answer> {
    const startMs = this.#nowMs()
    const answering = this.#exchange.submit(command)
    this.#meter.handedIn((this.#nowMs() - startMs) / 1000)
    return answering.then((answer) => {
      this.#meter.answered(answer.status, (this.#nowMs() - startMs) / 1000)
      return answer
    })
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#exchange.subscribe(publisher)
  }
}
