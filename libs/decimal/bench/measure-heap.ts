import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What one helper costs per operation once compiled. */
export interface HeapFigure {
  readonly name: string
  readonly bytes: number
  readonly nanoseconds: number
}

/** Runs `int64-heap.ts` in a process of its own, where nothing else allocates. Takes about two seconds. */
export const measureHeap = (): HeapFigure[] => {
  const output = execFileSync(
    process.execPath,
    [
      '--expose-gc',
      '--min-semi-space-size=64',
      '--max-semi-space-size=64',
      '--conditions=@openlob/source',
      '--import=tsx',
      fileURLToPath(new URL('int64-heap.ts', import.meta.url)),
    ],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)), timeout: 50_000 },
  )
  return JSON.parse(output) as HeapFigure[]
}
