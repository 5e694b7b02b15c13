import type { Event } from '@openlob/application'
import type { FlowPosition, FlowSequences } from './messages.ts'

interface FlowProgress {
  eventSequence: number
  commandSequence: number
  timestampUs: number
  position: FlowPosition | undefined
}

/** Where an exchange is, flow by flow, where it starts to be followed. */
export interface FlowStart {
  readonly flow: number
  readonly commandSequence: number
  readonly eventSequence: number
}

interface Waiting {
  readonly targets: ReadonlyMap<number, number>
  readonly goOn: () => void
}

/** How far the exchange is, how far its history, and who waits for the one to reach the other. */
export class HistoryProgress {
  readonly #flows = new Map<number, FlowProgress>()
  #waiting: readonly Waiting[] = []

  /** The exchange begins there. */
  begin(starts: readonly FlowStart[]): void {
    for (const { flow, commandSequence, eventSequence } of starts)
      this.#flows.set(flow, { commandSequence, eventSequence, timestampUs: 0, position: undefined })
  }

  /** The events of a command are durable. */
  published(events: readonly Event[], flow: number): void {
    const last = events.at(-1)
    const progress = this.#flows.get(flow)
    if (last === undefined || progress === undefined) return
    progress.eventSequence = last.sequence
    progress.commandSequence = last.commandSequence
    progress.timestampUs = last.timestampUs
  }

  /** The last durable command of each flow. */
  durable(): FlowSequences {
    return Array.from(this.#flows, ([flow, { commandSequence }]) => [flow, commandSequence] as const)
  }

  /** The history of a flow is there now. */
  reached(position: FlowPosition): void {
    const progress = this.#flows.get(position.flow)
    if (progress !== undefined) progress.position = position
    const left = this.#waiting.filter(({ targets }) => !this.#hasReached(targets))
    const done = this.#waiting.filter(({ targets }) => this.#hasReached(targets))
    this.#waiting = left
    for (const { goOn } of done) goOn()
  }

  /** It is built anew, from nothing. */
  forget(): void {
    for (const progress of this.#flows.values()) progress.position = undefined
  }

  /** Resolves when the history has all that has happened so far; at once where it has. The signal ends the wait. */
  async caughtUp(signal: AbortSignal): Promise<void> {
    const targets = new Map(Array.from(this.#flows, ([flow, { eventSequence }]) => [flow, eventSequence] as const))
    if (this.#hasReached(targets) || signal.aborted) return
    await new Promise<void>((goOn) => {
      const waiting = { targets, goOn }
      this.#waiting = [...this.#waiting, waiting]
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        goOn()
      })
    })
  }

  /** Events that are durable and not yet in the history. */
  lagEvents(): number {
    return [...this.#flows.values()].reduce(
      (sum, { eventSequence, position }) => sum + eventSequence - (position?.eventSequence ?? 0),
      0,
    )
  }

  /** How much older the last command in the history is than the last one of its flow, at most, in seconds. */
  lagSeconds(): number {
    const lags = [...this.#flows.values()].map(({ eventSequence, timestampUs, position }) => {
      const isBehind = eventSequence > (position?.eventSequence ?? 0)
      return isBehind && position !== undefined ? Math.max(0, timestampUs - position.timestampUs) / 1e6 : 0
    })
    return Math.max(0, ...lags)
  }

  /** Events that the history can never have. */
  missedEvents(): number {
    return [...this.#flows.values()].reduce((sum, { position }) => sum + (position?.missedEvents ?? 0), 0)
  }

  #hasReached(targets: ReadonlyMap<number, number>): boolean {
    return [...targets].every(([flow, sequence]) => (this.#flows.get(flow)?.position?.eventSequence ?? 0) >= sequence)
  }
}
