import { ACCOUNT_NAME_OCTETS } from '../flow/account-table.ts'
import type { AccountTable } from '../flow/account-table.ts'
import { alignedLength, SnapshotDecodingError } from './sections.ts'

/*
 * The names of accounts as sections of a snapshot: JSON lists of texts in ASCII, spaces behind them. Names need no
 * escapes, so that they are copied octet by octet.
 */

/** Names in a section, but for the last. */
const NAMES_A_SECTION = 65_536
const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING = 0x5b
const CLOSING = 0x5d
const SPACE = 0x20
/** The most octets that a name takes in a list, with its quotes and the comma. */
const LONGEST = ACCOUNT_NAME_OCTETS + 3

/** The names of all accounts, by id. O(accounts). */
export function namesSections(accounts: AccountTable): Uint8Array[] {
  const sections: Uint8Array[] = []
  for (let from = 1; from <= accounts.count; from += NAMES_A_SECTION)
    sections.push(namesSection(accounts, from, Math.min(from + NAMES_A_SECTION - 1, accounts.count)))
  return sections
}

/** Opens an account for each name of a section, in order. Throws a {@link SnapshotDecodingError} where it is none. */
export function openNamed(accounts: AccountTable, section: Uint8Array): void {
  expectOctet(section, 0, OPENING)
  let at = 1
  for (;;) {
    expectOctet(section, at, QUOTE)
    const length = nameLength(section, at + 1)
    accounts.openNamed(section, at + 1, length)
    at += length + 2
    if (section[at] === CLOSING) break
    expectOctet(section, at, COMMA)
    at += 1
  }
  for (at += 1; at < section.length; at += 1) expectOctet(section, at, SPACE)
}

function namesSection(accounts: AccountTable, first: number, last: number): Uint8Array {
  const octets = new Uint8Array(alignedLength(2 + (last - first + 1) * LONGEST))
  octets[0] = OPENING
  let at = 1
  for (let accountId = first; accountId <= last; accountId += 1) {
    octets[at] = QUOTE
    at += 1 + accounts.copyName(accountId, octets, at + 1)
    octets[at] = QUOTE
    octets[at + 1] = accountId === last ? CLOSING : COMMA
    at += 2
  }
  return octets.slice(0, alignedLength(at)).fill(SPACE, at)
}

function nameLength(section: Uint8Array, from: number): number {
  let length = 0
  while (length <= ACCOUNT_NAME_OCTETS && isNameOctet(section[from + length])) length += 1
  if (length === 0 || length > ACCOUNT_NAME_OCTETS) throw notNames(from)
  expectOctet(section, from + length, QUOTE)
  return length
}

function isNameOctet(octet: number | undefined): boolean {
  return octet !== undefined && octet > SPACE && octet < 0x7f && octet !== QUOTE && octet !== BACKSLASH
}

function expectOctet(section: Uint8Array, at: number, octet: number): void {
  if (section[at] !== octet) throw notNames(at)
}

function notNames(at: number): SnapshotDecodingError {
  return new SnapshotDecodingError(`not a list of names of accounts, from octet ${at} on`)
}
