import { hasArrived } from '@openlob/application'
import type { Answer, Command, Done, Event, ExchangeGateway, FlowGroup, Queries } from '@openlob/application'
import { Decimal, stepsOf } from '@openlob/decimal'
import { amountOf, MAX_UNITS, REJECT_REASONS } from '@openlob/domain'
import type { Account, Asset, Balance, InstrumentStatus, RejectReason } from '@openlob/domain'
import { isOperatorRefusal } from './operator-refusal.ts'
import type { OperatorRefusal } from './operator-refusal.ts'

/** What an account owns of an asset, as decimal text. */
export interface BalanceText {
  readonly asset: string
  /** Free to withdraw or to trade with. */
  readonly free: string
  /** Held for open orders. */
  readonly held: string
}

/** An account and what it owns. */
export interface AccountStatement {
  readonly name: string
  readonly accountId: number
  readonly feeTier: number
  /** Those that are not zero; over all flows. */
  readonly balances: readonly BalanceText[]
  /** Where there are several flows: the same in each. */
  readonly flows?: readonly FlowBalances[]
}

/** What an account owns in one flow. */
export interface FlowBalances {
  readonly flow: string
  readonly balances: readonly BalanceText[]
}

/** Money that came in or left, and the balance right behind it. */
export interface TransferReceipt extends BalanceText {
  readonly account: string
  readonly amount: string
  /** Its place in the journal. */
  readonly commandSequence: number
}

/** An instrument and whether it takes orders. */
export interface InstrumentState {
  readonly symbol: string
  readonly status: InstrumentStatus
}

/** Money to move: how much of which asset, as text. */
export interface TransferRequest {
  readonly asset: string
  /** A decimal without sign and exponent. */
  readonly amount: string
  /** The operator's own name for it: sent again under it, it is not carried out again. */
  readonly commandId?: string | undefined
}

/** Money to move from one flow to another. */
export interface FlowTransferRequest extends TransferRequest {
  /** The names of two flows. */
  readonly from: string
  readonly to: string
}

/** Money that left one flow for another, and the balance in the first right behind it. */
export interface FlowTransferReceipt extends TransferReceipt {
  readonly from: string
  readonly to: string
  /** Whether it is there: if not, it is on its way, and arrives when the other flow runs again. */
  readonly arrived: boolean
}

/** The flows of an exchange by their names. */
export type OperatorFlows = Pick<FlowGroup, 'flows' | 'flowNamed'>

/** What somebody who runs the exchange asks of it, by names and decimal text; refusals are values. */
export class OperatorDesk {
  readonly #exchange: ExchangeGateway
  readonly #flows: OperatorFlows | undefined

  /** At an exchange; `flows` where it has several. */
  constructor(exchange: ExchangeGateway, flows?: OperatorFlows) {
    this.#exchange = exchange
    this.#flows = flows
  }

  /** Opens an account that owns nothing. */
  async openAccount(name: string): Promise<AccountStatement | OperatorRefusal> {
    const done = await this.#carryOut({ type: 'OpenAccount', name })
    return isOperatorRefusal(done) ? done : statementOf(eventOf(done, 'AccountOpened').account, [])
  }

  /** An account and its balances. */
  async account(name: string): Promise<AccountStatement | OperatorRefusal> {
    const account = await this.#exchange.queries.account(name)
    if (account === undefined) return unknownAccount(name)
    const statement = statementOf(account, await this.#balances(account, this.#exchange.queries))
    const flows = this.#flows
    if (flows === undefined) return statement
    const inFlow = async (flow: string): Promise<FlowBalances> => {
      return { flow, balances: await this.#balances(account, flows.flowNamed(flow)!.queries) }
    }
    return { ...statement, flows: await Promise.all(flows.flows.map(([flow]) => inFlow(flow))) }
  }

  /** Moves money in or out: once for a command id, each time without one. */
  async transfer(type: 'Deposit' | 'Withdraw', name: string, request: TransferRequest): Promise<TransferReceipt | OperatorRefusal> {
    const money = await this.#moneyOf(name, request)
    if (isOperatorRefusal(money)) return money
    const { account, asset, units } = money
    const { commandId } = request
    const done = await this.#carryOut({ type, accountId: account.accountId, assetId: asset.assetId, units, commandId })
    if (isOperatorRefusal(done)) return done
    // The balance comes with the answer: a query behind it could fail although the money has moved.
    const balance = balanceText(asset, eventOf(done, 'BalanceChanged'))
    return { account: name, amount: decimalText(asset, units), ...balance, commandSequence: done.commandSequence }
  }

  /** Moves money from one flow to another: once for a command id, each time without one. */
  async send(name: string, request: FlowTransferRequest): Promise<FlowTransferReceipt | OperatorRefusal> {
    const { from, to, commandId } = request
    const [source, destination] = [this.#flows?.flowNamed(from), this.#flows?.flowNamed(to)]
    if (source === undefined) return refusal('UNKNOWN_FLOW', `from=${from}`)
    if (destination === undefined) return refusal('UNKNOWN_FLOW', `to=${to}`)
    const money = await this.#moneyOf(name, request)
    if (isOperatorRefusal(money)) return money
    const { account, asset, units } = money
    const flows = { fromFlow: source.flowNumber, toFlow: destination.flowNumber }
    const done = await this.#carryOut({
      type: 'SendTransfer',
      ...flows,
      accountId: account.accountId,
      assetId: asset.assetId,
      units,
      commandId,
    })
    if (isOperatorRefusal(done)) return done
    const { transfer } = eventOf(done, 'TransferSent')
    const balance = balanceText(asset, eventOf(done, 'BalanceChanged'))
    const arrived = await hasArrived(destination.queries, transfer)
    const { commandSequence } = done
    return { account: name, amount: decimalText(asset, units), ...balance, commandSequence, from, to, arrived }
  }

  /** Puts an account on another tier of the fee schedule. */
  async setFeeTier(name: string, feeTier: number): Promise<Omit<AccountStatement, 'balances'> | OperatorRefusal> {
    const account = await this.#exchange.queries.account(name)
    if (account === undefined) return unknownAccount(name)
    const done = await this.#carryOut({ type: 'SetFeeTier', accountId: account.accountId, feeTier })
    return isOperatorRefusal(done) ? done : { name, accountId: account.accountId, feeTier }
  }

  /** Halts, resumes or closes an instrument; closing is final and cancels its open orders. */
  async setInstrumentStatus(symbol: string, status: InstrumentStatus): Promise<InstrumentState | OperatorRefusal> {
    const instrument = (await this.#exchange.queries.instruments()).find((listed) => listed.symbol === symbol)
    if (instrument === undefined) return refusal('UNKNOWN_INSTRUMENT', `symbol=${symbol}`)
    const done = await this.#carryOut({ type: 'SetInstrumentStatus', instrumentId: instrument.instrumentId, status })
    return isOperatorRefusal(done) ? done : { symbol, status }
  }

  async #moneyOf(name: string, { asset: symbol, amount }: TransferRequest): Promise<Money | OperatorRefusal> {
    const account = await this.#exchange.queries.account(name)
    if (account === undefined) return unknownAccount(name)
    const asset = (await this.#exchange.queries.assets()).find((listed) => listed.symbol === symbol)
    if (asset === undefined) return refusal('UNKNOWN_ASSET', `asset=${symbol}`)
    const units = unitsOf(asset, amount)
    return typeof units === 'bigint' ? { account, asset, units } : units
  }

  async #carryOut(command: Command): Promise<Done | OperatorRefusal> {
    const answer: Answer = await this.#exchange.submit(command)
    return answer.status === 'done' ? answer : { reason: answer.reason, text: answer.text }
  }

  async #balances({ accountId }: Account, queries: Queries): Promise<BalanceText[]> {
    const balances = await queries.balances(accountId)
    const assets = new Map((await this.#exchange.queries.assets()).map((asset) => [asset.assetId, asset]))
    return balances.map((balance) => balanceText(assets.get(balance.assetId)!, balance))
  }
}

interface Money {
  readonly account: Account
  readonly asset: Asset
  readonly units: bigint
}

function unitsOf(asset: Asset, amount: string): bigint | OperatorRefusal {
  const decimal = Decimal.tryParse(amount)
  const units = decimal && stepsOf(decimal, Decimal.of(1n, asset.scale))
  if (units === undefined) return refusal('INVALID_AMOUNT', `${asset.symbol} has ${asset.scale} decimal places: amount=${amount}`)
  return units > 0n && units <= MAX_UNITS ? units : refusal('INVALID_AMOUNT', `amount=${amount}`)
}

function statementOf({ name, accountId, feeTier }: Account, balances: readonly BalanceText[]): AccountStatement {
  return { name, accountId, feeTier, balances }
}

function balanceText(asset: Asset, { freeUnits, heldUnits }: Pick<Balance, 'freeUnits' | 'heldUnits'>): BalanceText {
  return { asset: asset.symbol, free: decimalText(asset, freeUnits), held: decimalText(asset, heldUnits) }
}

/** An amount of an asset, without zeros at the end. */
export function decimalText(asset: Asset, units: bigint): string {
  return amountOf(asset, units).format({ trimZeros: true })
}

function eventOf<Type extends Event['type']>(done: Done, type: Type): Extract<Event, { type: Type }> {
  const found = done.events.find((event): event is Extract<Event, { type: Type }> => event.type === type)
  if (found === undefined) throw new Error(`the command has no such event: commandSequence=${done.commandSequence} type=${type}`)
  return found
}

function unknownAccount(name: string): OperatorRefusal {
  return refusal('UNKNOWN_ACCOUNT', `name=${name}`)
}

function refusal(reason: RejectReason, detail: string): OperatorRefusal {
  return { reason, text: `${REJECT_REASONS[reason].replace(/\.$/, '')}: ${detail}` }
}
