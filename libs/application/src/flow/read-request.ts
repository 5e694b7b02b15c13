import { BUY, SELL } from '@openlob/domain'
import type { AccountId, InstrumentId } from '@openlob/domain'
import type { CommandBuffer } from '../commands/command-buffer.ts'
import { AmendOrderDecoder, CancelOrderDecoder, PlaceOrderDecoder } from '../messages/generated/index.ts'
import { OrderOptions, OrderType, Side, TimeInForce } from '../messages/generated/index.ts'
import type { OrderRequest } from './order-request.ts'

/*
 * Commands for one order as they are on the hot path: messages of this version whose fields are within what they can
 * be. Everything else is left to the decoder that says what is wrong, or that knows other versions.
 */

const { SCHEMA_ID, SCHEMA_VERSION } = PlaceOrderDecoder
const PLACE = PlaceOrderDecoder.BLOCK_LENGTH | (PlaceOrderDecoder.TEMPLATE_ID << 16)
const CANCEL = CancelOrderDecoder.BLOCK_LENGTH | (CancelOrderDecoder.TEMPLATE_ID << 16)
const AMEND = AmendOrderDecoder.BLOCK_LENGTH | (AmendOrderDecoder.TEMPLATE_ID << 16)

const HEADER_LENGTH = 8
/** The octet of a header where the version begins; it is below 256 so far. */
const VERSION = 6
const ORDER_TEMPLATES: readonly number[] = [
  PlaceOrderDecoder.TEMPLATE_ID,
  CancelOrderDecoder.TEMPLATE_ID,
  AmendOrderDecoder.TEMPLATE_ID,
]
/** The octets of the shortest message that is looked into. */
const SHORTEST = HEADER_LENGTH + CancelOrderDecoder.BLOCK_LENGTH + 2
/** Words of the header, of the sequence and of the timestamp. */
const FIELDS = 6
/** What stands for null in a word of 64 bits: its lower half is 0. */
const NULL_HIGH = -2147483648
/** The upper halves of what a double holds exactly are less. */
const EXACT_HIGH = 2 ** 21
const TWO_TO_32 = 4294967296

/**
 * Takes a command for one order out of a message. False, and the request is of no use, where it is none or one that is
 * to be looked at more closely.
 */
export function readRequest(request: OrderRequest, commands: CommandBuffer, from: number, length: number): boolean {
  const { words, octets } = commands
  const at = from >> 2
  const isThere = (from & 7) === 0 && from >= 0 && length >= SHORTEST && from + length <= octets.length
  if (!isThere || !isReadable(words[at + 1]!)) return false
  request.sequence = integerAt(words, at + 2)
  request.timestampUs = integerAt(words, at + 4)
  if (request.sequence < 1 || request.timestampUs < 0) return false
  const first = words[at]!
  const rest = withoutEmptyText(octets, from, length)
  // Behind the command id an amendment has the new name.
  if (first === AMEND) return readAmend(request, commands, from, withoutEmptyText(octets, from, rest))
  if (first === CANCEL) return readCancel(request, commands, from, rest)
  return first === PLACE && readPlace(request, commands, from, rest)
}

/** Whether a message of this version may be a command for one order; its content is not looked at. */
export function isOrderMessage(message: Uint8Array): boolean {
  const templateId = message.length < HEADER_LENGTH ? 0 : message[2]! | (message[3]! << 8)
  return ORDER_TEMPLATES.includes(templateId) && message[4] === SCHEMA_ID
}

/** The integer of 53 bits at a word, −1 where it is none. */
function integerAt(words: Int32Array, at: number): number {
  const high = words[at + 1]!
  return high >= 0 && high < EXACT_HIGH ? high * TWO_TO_32 + (words[at]! >>> 0) : -1
}

function readPlace(request: OrderRequest, { words, octets }: CommandBuffer, from: number, length: number): boolean {
  const fields = (from >> 2) + FIELDS
  const terms = words[fields + 8]!
  const side = terms & 255
  const type = (terms >>> 8) & 255
  const timeInForce = (terms >>> 16) & 255
  const options = terms >>> 24
  const quantityLots = integerAt(words, fields + 4)
  const priceTicks = words[fields + 6]!
  if (!isSmall(words, fields) || !isSmall(words, fields + 2) || quantityLots < 1) return false
  if ((side !== Side.buy && side !== Side.sell) || options > ALL_OPTIONS) return false
  if (type === OrderType.limit) {
    if (!isSmall(words, fields + 6) || !isTimeInForce(timeInForce)) return false
    request.priceTicks = priceTicks
    request.timeInForce = timeInForce
    request.postOnly = (options & OrderOptions.postOnly) !== 0
  } else {
    if (type !== OrderType.market) return false
    request.priceTicks = 0
    request.timeInForce = TimeInForce.IOC
    request.postOnly = false
  }
  request.type = type
  request.conditions = undefined
  request.holdPriceTicks = 0
  request.command = 'PlaceOrder'
  request.accountId = words[fields]! as AccountId
  request.instrumentId = words[fields + 2]! as InstrumentId
  request.side = side === Side.buy ? BUY : SELL
  request.quantityLots = quantityLots
  request.openOrderId = 0
  const isNamed = (options & OrderOptions.clientOrderId) !== 0
  return readName(request, octets, from + HEADER_LENGTH + PlaceOrderDecoder.BLOCK_LENGTH, from + length, isNamed)
}

function readCancel(request: OrderRequest, { words, octets }: CommandBuffer, from: number, length: number): boolean {
  const fields = (from >> 2) + FIELDS
  if (!isSmall(words, fields)) return false
  request.command = 'CancelOrder'
  request.accountId = words[fields]! as AccountId
  return readReference(request, words, octets, from, length, CancelOrderDecoder.BLOCK_LENGTH)
}

function readAmend(request: OrderRequest, { words, octets }: CommandBuffer, from: number, length: number): boolean {
  const fields = (from >> 2) + FIELDS
  const price = fields + 4
  const quantity = fields + 6
  const keepsPrice = isNull(words, price)
  const keepsQuantity = isNull(words, quantity)
  const quantityLots = keepsQuantity ? 0 : integerAt(words, quantity)
  if (!isSmall(words, fields) || !(keepsPrice || isSmall(words, price))) return false
  if (!keepsQuantity && quantityLots < 1) return false
  request.command = 'AmendOrder'
  request.accountId = words[fields]! as AccountId
  request.priceTicks = keepsPrice ? 0 : words[price]!
  request.quantityLots = quantityLots
  request.newName.clear()
  return readReference(request, words, octets, from, length, AmendOrderDecoder.BLOCK_LENGTH)
}

/** The open order of a cancel or amend: by the exchange's id, or by the client's behind the block. */
function readReference(
  request: OrderRequest,
  words: Int32Array,
  octets: Uint8Array,
  from: number,
  length: number,
  blockLength: number,
): boolean {
  const at = (from >> 2) + FIELDS + 2
  const isNamed = isNull(words, at)
  const orderId = isNamed ? 0 : integerAt(words, at)
  if (!isNamed && orderId < 1) return false
  request.openOrderId = orderId
  return readName(request, octets, from + HEADER_LENGTH + blockLength, from + length, isNamed)
}

/** The name behind the block; false where the message does not end there, or the name cannot be one. */
function readName(request: OrderRequest, octets: Uint8Array, at: number, end: number, isNamed: boolean): boolean {
  const length = octets[at]! | (octets[at + 1]! << 8)
  if (at + 2 + length !== end) return false
  if (isNamed) return request.name.setOctets(octets, at + 2, length)
  request.name.clear()
  return length === 0
}

/** Whether the second word of a header is of this schema, and of no later version: blocks have grown in none so far. */
function isReadable(word: number): boolean {
  return (word & 0xffff) === SCHEMA_ID && word >>> 16 <= SCHEMA_VERSION
}

/** The octets of a message less those of an empty text at its end, which version 0 lacks; 0 where it is not empty. */
function withoutEmptyText(octets: Uint8Array, from: number, length: number): number {
  if (octets[from + VERSION] === 0 || length === 0) return length
  const end = from + length
  return octets[end - 2] === 0 && octets[end - 1] === 0 ? length - 2 : 0
}

/** Whether an integer is from 1 to 2^31 − 1: every id of an account or instrument, and every price. */
function isSmall(words: Int32Array, at: number): boolean {
  return words[at]! > 0 && words[at + 1] === 0
}

function isNull(words: Int32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === NULL_HIGH
}

function isTimeInForce(value: number): value is TimeInForce {
  return value === TimeInForce.GTC || value === TimeInForce.IOC || value === TimeInForce.FOK
}

const ALL_OPTIONS = OrderOptions.postOnly | OrderOptions.clientOrderId
