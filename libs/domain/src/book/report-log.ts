import * as refusals from './book-code.ts'
import type { BookCode } from './book-code.ts'
import type { ActivationCode, ExpiryCode, PhaseCode, SideCode } from './book-codes.ts'
import type { OrderBookListener } from './order-book-listener.ts'

const SIDES = ['buy', 'sell'] as const
const EXPIRIES = [
  'ioc remainder',
  'fok not fillable',
  'no liquidity',
  'minimum not met',
  'self-trade prevented',
  'time expired',
  'session closed',
  'auction over',
  'other leg',
  'working order expired',
  'refused on entry',
  'band exceeded',
] as const
const CAUSES = ['trigger fired', 'working order filled', 'auction began'] as const
const PHASES = [
  'closed',
  'pre-open',
  'opening auction',
  'continuous',
  'volatility pause',
  'closing auction',
  'halted',
] as const

/** A refusal by the name of its code, in words. */
function wordsOf(code: BookCode): string {
  const name = Object.entries(refusals).find(([, value]) => value === code)?.[0] ?? String(code)
  return name.toLowerCase().replaceAll('_', ' ')
}

/** Writes each report of a book down as a line of text: for tests, examples and a look at what happens. */
export class ReportLog implements OrderBookListener {
  readonly #lines: string[] = []
  readonly #inFull: boolean

  /** `inFull` writes what most tests know anyway: where an order stood that expired or was amended. */
  constructor(inFull = false) {
    this.#inFull = inFull
  }

  /** Everything written since the last call; kept until then. */
  take(): string[] {
    return this.#lines.splice(0)
  }

  onAccepted(orderId: number, side: SideCode, priceTicks: number, quantityLots: number): void {
    this.#lines.push(`accepted ${orderId}: ${SIDES[side]} ${quantityLots} at ${priceTicks}`)
  }

  onTrade(
    makerOrderId: number,
    takerOrderId: number,
    takerSide: SideCode,
    ...[priceTicks, quantityLots, makerLeavesLots, takerLeavesLots]: [number, number, number, number]
  ): void {
    const fill = `${takerOrderId} ${SIDES[takerSide]}s ${quantityLots} at ${priceTicks} from ${makerOrderId}`
    this.#lines.push(`${fill}, leaves ${takerLeavesLots} and ${makerLeavesLots}`)
  }

  onAmended(
    orderId: number,
    side: SideCode,
    priceTicks: number,
    leavesLots: number,
    keptPlace: boolean,
    previousTicks: number,
  ): void {
    const place = keptPlace ? 'keeps its place' : 'goes to the back'
    const before = this.#inFull ? `, was at ${previousTicks}` : ''
    this.#lines.push(`amended ${orderId}: ${SIDES[side]} ${leavesLots} at ${priceTicks}, ${place}${before}`)
  }

  onCanceled(orderId: number, side: SideCode, priceTicks: number, leavesLots: number): void {
    this.#lines.push(`canceled ${orderId}: ${SIDES[side]} ${leavesLots} at ${priceTicks}`)
  }

  onExpired(orderId: number, leavesLots: number, reason: ExpiryCode, side: SideCode, priceTicks: number): void {
    const where = this.#inFull ? `, ${SIDES[side]} at ${priceTicks}` : ''
    this.#lines.push(`expired ${orderId}: ${leavesLots}, ${EXPIRIES[reason]}${where}`)
  }

  onRejected(orderId: number, reason: BookCode): void {
    this.#lines.push(`rejected ${orderId}: ${wordsOf(reason)}`)
  }

  onActivated(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, cause: ActivationCode): void {
    this.#lines.push(`activated ${orderId}: ${SIDES[side]} ${leavesLots} at ${priceTicks}, ${CAUSES[cause]}`)
  }

  onRepriced(orderId: number, side: SideCode, priceTicks: number, leavesLots: number, previousTicks: number): void {
    this.#lines.push(`repriced ${orderId}: ${SIDES[side]} ${leavesLots} from ${previousTicks} to ${priceTicks}`)
  }

  onReplenished(orderId: number, side: SideCode, priceTicks: number, shownLots: number, leavesLots: number): void {
    this.#lines.push(`replenished ${orderId}: ${SIDES[side]} shows ${shownLots} of ${leavesLots} at ${priceTicks}`)
  }

  onPrevented(maker: number, taker: number, takerSide: SideCode, ...rest: [number, number, number, number]): void {
    const [priceTicks, lots, makerLeaves, takerLeaves] = rest
    const what = `${taker} does not ${SIDES[takerSide]} ${lots} at ${priceTicks} from ${maker}`
    this.#lines.push(`prevented: ${what}, leaves ${takerLeaves} and ${makerLeaves}`)
  }

  onStopMoved(orderId: number, stopPriceTicks: number): void {
    this.#lines.push(`stop of ${orderId} moved to ${stopPriceTicks}`)
  }

  onPhaseChanged(phase: PhaseCode): void {
    this.#lines.push(`phase: ${PHASES[phase]}`)
  }

  onUncrossed(priceTicks: number, quantityLots: number): void {
    this.#lines.push(`uncrossed ${quantityLots} at ${priceTicks}`)
  }
}
