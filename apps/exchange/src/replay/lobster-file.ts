import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { MAX_PRICE_TICKS } from '@openlob/domain'
import type { Side } from '@openlob/domain'
import { OperatorError } from '../operator-error.ts'

/** Small enough for a progress bar to move over a compressed hour. */
const READ_BYTES = 16 * 1024
/** Far above the 200 levels of the widest orderbook files; a file without line ends is none of theirs. */
const LINE_LENGTH_MAX = 100_000

/** What a message of a LOBSTER file says, by the number in its second column. */
export const MESSAGE_TYPES = {
  1: 'new order',
  2: 'partial cancel',
  3: 'delete',
  4: 'execution',
  5: 'hidden execution',
  6: 'cross trade',
  7: 'trading halt',
} as const satisfies Record<number, string>

/** The number of a message type: a closed union. */
export type MessageType = keyof typeof MESSAGE_TYPES

/** One line of a LOBSTER message file. */
export interface LobsterMessage {
  /** Its line in the file, from 1. */
  readonly line: number
  /** Microseconds after midnight; what the file has beyond them is cut off. */
  readonly timeUs: number
  readonly type: MessageType
  /** NASDAQ's order reference; 0 where the message names no order. */
  readonly orderId: number
  readonly quantityShares: number
  /** Dollars times 10,000. */
  readonly price: number
  /** The side of the order that the message names: for an execution that of the resting order. */
  readonly side: Side
}

/** One price of one side as the orderbook file has it; a level that the file leaves empty has 0 shares. */
export interface LobsterLevel {
  /** Dollars times 10,000; 0 where the level is empty. */
  readonly price: number
  readonly quantityShares: number
}

/** One line of a LOBSTER orderbook file: the book after the message on the same line, best prices first. */
export interface LobsterBookRow {
  readonly line: number
  readonly asks: readonly LobsterLevel[]
  readonly bids: readonly LobsterLevel[]
}

/** A LOBSTER file that cannot be read: names the file, the line where there is one, and what is wrong with it. */
export class LobsterFileError extends OperatorError {
  override readonly name: string = 'LobsterFileError'
  readonly file: string
  /** From 1; undefined where the whole file is meant. */
  readonly line: number | undefined

  constructor(file: string, line: number | undefined, problem: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`)
    this.file = file
    this.line = line
  }
}

/** The bytes of a file and how many of them have been read so far: what a progress bar needs. */
export interface ReadProgress {
  totalBytes: number
  readBytes: number
}

/** The messages of a file, plain or gzip, in order; rejects with a {@link LobsterFileError} at the first bad line. */
export async function* readMessages(file: string, progress?: ReadProgress): AsyncGenerator<LobsterMessage> {
  let line = 0
  let previousUs = 0
  for await (const text of readLines(file, progress)) {
    line += 1
    const message = parseMessage(text, line)
    if (typeof message === 'string') throw new LobsterFileError(file, line, message)
    if (message.timeUs < previousUs) throw new LobsterFileError(file, line, `the time goes back: ${text}`)
    previousUs = message.timeUs
    yield message
  }
}

/** The rows of an orderbook file, plain or gzip, in order; rejects with a {@link LobsterFileError} as above. */
export async function* readBookRows(file: string): AsyncGenerator<LobsterBookRow> {
  let line = 0
  let columns: number | undefined
  for await (const text of readLines(file)) {
    line += 1
    const row = parseBookRow(text, line, columns)
    if (typeof row === 'string') throw new LobsterFileError(file, line, row)
    columns = row.asks.length * 4
    yield row
  }
}

async function* readLines(file: string, progress?: ReadProgress): AsyncGenerator<string> {
  const compressed = await isGzip(file, progress)
  const source = createReadStream(file, { highWaterMark: READ_BYTES })
  let line = 1
  try {
    for await (const text of splitLines(compressed ? unpacked(source) : source)) {
      if (progress !== undefined) progress.readBytes = source.bytesRead
      yield text
      line += 1
    }
  } catch (error) {
    if (error instanceof LobsterFileError) throw error
    throw new LobsterFileError(file, line, `cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    source.destroy()
  }
  if (line === 1) throw new LobsterFileError(file, undefined, 'is empty')
}

/** What a compressed stream holds; a failure of the stream below is passed on, which `pipe` does not do. */
function unpacked(source: Readable): Readable {
  const bytes = createGunzip()
  source.on('error', (error) => bytes.destroy(error))
  return source.pipe(bytes)
}

async function* splitLines(bytes: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const texts = (rest + decoder.write(chunk)).split('\n')
    rest = texts.pop()!
    if (rest.length > LINE_LENGTH_MAX) throw new Error(`a line is longer than ${LINE_LENGTH_MAX} characters`)
    for (const text of texts) yield withoutReturn(text)
  }
  if (rest !== '') yield withoutReturn(rest)
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read',
}

async function isGzip(file: string, progress: ReadProgress | undefined): Promise<boolean> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
      if (progress !== undefined) progress.totalBytes = (await handle.stat()).size
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new LobsterFileError(file, undefined, READ_PROBLEMS[code ?? ''] ?? `cannot be read: ${String(error)}`)
  }
}

/** Parses one line of a message file, or says in words what is wrong with it. */
export function parseMessage(text: string, line: number): LobsterMessage | string {
  const columns = text.split(',')
  if (columns.length !== 6) return `a message has 6 columns, this line has ${text === '' ? 0 : columns.length}: ${shown(text)}`
  const [time, kind, id, size, cents, direction] = columns as [string, string, string, string, string, string]
  const timeUs = parseTime(time)
  const type = Number(kind)
  const orderId = parseCount(id)
  const quantityShares = parseCount(size)
  const price = parseInteger(cents)
  const side = SIDES.get(direction)
  if (timeUs === undefined) return `the time is not seconds after midnight: ${shown(time)}`
  if (!isMessageType(type)) return `the message type is none of 1 to 7: ${shown(kind)}`
  if (orderId === undefined) return `the order id is not a whole number: ${shown(id)}`
  if (quantityShares === undefined) return `the size is not a whole number of shares: ${shown(size)}`
  if (price === undefined) return `the price is not a whole number (dollars times 10,000): ${shown(cents)}`
  if (side === undefined) return `the direction is neither 1 nor -1: ${shown(direction)}`
  const message: LobsterMessage = { line, timeUs, type, orderId, quantityShares, price, side }
  return type <= 4 ? (orderProblem(message, text) ?? message) : message
}

const SIDES: ReadonlyMap<string, Side> = new Map([
  ['1', 'buy'],
  ['-1', 'sell'],
])

/** Why a message that names an order cannot mean one; undefined where it can. */
function orderProblem({ type, orderId, quantityShares, price }: LobsterMessage, text: string): string | undefined {
  if (orderId === 0 || quantityShares === 0 || price <= 0)
    return `a message of type ${type} needs an order id, a size and a price above 0: ${shown(text)}`
  if (price > MAX_PRICE_TICKS) return `the price is above the highest that the book takes, ${MAX_PRICE_TICKS}: ${price}`
  return undefined
}

/** Parses one line of an orderbook file, or says what is wrong with it; `columns` is how many it must have. */
export function parseBookRow(text: string, line: number, columns?: number): LobsterBookRow | string {
  const cells = text === '' ? [] : text.split(',')
  if (columns !== undefined && cells.length !== columns)
    return `the row has ${cells.length} columns, those before it ${columns}`
  if (cells.length === 0 || cells.length % 4 !== 0) return `a row has 4 columns a level, this one has ${cells.length}`
  const asks: LobsterLevel[] = []
  const bids: LobsterLevel[] = []
  for (let column = 0; column < cells.length; column += 2) {
    const level = parseLevel(cells[column]!, cells[column + 1]!, column + 1)
    if (typeof level === 'string') return level
    const side = column % 4 === 0 ? asks : bids
    side.push(level)
  }
  return { line, asks, bids }
}

function parseLevel(priceText: string, sizeText: string, column: number): LobsterLevel | string {
  const price = parseInteger(priceText)
  const quantityShares = parseCount(sizeText)
  if (price === undefined) return `column ${column} is not a price: ${shown(priceText)}`
  if (quantityShares === undefined) return `column ${column + 1} is not a size: ${shown(sizeText)}`
  if (quantityShares === 0) return { price: 0, quantityShares: 0 }
  if (price <= 0 || price > MAX_PRICE_TICKS) return `column ${column} is not a price from 1 to ${MAX_PRICE_TICKS}: ${price}`
  return { price, quantityShares }
}

function isMessageType(type: number): type is MessageType {
  return Object.hasOwn(MESSAGE_TYPES, type)
}

function parseTime(text: string): number | undefined {
  const match = /^(\d{1,5})(?:\.(\d{1,15}))?$/.exec(text)
  return match ? Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6)) : undefined
}

function parseInteger(text: string): number | undefined {
  const value = Number(text)
  return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(value) ? value : undefined
}

function parseCount(text: string): number | undefined {
  const value = parseInteger(text)
  return value === undefined || value < 0 ? undefined : value
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)
}
