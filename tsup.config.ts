import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

// One configuration for every package: what a package builds is read off the entry files that it has.
const entries = ['src/index.ts', 'src/testing/index.ts', 'src/cli.ts', 'src/journal-worker.ts']

export default defineConfig({
  entry: entries.filter((entry) => existsSync(entry)),
  format: ['esm'],
  platform: 'neutral',
  target: 'es2023',
  sourcemap: true,
  clean: true,
  // tsup 8 passes `baseUrl`, which TypeScript 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0', noEmit: false } },
})
