import { Decimal } from '@openlob/decimal'
import { isCommandId } from '@openlob/application'
import type { Side, TimeInForce } from '@openlob/domain'
import { NumberText } from './json-text.ts'
import type { JsonObject } from './json-text.ts'
import { toRequestId } from './messages.ts'
import type { LimitOrderRequest, MarketOrderRequest, RequestId } from './messages.ts'

/*
 * Orders as clients mostly send them, checked by hand in a tenth of the time that the schema takes. Whatever is not
 * plainly right is left to the schema, which says what is wrong, or knows that it is not.
 */

const TEXT_MAX = 64

/** What the schema makes of an order; undefined where the schema has to be asked. */
export function plainOrder(message: JsonObject): LimitOrderRequest | MarketOrderRequest | undefined {
  const type = message['type']
  const isLimit = type === 'limit_order'
  if (!isLimit && type !== 'market_order') return undefined
  const fields = new PlainFields()
  for (const name of Object.keys(message)) if (!fields.take(name, message[name], isLimit)) return undefined
  const { traderId, side, quantity, price } = fields
  if (traderId === undefined || side === undefined || quantity === undefined) return undefined
  const { requestId, commandId, symbol, clientOrderId } = fields
  const order = {
    trader_id: traderId,
    side,
    quantity,
    request_id: requestId,
    command_id: commandId,
    symbol,
    client_order_id: clientOrderId,
  }
  if (!isLimit) return { type: 'market_order', ...order }
  const { timeInForce, postOnly } = fields
  if (price === undefined || (postOnly && timeInForce !== 'GTC')) return undefined
  return { type, price, time_in_force: timeInForce, post_only: postOnly, ...order }
}

/** The fields of an order, as far as they are plainly right. */
class PlainFields {
  traderId: string | undefined
  symbol: string | undefined
  clientOrderId: string | undefined
  commandId: string | undefined
  requestId: RequestId | undefined
  side: Side | undefined
  quantity: Decimal | undefined
  price: Decimal | undefined
  timeInForce: TimeInForce = 'GTC'
  postOnly = false

  /** Takes a field; false where it has to be looked at by the schema. */
  take(name: string, value: unknown, isLimit: boolean): boolean {
    switch (name) {
      case 'type':
        return true
      case 'trader_id':
        return (this.traderId = textOf(value)) !== undefined
      case 'request_id':
        return (this.requestId = toRequestId(value)) !== undefined
      case 'side':
        return (this.side = value === 'buy' || value === 'sell' ? value : undefined) !== undefined
      case 'quantity':
        return (this.quantity = decimalOf(value)) !== undefined
      default:
        return this.#takeName(name, value) || (isLimit && this.#takeLimit(name, value))
    }
  }

  #takeName(name: string, value: unknown): boolean {
    if (name === 'symbol') return (this.symbol = textOf(value)) !== undefined
    if (name === 'client_order_id') return (this.clientOrderId = textOf(value)) !== undefined
    return name === 'command_id' && (this.commandId = isCommandId(value) ? (value as string) : undefined) !== undefined
  }

  #takeLimit(name: string, value: unknown): boolean {
    if (name === 'price') return (this.price = decimalOf(value)) !== undefined
    if (name === 'time_in_force') {
      if (value !== 'GTC' && value !== 'IOC' && value !== 'FOK') return false
      this.timeInForce = value
      return true
    }
    if (name !== 'post_only' || typeof value !== 'boolean') return false
    this.postOnly = value
    return true
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX ? value : undefined
}

function decimalOf(value: unknown): Decimal | undefined {
  const isNumber = value instanceof NumberText
  const text = isNumber ? value.text : textOf(value)
  if (text === undefined || text.length > TEXT_MAX) return undefined
  return isNumber && Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER ? undefined : Decimal.tryParse(text)
}
