import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { packageVersion } from '../version.ts'
import type { LatencyFigures } from './latencies.ts'

/** One thing that was measured. */
export interface BenchRow {
  readonly name: string
  /** How often it was done in a second. */
  readonly perSecond?: number
  readonly latency?: LatencyFigures
  /** What else is to be known: the load, what is excluded. */
  readonly note?: string
}

/** What a bench measured, and where. */
export interface BenchReport {
  readonly bench: string
  readonly rows: readonly BenchRow[]
}

/** Says what is under way. */
export type Progress = (what: string) => void

const NAME_WIDTH = 46
const FIGURE_WIDTH = 12

/** Prints a report as a table, and writes it as JSON where a file is named. */
export function printReport({ bench, rows }: BenchReport, jsonFile: string | undefined): void {
  const [cpu] = cpus()
  const machine = {
    cores: availableParallelism(),
    cpu: cpu?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    openlob: packageVersion(),
  }
  process.stdout.write(`\n${bench}: ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}\n\n`)
  process.stdout.write(`${headLine()}\n`)
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`)
  if (jsonFile === undefined) return
  writeFileSync(jsonFile, `${JSON.stringify({ bench, machine, rows }, null, 2)}\n`)
  process.stdout.write(`\nwritten to ${jsonFile}\n`)
}

function headLine(): string {
  const columns = ['a second', 'mean µs', 'P50 µs', 'P99 µs', 'P99.9 µs']
  return ''.padEnd(NAME_WIDTH) + columns.map((column) => column.padStart(FIGURE_WIDTH)).join('')
}

/** A line of the table. */
export function lineOf({ name, perSecond, latency, note }: BenchRow): string {
  const rate = perSecond === undefined ? '' : Math.round(perSecond).toLocaleString('en-US')
  const us = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(value < 100 ? 2 : 0))
  const figures = [rate, us(latency?.meanUs), us(latency?.p50Us), us(latency?.p99Us), us(latency?.p999Us)]
  const line = name.padEnd(NAME_WIDTH) + figures.map((figure) => figure.padStart(FIGURE_WIDTH)).join('')
  return note === undefined ? line : `${line}\n  ${note}`
}
