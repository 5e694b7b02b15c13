import type { Block, Data, Encoding, Group, Member } from '../schema/layout.ts'
import { isWide } from '../schema/primitive.ts'
import { methodName, Names, typeName } from './names.ts'

/** What a class is of. */
type BlockKind = 'composite' | 'group' | 'message'

/** What generated flyweights have in any case, so that nothing of a schema is called so. */
const OWN_METHODS: Readonly<Record<BlockKind, readonly string[]>> = {
  composite: ['wrap', 'isNull', 'putNull'],
  group: ['begin', 'count', 'next', 'skip', 'cut', 'clear'],
  message: [
    ...['wrap', 'wrapMessage', 'header', 'rewind', 'skipToEnd', 'decodedLength', 'encodedLength', 'clear'],
    'checkComplete',
  ],
}

/** How a value is reached: what decides which methods it has. */
export type Shape = 'char' | 'narrow' | 'wide' | 'floating' | 'text' | 'numbers' | 'enum' | 'set' | 'composite'

/** The methods of a value, of which it has those that its shape asks for. */
export interface MemberNames {
  readonly value: string
  /** Of a 64-bit integer as a number. */
  readonly number: string
  /** Of an enumeration by the names of its values, and of a set by those of its choices. */
  readonly byName: string
  /** Of an array as a whole. */
  readonly array: string
  readonly octets: string
  /** Of a composite that may be missing. */
  readonly putNull: string
}

/** The methods of data of a variable length. */
export interface DataNames {
  readonly value: string
  readonly length: string
  readonly octets: string
  readonly skip: string
}

/** The names of the methods of a class, which its decoder and its encoder have in common. */
export interface Plan {
  readonly members: ReadonlyMap<Member, MemberNames>
  readonly groups: ReadonlyMap<Group, string>
  readonly data: ReadonlyMap<Data, DataNames>
}

/** How a value is reached. */
export function shapeOf(encoding: Encoding): Shape {
  if (encoding.kind === 'array') return encoding.characterEncoding === undefined ? 'numbers' : 'text'
  if (encoding.kind !== 'scalar') return encoding.kind
  if (encoding.primitive === 'char') return 'char'
  if (encoding.primitive === 'float' || encoding.primitive === 'double') return 'floating'
  return isWide(encoding.primitive) ? 'wide' : 'narrow'
}

/** Plans the methods of a composite. */
export function planMembers(members: readonly Member[], suffix: string): Plan {
  return planBlock({ fields: members, groups: [], data: [] }, suffix, 'composite')
}

/** Plans the methods of a message or of a group's entries: first come the names of the schema, then derived ones. */
export function planBlock(
  { fields, groups, data }: { fields: readonly Member[]; groups: Block['groups']; data: Block['data'] },
  suffix: string,
  kind: BlockKind,
): Plan {
  const names = new Names(suffix, OWN_METHODS[kind])
  const own = new Map([...fields, ...groups, ...data].map((part) => [part, names.take(methodName(part.name))]))
  const valueOf = (part: Member | Group | Data) => own.get(part)!
  return {
    members: new Map(fields.map((member) => [member, memberNames(names, member, valueOf(member))])),
    groups: new Map(groups.map((group) => [group, valueOf(group)])),
    data: new Map(data.map((part) => [part, dataNames(names, valueOf(part))])),
  }
}

function memberNames(names: Names, { encoding }: Member, value: string): MemberNames {
  const shape = shapeOf(encoding)
  const takeIf = (condition: boolean, name: string) => (condition ? names.take(value + name) : '')
  return {
    value,
    number: takeIf(shape === 'wide', 'Number'),
    byName: takeIf(shape === 'enum' || shape === 'set', shape === 'enum' ? 'Name' : 'Names'),
    array: takeIf(shape === 'numbers', 'Array'),
    octets: takeIf(shape === 'text', 'Octets'),
    putNull: takeIf(shape === 'composite', 'Null'),
  }
}

function dataNames(names: Names, value: string): DataNames {
  return {
    value,
    length: names.take(`${value}Length`),
    octets: names.take(`${value}Octets`),
    skip: names.take(`skip${typeName(value)}`),
  }
}

/** Tells whether reading a value depends on the version that it was written by. */
export function isVersioned(encoding: Encoding): boolean {
  if (encoding.kind !== 'composite') return false
  return encoding.members.some((member) => member.sinceVersion > 0 || isVersioned(member.encoding))
}

/** Tells whether a value may be missing: it is optional, or older senders do not know it. */
export function mayBeNull({ presence, sinceVersion }: Member): boolean {
  return presence === 'optional' || sinceVersion > 0
}
