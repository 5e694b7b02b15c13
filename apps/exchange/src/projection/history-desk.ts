import { HistoryUnavailableError } from '@openlob/application'
import type { Movement, Page, Queries, TradingHistory } from '@openlob/application'
import type { Account, Asset } from '@openlob/domain'
import { decimalText } from '../operator-desk.ts'
import type { OperatorRefusal } from '../operator-refusal.ts'

/** What the desk works with. */
export interface HistoryDeskParts {
  readonly queries: Queries
  readonly history: TradingHistory
  /** Has the history built anew; false where it is in memory alone. */
  readonly rebuild: () => boolean
}

/** A page of a history, as a request asks for it. */
export interface PageRequest {
  readonly limit: number
  /** In milliseconds since the Unix epoch, inclusive. */
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
}

/** Money that came in or left, as decimal text. */
export interface MovementText {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly kind: Movement['kind']
  readonly asset: string
  readonly amount: string
  /** The number of the flow. */
  readonly flow: number
  /** Of a transfer: the number of the other flow. */
  readonly otherFlow: number | undefined
}

/** A balance as it was, as decimal text. */
export interface PastBalanceText {
  readonly time: string
  readonly flow: number
  readonly free: string
  readonly held: string
}

/** What somebody who runs the exchange asks of its history; refusals are values. */
export class HistoryDesk {
  readonly #parts: HistoryDeskParts

  /** Over the history of an exchange. */
  constructor(parts: HistoryDeskParts) {
    this.#parts = parts
  }

  /** Has the history built anew from the journal, while the exchange goes on. */
  rebuild(): { readonly rebuilding: true } | OperatorRefusal {
    if (this.#parts.rebuild()) return { rebuilding: true }
    return {
      reason: 'HISTORY_IN_MEMORY',
      text: 'the history is in memory and begins with the start: history.store is memory',
    }
  }

  /** The movements of money of an account, oldest first. */
  movements(
    name: string,
    assetSymbol: string | undefined,
    request: PageRequest,
  ): Promise<{ readonly movements: readonly MovementText[] } | OperatorRefusal> {
    return this.#ask(name, assetSymbol, async ({ accountId }, asset, assets) => {
      const { history } = this.#parts
      const found = await history.movements({ accountId, assetId: asset?.assetId, ...pageOf(request) })
      const byId = new Map(assets.map((listed) => [listed.assetId, listed]))
      return {
        movements: found.map(({ timestampUs, kind, assetId, units, flow, transfer }) => {
          const of = byId.get(assetId)
          const otherFlow = transfer && (kind === 'transfer_out' ? transfer.toFlow : transfer.fromFlow)
          return {
            time: timeText(timestampUs),
            kind,
            asset: of?.symbol ?? String(assetId),
            amount: amountText(units, of),
            flow,
            otherFlow,
          }
        }),
      }
    })
  }

  /** How a balance of an account changed, oldest first. */
  balances(
    name: string,
    assetSymbol: string,
    request: PageRequest,
  ): Promise<{ readonly balances: readonly PastBalanceText[] } | OperatorRefusal> {
    return this.#ask(name, assetSymbol, async ({ accountId }, asset) => {
      const found =
        asset && (await this.#parts.history.balances({ accountId, assetId: asset.assetId, ...pageOf(request) }))
      const text = (units: bigint): string => amountText(units, asset)
      return {
        balances: (found ?? []).map(({ timestampUs, flow, freeUnits, heldUnits }) => {
          return { time: timeText(timestampUs), flow, free: text(freeUnits), held: text(heldUnits) }
        }),
      }
    })
  }

  async #ask<Result extends object>(
    name: string,
    assetSymbol: string | undefined,
    answer: (account: Account, asset: Asset | undefined, assets: readonly Asset[]) => Promise<Result>,
  ): Promise<Result | OperatorRefusal> {
    const { queries } = this.#parts
    const account = await queries.account(name)
    if (account === undefined) return { reason: 'UNKNOWN_ACCOUNT', text: `There is no such account: name=${name}` }
    const assets = await queries.assets()
    const asset = assets.find(({ symbol }) => symbol === assetSymbol)
    if (assetSymbol !== undefined && asset === undefined)
      return { reason: 'UNKNOWN_ASSET', text: `There is no such asset: symbol=${assetSymbol}` }
    try {
      return await answer(account, asset, assets)
    } catch (error) {
      if (error instanceof HistoryUnavailableError) return { reason: 'HISTORY_UNAVAILABLE', text: error.message }
      throw error
    }
  }
}

function pageOf({ limit, startMs, endMs }: PageRequest): Page {
  const startUs = startMs === undefined ? {} : { startUs: startMs * 1000 }
  const endUs = endMs === undefined ? {} : { endUs: endMs * 1000 + 999 }
  return { limit, ...startUs, ...endUs }
}

function timeText(timestampUs: number): string {
  return new Date(Math.floor(timestampUs / 1000)).toISOString()
}

function amountText(units: bigint, asset: Asset | undefined): string {
  return asset === undefined ? String(units) : decimalText(asset, units)
}
