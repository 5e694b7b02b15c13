import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSnapshot, Exchange, MemorySnapshotStore } from '@openlob/application'
import type { Answer, Clock, Command, Event, ExchangeGateway } from '@openlob/application'
import { invariant } from '@openlob/domain'
import type { AccountId, Asset, Instrument } from '@openlob/domain'
import { FileJournal } from '@openlob/journal-file'
import { OperatorError } from '../operator-error.ts'
import type { ReplayParties } from './order-flow-translator.ts'
import type { MoneyFigures } from './replay-report.ts'

/** What each account is given of each asset, in base units: 100 billion dollars, more than a day of one share moves. */
const DEPOSIT_UNITS = 1_000_000_000_000_000n
/** Commands on their way to the disk at a time. */
export const PENDING_COMMANDS_MAX = 1024
const OPEN_ORDERS_MAX = 10_000_000
const MAKERS = ['maker-1', 'maker-2', 'maker-3', 'maker-4']

/** A journal's folder, and what to do with it at the end. */
export interface JournalFolder {
  readonly directory: string
  dispose(): Promise<void>
}

/** The folder that the user named, which must be empty or absent, or a temporary one that goes away afterwards. */
export async function openJournalFolder(directory: string | undefined): Promise<JournalFolder> {
  if (directory === undefined) {
    const temporary = await mkdtemp(join(tmpdir(), 'openlob-replay-'))
    return { directory: temporary, dispose: () => rm(temporary, { recursive: true, force: true }) }
  }
  await mkdir(directory, { recursive: true })
  const found = await readdir(directory)
  if (found.length > 0)
    throw new OperatorError(`${directory} is not empty: a replay starts from nothing, give --journal a new folder`)
  return { directory, dispose: () => Promise.resolve() }
}

/**
 * An exchange over a file journal, whose clock is set by the replay: the same file gives the same state every time.
 * Its snapshots are kept in memory, so that what a second one over the same journal knows, it knows from the journal.
 */
export class ReplayExchange {
  readonly exchange: Exchange
  readonly #snapshots = new MemorySnapshotStore()

  constructor(directory: string, clock: Clock) {
    this.exchange = new Exchange({
      journal: new FileJournal({ directory }),
      snapshots: this.#snapshots,
      clock,
      maxPendingCommands: PENDING_COMMANDS_MAX,
      snapshotEveryCommands: Number.MAX_SAFE_INTEGER,
      limits: { maxOpenOrdersPerAccount: OPEN_ORDERS_MAX, maxOpenOrders: OPEN_ORDERS_MAX },
    })
  }

  /** Stops it; the hash of everything that it held: books, orders, ledger. */
  async stop(): Promise<string> {
    await this.exchange.stop()
    const { snapshot } = await this.#snapshots.latest()
    invariant(snapshot !== undefined, 'an exchange that took commands saves a snapshot when it stops')
    return decodeSnapshot(snapshot.payload).flow.stateHash
  }
}

/** A share listed against dollars, with funded accounts. */
export interface Venue extends ReplayParties {
  readonly assets: readonly Asset[]
  readonly instrument: Instrument
}

/**
 * Lists the share and opens the accounts. One tick is a hundredth of a cent, the file's own unit, and one lot a share:
 * a price of the file is a number of ticks as it stands.
 */
export async function openVenue(exchange: ExchangeGateway, ticker: string): Promise<Venue> {
  const base = await assetOf(exchange, ticker, 0)
  const quote = await assetOf(exchange, 'USD', 4)
  const listed = await done(exchange, {
    type: 'ListInstrument',
    kind: 'spot',
    terms: { symbol: `${ticker}-USD`, tickSize: '0.0001', lotSize: '1' },
    baseAssetId: base.assetId,
    quoteAssetId: quote.assetId,
  })
  const { instrument } = eventOf(listed, 'InstrumentListed')
  const accounts: AccountId[] = []
  for (const name of [...MAKERS, 'taker']) {
    const { account } = eventOf(await done(exchange, { type: 'OpenAccount', name }), 'AccountOpened')
    accounts.push(account.accountId)
    for (const { assetId } of [base, quote])
      await done(exchange, { type: 'Deposit', accountId: account.accountId, assetId, units: DEPOSIT_UNITS })
  }
  const { instrumentId } = instrument
  const taker = accounts.pop()!
  return { assets: [base, quote], instrument, instrumentId, makers: accounts, taker }
}

/** What all accounts own of each asset, beside what was paid in and the fees. */
export async function countMoney(
  exchange: ExchangeGateway,
  venue: Venue,
  feeUnits: ReadonlyMap<number, bigint>,
): Promise<MoneyFigures[]> {
  const accounts = [...venue.makers, venue.taker]
  const money: MoneyFigures[] = []
  for (const { assetId, symbol } of venue.assets) {
    let ownedUnits = 0n
    for (const account of accounts) {
      const { freeUnits, heldUnits } = await exchange.queries.balance(account, assetId)
      ownedUnits += freeUnits + heldUnits
    }
    const depositedUnits = DEPOSIT_UNITS * BigInt(accounts.length)
    money.push({ asset: symbol, depositedUnits, ownedUnits, feeUnits: feeUnits.get(assetId) ?? 0n })
  }
  return money
}

/** Throws where the exchange did not take a command at all; a refusal is an answer and passes. */
export function requireTaken(answer: Answer): void {
  if (answer.status === 'unavailable') throw new OperatorError(`the exchange takes no more commands: ${answer.text}`)
}

async function assetOf(exchange: ExchangeGateway, symbol: string, scale: number): Promise<Asset> {
  return eventOf(await done(exchange, { type: 'ListAsset', symbol, scale }), 'AssetListed').asset
}

async function done(exchange: ExchangeGateway, command: Command): Promise<readonly Event[]> {
  const answer = await exchange.submit(command)
  if (answer.status !== 'done') throw new OperatorError(`the replay cannot be set up: ${command.type}: ${answer.text}`)
  return answer.events
}

function eventOf<Type extends Event['type']>(events: readonly Event[], type: Type): Extract<Event, { type: Type }> {
  const found = events.find((event): event is Extract<Event, { type: Type }> => event.type === type)
  if (found === undefined) throw new OperatorError(`the exchange answered without ${type}`)
  return found
}
