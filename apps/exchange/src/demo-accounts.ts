import type { Command, Done, ExchangeGateway } from '@openlob/application'
import type { Account, Asset, Balance } from '@openlob/domain'
import { fundUnits } from './configuration/check-together.ts'

/** What a demo account is given, and how many there may be. */
export interface DemoAccountOptions {
  /** Decimal amounts by the symbol of the asset, in the order in which they are paid in. */
  readonly funds: Readonly<Record<string, string>>
  /** With as many accounts open, no more are opened. */
  readonly maxAccounts: number
  /** How many accounts are open now, whoever opened them. */
  readonly openAccounts: () => number
  /** Told why a trader was given no account. */
  readonly onRefusal?: (traderId: string, reason: string) => void
}

interface Fund {
  readonly asset: Asset
  readonly units: bigint
}

/**
 * Opens an account for whoever comes and gives it play money, by journaled commands like any other.
 *
 * Opening and paying in are several commands, and a crash may fall between two of them. Nothing of an account trades
 * before all is paid in, so an account that was left half paid owns exactly what the first payments gave it and
 * nothing else: the first message of its trader then brings the rest.
 */
export class DemoAccounts {
  readonly #exchange: ExchangeGateway
  readonly #options: DemoAccountOptions
  readonly #known = new Map<string, Account>()
  readonly #opening = new Map<string, Promise<Account | undefined>>()
  #funds: readonly Fund[] | undefined

  constructor(exchange: ExchangeGateway, options: DemoAccountOptions) {
    this.#exchange = exchange
    this.#options = options
  }

  /**
   * The account of a trader, opened and funded where it is new; undefined where it cannot be, and the exchange's
   * reason goes to `onRefusal`. Concurrent calls of one trader open it once.
   */
  accountOf(traderId: string): Promise<Account | undefined> {
    const known = this.#known.get(traderId)
    if (known !== undefined) return Promise.resolve(known)
    const opening = this.#opening.get(traderId) ?? this.#admit(traderId)
    this.#opening.set(traderId, opening)
    return opening
  }

  async #admit(traderId: string): Promise<Account | undefined> {
    try {
      const account = (await this.#exchange.queries.account(traderId)) ?? (await this.#open(traderId))
      if (account === undefined || !(await this.#payIn(account))) return undefined
      this.#known.set(traderId, account)
      return account
    } finally {
      this.#opening.delete(traderId)
    }
  }

  async #open(name: string): Promise<Account | undefined> {
    const { maxAccounts, openAccounts } = this.#options
    if (openAccounts() >= maxAccounts) {
      this.#refused(name, `as many accounts are open as demo.maxAccounts allows: ${maxAccounts}`)
      return undefined
    }
    const answer = await this.#exchange.submit({ type: 'OpenAccount', name })
    if (answer.status === 'done') return openedAccount(answer)
    this.#refused(name, answer.text)
    return undefined
  }

  async #payIn(account: Account): Promise<boolean> {
    const balances = await this.#exchange.queries.balances(account.accountId)
    this.#funds ??= fundsOf(await this.#exchange.queries.assets(), this.#options.funds)
    for (const { asset, units } of fundsOwed(this.#funds, balances)) {
      const deposit: Command = { type: 'Deposit', accountId: account.accountId, assetId: asset.assetId, units }
      const answer = await this.#exchange.submit(deposit)
      if (answer.status === 'done') continue
      this.#refused(account.name, answer.text)
      return false
    }
    return true
  }

  #refused(traderId: string, reason: string): void {
    this.#options.onRefusal?.(traderId, reason)
  }
}

function openedAccount(answer: Done): Account {
  for (const event of answer.events) if (event.type === 'AccountOpened') return event.account
  throw new Error(`an opened account has its event: commandSequence=${answer.commandSequence}`)
}

function fundsOf(assets: readonly Asset[], amounts: Readonly<Record<string, string>>): Fund[] {
  return Object.entries(amounts).flatMap(([symbol, amount]) => {
    const asset = assets.find((candidate) => candidate.symbol === symbol)
    const units = asset && fundUnits(asset, amount)
    return asset === undefined || units === undefined ? [] : [{ asset, units }]
  })
}

/** What is still to be paid in: nothing, unless the account owns exactly what the first few payments gave. */
export function fundsOwed(funds: readonly Fund[], balances: readonly Balance[]): readonly Fund[] {
  const paid = balances.length
  if (paid >= funds.length) return []
  const owns = ({ asset, units }: Fund): boolean => {
    const balance = balances.find(({ assetId }) => assetId === asset.assetId)
    return balance?.freeUnits === units && balance.heldUnits === 0n
  }
  return funds.slice(0, paid).every(owns) ? funds.slice(paid) : []
}
