import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from '@openlob/application/messages'
import { generate, parseSchema } from '@openlob/sbe'
import type { Field, Message } from '@openlob/sbe'
import { decodeCommand, decodeSnapshot, TradingFlow } from '../../src/index.ts'
import type { FlowSnapshot, HistorySnapshot } from '../../src/index.ts'
import { goldenCommands, goldenCommandsOfVersion1, goldenEvents, goldenEventsOfVersion1 } from './messages.ts'

const root = join(import.meta.dirname, '../..')
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const schema = parseSchema(textOf('schema/openlob.xml'), { file: 'openlob.xml' })

/** The lines of a golden file, as octets. */
function octetsOf(file: string): Uint8Array[] {
  return textOf(`test/golden/${file}`).trim().split('\n').map((line) => new Uint8Array(Buffer.from(line, 'hex')))
}

describe.each([
  { version: 0, commands: goldenCommands, events: goldenEvents },
  { version: 1, commands: goldenCommandsOfVersion1, events: goldenEventsOfVersion1 },
])('what version $version of the schema wrote', ({ version, commands, events }) => {
  it('is read: every command of its journals', () => {
    expect(octetsOf(`commands-version-${version}.hex`).map(decodeCommand)).toEqual(commands)
  })

  it('is read: every event', () => {
    expect(octetsOf(`events-version-${version}.hex`).map(decodeEvent)).toEqual(events)
  })
})

describe('a snapshot of version 1', () => {
  const read = () => decodeSnapshot(new Uint8Array(readFileSync(join(root, 'test/golden/snapshot-version-1.json'))))

  it('gives the flow that it was taken of, which trades on', () => {
    const { flow: saved, history } = read()
    const snapshot = saved as FlowSnapshot
    const flow = TradingFlow.restore(snapshot)
    const { commandSequence, eventHash, stateHash, orders } = snapshot
    expect([flow.commandSequence, flow.eventHash]).toEqual([commandSequence, eventHash])
    expect(flow.snapshot()).toMatchObject({ commandSequence, stateHash, orders, eventHashAlgorithm: 0 })
    const { finishedOrders } = history as HistorySnapshot
    expect([finishedOrders.length, history.trades.length]).toEqual([5, 5])
    const { orderId, accountId } = orders[0]!
    const command = { type: 'CancelOrder', accountId, order: { orderId } } as const
    const [canceled] = flow.apply({ sequence: commandSequence + 1, timestampUs: snapshot.timestampUs, command })
    expect(canceled).toMatchObject({ type: 'OrderCanceled', order: { orderId, status: 'canceled' } })
  })
})

describe('a snapshot of version 2', () => {
  const read = () => decodeSnapshot(octetsOf('snapshot-version-2.hex')[0]!)

  it('gives the flow that it was taken of, which trades on', () => {
    const { flow: saved, history } = read()
    const flow = TradingFlow.restore(saved)
    expect([flow.commandSequence, flow.eventHash]).toEqual([saved.commandSequence, saved.eventHash])
    expect([flow.state.venue.accounts.count, flow.state.orders.count, history.trades.length]).toEqual([4, 3, 28])
    const { accountId, orderId } = flow.state.orders.all()[0]!
    const { commandSequence, timestampUs } = flow.state
    const command = { type: 'CancelOrder', accountId, order: { orderId } } as const
    const [canceled] = flow.apply({ sequence: commandSequence + 1, timestampUs, command })
    expect(canceled).toMatchObject({ type: 'OrderCanceled', order: { orderId, status: 'canceled' } })
  })
})

describe('the schema', () => {
  it.each([0, 1])('has every message and field of version %i where it was, with every value that it had', (version) => {
    const before = parseSchema(textOf(`test/golden/openlob-version-${version}.xml`))
    const placeOf = ({ id, name, offset, encoding, presence }: Field) => [id, name, offset, encoding.size, presence]
    const names = (message: Message) => message.data.map(({ name }) => name)
    for (const message of before.messages) {
      const now: Message = schema.messages.find(({ id }) => id === message.id)!
      expect([now.name, now.blockLength]).toEqual([message.name, message.blockLength])
      expect(now.fields.map(placeOf)).toEqual(expect.arrayContaining(message.fields.map(placeOf)))
      expect(names(now).slice(0, message.data.length)).toEqual(names(message))
    }
    for (const type of before.types) {
      const now = schema.types.find(({ name }) => name === type.name)!
      expect(now.size).toBe(type.size)
      if (type.kind === 'enum' && now.kind === 'enum') {
        const values = now.values.map(({ name, value }) => [name, value])
        expect(values).toEqual(expect.arrayContaining(type.values.map(({ name, value }) => [name, value])))
      }
    }
  })

  it('has its generated code checked in as it is', () => {
    for (const { name, text } of generate(schema, { extension: '.ts' })) {
      const stale = `${name} is stale: npm run generate -w @openlob/application`
      expect(textOf(`src/messages/generated/${name}`), stale).toBe(text)
    }
  })
})
