import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Configuration } from './configuration/configuration.ts'

/** The logger of the exchange, on standard error: standard output is for people and for the ready line. */
export function createLogger({ level, format }: Configuration['log']): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stderr.isTTY)
  const colorize = process.stderr.isTTY
  // Synchronous, so that the last words before an exit are not lost.
  const output = pino.destination({ fd: 2, sync: true })
  // A terminal may be closed: the exchange goes on, or stops in order, without its log.
  output.on('error', () => undefined)
  const destination: DestinationStream = isPretty
    ? pretty({ destination: output, singleLine: true, ignore: 'name', translateTime: 'SYS:HH:MM:ss.l', colorize })
    : output
  return pino({ level, base: { name: 'openlob' }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
