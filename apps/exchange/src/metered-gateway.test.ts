import type { Answer, Command, EventPublisher, ExchangeGateway, Queries } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { MeteredGateway } from './metered-gateway.ts'

describe('the metered gateway', () => {
  const command: Command = { type: 'OpenAccount', name: 'alice' }
  const refused: Answer = { status: 'refused', commandSequence: 1, reason: 'DUPLICATE_ACCOUNT', text: 'x' }
  const publishers: EventPublisher[] = []
  const exchange: ExchangeGateway = {
    submit: () => Promise.resolve(refused),
    queries: {} as Queries,
    subscribe: (publisher) => {
      publishers.push(publisher)
      return () => undefined
    },
  }

  it('passes answers on as they are, and says how long handing in and answering took', async () => {
    const seen: unknown[] = []
    let nowMs = 0
    const meter = {
      handedIn: (seconds: number) => void seen.push(seconds),
      answered: (...answer: unknown[]) => void seen.push(answer),
      published: () => undefined,
    }
    const gateway = new MeteredGateway(exchange, meter, () => (nowMs += 2))
    expect(await gateway.submit(command)).toBe(refused)
    expect(seen).toEqual([0.002, ['refused', 0.004]])
  })

  it('counts every event', () => {
    const types: string[] = []
    publishers.length = 0
    const nothing = (): void => undefined
    new MeteredGateway(exchange, { handedIn: nothing, answered: nothing, published: (type) => void types.push(type) })
    const header = { sequence: 1, commandSequence: 1, timestampUs: 1 }
    publishers[0]?.publish([{ ...header, type: 'AssetListed', asset: {} as never }], 0)
    expect(types).toEqual(['AssetListed'])
  })
})
