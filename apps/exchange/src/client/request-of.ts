import type { RequestCommand } from './command-grammar.ts'
import type { RequestMessage } from './protocol-client.ts'

/** The message of the protocol that asks for what a person typed. */
export function requestOf(command: RequestCommand, trader: string, symbol: string): RequestMessage {
  const own = { trader_id: trader }
  switch (command.verb) {
    case 'place': {
      const { side, quantity, price, timeInForce, postOnly } = command
      const terms = { ...own, symbol, side, quantity }
      if (price === undefined) return { type: 'market_order', ...terms }
      return { type: 'limit_order', ...terms, price, time_in_force: timeInForce, post_only: postOnly }
    }
    case 'cancel':
      return { type: 'cancel_order', ...own, order_id: command.orderId }
    case 'cancel all':
      return { type: 'cancel_all_orders', ...own, symbol }
    case 'amend':
      return { type: 'amend_order', ...own, order_id: command.orderId, quantity: command.quantity, price: command.price }
    case 'orders':
      return { type: 'open_orders', ...own }
    case 'balances':
      return { type: 'balances', ...own, flow: command.flow }
    case 'transfer': {
      const { amount, asset, from, to } = command
      return { type: 'transfer', ...own, amount, asset, from, to }
    }
    case 'book':
      return { type: 'book', symbol, depth: command.levels }
    case 'instruments':
      return { type: 'instruments' }
  }
}
