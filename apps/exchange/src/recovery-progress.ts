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
const BAR_WIDTH = 24

/** Tells how far a recovery is once it has taken two seconds: a bar redrawn on a terminal, else a line now and then. */
export class RecoveryProgressLine {
  readonly #output: ProgressOutput
  #nextMs: number
  #drawn = false
  /** Where it was when it was first heard of: the rate is counted from there. */
  #first: { readonly sequence: number; readonly atMs: number } | undefined

  constructor(output: ProgressOutput) {
    this.#output = output
    this.#nextMs = output.nowMs() + QUIET_MS
  }

  /** Takes how far it is. */
  show({ sequence, lastSequence }: RecoveryProgress): void {
    const nowMs = this.#output.nowMs()
    this.#first ??= { sequence, atMs: nowMs }
    if (nowMs < this.#nextMs) return
    const { isTerminal, doing = 'recovering' } = this.#output
    this.#nextMs = nowMs + (isTerminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)
    const share = sequence / Math.max(1, lastSequence)
    const place = `${grouped(sequence)} of ${grouped(lastSequence)} commands (${Math.floor(share * 100)} %)`
    const text = `${place}${this.#pace(sequence, lastSequence, nowMs)}`
    this.#output.write(isTerminal ? `\r\u001b[K${doing} ${bar(share)} ${text}` : `${doing}: ${text}\n`)
    this.#drawn = isTerminal
  }

  /** How fast it goes and how long it will take, once that can be said. */
  #pace(sequence: number, lastSequence: number, nowMs: number): string {
    const { sequence: from, atMs } = this.#first ?? { sequence, atMs: nowMs }
    const perMs = (sequence - from) / (nowMs - atMs)
    if (!(perMs > 0) || !Number.isFinite(perMs)) return ''
    const secondsLeft = Math.ceil((lastSequence - sequence) / perMs / 1000)
    return `, ${grouped(Math.round(perMs * 1000))} a second, ${secondsLeft} s left`
  }

  /** Ends it. */
  done(): void {
    if (this.#drawn) this.#output.write('\r\u001b[K')
    this.#drawn = false
  }
}

function bar(share: number): string {
  const done = Math.min(BAR_WIDTH, Math.floor(share * BAR_WIDTH))
  return `[${'#'.repeat(done)}${'-'.repeat(BAR_WIDTH - done)}]`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
