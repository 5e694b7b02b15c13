/**
 * How an arriving quantity is shared among the orders of one price. A policy is a pure function of its arguments.
 */
export interface AllocationPolicy {
  /** Its name, for messages. */
  readonly name: string
  /**
   * Shares `lots` among the first `count` orders, oldest first, that show `shownLots`, and writes what each is given to
   * `shares`: whole lots from 0 to what it shows, together the smaller of `lots` and the sum of all shown. The book
   * checks that and throws an `InvariantError` otherwise.
   */
  allocate(lots: number, shownLots: Float64Array, count: number, shares: Float64Array): void
}

/** What a pro-rata market is set up with. */
export interface ProRataOptions {
  /** A share below this is not given pro rata; 1 where left out. */
  readonly minimumAllotmentLots?: number
}

/** Shares by time alone, as a book does that is given no policy: the oldest first. */
export const PRICE_TIME: AllocationPolicy = {
  name: 'price-time',
  allocate: (lots, shownLots, count, shares) => {
    shares.fill(0, 0, count)
    giveOldestFirst(lots, shownLots, count, shares)
  },
}

/**
 * Shares in proportion to what each order shows, rounded down; shares below the minimum allotment are not given; what
 * is left over goes to the oldest first.
 */
export function proRata(options: ProRataOptions = {}): AllocationPolicy {
  const minimum = options.minimumAllotmentLots ?? 1
  return {
    name: 'pro-rata',
    allocate: (lots, shownLots, count, shares) => {
      let total = 0n
      for (let at = 0; at < count; at += 1) total += BigInt(shownLots[at]!)
      const given = BigInt(lots) < total ? BigInt(lots) : total
      let left = given
      for (let at = 0; at < count; at += 1) {
        const share = (given * BigInt(shownLots[at]!)) / total
        shares[at] = share < BigInt(minimum) ? 0 : Number(share)
        left -= BigInt(shares[at]!)
      }
      giveOldestFirst(Number(left), shownLots, count, shares)
    },
  }
}

function giveOldestFirst(lots: number, shownLots: Float64Array, count: number, shares: Float64Array): void {
  let left = lots
  for (let at = 0; at < count && left > 0; at += 1) {
    const more = Math.min(left, shownLots[at]! - shares[at]!)
    shares[at]! += more
    left -= more
  }
}
