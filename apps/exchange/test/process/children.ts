import { readFileSync } from 'node:fs'

/** The processes that another has started. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

/** The one among them whose command line has something in it. */
export function childOf(pid: number, entry: string): number | undefined {
  return childrenOf(pid).find((child) => commandOf(child).includes(entry))
}

/** The command line of a process; empty where it has gone. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
