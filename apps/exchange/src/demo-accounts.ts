import type { Command, Done, ExchangeGateway, Refused, Unavailable } from '@openlob/application'
import type { AccountId, Asset, Balance } from '@openlob/domain'
import { fundUnits } from './configuration/check-markets.ts'

/** What a demo account is given, and how many there may be. */
export interface DemoAccountOptions {
  /** Decimal amounts by the symbol of the asset, in the order in which they are paid in. */
  readonly funds: Readonly<Record<string, string>>
  /** With as many accounts open, no more are opened. */
  readonly maxAccounts: number
  /** How many accounts are open now, whoever opened them. */
  readonly openAccounts: () => number
}

/** Why a trader was given no account. */
export type AccountRefusal = Refused | Unavailable

/** The account of a trader, or why there is none. */
export type AccountAnswer = AccountId | AccountRefusal

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
  readonly #known = new Map<string, AccountId>()
  readonly #opening = new Map<string, Promise<AccountAnswer>>()
  #funds: readonly Fund[] | undefined

  constructor(exchange: ExchangeGateway, options: DemoAccountOptions) {
    this.#exchange = exchange
    this.#options = options
  }

  /** The account of a trader, opened and funded where it is new. Concurrent calls of one trader open it once. */
  accountOf(trader: string): AccountId | Promise<AccountAnswer> {
    const known = this.#known.get(trader)
    if (known !== undefined) return known
    const opening = this.#opening.get(trader) ?? this.#open(trader)
    this.#opening.set(trader, opening)
    return opening
  }

  async #open(trader: string): Promise<AccountAnswer> {
    try {
      const account = await this.#findOrOpen(trader)
      if (typeof account !== 'number') return account
      const refusal = await this.#payIn(account)
      if (refusal !== undefined) return refusal
      this.#known.set(trader, account)
      return account
    } finally {
      this.#opening.delete(trader)
    }
  }

  async #findOrOpen(name: string): Promise<AccountAnswer> {
    const account = await this.#exchange.queries.account(name)
    if (account !== undefined) return account.accountId
    const { maxAccounts, openAccounts } = this.#options
    if (openAccounts() >= maxAccounts) {
      const text = `as many accounts are open as the demo allows: ${maxAccounts}`
      return { status: 'refused', commandSequence: 0, reason: 'CAPACITY_EXCEEDED', text }
    }
    const answer = await this.#exchange.submit({ type: 'OpenAccount', name })
    return answer.status === 'done' ? openedAccount(answer) : answer
  }

  async #payIn(account: AccountId): Promise<AccountRefusal | undefined> {
    const funds = await this.#fundsInUnits()
    const balances = await this.#exchange.queries.balances(account)
    for (const { asset, units } of fundsOwed(funds, balances)) {
      const command: Command = { type: 'Deposit', accountId: account, assetId: asset.assetId, units }
      const answer = await this.#exchange.submit(command)
      if (answer.status !== 'done') return answer
    }
    return undefined
  }

  async #fundsInUnits(): Promise<readonly Fund[]> {
    this.#funds ??= fundsOf(await this.#exchange.queries.assets(), this.#options.funds)
    return this.#funds
  }
}

function openedAccount(answer: Done): AccountId {
  for (const event of answer.events) if (event.type === 'AccountOpened') return event.account.accountId
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
  const owns = (fund: Fund): boolean =>
    balances.some((held) => held.assetId === fund.asset.assetId && held.freeUnits === fund.units && held.heldUnits === 0n)
  return funds.slice(0, paid).every(owns) ? funds.slice(paid) : []
}
