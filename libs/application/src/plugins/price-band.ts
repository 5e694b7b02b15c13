import type { InstrumentId, StateHash, Trade } from '@openlob/domain'
import { PluginError } from './policy.ts'
import type { Plugin } from './plugin.ts'
import { integerOption, optionsOf } from './plugin-options.ts'
import type { ProposedOrder, RiskPolicy, RiskRefusal } from './risk.ts'

const PPM = 1_000_000n

/** The options of {@link priceBand}. */
export interface PriceBandOptions {
  /** How far a limit price may be from the last trade, in parts per million of it. */
  readonly bandPpm: number
}

/**
 * A risk plugin that refuses limit prices far from the last trade of their instrument; the balance is still checked by
 * the hold. An example of a policy with state.
 */
export const priceBand: Plugin<'risk'> = {
  slot: 'risk',
  name: 'price-band',
  create(options: unknown): RiskPolicy {
    const { bandPpm } = optionsOf(options, ['bandPpm'], this.name)
    return new PriceBand(integerOption(bandPpm, 'bandPpm', 1, 1_000_000_000))
  },
}

class PriceBand implements RiskPolicy {
  readonly #bandPpm: bigint
  #lastPriceTicks = new Map<InstrumentId, number>()

  constructor(bandPpm: number) {
    this.#bandPpm = BigInt(bandPpm)
  }

  check(order: ProposedOrder): RiskRefusal | undefined {
    const last = this.#lastPriceTicks.get(order.instrument.instrumentId)
    if (last === undefined || order.priceTicks === undefined) return undefined
    const distance = BigInt(Math.abs(order.priceTicks - last))
    if (distance * PPM <= BigInt(last) * this.#bandPpm) return undefined
    const detail = `priceTicks=${order.priceTicks} lastTradeTicks=${last} bandPpm=${this.#bandPpm}`
    return { reason: 'REFUSED_BY_RISK', detail }
  }

  onTrade(trade: Trade): void {
    this.#lastPriceTicks.set(trade.instrumentId, trade.priceTicks)
  }

  snapshot(): string {
    return JSON.stringify(this.#sorted())
  }

  restore(state: string): void {
    const entries: unknown = state === '' ? [] : JSON.parse(state)
    if (!Array.isArray(entries) || !entries.every(isPair)) throw new PluginError(`price-band: not its state: ${state.slice(0, 40)}`)
    this.#lastPriceTicks = new Map(entries)
  }

  hashInto(hash: StateHash): void {
    for (const [instrumentId, ticks] of this.#sorted()) {
      hash.integer(instrumentId)
      hash.integer(ticks)
    }
  }

  #sorted(): [InstrumentId, number][] {
    return [...this.#lastPriceTicks].sort(([left], [right]) => left - right)
  }
}

function isPair(entry: unknown): entry is [InstrumentId, number] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => Number.isSafeInteger(part) && part >= 1)
}
