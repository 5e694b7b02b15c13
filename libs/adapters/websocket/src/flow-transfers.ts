import { hasArrived } from '@openlob/application'
import type { Answer, Done, ExchangeGateway, Queries, SendTransfer } from '@openlob/application'
import { Decimal, stepsOf } from '@openlob/decimal'
import type { Transfer } from '@openlob/domain'
import type { Connection } from './connection.ts'
import { Problem, problem } from './errors.ts'
import type { Listings } from './listings.ts'
import type { TransferRequest } from './messages.ts'
import { refusal, tradingTraderOf } from './order-entry.ts'
import type { Outcome, Step, Trader } from './order-entry.ts'

/** A flow of the exchange, as the gateway needs it. */
export interface GatewayFlow {
  readonly flowNumber: number
  /** What the flow alone answers. */
  readonly queries: Queries
}

/** The flows of an exchange by their names; a `FlowGroup` is one. */
export interface GatewayFlows {
  /** A flow, undefined where there is none of that name. */
  flowNamed(name: string): GatewayFlow | undefined
}

/** Moves a trader's money from one flow of the exchange to another. */
export class FlowTransfers {
  readonly #exchange: ExchangeGateway
  readonly #listings: Listings
  readonly #flows: GatewayFlows | undefined

  /** `flows` where the exchange has several. */
  constructor(exchange: ExchangeGateway, listings: Listings, flows: GatewayFlows | undefined) {
    this.#exchange = exchange
    this.#listings = listings
    this.#flows = flows
  }

  /** What a flow alone answers, or all of them together where none is named. */
  queriesOf(flow: string | undefined): Queries | Problem {
    if (flow === undefined) return this.#exchange.queries
    return this.#flows?.flowNamed(flow)?.queries ?? problem('UNKNOWN_FLOW', `flow=${flow}`)
  }

  /** `transfer`. */
  transfer(connection: Connection, request: TransferRequest): Step {
    const trader = tradingTraderOf(connection, request.trader_id)
    if (trader instanceof Problem) return trader
    const { from, to, asset: symbol, amount } = request
    const [source, destination] = [this.#flows?.flowNamed(from), this.#flows?.flowNamed(to)]
    if (source === undefined) return problem('UNKNOWN_FLOW', `from=${from}`)
    if (destination === undefined) return problem('UNKNOWN_FLOW', `to=${to}`)
    const asset = this.#listings.assetNamed(symbol)
    if (asset === undefined) return problem('UNKNOWN_ASSET', `asset=${symbol}`)
    const units = stepsOf(amount, Decimal.of(1n, asset.scale))
    if (units === undefined) return problem('INVALID_AMOUNT', `${symbol} has ${asset.scale} decimal places.`)
    const command: SendTransfer = {
      type: 'SendTransfer',
      fromFlow: source.flowNumber,
      toFlow: destination.flowNumber,
      accountId: trader.account.accountId,
      assetId: asset.assetId,
      units,
      commandId: request.command_id,
    }
    return { later: this.#send(trader, command, request, destination) }
  }

  async #send(trader: Trader, command: SendTransfer, request: TransferRequest, there: GatewayFlow): Promise<Outcome> {
    const { from, to } = request
    const answer: Answer = await this.#exchange.submit(command)
    if (answer.status !== 'done') return refusal(answer)
    const { transfer, freeUnits, heldUnits } = resultOf(answer)
    const { assetId, units } = command
    const amountOf = (amount: bigint): string => this.#listings.amount(assetId, amount)
    return {
      type: 'transfer',
      trader_id: trader.id,
      asset: this.#listings.assetSymbol(assetId),
      amount: amountOf(units),
      from,
      to,
      free: amountOf(freeUnits),
      held: amountOf(heldUnits),
      arrived: await hasArrived(there.queries, transfer),
    }
  }
}

interface TransferResult {
  readonly transfer: Transfer
  readonly freeUnits: bigint
  readonly heldUnits: bigint
}

function resultOf({ events, commandSequence }: Done): TransferResult {
  const sent = events.find((event) => event.type === 'TransferSent')
  const balance = events.find((event) => event.type === 'BalanceChanged')
  if (sent === undefined || balance === undefined)
    throw new Error(`a transfer has its events: commandSequence=${commandSequence}`)
  return { transfer: sent.transfer, freeUnits: balance.freeUnits, heldUnits: balance.heldUnits }
}
