import { accountId } from '@openlob/domain'
import type { Answer } from '../answer.ts'
import type { Command } from '../commands/command.ts'
import type { SupervisedFlow } from './supervised-flow.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** So many accounts are asked for, and opened, at a time. */
const ACCOUNTS_AT_A_TIME = 1_000

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
  readonly #onError: (error: unknown) => void
  readonly #copying = new OneAtATime(() => this.#copy())
  /** So many accounts are known to be there as they are in the main flow; what is behind them is to be looked at. */
  #accounts = 0
  #assets = 0

  /** Between the main flow and another. */
  constructor(main: SupervisedFlow, flow: SupervisedFlow, onError: (error: unknown) => void) {
    this.#main = main
    this.#flow = flow
    this.#onError = onError
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
    } catch (error) {
      this.forget()
      // One that is down is looked at again when it comes back.
      if (this.#main.isRunning() && this.#flow.isRunning()) this.#onError(error)
    }
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
    if (accounts.length === 0) return false
    const known = await this.#flow.queries.accounts(from, ACCOUNTS_AT_A_TIME)
    const commands: Command[] = []
    accounts.forEach(({ name, feeTier, accountId: id }, index) => {
      const there = known[index]
      if (there === undefined) commands.push({ type: 'OpenAccount', name })
      else if (there.name !== name) throw this.#differs(`the account ${id}, ${there.name} and ${name}`)
      if ((there?.feeTier ?? 0) !== feeTier) commands.push({ type: 'SetFeeTier', accountId: id, feeTier })
    })
    const answers = await Promise.all(commands.map((command) => this.#flow.submit(command)))
    answers.forEach((answer, index) => {
      // A tier that is refused is that of the main flow alone.
      if (commands[index]!.type === 'OpenAccount') this.#expectDone(answer, `an account behind ${from}`)
    })
    this.#accounts += accounts.length
    return accounts.length === ACCOUNTS_AT_A_TIME
  }

  #expectDone(answer: Answer, what: string): void {
    if (answer.status !== 'done') throw new Error(`${what} cannot be added to the flow ${this.#flow.name}: ${answer.text}`)
  }

  #differs(what: string): Error {
    this.problem = new Error(`the flow ${this.#flow.name} has another than the flow ${this.#main.name}: ${what}`)
    return this.problem
  }
}
