import { build } from 'esbuild'
import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'
import { root } from './packages.ts'

const program = `
  import { LadderBook } from '@openlob/domain'
  import * as application from '@openlob/application'
  import * as ids from '@openlob/id-generator'
  const trades = []
  const silent = () => undefined
  const book = new LadderBook({
    onAccepted: silent, onAmended: silent, onCanceled: silent, onExpired: silent, onRejected: silent,
    onTrade: (maker, taker, side, priceTicks, quantityLots) => trades.push({ priceTicks, quantityLots }),
  })
  book.placeLimit(1, 1, 100, 5, 0)
  book.placeLimit(2, 0, 101, 3, 0)
  globalThis.outcome = JSON.stringify({ trades, loaded: Object.keys(application).length > 0 && Object.keys(ids).length > 0 })
`

it('the core libraries run where there is nothing of Node', async () => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    conditions: ['@openlob/source'],
    write: false,
  })
  // A bare context has the language alone: no process, no Buffer, no timers, no console.
  const sandbox: Record<string, unknown> = {}
  runInContext(outputFiles[0]!.text, createContext(sandbox))
  expect(JSON.parse(String(sandbox['outcome']))).toEqual({
    trades: [{ priceTicks: 100, quantityLots: 3 }],
    loaded: true,
  })
})
