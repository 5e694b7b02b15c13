import type { OrderTerms } from '@openlob/application'
import type { RuledOrder } from '../rules/placing.ts'

/** What the rules for orders are about of what the engine is asked for. */
export function ruled(terms: OrderTerms): RuledOrder {
  const { side, orderType: type, quantityLots, conditions } = terms
  return { side, type, quantityLots, conditions, priceTicks: 'priceTicks' in terms ? terms.priceTicks : 0 }
}
