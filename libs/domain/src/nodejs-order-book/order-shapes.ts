/** The side of an order, in the words of `nodejs-order-book`. */
export type NodejsSide = 'buy' | 'sell'
/** How long an order works. */
export type NodejsTimeInForce = 'GTC' | 'IOC' | 'FOK'
/** What happens where an order would meet one of its own account. */
export type NodejsSelfTradePrevention = 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH'

/** A market order: what finds nothing is dropped. */
export interface NodejsMarketOrder {
  readonly side: NodejsSide
  readonly size: number
  readonly id?: string
  readonly accountId?: string
  readonly stpMode?: NodejsSelfTradePrevention
}

/** A limit order, good till canceled where nothing else is said. */
export interface NodejsLimitOrder extends NodejsMarketOrder {
  readonly id: string
  readonly price: number
  readonly timeInForce?: NodejsTimeInForce
  readonly postOnly?: boolean
}

/** A market order that waits until the last price is at its stop or beyond. */
export interface NodejsStopMarketOrder extends NodejsMarketOrder {
  readonly stopPrice: number
}

/** A limit order that waits until the last price is at its stop or beyond. */
export interface NodejsStopLimitOrder extends NodejsLimitOrder {
  readonly stopPrice: number
}

/** A post-only limit order and a stop-limit order under one id, of which one ends the other. */
export interface NodejsOcoOrder extends NodejsStopLimitOrder {
  readonly stopLimitPrice: number
  readonly stopLimitTimeInForce?: NodejsTimeInForce
}

/** An order of any type. */
export type NodejsOrder =
  | ({ readonly type: 'market' } & NodejsMarketOrder)
  | ({ readonly type: 'limit' } & NodejsLimitOrder)
  | ({ readonly type: 'stop_market' } & NodejsStopMarketOrder)
  | ({ readonly type: 'stop_limit' } & NodejsStopLimitOrder)
  | ({ readonly type: 'oco' } & NodejsOcoOrder)

/** A change of a limit order: what is left out stays; the size is what shall be open. */
export interface NodejsOrderUpdate {
  readonly price?: number
  readonly size?: number
}

interface OrderView {
  readonly id: string
  readonly side: NodejsSide
  /** What is open; of an order that is done, what its last fill took; of a filled taker, all of it. */
  readonly size: number
  readonly time: number
  readonly accountId?: string
  readonly stpMode?: NodejsSelfTradePrevention
}

/** A limit order as a reply or a snapshot shows it. */
export interface NodejsLimitView extends OrderView {
  readonly type: 'limit'
  readonly origSize: number
  /** Its limit; of a taker that was filled, the mean price of its fills. */
  readonly price: number
  readonly timeInForce: NodejsTimeInForce
  /** What it took on arrival, and the rest of it. */
  readonly takerQty: number
  readonly makerQty: number
}

/** A waiting stop-market order. */
export interface NodejsStopMarketView extends OrderView {
  readonly type: 'stop_market'
  readonly stopPrice: number
}

/** A waiting stop-limit order. */
export interface NodejsStopLimitView extends OrderView {
  readonly type: 'stop_limit'
  readonly price: number
  readonly stopPrice: number
  readonly timeInForce: NodejsTimeInForce
  readonly isOCO: boolean
}

/** A waiting order. */
export type NodejsStopView = NodejsStopMarketView | NodejsStopLimitView
