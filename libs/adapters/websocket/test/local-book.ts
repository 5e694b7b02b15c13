import type { Exchange } from '@openlob/application'
import { instrumentId } from '@openlob/domain'
import type { LevelText } from '../src/index.ts'
import type { Message } from './outbound-schemas.ts'

/** The book as a client keeps it by the procedure of docs/websocket.md. */
export class LocalBook {
  readonly bids: Map<string, string> = new Map<string, string>()
  readonly asks: Map<string, string> = new Map<string, string>()
  sequence: number

  constructor(subscribed: Message) {
    const book = subscribed['book'] as { sequence: number; bids: LevelText[]; asks: LevelText[] }
    this.sequence = book.sequence
    change(this.bids, book.bids)
    change(this.asks, book.asks)
  }

  /** Takes an update; throws where one before it was missed. */
  apply(update: Message): void {
    const { first_sequence: first, last_sequence: last } = update as unknown as Record<string, number>
    if (last! <= this.sequence) return
    if (first! > this.sequence + 1) throw new Error(`a gap: the book is at ${this.sequence}, the update begins at ${first}`)
    this.sequence = last!
    change(this.bids, update['bids'] as LevelText[])
    change(this.asks, update['asks'] as LevelText[])
  }

  /** Best prices first. */
  get sides(): { readonly bids: string[][]; readonly asks: string[][] } {
    const sorted = (side: ReadonlyMap<string, string>, sign: number): string[][] =>
      [...side].sort(([left], [right]) => (Number(left) - Number(right)) * sign)
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) }
  }
}

function change(side: Map<string, string>, levels: readonly LevelText[]): void {
  for (const [price, quantity] of levels) {
    if (quantity === '0') side.delete(price)
    else side.set(price, quantity)
  }
}

/** The book of the exchange itself, in the same form: tick 0.01, lot 0.001. */
export async function exchangeSides(exchange: Exchange): Promise<LocalBook['sides']> {
  const depth = await exchange.queries.depth(instrumentId(1), 5000)
  const text = (units: number, step: number): string => String(Math.round(units) / step)
  const levels = (side: readonly { priceTicks: number; quantityLots: number }[] = []): string[][] =>
    side.map(({ priceTicks, quantityLots }) => [text(priceTicks, 100), text(quantityLots, 1000)])
  return { bids: levels(depth?.bids), asks: levels(depth?.asks) }
}
