import type { RecoveryProgress } from '@openlob/application'

/** Where progress is told, and how often. */
export interface ProgressOutput {
  readonly write: (text: string) => unknown
  /** Whether a line can be written over. */
  readonly isTerminal: boolean
  readonly nowMs: () => number
  /** What is being done; `recovering` where left out. */
  readonly doing?: string
}

/** A recovery that is over sooner is not told about. */
const QUIET_MS = 2000
const LINE_EVERY_MS = 5000
const REDRAW_EVERY_MS = 200

/** Tells how far a recovery is once it has taken two seconds: a line redrawn on a terminal, else one now and then. */
export class RecoveryProgressLine {
  readonly #output: ProgressOutput
  #nextMs: number
  #drawn = false

  constructor(output: ProgressOutput) {
    this.#output = output
    this.#nextMs = output.nowMs() + QUIET_MS
  }

  /** Takes how far it is. */
  show({ sequence, lastSequence }: RecoveryProgress): void {
    const nowMs = this.#output.nowMs()
    if (nowMs < this.#nextMs) return
    const { isTerminal, doing = 'recovering' } = this.#output
    this.#nextMs = nowMs + (isTerminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)
    const percent = Math.floor((sequence / Math.max(1, lastSequence)) * 100)
    const text = `${doing}: at command ${sequence} of ${lastSequence} (${percent} %)`
    this.#output.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`)
    this.#drawn = isTerminal
  }

  /** Ends it. */
  done(): void {
    if (this.#drawn) this.#output.write('\r\u001b[K')
    this.#drawn = false
  }
}
