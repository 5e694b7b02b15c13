import { describe, expect, it } from 'vitest'
import { MemorySnapshotStore } from '../src/index.ts'
import type { Answer, Command } from '../src/index.ts'
import { ExchangeFixture } from './exchange-fixture.ts'
import { ALICE, BOB, limit, USDT } from './venue-fixture.ts'

const deposit = (units: bigint, commandId?: string): Command => ({
  type: 'Deposit',
  accountId: ALICE,
  assetId: USDT,
  units,
  commandId,
})

/** What an exchange left that has gone: by a crash, or with a snapshot by a clean stop. */
async function again(first: ExchangeFixture, how: string): Promise<ExchangeFixture> {
  if (how === 'a clean stop') await first.stopped()
  const left = { storage: first.storage, snapshots: how === 'a clean stop' ? first.snapshots : new MemorySnapshotStore() }
  return new ExchangeFixture({}, left, 'auto').ready()
}

const freeOf = async ({ exchange }: ExchangeFixture): Promise<bigint> =>
  (await exchange.queries.balance(ALICE, USDT)).freeUnits

describe('a command that its client has named and sends again', () => {
  it.each(['nothing', 'a crash', 'a clean stop'])('has the first answer and is carried out once, with %s between', async (how) => {
    const first = await new ExchangeFixture({}, undefined, 'auto').ready()
    const before = await freeOf(first)
    const commands: Command[] = [
      deposit(500n, 'd-1'),
      { ...limit(ALICE, 'sell', 50, 100), commandId: 'o-1' },
      { ...limit(BOB, 'buy', 50, 40), commandId: 'o-1' },
      { ...limit(BOB, 'buy', 1, 10 ** 9), commandId: 'too-much' },
      { type: 'CancelAllOrders', accountId: ALICE, commandId: 'c-1' },
    ]
    const answers: Answer[] = []
    for (const command of commands) answers.push(await first.exchange.submit(command))
    expect(answers.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'refused', 'done'])
    const second = how === 'nothing' ? first : await again(first, how)
    const after = await freeOf(second)
    for (const [index, command] of commands.entries())
      expect(await second.exchange.submit({ ...command })).toEqual(answers[index])
    expect([await freeOf(second), after > before]).toEqual([after, true])
  })

  it('is told of to whoever listens, without its events again', async () => {
    const fixture = await new ExchangeFixture({}, undefined, 'auto').ready()
    await fixture.exchange.submit(deposit(5n, 'd'))
    fixture.publisher.clear()
    await fixture.exchange.submit(deposit(5n, 'd'))
    const repeated = { type: 'CommandRepeated', accountId: ALICE, commandId: 'd', firstCommandSequence: 11 }
    expect(fixture.publisher.events).toMatchObject([repeated])
  })

  it('is another command for another account, and refused where it asks something else', async () => {
    const fixture = await new ExchangeFixture({}, undefined, 'auto').ready()
    const { exchange } = fixture
    await exchange.submit(deposit(5n, 'x'))
    const free = await freeOf(fixture)
    expect(await exchange.submit({ ...deposit(5n, 'x'), accountId: BOB } as Command)).toMatchObject({ status: 'done' })
    expect(await exchange.submit(deposit(6n, 'x'))).toMatchObject({
      reason: 'DUPLICATE_COMMAND_ID',
      text: 'The account has sent another command under this command id: commandId=x commandSequence=11',
    })
    expect(await exchange.submit(deposit(5n))).toMatchObject({ status: 'done' })
    expect(await freeOf(fixture)).toBe(free + 5n)
  })

  it.each(['', 'x'.repeat(65), 'two words', 'é', 5, null])('is malformed under the id %j', async (commandId) => {
    const { exchange } = await new ExchangeFixture({}, undefined, 'auto').ready()
    const wanted = 'commandId: text of 1 to 64 letters, digits and . _ : / - is wanted'
    const answer = await exchange.submit(deposit(5n, commandId as string))
    expect(answer).toMatchObject({ status: 'unavailable', reason: 'MALFORMED', text: wanted })
  })

  it('is known among the last ten thousand, and forgotten behind them', async () => {
    const { exchange } = await new ExchangeFixture({ maxPendingCommands: 20_000 }, undefined, 'auto').ready()
    await Promise.all(Array.from({ length: 10_001 }, (_, index) => exchange.submit(deposit(1n, `d-${index}`))))
    const [newest, second, first] = [10_000, 1, 0].map((index) => exchange.submit(deposit(1n, `d-${index}`)))
    expect(await newest).toMatchObject({ commandSequence: 10_011 })
    expect(await second).toMatchObject({ commandSequence: 12 })
    expect(await first).toMatchObject({ commandSequence: 10_014 })
  })
})
