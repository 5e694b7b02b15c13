import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

// One configuration for every package: what a package builds is read off the entry files that it has.
const sources = {
  index: 'src/index.ts',
  'composition/index': 'src/composition/index.ts',
  'testing/index': 'src/testing/index.ts',
  'runtime/index': 'src/runtime/index.ts',
  'messages/index': 'src/messages/index.ts',
  worker: 'src/worker.ts',
  'flow-process': 'src/flow-process.ts',
  'thread-parts': 'src/thread-parts.ts',
  'history-process': 'src/history-process.ts',
  'stream-process': 'src/stream-process.ts',
  'bench-subscribers': 'src/bench-subscribers.ts',
  cli: existsSync('src/cli.ts') ? 'src/cli.ts' : 'cli/main.ts',
}
const entries = Object.fromEntries(Object.entries(sources).filter(([, source]) => existsSync(source)))
const libraries = Object.fromEntries(Object.entries(entries).filter(([name]) => name !== 'cli'))
// The core libraries run in a browser too: a Node module imported there fails the build.
const needsNode = /[\\/](adapters|apps)[\\/]/.test(process.cwd()) || 'cli' in entries

export default defineConfig({
  entry: entries,
  format: ['esm'],
  platform: needsNode ? 'node' : 'neutral',
  target: 'es2023',
  sourcemap: true,
  clean: true,
  // tsup 8 passes `baseUrl`, which TypeScript 6 reports as deprecated.
  dts: 'index' in entries && { entry: libraries, compilerOptions: { ignoreDeprecations: '6.0' } },
})
