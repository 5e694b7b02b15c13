import type { Done, ExchangeGateway } from '@openlob/application'
import { REJECT_REASONS } from '@openlob/domain'
import type { Account, AccountId, Asset, Balance } from '@openlob/domain'
import type { AccountRefusal } from '@openlob/websocket'
import { fundUnits } from './configuration/check-together.ts'

/** What a demo account is given, and how many there may be. */
export interface DemoAccountOptions {
  /** Decimal amounts by the symbol of the asset, in the order in which they are paid in. */
  readonly funds: Readonly<Record<string, string>>
  /** The flows beside the main one: it is given the same in each. */
  readonly flows: readonly { readonly name: string; readonly number: number }[]
  /** With as many accounts open, no more are opened. */
  readonly maxAccounts: number
  /** How many accounts are open now, whoever opened them. */
  readonly openAccounts: () => number
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
  readonly #opening = new Map<string, Promise<Account | AccountRefusal>>()
  #funds: readonly Fund[] | undefined

  constructor(exchange: ExchangeGateway, options: DemoAccountOptions) {
    this.#exchange = exchange
    this.#options = options
  }

  /**
   * The account of a trader, opened and funded where it is new, or why it cannot be. Concurrent calls of one trader
   * open it once.
   */
  accountOf(traderId: string): Promise<Account | AccountRefusal> {
    const known = this.#known.get(traderId)
    if (known !== undefined) return Promise.resolve(known)
    const opening = this.#opening.get(traderId) ?? this.#admit(traderId)
    this.#opening.set(traderId, opening)
    return opening
  }

  async #admit(traderId: string): Promise<Account | AccountRefusal> {
    try {
      const account = (await this.#exchange.queries.account(traderId)) ?? (await this.#open(traderId))
      if ('reason' in account) return account
      const unpaid = await this.#payIn(account)
      if (unpaid !== undefined) return unpaid
      this.#known.set(traderId, account)
      return account
    } finally {
      this.#opening.delete(traderId)
    }
  }

  async #open(name: string): Promise<Account | AccountRefusal> {
    const { maxAccounts, openAccounts } = this.#options
    if (openAccounts() >= maxAccounts) {
      const text = `${REJECT_REASONS.CAPACITY_EXCEEDED} demo.maxAccounts=${maxAccounts}`
      return { reason: 'CAPACITY_EXCEEDED', text }
    }
    const answer = await this.#exchange.submit({ type: 'OpenAccount', name })
    return answer.status === 'done' ? openedAccount(answer) : answer
  }

  async #payIn(account: Account): Promise<AccountRefusal | undefined> {
    const balances = await this.#exchange.queries.balances(account.accountId)
    const { funds, flows } = this.#options
    this.#funds ??= fundsOf(await this.#exchange.queries.assets(), funds, 1 + flows.length)
    const { accountId } = account
    for (const { asset, units } of fundsOwed(this.#funds, balances)) {
      const answer = await this.#exchange.submit({ type: 'Deposit', accountId, assetId: asset.assetId, units })
      if (answer.status !== 'done') return answer
      await this.#spread(accountId, asset, units)
    }
    return undefined
  }

  /** Sends the other flows their parts of what was paid in; what one does not take stays in the main one. */
  async #spread(accountId: AccountId, { assetId }: Asset, paidUnits: bigint): Promise<void> {
    const { flows } = this.#options
    const units = paidUnits / BigInt(1 + flows.length)
    for (const { name, number: toFlow } of flows) {
      const commandId = `demo:${name}:${assetId}`
      await this.#exchange.submit({ type: 'SendTransfer', fromFlow: 0, toFlow, accountId, assetId, units, commandId })
    }
  }
}

function openedAccount(answer: Done): Account {
  for (const event of answer.events) if (event.type === 'AccountOpened') return event.account
  throw new Error(`an opened account has its event: commandSequence=${answer.commandSequence}`)
}

function fundsOf(assets: readonly Asset[], amounts: Readonly<Record<string, string>>, times: number): Fund[] {
  return Object.entries(amounts).flatMap(([symbol, amount]) => {
    const asset = assets.find((candidate) => candidate.symbol === symbol)
    const units = asset && fundUnits(asset, amount)
    return asset === undefined || units === undefined ? [] : [{ asset, units: units * BigInt(times) }]
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
