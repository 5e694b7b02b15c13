import { BUY, SELL } from '@openlob/domain'
import type { AccountId, InstrumentId, OrderConditions, OrderId, PriceTicks, SideCode, TimeInForce as TimeInForceName } from '@openlob/domain'
import type { AmendOrder, CancelOrder, CommandType, OrderReference, PlaceOrder } from '../commands/command.ts'
import { OrderType, TimeInForce } from '../messages/generated/index.ts'
import { OrderName } from './order-name.ts'
import type { RefusedCommand } from './refusal.ts'

/**
 * What a client asks for one order: place, cancel or amend it. It is filled again for each command, from an object or
 * from a message, so that the steps of the flow are the same for both.
 */
export class OrderRequest implements RefusedCommand {
  /** Where its message stands in the sequence, and when it was taken. */
  sequence = 0
  timestampUs = 0
  command: CommandType = 'PlaceOrder'
  accountId: AccountId = 0 as AccountId
  instrumentId: InstrumentId = 0 as InstrumentId
  side: SideCode = BUY
  type: OrderType = OrderType.limit
  timeInForce: TimeInForce = TimeInForce.GTC
  postOnly = false
  /** 0 for a market order, and where an amendment leaves the price. */
  priceTicks = 0
  /** 0 where an amendment leaves the total. */
  quantityLots = 0
  /** The exchange's id of an open order, 0 where it is given by the client's. */
  openOrderId = 0
  /** The client's name for it. */
  readonly name: OrderName = new OrderName()
  /** The name that an amendment gives it. */
  readonly newName: OrderName = new OrderName()
  /** At which price an order without a limit pays while it waits; 0 of any other. */
  holdPriceTicks = 0
  /** Of a peg: the worst that its price may be, 0 for any. */
  limitTicks = 0
  /** The request as the only one. */
  readonly alone: readonly OrderRequest[] = [this]
  /** What is asked beside; undefined of a plain order. */
  conditions: OrderConditions | undefined

  /** The exchange's id of an open order, undefined where it is given by the client's. */
  get orderId(): OrderId | undefined {
    return this.openOrderId === 0 ? undefined : (this.openOrderId as OrderId)
  }

  /** The client's name as text, undefined where it gave none. */
  get clientOrderId(): string | undefined {
    return this.name.text
  }

  /** The time in force by its name. */
  get timeInForceName(): TimeInForceName {
    if (this.timeInForce === TimeInForce.GTC) return 'GTC'
    return this.timeInForce === TimeInForce.IOC ? 'IOC' : 'FOK'
  }

  /** The price, undefined for a market order. */
  get limitPriceTicks(): PriceTicks | undefined {
    return this.priceTicks === 0 ? undefined : (this.priceTicks as PriceTicks)
  }

  /** Whether what is left of the order may rest, or it waits before it works. */
  get canRest(): boolean {
    return this.timeInForce === TimeInForce.GTC || this.waitsForTrigger
  }

  /** Whether it has a limit, at once or from its stop on. */
  get hasLimit(): boolean {
    const { type } = this
    return type === OrderType.limit || type === OrderType.stop_limit || type === OrderType.take_profit_limit
  }

  /** Whether it waits for the market to reach its stop. */
  get waitsForTrigger(): boolean {
    return this.type > OrderType.limit
  }

  /** Whether it is more than a price and a quantity. */
  get isConditional(): boolean {
    return this.conditions !== undefined || this.waitsForTrigger
  }

  /** Takes what a command asks. */
  set(command: PlaceOrder | CancelOrder | AmendOrder): void {
    if (command.type === 'PlaceOrder') this.#setPlace(command)
    else if (command.type === 'AmendOrder') this.#setAmend(command)
    else this.#setReference('CancelOrder', command.accountId, command.order)
  }

  #setPlace(command: PlaceOrder): void {
    this.#set('PlaceOrder', command.accountId, undefined, command.clientOrderId)
    this.instrumentId = command.instrumentId
    this.side = command.side === 'buy' ? BUY : SELL
    this.quantityLots = command.quantityLots
    this.type = OrderType[command.orderType]
    this.conditions = command.conditions
    const limit = 'priceTicks' in command ? command : undefined
    this.timeInForce = limit === undefined ? TimeInForce.IOC : TimeInForce[limit.timeInForce]
    this.postOnly = limit?.postOnly ?? false
    this.priceTicks = limit?.priceTicks ?? 0
    this.limitTicks = this.priceTicks
    this.holdPriceTicks = 0
  }

  #setAmend({ accountId, order, priceTicks, quantityLots, newClientOrderId }: AmendOrder): void {
    this.#setReference('AmendOrder', accountId, order)
    if (newClientOrderId === undefined) this.newName.clear()
    else this.newName.setText(newClientOrderId)
    this.priceTicks = priceTicks ?? 0
    this.quantityLots = quantityLots ?? 0
  }

  #setReference(command: CommandType, accountId: AccountId, reference: OrderReference): void {
    this.#set(command, accountId, reference.orderId, reference.clientOrderId)
  }

  #set(command: CommandType, accountId: AccountId, orderId: OrderId | undefined, name: string | undefined): void {
    this.command = command
    this.accountId = accountId
    this.openOrderId = orderId ?? 0
    if (name === undefined) this.name.clear()
    else this.name.setText(name)
  }
}
