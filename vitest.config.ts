import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { layers } from './layers.js'

const root = import.meta.dirname
// Sources, not builds: a change in one library is seen by the tests of the next without a build between.
const conditions = ['@openlob/source', 'node', 'default']

const project = (name: string, folder: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    root: join(root, folder),
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    execArgv: ['--conditions=@openlob/source'],
    globalSetup: name === 'openlob' ? [join(root, folder, 'test/bundle.ts')] : [],
    // No test leaves anything in a module: a process that goes on to the next file saves a third of the time.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

export default defineConfig({
  test: {
    reporters: ['default', join(root, 'tools/closing-line.ts')],
    coverage: { include: ['libs/*/src/**', 'libs/adapters/*/src/**', 'apps/*/src/**'] },
    projects: [...layers.map(({ name, folder }) => project(name, folder)), project('tools', 'tools')],
  },
})
