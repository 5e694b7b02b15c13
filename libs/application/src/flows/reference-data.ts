import { accountId } from '@openlob/domain'
import type { Account } from '@openlob/domain'
import type { Answer } from '../answer.ts'
import type { SupervisedFlow } from './supervised-flow.ts'
import { FlowGroupError } from './flow-group-error.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** So many accounts are asked for at a time. */
const ACCOUNTS_AT_A_TIME = 1_000

/** What {@link ReferenceData} works with. */
export interface ReferenceDataParts {
  readonly onError: (error: unknown) => void
  /** Waits before it is tried again, for the so manieth time in a row. */
  readonly pause: (failures: number) => Promise<void>
}

/**
 * Brings a flow up to date with the main one: the same assets and accounts, on the same fee tiers, under the same ids.
 * Ids are given in order, so that what is listed and opened in the order of the main flow gets the ids that it has
 * there.
 */
export class ReferenceData {
  /** What is not the same in both flows, and never will be. */
  problem: Error | undefined
  readonly #main: SupervisedFlow
  readonly #flow: SupervisedFlow
  readonly #parts: ReferenceDataParts
  readonly #copying = new OneAtATime(() => this.#copy())
  /** So many accounts are known to be there as they are in the main flow; what is behind them is to be looked at. */
  #accounts = 0
  #assets = 0

  /** In a row, without one that went well. */
  #failures = 0

  /** Between the main flow and another. */
  constructor(main: SupervisedFlow, flow: SupervisedFlow, parts: ReferenceDataParts) {
    this.#main = main
    this.#flow = flow
    this.#parts = parts
  }

  /** Resolves when the flow has all that the main one has by now, or one of them does not answer. */
  catchUp(): Promise<void> {
    return this.#copying.run()
  }

  /** The flow has come back: what it has is to be looked at again. */
  forget(): void {
    this.#accounts = 0
    this.#assets = 0
  }

  async #copy(): Promise<void> {
    if (!this.#main.isRunning() || !this.#flow.isRunning()) return
    try {
      await this.#copyAssets()
      while (await this.#copyAccounts());
      this.#failures = 0
    } catch (error) {
      this.forget()
      // One that is down is looked at again when it comes back.
      if (!this.#main.isRunning() || !this.#flow.isRunning()) return
      this.#parts.onError(error)
      if (this.problem === undefined) void this.#tryAgain()
    }
  }

  async #tryAgain(): Promise<void> {
    this.#failures += 1
    await this.#parts.pause(this.#failures)
    await this.catchUp()
  }

  async #copyAssets(): Promise<void> {
    const assets = await this.#main.queries.assets()
    if (assets.length === this.#assets) return
    const known = await this.#flow.queries.assets()
    known.forEach(({ symbol, scale }, index) => {
      const here = assets[index]
      if (here?.symbol !== symbol || here.scale !== scale) throw this.#differs(`the asset ${index + 1}, ${symbol}`)
    })
    for (const { symbol, scale } of assets.slice(known.length))
      this.#expectDone(await this.#flow.submit({ type: 'ListAsset', symbol, scale }), `the asset ${symbol}`)
    this.#assets = assets.length
  }

  /** Those behind the ones known; whether there may be more. */
  async #copyAccounts(): Promise<boolean> {
    const from = accountId(this.#accounts + 1)
    const accounts = await this.#main.queries.accounts(from, ACCOUNTS_AT_A_TIME)
    const known = await this.#flow.queries.accounts(from, ACCOUNTS_AT_A_TIME)
    const more = known[accounts.length]
    if (more !== undefined) throw this.#differs(`the account ${more.accountId}, ${more.name}`)
    for (const [index, account] of accounts.entries()) await this.#copyAccount(account, known[index])
    this.#accounts += accounts.length
    return accounts.length === ACCOUNTS_AT_A_TIME
  }

  /** One after the other: behind one that is not opened the next would get its id. */
  async #copyAccount({ name, accountId: id, feeTier }: Account, there: Account | undefined): Promise<void> {
    if (there !== undefined && there.name !== name) throw this.#differs(`the account ${id}, ${there.name} and ${name}`)
    if (there === undefined) this.#expectDone(await this.#flow.submit({ type: 'OpenAccount', name }), `the account ${name}`)
    // A tier that is refused is that of the main flow alone.
    if ((there?.feeTier ?? 0) !== feeTier) await this.#flow.submit({ type: 'SetFeeTier', accountId: id, feeTier })
  }

  #expectDone(answer: Answer, what: string): void {
    if (answer.status !== 'done') throw new Error(`${what} cannot be added to the flow ${this.#flow.name}: ${answer.text}`)
  }

  #differs(what: string): Error {
    this.problem = new FlowGroupError(`the flow ${this.#flow.name} has what the flow ${this.#main.name} has not: ${what}`)
    return this.problem
  }
}
