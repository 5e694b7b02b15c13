import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exchangeConformance } from '@openlob/application/testing'
import type { ExchangeStorage } from '@openlob/application/testing'
import { describe, expect, it } from 'vitest'
import { ThreadedExchange } from '../src/index.ts'
import { bundled } from './bundled.ts'

const file = bundled('kept-parts.ts')

function inThreads(): ExchangeStorage {
  const directory = mkdtempSync(join(tmpdir(), 'openlob-threads-'))
  return {
    exchange: (limits) =>
      new ThreadedExchange({ parts: file('kept-parts.ts'), worker: file('worker.ts'), settings: { directory }, ...limits }),
    dispose: () => {
      rmSync(directory, { recursive: true })
    },
  }
}

describe('the exchange over threads', () => {
  it.each(exchangeConformance(inThreads))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
