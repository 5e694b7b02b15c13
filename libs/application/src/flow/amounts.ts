import { setInteger } from '../events/event-buffer.ts'

/*
 * The places of a flow's amounts: what the steps of a command hand to each other. A bigint that is passed on becomes an
 * object on the heap; one that is read from a typed array, reckoned with and written to one again stays in a register.
 */

/** What an order or a fill comes to in the quote asset. */
export const QUOTE = 0
/** What it comes to in the base asset. */
export const BASE = 1
/** What an order needs to have held. */
export const REQUIRED = 2
/** How much more is to be held, or less. */
export const EXTRA = 3
/** A free balance; the held one of the same account and asset stands behind it. */
export const FREE = 4
/** The held balance behind {@link FREE}. */
export const HELD = 5
/** What a release frees. */
export const SURPLUS = 6
/** The fee of the order that rested. */
export const MAKER_FEE = 7
/** The fee of the order that arrived. */
export const TAKER_FEE = 8
/** Price times total of an order, for the rules about notionals. */
export const NOTIONAL = 9
/** What the buyer holds, free and held, before a trade is cleared. */
export const BUYER = 10
/** What the seller holds, free and held, before a trade is cleared. */
export const SELLER = 12
/** For steps on the way. */
export const SCRATCH = 14
/** A share in parts per million. */
export const SHARE = 16
/** The whole millions of what is shared. */
export const WHOLE = 17
/** What is left of them. */
export const REST = 18

/** What is held for the order that arrives. */
export const ARRIVING = 19

const PLACES = 20

/** The amounts that a command works with, by the places above. */
export class Amounts {
  /** The amounts, 64 bits each. */
  readonly units: BigInt64Array
  readonly #words: Int32Array

  constructor() {
    const buffer = new ArrayBuffer(PLACES * 8)
    this.units = new BigInt64Array(buffer)
    this.#words = new Int32Array(buffer)
  }

  /** Writes an integer from 0 to 2^53 − 1. */
  setInteger(at: number, value: number): void {
    setInteger(this.#words, at << 1, value)
  }
}
