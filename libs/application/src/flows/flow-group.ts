import { invariant } from '@openlob/domain'
import type { Answer } from '../answer.ts'
import { readCommand } from '../commands/command-shape.ts'
import type { AmendOrder, CancelOrder, Command, SendTransfer } from '../commands/command.ts'
import type { ExchangeStatistics, ExchangeStatus } from '../exchange-options.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import type { ExchangeService, Queries } from '../ports/exchange-gateway.ts'
import type { RecoveryProgress, RecoveryReport } from '../recovery/recover.ts'
import { Subscribers } from '../subscribers.ts'
import { unavailable } from '../unavailable.ts'
import { mergedAnswer, mergedProgress, mergedReport, mergedStatistics, mostTelling } from './group-figures.ts'
import { FlowGroupError } from './flow-group-error.ts'
import type { FlowFailure, FlowGroupOptions } from './flow-group-options.ts'
import { GroupQueries } from './group-queries.ts'
import { GroupRouting } from './group-routing.ts'
import { NamedOrders } from './named-orders.ts'
import { ReferenceData } from './reference-data.ts'
import type { ReferenceDataParts } from './reference-data.ts'
import { SupervisedFlow } from './supervised-flow.ts'
import { TransferRoute } from './transfer-route.ts'

/**
 * Several flows as one exchange. Each has its own journal, ledger and instruments, and is as fast as it would be alone;
 * where one fails the others trade on, and it comes back by itself. An account is the same in all of them, and has
 * money in each: it is paid into the main flow, the first, and sent to the others by transfers.
 */
export class FlowGroup implements ExchangeService {
  readonly queries: Queries
  readonly #options: FlowGroupOptions
  readonly #flows: readonly SupervisedFlow[]
  readonly #routing: GroupRouting
  /** For each flow but the main one. */
  readonly #referenceData = new Map<SupervisedFlow, ReferenceData>()
  readonly #routes: readonly TransferRoute[]
  readonly #names = new NamedOrders()
  readonly #subscribers: Subscribers
  #status: ExchangeStatus = 'starting'
  #starting: Promise<RecoveryReport> | undefined
  #stopping: Promise<void> | undefined

  /** A group that is not yet started. Throws where two flows have a name, a number or an instrument in common. */
  constructor(options: FlowGroupOptions) {
    checkFlows(options)
    this.#options = options
    this.#flows = options.flows.map((flow) => this.#supervised(flow))
    this.#subscribers = new Subscribers(0, (error, flowNumber) => {
      this.#reportOf(this.#flows.find((flow) => flow.flowNumber === flowNumber)!, error)
    })
    this.#routing = new GroupRouting(this.#flows, options.flows)
    const [main, ...others] = this.#flows
    for (const flow of others) this.#referenceData.set(flow, new ReferenceData(main!, flow, this.#partsOf(flow)))
    this.#routes = this.#flows.flatMap((from) => this.#routesFrom(from))
    this.queries = new GroupQueries(this.#flows)
  }

  get status(): ExchangeStatus {
    return this.#status
  }

  /** The names of the flows and the figures of each. */
  get flows(): readonly (readonly [name: string, statistics: ExchangeStatistics])[] {
    return this.#flows.map((flow) => [flow.name, flow.statistics()])
  }

  /** A flow by its name: its number, and what it alone answers; undefined where there is none of that name. */
  flowNamed(name: string): { readonly flowNumber: number; readonly queries: Queries } | undefined {
    return this.#flows.find((flow) => flow.name === name)
  }

  /** Starts all flows at once; where one of them cannot, none is left running. */
  start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    if (this.#starting !== undefined || this.#status !== 'starting')
      return Promise.reject(new Error(`an exchange is started once: status=${this.#status}`))
    this.#starting = this.#start(onProgress)
    return this.#starting
  }

  submit(command: Command): Promise<Answer> {
    if (this.#status !== 'running')
      return Promise.resolve(unavailable('NOT_RUNNING', `the exchange is ${this.#status}`))
    const taken = readCommand(command)
    if ('malformation' in taken) return Promise.resolve(unavailable('MALFORMED', taken.malformation))
    const destination = this.#routing.destinationOf(taken)
    if ('malformation' in destination) return Promise.resolve(unavailable('MALFORMED', destination.malformation))
    if ('all' in destination) return this.#submitToAll(taken)
    if ('flowOfOrderNamed' in destination) return this.#submitNamed(taken as AmendOrder | CancelOrder)
    if ('flowOfListNamed' in destination) return this.#submitToAny(this.#flows, taken)
    const { flow } = destination
    const answer = flow.submit(taken)
    this.#rememberNames(taken, flow)
    return this.#flows.length > 1 && hasAfterwards(taken) ? this.#withAfterwards(taken, answer) : answer
  }

  subscribe(publisher: EventPublisher): () => void {
    return this.#subscribers.add(publisher)
  }

  /** Saves a snapshot of each flow; resolves with the command that the main one's goes up to. */
  async saveSnapshot(): Promise<number> {
    const [main] = await Promise.all(this.#flows.map((flow) => flow.saveSnapshot()))
    return main!
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** The figures of all flows together; accounts and assets are those of the main one. */
  statistics(): ExchangeStatistics {
    const statistics = mergedStatistics(this.#flows.map((flow) => flow.statistics()))
    return { ...statistics, status: this.#status, subscribers: this.#subscribers.count }
  }

  async #start(onProgress?: (progress: RecoveryProgress) => void): Promise<RecoveryReport> {
    const progress = mergedProgress(this.#flows.length, onProgress)
    const starting = this.#flows.map((flow, index) =>
      flow.start((at) => {
        progress(index, at)
      }),
    )
    const started = await Promise.allSettled(starting)
    const failed = started.find((result) => result.status === 'rejected')
    try {
      if (failed !== undefined) throw failed.reason
      await this.#checkInstruments()
      await this.#catchUp()
      for (const { problem } of this.#referenceData.values()) if (problem !== undefined) throw problem
    } catch (error) {
      this.#status = 'failed'
      await Promise.allSettled(this.#flows.map((flow) => flow.stop()))
      throw error
    }
    this.#status = 'running'
    const reports = started.map((result) => (result as PromiseFulfilledResult<RecoveryReport>).value)
    return mergedReport(reports)
  }

  /** An instrument stays in the flow that it was listed in. */
  async #checkInstruments(): Promise<void> {
    for (const flow of this.#flows)
      for (const { symbol } of await flow.queries.instruments()) {
        const wanted = this.#routing.flowOfSymbol(symbol)
        if (wanted === flow) continue
        const stays = `${symbol} was listed in the flow ${flow.name} and stays there`
        throw new FlowGroupError(`${stays}; it cannot move to the flow ${wanted.name}`)
      }
  }

  /** At once to each, so that whatever a client sends next comes behind it in all of them. */
  async #submitToAll(command: Command): Promise<Answer> {
    return mergedAnswer(await Promise.all(this.#flows.map((flow) => flow.submit(command))))
  }

  /**
   * The client's name for an order does not say which flow it is in: it goes where the name was placed last, and to all
   * where that is not known, or it is not there any more.
   */
  #submitNamed(command: AmendOrder | CancelOrder): Promise<Answer> {
    const flow = this.#names.flowOf(command.accountId, command.order.clientOrderId!)
    if (flow === undefined) return this.#submitToAny(this.#flows, command)
    return this.#orElsewhere(flow, command, flow.submit(command))
  }

  #rememberNames(command: Command, flow: SupervisedFlow): void {
    if (command.type !== 'PlaceOrder' && command.type !== 'PlaceOrderList') return
    const placed = command.type === 'PlaceOrder' ? [command] : command.orders
    for (const { clientOrderId } of placed)
      if (clientOrderId !== undefined) this.#names.placed(command.accountId, clientOrderId, flow)
  }

  /** At once to each of these; the answer of the one that has the order. */
  async #submitToAny(flows: readonly SupervisedFlow[], command: Command): Promise<Answer> {
    return mostTelling(await Promise.all(flows.map((flow) => flow.submit(command))))
  }

  async #orElsewhere(flow: SupervisedFlow, command: Command, answering: Promise<Answer>): Promise<Answer> {
    const answer = await answering
    if (answer.status !== 'refused' || answer.reason !== 'UNKNOWN_ORDER') return answer
    const others = this.#flows.filter((other) => other !== flow)
    return mostTelling([answer, await this.#submitToAny(others, command)])
  }

  /** What other flows have to know before the client is answered. */
  async #withAfterwards(command: Command, answering: Promise<Answer>): Promise<Answer> {
    const answer = await answering
    if (answer.status !== 'done') return answer
    if (command.type === 'SendTransfer') await this.#routeOf(command)?.deliver()
    else await Promise.all([...this.#referenceData.values()].map((data) => data.catchUp()))
    return answer
  }

  #routeOf({ fromFlow, toFlow }: SendTransfer): TransferRoute | undefined {
    return this.#routes.find(({ from, to }) => from.flowNumber === fromFlow && to.flowNumber === toFlow)
  }

  async #catchUp(): Promise<void> {
    await Promise.all([...this.#referenceData.values()].map((data) => data.catchUp()))
    await Promise.all(this.#routes.map((route) => route.deliver()))
  }

  #routesFrom(from: SupervisedFlow): TransferRoute[] {
    const parts = this.#partsOf(from)
    const others = this.#flows.filter((to) => to !== from)
    return others.map((to) => new TransferRoute(from, to, { ...parts, referenceData: this.#referenceData.get(to) }))
  }

  #partsOf(flow: SupervisedFlow): ReferenceDataParts {
    const onError = (error: unknown): void => {
      this.#reportOf(flow, error)
    }
    return { onError, pause: this.#options.pause }
  }

  #supervised(options: FlowGroupOptions['flows'][number]): SupervisedFlow {
    const flow: SupervisedFlow = new SupervisedFlow(options, {
      onEvents: (events) => {
        this.#subscribers.publish(events, flow.flowNumber)
      },
      onFailure: (failure) => {
        this.#report(failure)
      },
      onRestarted: () => {
        this.#options.onRestarted?.(flow.name)
        this.#referenceData.get(flow)?.forget()
        void this.#catchUp()
      },
      pause: this.#options.pause,
    })
    return flow
  }

  async #stop(): Promise<void> {
    if (this.#status === 'running') this.#status = 'stopping'
    await this.#starting?.catch(() => undefined)
    if (this.#status === 'starting') this.#status = 'stopping'
    const stopped = await Promise.allSettled(this.#flows.map((flow) => flow.stop()))
    const failed = stopped.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    this.#status = 'stopped'
  }

  #reportOf({ name }: SupervisedFlow, error: unknown): void {
    this.#report({ source: 'publisher', error, flow: name, goesOn: true })
  }

  #report(failure: FlowFailure): void {
    try {
      this.#options.onError?.(failure)
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** Whether other flows have to know of it. */
function hasAfterwards({ type }: Command): boolean {
  return type === 'OpenAccount' || type === 'ListAsset' || type === 'SendTransfer'
}

function checkFlows({ flows }: FlowGroupOptions): void {
  invariant(flows.length > 0, 'a group has at least one flow')
  invariant(flows[0]!.flowNumber === 0, `the first flow has the number 0: flowNumber=${flows[0]!.flowNumber}`)
  const unique = (what: string, values: readonly (number | string)[]): void => {
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice !== undefined) throw new FlowGroupError(`two flows have the ${what} ${twice}`)
  }
  unique('name', flows.map(({ name }) => name))
  unique('number', flows.map(({ flowNumber }) => flowNumber))
  unique('instrument', flows.flatMap(({ instruments }) => instruments))
}
