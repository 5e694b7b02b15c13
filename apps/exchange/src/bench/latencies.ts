import { createHistogram } from 'node:perf_hooks'

/** Latencies in microseconds. */
export interface LatencyFigures {
  readonly count: number
  readonly meanUs: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
}

/** An HDR histogram of latencies. A latency runs from when the work was due, not from when it could be begun. */
export class Latencies {
  readonly #histogram = createHistogram()

  /** Counts one in microseconds; less than a nanosecond counts as one. */
  record(us: number): void {
    this.#histogram.record(Math.max(1, Math.round(us * 1_000)))
  }

  /** What they come to; all 0 where there are none. */
  figures(): LatencyFigures {
    const histogram = this.#histogram
    const at = (percentile: number): number => histogram.percentile(percentile) / 1_000
    const { count } = histogram
    if (count === 0) return { count: 0, meanUs: 0, p50Us: 0, p99Us: 0, p999Us: 0 }
    return { count, meanUs: histogram.mean / 1_000, p50Us: at(50), p99Us: at(99), p999Us: at(99.9) }
  }
}
