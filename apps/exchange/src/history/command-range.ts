import type { SequencedCommand } from '@openlob/application'
import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'

/** Which commands of a history are wanted. */
export interface CommandRange {
  /** The first, from 1. */
  readonly from: number
  /** The last; undefined: to the end. */
  readonly until?: number
  /** Microseconds since the Unix epoch: no command after it. */
  readonly asOf?: number
}

/** Adds the options that choose commands. */
export function withRange(command: Command): Command {
  return command
    .option('--from <sequence>', 'the first command', sequenceNumber, 1)
    .option('--until <sequence>', 'the last command (default: the last that there is)', sequenceNumber)
    .option('--as-of <time>', 'no command after this time: 2026-11-25T12:00:00Z, or microseconds since 1970', timestampUs)
}

/** Whether a command is behind the end of a range. */
export function isBehind({ until, asOf }: CommandRange, { sequence, timestampUs: time }: SequencedCommand): boolean {
  return (until !== undefined && sequence > until) || (asOf !== undefined && time > asOf)
}

function sequenceNumber(text: string): number {
  const sequence = Number(text)
  if (!/^\d+$/.test(text) || sequence < 1 || !Number.isSafeInteger(sequence)) throw new InvalidArgumentError('It is a whole number from 1.')
  return sequence
}

/** A point in time as ISO 8601 with its offset, or as microseconds. */
export function timestampUs(text: string): number {
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const time = isDate ? Date.parse(text) * 1000 : /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(time)) throw new InvalidArgumentError('Write it as 2026-11-25T12:00:00Z, 2026-11-25, or as microseconds since 1970.')
  return time
}

/** A time for people, to the microsecond. */
export function timeText(timestamp: number): string {
  const seconds = new Date(Math.floor(timestamp / 1e6) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(timestamp % 1e6).padStart(6, '0')}Z`
}
