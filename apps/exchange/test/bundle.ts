import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
// Beside `src`, as what is built for publication is: the program finds its package.json one directory up.
const DIRECTORY: string = here('../.bundle')

/** The command line out of the sources as they are, in one file: a process of it starts in a third of the time. */
export const BUNDLED_CLI: string = here('../.bundle/cli.js')

/** Where the program, its threads and its processes begin. */
const ENTRIES: readonly string[] = [
  '../src/cli.ts',
  '../src/thread-parts.ts',
  '../src/history-process.ts',
  '../src/stream-process.ts',
  '../src/bench-subscribers.ts',
  '../../../libs/adapters/threads/src/worker.ts',
  '../../../libs/adapters/threads/src/flow-process.ts',
]

/** Packages of others stay where they are installed. */
const othersStay: Plugin = {
  name: 'others-stay',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith('@openlob/') ? null : { path, external: true }))
  },
}

/** Bundles the sources once, before the tests of this package that start processes. */
export default async function bundle(): Promise<void> {
  await rm(DIRECTORY, { recursive: true, force: true })
  await build({
    entryPoints: ENTRIES.map(here),
    outdir: DIRECTORY,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    sourcemap: true,
    conditions: ['@openlob/source'],
    plugins: [othersStay],
    logLevel: 'warning',
  })
}
