#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/cli.js', import.meta.url)
if (existsSync(program)) {
  await import(program.href)
} else {
  process.stderr.write('sbe-gen: it is not built yet; run `npm install && npm run build` in the root of the repository, then try again\n')
  process.exitCode = 1
}
