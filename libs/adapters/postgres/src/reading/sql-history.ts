import { HistoryUnavailableError } from '@openlob/application'
import type {
  Amendment,
  BalanceRecord,
  BalanceSelection,
  Candle,
  Fill,
  FillSelection,
  KeptCandleSelection,
} from '@openlob/application'
import type {
  ListRecord,
  Movement,
  MovementSelection,
  OrderReference,
  OrderSelection,
  Page,
} from '@openlob/application'
import type { TradePrevented, TradeSelection, TradingHistory } from '@openlob/application'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'
import type { HistoryDatabase } from '../database.ts'
import { balanceOf, candleOf, keptOrder, movementOfRow, orderOf, preventionOf, tradeOf } from '../schema/rows.ts'

/** How many may wait for the database at a time; more are told that it cannot be asked. */
const WAITING_MAX = 256
const AMENDMENTS_MAX = 1_000
const PREVENTIONS_MAX = 1_000
const LISTS_MAX = 10_000

/** A trading history out of its tables. Where the database cannot answer, a `HistoryUnavailableError` says why. */
export class SqlHistory implements TradingHistory {
  readonly #database: HistoryDatabase
  #waiting = 0

  /** Over a database that is migrated, sooner or later. */
  constructor(database: HistoryDatabase) {
    this.#database = database
  }

  orders({ accountId, instrumentId, fromOrderId, ...page }: OrderSelection): Promise<readonly Order[]> {
    return this.#ask(async (database) => {
      const { isForward, limit } = directionOf(page, fromOrderId !== undefined)
      let query = database
        .selectFrom('order')
        .selectAll()
        .where('account_id', '=', String(accountId))
        .where('instrument_id', '=', String(instrumentId))
        .orderBy('created_us', isForward ? 'asc' : 'desc')
        .orderBy('order_id', isForward ? 'asc' : 'desc')
        .limit(limit)
      if (fromOrderId !== undefined) query = query.where('order_id', '>=', String(fromOrderId))
      if (page.startUs !== undefined) query = query.where('created_us', '>=', String(page.startUs))
      if (page.endUs !== undefined) query = query.where('created_us', '<=', String(page.endUs))
      return oldestFirst(await query.execute(), isForward).map(orderOf)
    })
  }

  order(accountId: AccountId, { orderId, clientOrderId }: OrderReference): Promise<Order | undefined> {
    return this.#ask(async (database) => {
      const mine = database.selectFrom('order').selectAll().where('account_id', '=', String(accountId))
      const query =
        orderId === undefined
          ? mine
              .where('client_order_id', '=', clientOrderId)
              .orderBy('updated_us', 'desc')
              .orderBy('order_id', 'desc')
              .limit(1)
          : mine.where('order_id', '=', String(orderId))
      const row = await query.executeTakeFirst()
      return row && orderOf(row)
    })
  }

  fills({ accountId, instrumentId, orderId, fromTradeId, ...page }: FillSelection): Promise<readonly Fill[]> {
    return this.#ask(async (database) => {
      const { isForward, limit } = directionOf(page, fromTradeId !== undefined)
      const direction = isForward ? 'asc' : 'desc'
      let query = database
        .selectFrom('fill')
        .innerJoin('trade', (join) =>
          join.onRef('trade.instrument_id', '=', 'fill.instrument_id').onRef('trade.trade_id', '=', 'fill.trade_id'),
        )
        .selectAll('trade')
        .select('fill.role')
        .where('fill.account_id', '=', String(accountId))
        .where('fill.instrument_id', '=', String(instrumentId))
        .limit(limit)
      if (orderId !== undefined) query = query.where('fill.order_id', '=', String(orderId))
      if (fromTradeId !== undefined) query = query.where('fill.trade_id', '>=', String(fromTradeId))
      if (page.startUs !== undefined) query = query.where('fill.timestamp_us', '>=', String(page.startUs))
      if (page.endUs !== undefined) query = query.where('fill.timestamp_us', '<=', String(page.endUs))
      // The same order either way, each by the index that its bound is in.
      if (fromTradeId === undefined) query = query.orderBy('fill.timestamp_us', direction)
      const rows = await query.orderBy('fill.trade_id', direction).orderBy('fill.role', direction).execute()
      return oldestFirst(rows, isForward).map((row): Fill => ({
        trade: tradeOf(row),
        role: row.role === 0 ? 'maker' : 'taker',
      }))
    })
  }

  trades({ instrumentId, fromTradeId, ...page }: TradeSelection): Promise<readonly Trade[]> {
    return this.#ask(async (database) => {
      const { isForward, limit } = directionOf(page, fromTradeId !== undefined)
      const direction = isForward ? 'asc' : 'desc'
      let query = database
        .selectFrom('trade')
        .selectAll()
        .where('instrument_id', '=', String(instrumentId))
        .limit(limit)
      if (fromTradeId !== undefined) query = query.where('trade_id', '>=', String(fromTradeId))
      if (page.startUs !== undefined) query = query.where('timestamp_us', '>=', String(page.startUs))
      if (page.endUs !== undefined) query = query.where('timestamp_us', '<=', String(page.endUs))
      if (fromTradeId === undefined) query = query.orderBy('timestamp_us', direction)
      return oldestFirst(await query.orderBy('trade_id', direction).execute(), isForward).map(tradeOf)
    })
  }

  amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]> {
    return this.#ask(async (database) => {
      const rows = await database
        .selectFrom('amendment')
        .select(['sequence', 'before', 'after'])
        .where('order_id', '=', String(orderId))
        .where('account_id', '=', String(accountId))
        .orderBy('sequence', 'desc')
        .limit(AMENDMENTS_MAX)
        .execute()
      return rows.reverse().map(({ sequence, before, after }) => {
        return { sequence: Number(sequence), before: keptOrder(before), after: keptOrder(after) }
      })
    })
  }

  preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]> {
    return this.#ask(async (database) => {
      const rows = await database
        .selectFrom('prevention')
        .select('event')
        .where('account_id', '=', String(accountId))
        .where('instrument_id', '=', String(instrumentId))
        .orderBy('sequence', 'desc')
        .limit(PREVENTIONS_MAX)
        .execute()
      return rows.reverse().map(({ event }) => preventionOf(event))
    })
  }

  lists(accountId: AccountId): Promise<readonly ListRecord[]> {
    return this.#ask(async (database) => {
      const rows = await database
        .selectFrom('order_list')
        .select(['list', 'status', 'updated_us'])
        .where('account_id', '=', String(accountId))
        .orderBy('created_us', 'desc')
        .orderBy('list_id', 'desc')
        .limit(LISTS_MAX)
        .execute()
      return rows.reverse().map(({ list, status, updated_us: updatedUs }) => {
        return {
          list: list as ListRecord['list'],
          status: status as ListRecord['status'],
          updatedUs: Number(updatedUs),
        }
      })
    })
  }

  candles({ instrumentId, widthMs, fromMs, untilMs, limit }: KeptCandleSelection): Promise<readonly Candle[]> {
    return this.#ask(async (database) => {
      const isForward = fromMs !== undefined
      let query = database
        .selectFrom('candle')
        .selectAll()
        .where('instrument_id', '=', String(instrumentId))
        .where('width_ms', '=', widthMs)
        .orderBy('open_ms', isForward ? 'asc' : 'desc')
        .limit(limit)
      if (fromMs !== undefined) query = query.where('open_ms', '>=', String(Math.ceil(fromMs)))
      if (untilMs !== undefined) query = query.where('open_ms', '<', String(Math.ceil(untilMs)))
      return oldestFirst(await query.execute(), isForward).map(candleOf)
    })
  }

  movements({ accountId, assetId, ...page }: MovementSelection): Promise<readonly Movement[]> {
    return this.#ask(async (database) => {
      const { isForward, limit } = directionOf(page, false)
      const direction = isForward ? 'asc' : 'desc'
      let query = database
        .selectFrom('movement')
        .selectAll()
        .where('account_id', '=', String(accountId))
        .orderBy('timestamp_us', direction)
        .orderBy('flow', direction)
        .orderBy('sequence', direction)
        .limit(limit)
      if (assetId !== undefined) query = query.where('asset_id', '=', String(assetId))
      if (page.startUs !== undefined) query = query.where('timestamp_us', '>=', String(page.startUs))
      if (page.endUs !== undefined) query = query.where('timestamp_us', '<=', String(page.endUs))
      return oldestFirst(await query.execute(), isForward).map(movementOfRow)
    })
  }

  balances({ accountId, assetId, ...page }: BalanceSelection): Promise<readonly BalanceRecord[]> {
    return this.#ask(async (database) => {
      const { isForward, limit } = directionOf(page, false)
      let query = database
        .selectFrom('balance')
        .selectAll()
        .where('account_id', '=', String(accountId))
        .where('asset_id', '=', String(assetId))
        .orderBy('timestamp_us', isForward ? 'asc' : 'desc')
        .orderBy('flow', isForward ? 'asc' : 'desc')
        .limit(limit)
      if (page.startUs !== undefined) query = query.where('timestamp_us', '>=', String(page.startUs))
      if (page.endUs !== undefined) query = query.where('timestamp_us', '<=', String(page.endUs))
      return oldestFirst(await query.execute(), isForward).map(balanceOf)
    })
  }

  async #ask<Result>(query: (database: HistoryDatabase) => Promise<Result>): Promise<Result> {
    if (this.#waiting >= WAITING_MAX)
      throw new HistoryUnavailableError(
        `the history cannot be asked now: ${this.#waiting} questions wait for the database`,
      )
    this.#waiting += 1
    try {
      return await query(this.#database)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new HistoryUnavailableError(`the history cannot be asked now: ${why}`, { cause: error })
    } finally {
      this.#waiting -= 1
    }
  }
}

/** Pages with a start, or from an id on, go forward; the others back from the end. */
function directionOf(
  { startUs, limit }: Page,
  fromId: boolean,
): { readonly isForward: boolean; readonly limit: number } {
  return { isForward: startUs !== undefined || fromId, limit }
}

function oldestFirst<Row>(rows: Row[], isForward: boolean): Row[] {
  return isForward ? rows : rows.reverse()
}
