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
import type { ListRecord, Movement, MovementSelection, OrderReference, OrderSelection } from '@openlob/application'
import type { TradePrevented, TradeSelection, TradingHistory } from '@openlob/application'
import type { AccountId, InstrumentId, Order, OrderId, Trade } from '@openlob/domain'

/** Where a {@link FreshHistory} gets its answers. */
export interface HistorySource {
  /** The history; undefined where it cannot be asked now. */
  history(): TradingHistory | undefined
  /** Resolves when what has happened so far is in it, or after a while where it is behind. */
  caughtUp(): Promise<void>
}

/** A history that knows what happened before it was asked, unless it is behind by more than one waits for. */
export class FreshHistory implements TradingHistory {
  readonly #source: HistorySource

  constructor(source: HistorySource) {
    this.#source = source
  }

  async orders(selection: OrderSelection): Promise<readonly Order[]> {
    return (await this.#fresh()).orders(selection)
  }

  async order(accountId: AccountId, reference: OrderReference): Promise<Order | undefined> {
    return (await this.#fresh()).order(accountId, reference)
  }

  async fills(selection: FillSelection): Promise<readonly Fill[]> {
    return (await this.#fresh()).fills(selection)
  }

  async amendments(accountId: AccountId, orderId: OrderId): Promise<readonly Amendment[]> {
    return (await this.#fresh()).amendments(accountId, orderId)
  }

  async preventions(accountId: AccountId, instrumentId: InstrumentId): Promise<readonly TradePrevented[]> {
    return (await this.#fresh()).preventions(accountId, instrumentId)
  }

  async lists(accountId: AccountId): Promise<readonly ListRecord[]> {
    return (await this.#fresh()).lists(accountId)
  }

  async trades(selection: TradeSelection): Promise<readonly Trade[]> {
    return (await this.#fresh()).trades(selection)
  }

  async candles(selection: KeptCandleSelection): Promise<readonly Candle[]> {
    return (await this.#fresh()).candles(selection)
  }

  async movements(selection: MovementSelection): Promise<readonly Movement[]> {
    return (await this.#fresh()).movements(selection)
  }

  async balances(selection: BalanceSelection): Promise<readonly BalanceRecord[]> {
    return (await this.#fresh()).balances(selection)
  }

  async #fresh(): Promise<TradingHistory> {
    await this.#source.caughtUp()
    const history = this.#source.history()
    if (history === undefined)
      throw new HistoryUnavailableError('the history cannot be asked now: its database is not there')
    return history
  }
}
