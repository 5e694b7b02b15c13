import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowGroup } from '../../src/index.ts'
import type { GroupedFlow } from '../../src/index.ts'
import { freeOf, IN_EAST, IN_MAIN, order, reasonOf, running, transfer, turns, untilDone } from './group-fixture.ts'
import { mortalFlow } from './mortal-exchange.ts'
import type { Death } from './mortal-exchange.ts'

describe('a flow that dies', () => {
  const death: fc.Arbitrary<Death> = fc.record({
    atCommand: fc.integer({ min: 1, max: 22 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  })
  const deaths = fc.array(death, { maxLength: 4 })

  it('comes back by itself, whenever it dies: nothing is lost or doubled, and subscribers hear of everything once (FLOW-05)', async () => {
    const schedule = fc.record({ main: deaths, east: deaths, west: deaths })
    const property = fc.asyncProperty(schedule, async (when) => {
      const { group, failures } = await running(when)
      const sends = [
        transfer(0, 1, 300n, 'a'),
        transfer(0, 9, 200n, 'b'),
        transfer(1, 9, 50n, 'c'),
        transfer(9, 0, 25n, 'd'),
        transfer(1, 0, 10n, 'e'),
      ]
      for (const send of sends.slice(0, 2)) await untilDone(group, send)
      await settled(group)
      await Promise.all(sends.slice(2).map((send) => untilDone(group, send)))
      await settled(group)
      expect(await freeOf(group)).toEqual([535n, 240n, 225n])
      for (const send of sends) await untilDone(group, send)
      expect(await freeOf(group)).toEqual([535n, 240n, 225n])
      expect(failures.filter(({ source }) => source !== 'engine').map(({ error }) => String(error))).toEqual([])
      await group.stop()
    })
    await fc.assert(property, { numRuns: 60, seed: 20261128 })
  })

  async function settled(group: FlowGroup): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      await turns(2)
      const down = group.flows.some(([, { status }]) => status !== 'running')
      if (down) continue
      const { sent } = await group.queries.transfers()
      if (sent.every(({ inTransit }) => inTransit.length === 0)) return
    }
    throw new Error('a transfer is still on its way')
  }

  it('is created anew behind what was published of it, not behind what it had done', async () => {
    const main = mortalFlow('main', 0, [])
    const after: (number | undefined)[] = []
    let fail: (() => void) | undefined
    const create: GroupedFlow['create'] = (wiring) => {
      const exchange = main.create(wiring)
      // Of the first nothing is heard: the configuration that it has put in force is yet to be published.
      if (after.push(wiring.publishAfter) === 1) exchange.subscribe = () => () => undefined
      fail = () => {
        wiring.onError({ source: 'engine', error: new Error('killed') })
      }
      return exchange
    }
    const group = new FlowGroup({ flows: [{ ...main, create }], pause: () => turns(1) })
    const heard: number[] = []
    group.subscribe({ publish: (events) => heard.push(...events.map(({ sequence }) => sequence)) })
    await group.start()
    expect(group.statistics().eventSequence).toBe(1)
    fail?.()
    await turns(10)
    expect(after).toEqual([undefined, 0])
    expect(heard).toEqual([1])
    await group.stop()
  })

  it('is told of, and takes nothing meanwhile, while the others trade', async () => {
    const { group, failures, restarted } = await running({ east: [{ atCommand: 7, when: 'before' }] })
    await group.submit(transfer(0, 1, 300n, 'one'))
    expect(reasonOf(await group.submit(order(IN_EAST)))).toBe('ENGINE_FAILED')
    expect(reasonOf(await group.submit(order(IN_MAIN)))).toBe('done')
    expect(failures).toMatchObject([{ source: 'engine', flow: 'east', goesOn: true }])
    await settled(group)
    expect(restarted).toEqual(['east'])
    expect(reasonOf(await group.submit(order(IN_EAST)))).toBe('done')
    await group.stop()
  })
})
