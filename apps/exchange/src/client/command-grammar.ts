import { Decimal } from '@openlob/decimal'
import type { Side, TimeInForce } from '@openlob/domain'
import { didYouMean } from '../configuration/suggestion.ts'

/** Commands that the exchange answers. */
export type RequestCommand =
  | {
      readonly verb: 'place'
      readonly side: Side
      readonly quantity: string
      /** Undefined for a market order. */
      readonly price: string | undefined
      readonly timeInForce: TimeInForce
      readonly postOnly: boolean
    }
  | { readonly verb: 'cancel'; readonly orderId: string }
  | {
      readonly verb: 'amend'
      readonly orderId: string
      readonly quantity: string | undefined
      readonly price: string | undefined
    }
  | { readonly verb: 'book'; readonly levels: number }
  | { readonly verb: 'balances'; readonly flow: string | undefined }
  | {
      readonly verb: 'transfer'
      readonly amount: string
      readonly asset: string
      readonly from: string
      readonly to: string
    }
  | { readonly verb: 'cancel all' | 'orders' | 'instruments' }

/** Commands that the session carries out itself. */
export type SessionCommand =
  | { readonly verb: 'watch'; readonly levels: number }
  | { readonly verb: 'trader' | 'symbol'; readonly name: string | undefined }
  | { readonly verb: 'unwatch' | 'trades' | 'help' | 'quit' }

/** What a person can ask of the client: a closed union over `verb`. */
export type ClientCommand = RequestCommand | SessionCommand

const SESSION_VERBS: ReadonlySet<string> = new Set<SessionCommand['verb']>([
  'watch',
  'trader',
  'symbol',
  'unwatch',
  'trades',
  'help',
  'quit',
])

/** Tells whether the session carries a command out itself. */
export function isSessionCommand(command: ClientCommand): command is SessionCommand {
  return SESSION_VERBS.has(command.verb)
}

type PlainVerb = 'orders' | 'instruments' | 'unwatch' | 'trades' | 'help' | 'quit'

/** Why a line is no command, in a sentence for the person who typed it. */
export interface GrammarProblem {
  readonly problem: string
}

/** Every command as `help` shows it: how it is typed, and what it does. */
export const COMMAND_HELP: readonly (readonly [string, string])[] = [
  ['buy 1 @ 50000', 'limit order: 1 at 50000 or less; add ioc, fok or post (post-only)'],
  ['sell 0.5 @ 50100', 'limit order: 0.5 at 50100 or more'],
  ['buy 1 market', 'market order: whatever the book offers'],
  ['amend 7 2 @ 50050', 'order 7: 2 in all at 50050; either alone: amend 7 2, amend 7 @ 50050'],
  ['cancel 7', 'take order 7 out of the book; cancel all takes all of yours'],
  ['orders', 'your open orders'],
  ['balances', 'what you have; balances ether: in one flow of an exchange that has several'],
  ['transfer 5 USDT main ether', 'move money from one flow to another'],
  ['book 10', 'the book, so many levels of each side'],
  ['watch', 'keep showing the book and the trades; unwatch ends it'],
  ['trades', 'the last trades seen'],
  ['instruments', 'what can be traded'],
  ['symbol BTC-USDT', 'trade this from here on'],
  ['trader alice', 'act as alice from here on'],
  ['quit', 'leave; orders stay in the book'],
]

/** The most levels of a side that fit a screen. */
export const LEVELS_MAX = 100
const LEVELS_DEFAULT = 10

type Result = ClientCommand | GrammarProblem
type Parser = (words: readonly string[]) => Result

const PARSERS: Readonly<Record<string, Parser>> = {
  buy: (words) => parsePlace('buy', words),
  sell: (words) => parsePlace('sell', words),
  amend: parseAmend,
  cancel: parseCancel,
  orders: plain('orders'),
  balances: (words) => parseBalances(words),
  transfer: parseTransfer,
  book: (words) => parseLevels('book', words),
  watch: (words) => parseLevels('watch', words),
  unwatch: plain('unwatch'),
  trades: plain('trades'),
  instruments: plain('instruments'),
  symbol: (words) => parseName('symbol', words),
  trader: (words) => parseName('trader', words),
  help: plain('help'),
  quit: plain('quit'),
}

const ALIASES: Readonly<Record<string, string>> = { '?': 'help', exit: 'quit', q: 'quit', balance: 'balances', order: 'orders' }

/** The first words of all commands, for completion. */
export const COMMAND_WORDS: readonly string[] = Object.keys(PARSERS)

/** The options that an order line can end with. */
export const ORDER_OPTIONS: readonly string[] = ['market', 'gtc', 'ioc', 'fok', 'post']

/** Reads one line; undefined where it is empty. Words are told apart by spaces; capitals do not matter but in names. */
export function parseClientCommand(line: string): Result | undefined {
  const words = line.replaceAll('@', ' @ ').split(/\s+/).filter((word) => word !== '')
  const [first, ...rest] = words
  if (first === undefined) return undefined
  const typed = first.toLowerCase()
  const word = (Object.hasOwn(ALIASES, typed) ? ALIASES[typed] : undefined) ?? typed
  if (Object.hasOwn(PARSERS, word)) return PARSERS[word]!(rest)
  return problem(`"${first}" is no command${didYouMean(word, COMMAND_WORDS) || '.'} Type help for all of them`)
}

/** What a line so far could go on with: the words, and the part of the line that they complete. */
export function completeCommand(line: string): [string[], string] {
  const words = line.trimStart().split(/\s+/)
  const last = words.at(-1) ?? ''
  return [candidates(words).filter((word) => word.startsWith(last.toLowerCase())).map((word) => `${word} `), last]
}

function candidates(words: readonly string[]): readonly string[] {
  if (words.length <= 1) return COMMAND_WORDS
  const verb = words[0]!.toLowerCase()
  if (verb === 'cancel') return words.length === 2 ? ['all'] : []
  return (verb === 'buy' || verb === 'sell') && words.length > 2 ? ['@', ...ORDER_OPTIONS] : []
}

function parsePlace(side: Side, words: readonly string[]): Result {
  const example = `such as: ${side} 1 @ 50000, or ${side} 1 market`
  const [quantity, kind, ...rest] = words
  if (quantity === undefined) return problem(`How much? An order is typed ${example}`)
  if (!isAmount(quantity)) return problem(`"${quantity}" is no quantity. An order is typed ${example}`)
  if (kind?.toLowerCase() === 'market') {
    if (rest.length > 0) return problem(`A market order takes nothing after the word market: ${rest.join(' ')}`)
    return { verb: 'place', side, quantity, price: undefined, timeInForce: 'IOC', postOnly: false }
  }
  if (kind !== '@') return problem(`At what price? An order is typed ${example}`)
  const [price, ...options] = rest
  if (price === undefined) return problem(`At what price? An order is typed ${example}`)
  if (!isAmount(price)) return problem(`"${price}" is no price. An order is typed ${example}`)
  const terms = parseOptions(options)
  return 'problem' in terms ? terms : { verb: 'place', side, quantity, price, ...terms }
}

interface OrderTerms {
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
}

const OPTION_TERMS: Readonly<Record<string, OrderTerms>> = {
  gtc: { timeInForce: 'GTC', postOnly: false },
  ioc: { timeInForce: 'IOC', postOnly: false },
  fok: { timeInForce: 'FOK', postOnly: false },
  post: { timeInForce: 'GTC', postOnly: true },
}

function parseOptions(options: readonly string[]): OrderTerms | GrammarProblem {
  const [option, more] = options
  if (option === undefined) return OPTION_TERMS['gtc']!
  if (more !== undefined) return problem(`One option at a time (ioc, fok or post): ${options.join(' ')}`)
  const word = option.toLowerCase()
  if (Object.hasOwn(OPTION_TERMS, word)) return OPTION_TERMS[word]!
  return problem(`"${option}" is no option of an order: ioc, fok and post are`)
}

const AMEND_EXAMPLE = 'An amendment is typed such as: amend 7 2 @ 50050, amend 7 2, or amend 7 @ 50050'

function parseAmend(words: readonly string[]): Result {
  const [orderId, ...rest] = words
  if (orderId === undefined) return problem(`Which order? ${AMEND_EXAMPLE}`)
  if (!isOrderId(orderId)) return problem(`"${orderId}" is no order id. ${AMEND_EXAMPLE}`)
  if (rest.length === 0) return problem(`To what? ${AMEND_EXAMPLE}`)
  const quantity = rest[0] === '@' ? undefined : rest.shift()
  if (quantity !== undefined && !isAmount(quantity)) return problem(`"${quantity}" is no quantity. ${AMEND_EXAMPLE}`)
  if (rest.length === 0) return { verb: 'amend', orderId, quantity, price: undefined }
  const [at, price, more] = rest
  if (at !== '@' || price === undefined || more !== undefined) return problem(AMEND_EXAMPLE)
  return isAmount(price) ? { verb: 'amend', orderId, quantity, price } : problem(`"${price}" is no price. ${AMEND_EXAMPLE}`)
}

function parseCancel(words: readonly string[]): Result {
  const [orderId, more] = words
  if (orderId === undefined || more !== undefined) return problem('Type cancel and an order id, such as cancel 7, or cancel all')
  if (orderId.toLowerCase() === 'all') return { verb: 'cancel all' }
  if (!isOrderId(orderId)) return problem(`"${orderId}" is no order id. Type orders to see yours`)
  return { verb: 'cancel', orderId }
}

function parseLevels(verb: 'book' | 'watch', words: readonly string[]): Result {
  const [text, more] = words
  if (text === undefined) return { verb, levels: LEVELS_DEFAULT }
  const levels = Number(text)
  if (more !== undefined || !/^\d+$/.test(text) || levels < 1 || levels > LEVELS_MAX)
    return problem(`${verb} takes a number of levels from 1 to ${LEVELS_MAX}: ${words.join(' ')}`)
  return { verb, levels }
}

function parseBalances(words: readonly string[]): Result {
  const [flow, more] = words
  return more === undefined ? { verb: 'balances', flow } : problem(`balances takes one flow: ${words.join(' ')}`)
}

function parseTransfer(words: readonly string[]): Result {
  const [amount, asset, from, to, more] = words
  if (amount === undefined || asset === undefined || from === undefined || to === undefined || more !== undefined)
    return problem('A transfer is typed such as: transfer 5 USDT main ether')
  return isAmount(amount) ? { verb: 'transfer', amount, asset, from, to } : problem(`"${amount}" is no amount`)
}

function parseName(verb: 'trader' | 'symbol', words: readonly string[]): Result {
  const [name, more] = words
  if (more !== undefined) return problem(`${verb} takes one name: ${words.join(' ')}`)
  return { verb, name }
}

function plain(verb: PlainVerb): Parser {
  return (words) => (words.length === 0 ? { verb } : problem(`${verb} takes nothing more: ${words.join(' ')}`))
}

function isAmount(text: string): boolean {
  return (Decimal.tryParse(text)?.sign() ?? 0) > 0
}

function isOrderId(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text))
}

function problem(text: string): GrammarProblem {
  return { problem: text }
}
