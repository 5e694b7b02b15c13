import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/*
 * Node has no call that keeps a thread on a processor; on Linux `taskset` (util-linux) does it for any thread by its
 * id, and a thread finds its own in /proc.
 */

/** Keeps this thread on these processors, numbered from 0; on any where there are none. Throws where that cannot be. */
export function pinThread(cpus: readonly number[]): void {
  if (cpus.length > 0) pin(cpus, () => ['-cp', cpus.join(','), basename(readlinkSync('/proc/thread-self'))])
}

/** Keeps all threads of this process on these processors. Throws where that cannot be. */
export function pinProcess(cpus: readonly number[]): void {
  if (cpus.length > 0) pin(cpus, () => ['-acp', cpus.join(','), String(process.pid)])
}

/** Of several processors, that of the thread in so manieth place. */
export function cpuOf(cpus: readonly number[], place: number): readonly number[] {
  return cpus.length === 0 ? [] : [cpus[place % cpus.length]!]
}

function pin(cpus: readonly number[], argumentsOf: () => string[]): void {
  try {
    execFileSync('taskset', argumentsOf(), { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.trim().replaceAll('\n', ': ') : String(cause)
    throw new Error(`this system does not keep it on the processors ${cpus.join(', ')}: ${why}`, { cause })
  }
}
