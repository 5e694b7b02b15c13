import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

// One configuration for every package: what a package builds is read off the entry files that it has.
const entries = ['src/index.ts', 'src/testing/index.ts', 'src/cli.ts'].filter((entry) => existsSync(entry))
// The core libraries run in a browser too: a Node module imported there fails the build.
const needsNode = /[\\/](adapters|apps)[\\/]/.test(process.cwd())

export default defineConfig({
  entry: entries,
  format: ['esm'],
  platform: needsNode ? 'node' : 'neutral',
  target: 'es2023',
  sourcemap: true,
  clean: true,
  // tsup 8 passes `baseUrl`, which TypeScript 6 reports as deprecated.
  dts: entries.includes('src/index.ts') && { compilerOptions: { ignoreDeprecations: '6.0' } },
})
