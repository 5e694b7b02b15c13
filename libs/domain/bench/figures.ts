import type { WorkloadStatistics } from './workload.ts'

/** Nanoseconds a message over many short slices. */
export interface Nanoseconds {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

/** What was measured of one scenario. */
export interface Figures {
  readonly name: string
  readonly workload: WorkloadStatistics
  readonly ladder: Nanoseconds
  readonly peer: Nanoseconds
  /**
   * How many times as long the peer took, by the tenth percentiles: what disturbs a machine disturbs the peer more, as
   * it collects garbage beside it, so that the quotient of the medians says how busy the machine was.
   */
  readonly ratio: number
  /** Heap allocated a message, garbage included: median over slices in which nothing was collected. */
  readonly allocatedBytes: number
  /** Heap that is still held after a collection, by message. */
  readonly heldBytes: number
}

/** The value below which a share of the values lies; sorts a copy. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

/** The percentiles that are told. */
export function percentiles(values: readonly number[]): Nanoseconds {
  return { p10: percentile(values, 0.1), p50: percentile(values, 0.5), p90: percentile(values, 0.9) }
}
