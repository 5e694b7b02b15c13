import type { Command } from './command.ts'
import { isLimitType } from './order-terms-message.ts'

/** The longest text that a command may carry anywhere; what is a name, and what too long for one, the flow decides. */
const TEXT_LENGTH_MAX = 256
/**
 * The longest configuration, in characters. JSON in JSON is at most twice as long, and a record of the journal has at
 * most 1 MiB.
 */
export const CONFIGURATION_LENGTH_MAX: number = 2 ** 19 - 1024
/** Any half of a character of two: it may stand alone. */
const SURROGATE = /[\ud800-\udfff]/
const COMMAND_ID = /^[A-Za-z0-9._:/-]{1,64}$/
/** The orders of a list, at most. */
const LISTED_MAX = 3
/** How deep a command is: a list has orders, and an order conditions. */
const LEVELS = 3
const UNITS_BOUND = 2n ** 127n

type Check = (value: unknown) => string | undefined

interface Field {
  readonly check: Check
  readonly optional: boolean
}

type Fields = Readonly<Record<string, unknown>>

type Shape = Readonly<Record<string, Field>>

const integer = required((value) => (Number.isSafeInteger(value) ? undefined : 'an integer of at most 53 bits'))
const text = required((value) => checkText(value, TEXT_LENGTH_MAX))
const boolean = required((value) => (typeof value === 'boolean' ? undefined : 'true or false'))
const units = required((value) =>
  typeof value === 'bigint' && value < UNITS_BOUND && value > -UNITS_BOUND ? undefined : 'a bigint of at most 127 bits',
)
const reference = required(checkReference)
/** A text that says something: an empty one could not be told from none in the journal. */
const name = required((value) => (value === '' ? 'text of at least one character' : text.check(value)))

/** What a client may say of a command so that it can send it again. */
const REPEATABLE: Shape = {
  commandId: optional(required((value) => (isCommandId(value) ? undefined : 'text of 1 to 64 letters, digits and . _ : / -'))),
}

const TERMS: Shape = {
  symbol: text,
  tickSize: text,
  lotSize: text,
  minQuantity: optional(text),
  maxQuantity: optional(text),
  maxPrice: optional(text),
  minNotional: optional(text),
  maxNotional: optional(text),
}

const CONDITIONS: Shape = {
  stopPriceTicks: optional(integer),
  trailingBasisPoints: optional(upTo(65_534)),
  displayLots: optional(integer),
  quoteUnits: optional(required((value) => (isUnits(value) ? undefined : 'a bigint from 0 to 2^63 - 1'))),
  peg: optional(oneOf('primary', 'market')),
  pegLevels: optional(upTo(254)),
  selfTradePrevention: optional(oneOf('expire_taker', 'expire_maker', 'expire_both', 'decrement')),
  strategyId: optional(upTo(Number.MAX_SAFE_INTEGER)),
  strategyType: optional(upTo(2 ** 31 - 1)),
}

const MARKET_TERMS: Shape = {
  orderType: oneOf('market', 'stop', 'take_profit', 'limit', 'stop_limit', 'take_profit_limit'),
  side: oneOf('buy', 'sell'),
  quantityLots: integer,
  clientOrderId: optional(text),
  conditions: optional(required(checkConditions)),
}

const LIMIT_TERMS: Shape = {
  ...MARKET_TERMS,
  priceTicks: integer,
  timeInForce: oneOf('GTC', 'IOC', 'FOK'),
  postOnly: boolean,
}

/** What an order on its own has beside its terms. */
const PLACING: Shape = { ...REPEATABLE, accountId: integer, instrumentId: integer }

const MOVEMENT: Shape = { accountId: integer, assetId: integer, units }

/** From one flow to another. */
const BETWEEN: Shape = { fromFlow: integer, toFlow: integer }

const SHAPES: Readonly<Record<Exclude<Command['type'], 'PlaceOrder'>, Shape>> = {
  ConfigureFlow: { configuration: required((value) => checkText(value, CONFIGURATION_LENGTH_MAX)) },
  OpenAccount: { name: text },
  ListAsset: { symbol: text, scale: integer },
  ListInstrument: {
    kind: oneOf('spot'),
    terms: required((value) => checkObject(value, TERMS, 'terms.')),
    baseAssetId: integer,
    quoteAssetId: integer,
  },
  SetInstrumentStatus: { instrumentId: integer, status: oneOf('trading', 'halted', 'closed') },
  Deposit: { ...REPEATABLE, ...MOVEMENT },
  Withdraw: { ...REPEATABLE, ...MOVEMENT },
  SendTransfer: { ...REPEATABLE, ...BETWEEN, ...MOVEMENT },
  ReceiveTransfer: { ...BETWEEN, number: integer, ...MOVEMENT },
  ConfirmTransfers: { ...BETWEEN, number: integer },
  SetFeeTier: { accountId: integer, feeTier: integer },
  CancelOrder: { ...REPEATABLE, accountId: integer, order: reference },
  AmendOrder: {
    ...REPEATABLE,
    accountId: integer,
    order: reference,
    priceTicks: optional(integer),
    quantityLots: optional(integer),
    newClientOrderId: optional(name),
  },
  PlaceOrderList: {
    ...PLACING,
    contingency: oneOf('OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO'),
    clientListId: optional(name),
    orders: required(checkListed),
  },
  CancelOrderList: { ...REPEATABLE, accountId: integer, list: required(checkListReference) },
  CancelAllOrders: { ...REPEATABLE, accountId: integer, instrumentId: optional(integer) },
}

/** What is wrong with the form of a command. */
export interface Malformation {
  /** In words. */
  readonly malformation: string
}

/**
 * Reads a command that came from code without types: a plain copy of its own fields, each read once, so that what is
 * checked is what is carried out and journaled. Only the form is checked: every field there, none besides, each of its
 * type. Whether it makes sense the flow says. Never throws.
 */
export function readCommand(value: unknown): Command | Malformation {
  const read = readStoredCommand(value)
  if ('malformation' in read) return read
  const name = illFormedText(read)
  return name === undefined ? read : { malformation: `${name}: text without half a surrogate pair is wanted` }
}

/** The same of a command that a journal has: of those in JSON some have text that is half a surrogate pair. */
export function readStoredCommand(value: unknown): Command | Malformation {
  try {
    if (!isObject(value)) return { malformation: 'a command is an object' }
    const copy = plainCopy(value, LEVELS)
    const shape = shapeOf(copy)
    const malformation = typeof shape === 'string' ? shape : checkFields(copy, shape, '')
    return malformation === undefined ? (copy as unknown as Command) : { malformation }
  } catch (error) {
    // Of a getter, or a proxy.
    return { malformation: `it cannot be read: ${error instanceof Error ? error.message : 'no error was given'}` }
  }
}

/** What is wrong with the form of a command, as `readCommand` says it; undefined where it is one. */
export function malformationOf(command: unknown): string | undefined {
  const read = readCommand(command)
  return 'malformation' in read ? read.malformation : undefined
}

/** The name of a text that no encoding of Unicode can write; undefined where there is none. */
function illFormedText(value: object, path = ''): string | undefined {
  for (const name of Object.keys(value)) {
    const field = (value as Fields)[name]
    if (typeof field === 'string' && SURROGATE.test(field) && /\p{Surrogate}/u.test(field)) return path + name
    const within = typeof field === 'object' && field !== null ? illFormedText(field, `${path}${name}.`) : undefined
    if (within !== undefined) return within
  }
  return undefined
}

/** The object's own fields and those of what is in it, so many levels down, without what JSON does not give back. */
function plainCopy(value: Fields, levels: number): Fields {
  const copy: Record<string, unknown> = { ...value }
  for (const name of Object.keys(copy)) copy[name] = plainValue(copy[name], levels)
  return copy
}

function plainValue(value: unknown, levels: number): unknown {
  if (value === 0) return 0
  if (levels === 0) return value
  if (Array.isArray(value) && value.length <= LISTED_MAX) return value.map((each) => plainValue(each, levels - 1))
  return isObject(value) ? plainCopy(value, levels - 1) : value
}

function shapeOf(command: Fields): Shape | string {
  const { type } = command
  if (type === 'PlaceOrder') return { ...PLACING, ...termsShape(command) }
  if (typeof type === 'string' && Object.hasOwn(SHAPES, type)) return SHAPES[type as keyof typeof SHAPES]
  return `type: no such command: ${typeof type === 'string' ? type.slice(0, 40) : typeof type}`
}

function checkObject(value: unknown, shape: Shape, path: string): string | undefined {
  return isObject(value) ? checkFields(value, shape, path) : 'an object'
}

function checkFields(value: Fields, shape: Shape, path: string): string | undefined {
  for (const name in shape) {
    const field = shape[name]!
    const given = Object.hasOwn(value, name) ? value[name] : undefined
    if (given === undefined && field.optional) continue
    const wanted = field.check(given)
    if (wanted !== undefined) return wanted.startsWith(path + name) ? wanted : `${path}${name}: ${wanted} is wanted`
  }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(shape, name) && !(name === 'type' && path === '')) return `${path}${name.slice(0, 40)}: there is no such field`
  return undefined
}

function checkReference(value: unknown): string | undefined {
  const wanted = 'an object with either orderId or clientOrderId'
  if (!isObject(value)) return wanted
  for (const name of Object.keys(value)) if (name !== 'orderId' && name !== 'clientOrderId') return wanted
  const { orderId, clientOrderId } = value
  if (orderId === undefined) return clientOrderId === undefined ? wanted : text.check(clientOrderId) && wanted
  return clientOrderId === undefined ? integer.check(orderId) && wanted : wanted
}

function termsShape({ orderType }: Fields): Shape {
  return isLimitType(orderType) ? LIMIT_TERMS : MARKET_TERMS
}

function checkConditions(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return 'an object of at least one condition'
  return checkFields(value, CONDITIONS, 'conditions.')
}

function checkListed(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > LISTED_MAX) return 'a list of two or three orders'
  for (const [index, order] of (value as unknown[]).entries()) {
    const path = `orders.${index}`
    const wanted = isObject(order) ? checkFields(order, termsShape(order), `${path}.`) : `${path}: an object is wanted`
    if (wanted !== undefined) return wanted
  }
  return undefined
}

function checkListReference(value: unknown): string | undefined {
  const wanted = 'an object with either listId or clientListId'
  if (!isObject(value) || Object.keys(value).length !== 1) return wanted
  const { listId, clientListId } = value
  if (listId !== undefined) return integer.check(listId) && wanted
  return name.check(clientListId) && wanted
}

function isUnits(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n && value < 2n ** 63n
}

function upTo(most: number): Field {
  const wanted = `an integer from 0 to ${most}`
  const isIn = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= most
  return required((value) => (isIn(value as number) ? undefined : wanted))
}

function checkText(value: unknown, most: number): string | undefined {
  return typeof value === 'string' && value.length <= most ? undefined : `text of at most ${most} characters`
}

/** Whether a value is a command id: 1 to 64 letters, digits and . _ : / - */
export function isCommandId(value: unknown): boolean {
  return typeof value === 'string' && COMMAND_ID.test(value)
}

function required(check: Check): Field {
  return { check, optional: false }
}

function optional({ check }: Field): Field {
  return { check, optional: true }
}

function oneOf(...values: readonly string[]): Field {
  return required((value) => (values.includes(value as string) ? undefined : `one of ${values.join(', ')}`))
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
