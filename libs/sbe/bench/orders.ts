/** How many different orders are gone through in turn. */
export const ORDERS = 256
const MASK = ORDERS - 1

/** An order as a plain object, as a gateway would have it. */
export interface Order {
  readonly orderId: number
  readonly accountId: number
  readonly price: number
  readonly quantity: number
  readonly displayQuantity: number
  readonly sendingTime: number
  readonly instrumentId: number
  readonly side: number
  readonly orderType: number
  readonly timeInForce: number
  readonly instructions: number
}

/** A codec under test. Each has loops of its own, so that its code is compiled for it alone. */
export interface Contender {
  readonly name: string
  /** Writes orders in turn, so many times. */
  readonly encode: (times: number) => void
  /** Reads all fields of orders in turn, so many times. */
  readonly decode: (times: number) => void
}

// Multiplicative congruence: the same orders in every run.
let state = 42
const next = (bound: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % bound
}

export const orders: readonly Order[] = Array.from({ length: ORDERS }, (_, at) => ({
  orderId: 4_000_000_000_000 + at,
  accountId: 1 + next(1_000_000),
  price: 6_000_000_000_000 + next(2 ** 30) * 100,
  quantity: 100_000_000 + next(2 ** 30),
  displayQuantity: next(2 ** 30),
  sendingTime: 1_764_000_000_000_000 + at * 1000,
  instrumentId: 1 + next(4000),
  side: 1 + next(2),
  orderType: 2,
  timeInForce: [1, 3, 4][next(3)]!,
  instructions: next(4),
}))

/** How many numbers an order is in the arrays below. */
export const WIDTH = 12

/** The same orders without objects, as an engine has them. */
export const numbers: Float64Array = Float64Array.from(
  orders.flatMap((order) => [
    order.orderId, order.accountId, order.price, order.quantity, order.displayQuantity, order.sendingTime,
    order.instrumentId, order.side, order.orderType, order.timeInForce, order.instructions, 0,
  ]),
)

/** The same as 64-bit integers. */
export const bigints: BigInt64Array = BigInt64Array.from(Array.from(numbers, BigInt))

/** Where values go, so that the compiler cannot leave the reading out. */
export const sum: Float64Array = new Float64Array(1)
export const wide: BigInt64Array = new BigInt64Array(1)

/** The order that is written or read at a time. */
export function turn(time: number): number {
  return time & MASK
}
