import { Exchange } from '@openlob/application'
import type { ExchangeService } from '@openlob/application'
import { instrumentRecord } from '@openlob/application/composition'
import { pinProcess } from '../affinity.ts'
import { loadParts } from '../parts.ts'
import { sentError } from '../thread-error.ts'
import { MessageBatch } from './message-batch.ts'
import type { FromProcess, ProcessBatch, ProcessStart, ToProcess } from './process-messages.ts'
import { sentAnswer, sentEvents } from './sent-instruments.ts'

type AnyQuery = (...args: readonly unknown[]) => Promise<unknown>

/** The exchange of one flow in the process that it has for itself: does what the other process says. */
export class ServedFlow {
  readonly #batch: MessageBatch<FromProcess>
  #exchange: ExchangeService | undefined

  /** `send` brings something to the other process. */
  constructor(send: (batch: ProcessBatch<FromProcess>) => void) {
    this.#batch = new MessageBatch((messages) => {
      const statistics = this.#exchange?.statistics()
      send(statistics === undefined ? { messages } : { messages, statistics })
    })
  }

  /** Takes what the other process says. */
  hear({ messages }: ProcessBatch<ToProcess>): void {
    for (const message of messages) this.#hear(message)
  }

  #hear(message: ToProcess): void {
    if (message.type === 'submit') this.#submit(message)
    else if (message.type === 'query') this.#query(message)
    else if (message.type === 'start') void this.#start(message)
    else void this.#stop()
  }

  async #start({ parts, settings, limits, publishAfter, cpus }: ProcessStart): Promise<void> {
    try {
      pinProcess(cpus)
      const { flow, history = {}, journal, snapshots, clock } = await loadParts(parts, settings)
      const exchange = new Exchange({
        ...flow,
        ...limits,
        history,
        journal: journal(),
        snapshots: snapshots(),
        clock: clock(),
        publishAfter,
        onError: ({ source, error }) => {
          this.#batch.say({ type: 'failed', source, error: sentError(error) })
        },
      })
      this.#exchange = exchange
      exchange.subscribe({
        publish: (events) => {
          this.#batch.say({ type: 'events', events: sentEvents(events) })
        },
      })
      const report = await exchange.start((progress) => {
        this.#batch.say({ type: 'progress', progress })
        this.#batch.flush()
      })
      this.#batch.say({ type: 'started', report })
    } catch (error) {
      this.#batch.say({ type: 'notStarted', error: sentError(error) })
    }
  }

  #submit({ id, command }: ToProcess & { readonly type: 'submit' }): void {
    void this.#exchange!.submit(command).then((answer) => {
      this.#batch.say({ type: 'answer', id, answer: sentAnswer(answer) })
    })
  }

  #query({ id, name, args }: ToProcess & { readonly type: 'query' }): void {
    this.#ask(name, args).then(
      (result) => {
        this.#batch.say({ type: 'result', id, result })
      },
      (error: unknown) => {
        this.#batch.say({ type: 'refusal', id, error: sentError(error) })
      },
    )
  }

  async #ask(name: string, args: readonly unknown[]): Promise<unknown> {
    const { queries } = this.#exchange!
    if (name === 'saveSnapshot') return this.#exchange!.saveSnapshot()
    if (name === 'instruments') return (await queries.instruments()).map(instrumentRecord)
    // What is asked by the name of a query is answered by that query.
    const query = (queries as unknown as Readonly<Record<string, AnyQuery>>)[name]!
    return query(...args)
  }

  async #stop(): Promise<void> {
    try {
      await this.#exchange?.stop()
      this.#batch.say({ type: 'stopped' })
    } catch (error) {
      this.#batch.say({ type: 'notStopped', error: sentError(error) })
    }
  }
}
