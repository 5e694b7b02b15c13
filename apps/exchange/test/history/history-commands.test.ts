import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makerTaker } from '@openlob/application'
import { FileSnapshotStore, inspectJournal } from '@openlob/journal-file'
import { describe, expect, it } from 'vitest'
import { openlob } from '../operator/operated-exchange.ts'
import { linesOf, withHistory, withHistoryUnder } from './recorded-fixture.ts'

/** Changes a byte in the last frame with records of a journal that was closed properly. */
function damageJournal(data: string): string {
  const { path, usedBytes } = inspectJournal(join(data, 'journal')).segments[0]!
  const bytes = readFileSync(path)
  bytes[usedBytes - 80]! ^= 1
  writeFileSync(path, bytes)
  return path
}

function snapshotFiles(data: string): string[] {
  return readdirSync(join(data, 'snapshots')).sort().map((name) => join(data, 'snapshots', name))
}

describe('openlob journal', () => {
  it('verifies the journal and the snapshots', () =>
    withHistory(async ({ data, commands }) => {
      const { code, output, errors } = await openlob('journal', 'verify', '--data', data)
      expect([code, errors]).toEqual([0, ''])
      expect(output).toContain(`${commands} commands, 1 to ${commands}`)
      expect(output).toContain('from 2025-11-25T12:00:00.000000Z to 2025-11-25T12:02:15.000000Z\nclosed properly\n')
      expect(output).toContain(`snapshot at command ${commands}: whole\neverything is whole\n`)
    }))

  it('counts what is in it', () =>
    withHistory(async ({ data, commands }) => {
      const printed = await openlob('journal', 'stats', '--json', '--data', data)
      const figures = JSON.parse(printed.output) as { commands: Record<string, number> }
      const whole = { firstSequence: 1, lastSequence: commands, sealed: true, tornBytes: 0 }
      expect(figures).toMatchObject({ records: commands, ...whole })
      expect(figures.commands).toMatchObject({ ConfigureFlow: 1, ListAsset: 2, OpenAccount: 4 })
      expect(Object.values(figures.commands).reduce((sum, count) => sum + count)).toBe(commands)
      const { output } = await openlob('journal', 'stats', '--data', data)
      expect(output).toMatch(/^OpenAccount\s+4$/m)
    }))

  it('prints commands by number and by time', () =>
    withHistory(async ({ data }) => {
      const dumped = linesOf(await openlob('journal', 'dump', '--from', '5', '--until', '7', '--data', data))
      expect(dumped.map(({ sequence }) => sequence)).toEqual([5, 6, 7])
      const time = '2025-11-25T12:00:04.000000Z'
      expect(dumped[0]).toMatchObject({ command: { type: 'OpenAccount', name: 'trader-1' }, time })
      const before = await openlob('journal', 'dump', '--as-of', '2025-11-25', '--data', data)
      expect(before).toEqual({ code: 0, output: '', errors: '' })
      const four = await openlob('journal', 'dump', '--as-of', '2025-11-25T13:00:03+01:00', '--data', data)
      expect(linesOf(four).length).toBe(4)
    }))
})

describe('openlob replay', () => {
  it('prints every event', () =>
    withHistory(async ({ data, events }) => {
      const printed = linesOf(await openlob('replay', '--data', data))
      expect(printed.map(({ sequence }) => sequence)).toEqual(Array.from({ length: events }, (_, index) => index + 1))
      const deposited = printed.find(({ type }) => type === 'Deposited')
      expect(deposited).toMatchObject({ accountId: 1, assetId: 1, units: '1000000000' })
    }))

  it('prints those of some commands', () =>
    withHistory(async ({ data }) => {
      const some = linesOf(await openlob('replay', '--from', '10', '--until', '12', '--data', data))
      expect(new Set(some.map(({ commandSequence }) => commandSequence))).toEqual(new Set([10, 11, 12]))
      const asOf = linesOf(await openlob('replay', '--as-of', '2025-11-25T12:00:03Z', '--data', data))
      expect(asOf.at(-1)).toMatchObject({ type: 'InstrumentListed', commandSequence: 4 })
    }))

  it('decides by what was in force, whatever the configuration is now', () =>
    withHistory(async ({ data, events }) => {
      const { code, output, errors } = await openlob('replay', '--set', 'limits.maxOpenOrders=7', '--data', data)
      expect([code, errors]).toEqual([0, ''])
      expect(output.trimEnd().split('\n').length).toBe(events)
    }))
})

describe('a history of several configurations', () => {
  const tiers = [{ makerPpm: 100, takerPpm: 500 }]
  const dear = { plugins: { fees: { plugin: makerTaker, options: { tiers } } } }
  const own = { ...makerTaker, name: 'house-fees' }
  const changes = [{}, dear, { plugins: { fees: { plugin: own, options: { tiers } } } }, {}]

  it('is audited from its first command, with the plugins that are named', () =>
    withHistoryUnder(changes, async ({ data, commands, events, eventHash }) => {
      const refused = await openlob('audit', '--data', data)
      expect([refused.code, refused.output]).toEqual([1, ''])
      const what = 'the journal was written with the fees plugin house-fees, version 1: none of that name is known'
      expect(refused.errors).toContain(`${what}; name its package or its ./path with --plugin`)
      expect(refused.errors).not.toContain('    at ')
      const module = join(data, 'house-fees.mjs')
      const application = pathToFileURL(createRequire(import.meta.url).resolve('@openlob/application')).href
      writeFileSync(module, `import { makerTaker } from '${application}'\nexport default { ...makerTaker, name: 'house-fees' }\n`)
      const audited = await openlob('audit', '--json', '--data', data, '--plugin', module)
      expect([audited.code, audited.errors]).toEqual([0, ''])
      expect(JSON.parse(audited.output)).toMatchObject({ commands, events, eventHash, problems: [] })
      const some = linesOf(await openlob('replay', '--data', data, '--plugin', module))
      const changed = some.filter(({ type }) => type === 'ConfigurationChanged')
      expect(changed.map(({ configuration }) => /"plugin":"([a-z-]+)"/.exec(String(configuration).split('"fees":')[1]!)?.[1])).toEqual([
        'maker-taker', 'maker-taker', 'house-fees', 'maker-taker',
      ])
    }))

  it('says which plugin that is named cannot be used', () =>
    withHistory(async ({ data }) => {
      const module = join(data, 'nothing.mjs')
      writeFileSync(module, 'export default { slot: "fees" }\n')
      for (const [name, why] of [['./no.js', 'no such file: ./no.js'], [module, "a plugin's name has 1 to 64"], ['no-such-package', 'no such plugin']]) {
        const { code, errors } = await openlob('audit', '--data', data, '--plugin', name!)
        expect([code, errors]).toEqual([2, expect.stringContaining(`--plugin ${name!}: ${why!}`)])
      }
    }))
})

describe('openlob audit', () => {
  it('finds that everything adds up, and every snapshot what the journal gives', () =>
    withHistory(async ({ data, commands, events, eventHash }) => {
      const { code, output } = await openlob('audit', '--json', '--data', data)
      expect(code).toBe(0)
      const snapshots = [50, 100, commands]
      expect(JSON.parse(output)).toMatchObject({ commands, events, eventHash, snapshots, problems: [] })
      expect((await openlob('audit', '--data', data)).output).toContain('snapshots compared: 3')
    }))

  it('finds a snapshot that is whole and not what the journal gives', () =>
    withHistory(async ({ data, commands, eventHash }) => {
      const store = new FileSnapshotStore({ directory: join(data, 'snapshots') })
      const { snapshot } = await store.latest()
      const text = Buffer.from(snapshot!.payload).toString('latin1').replace(eventHash, '0123456789abcdef')
      await store.save({ sequence: commands, payload: Buffer.from(text, 'latin1') })
      const { code, output, errors } = await openlob('audit', '--data', data)
      expect(code).toBe(1)
      const difference = `another eventHash: snapshot=0123456789abcdef replay=${eventHash}`
      expect(output).toContain(`the snapshot at command ${commands} has ${difference}`)
      expect(errors).toContain('1 thing does not add up')
    }))

  it('finds a snapshot that goes further than the journal', () =>
    withHistory(async ({ data, commands }) => {
      const store = new FileSnapshotStore({ directory: join(data, 'snapshots') })
      const { snapshot } = await store.latest()
      await store.save({ sequence: commands + 9, payload: snapshot!.payload })
      const { code, output } = await openlob('audit', '--data', data)
      expect(code).toBe(1)
      expect(output).toContain(`the journal ends at command ${commands}, behind the snapshot at ${commands + 9}`)
    }))
})

describe('the commands that read a history', () => {
  const all = [['journal', 'verify'], ['journal', 'stats'], ['journal', 'dump'], ['replay'], ['audit']]
  const named = all.map((args) => ({ args, name: args.join(' ') }))

  it.each(named)('say where a journal is damaged: $name', ({ args, name }) =>
    withHistory(async ({ data, commands }) => {
      const path = damageJournal(data)
      const printed = await openlob(...args, '--data', data)
      const { code, errors } = printed
      // What stands in front of the damage can be had; anything that looks at the whole says nothing of a part.
      expect([code, linesOf(printed).length]).toEqual([1, name === 'journal dump' ? commands - 1 : 0])
      expect(errors).toContain('the journal is damaged and nothing was changed')
      expect(errors).toContain(path)
      expect(errors).not.toContain('    at ')
    }))

  it('name a damaged snapshot', () =>
    withHistory(async ({ data }) => {
      const [oldest] = snapshotFiles(data)
      const bytes = readFileSync(oldest!)
      bytes[bytes.length - 1]! ^= 1
      writeFileSync(oldest!, bytes)
      const verified = await openlob('journal', 'verify', '--data', data)
      expect(verified.code).toBe(1)
      expect(verified.errors).toContain(`1 damaged: ${oldest!}: the checksum is wrong`)
      const audited = await openlob('audit', '--data', data)
      expect(audited.code).toBe(1)
      expect(audited.output).toContain(`${oldest!}: the checksum is wrong`)
    }))

  it('leave every file as it was', () =>
    withHistory(async ({ data }) => {
      const files = (): unknown =>
        readdirSync(data, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString('base64')])
      const before = files()
      for (const args of all) expect((await openlob(...args, '--data', data)).code).toBe(0)
      expect(files()).toEqual(before)
    }))

  it('refuse a directory without a journal, and numbers and times that are none', async () => {
    const nowhere = await openlob('audit', '--data', 'elsewhere')
    expect(nowhere).toMatchObject({ code: 1, output: '' })
    expect(nowhere.errors).toMatch(/^openlob: there is no journal in .*elsewhere; name the directory/)
    for (const [option, text, problem] of [
      ['--as-of', 'yesterday', 'Write it as 2026-11-25T12:00:00Z'],
      ['--from', '0', 'It is a whole number from 1'],
      ['--until', '1.5', 'It is a whole number from 1'],
    ] as const) {
      const { code, errors } = await openlob('replay', option, text)
      expect(code).toBe(2)
      expect(errors).toContain(problem)
    }
  })
})
