import type { CompositeEncoding, Encoding, EnumEncoding, Group, Message, Schema, SetEncoding } from '../schema/layout.ts'
import { fileName, Names, typeName } from './names.ts'

/** A type that has a name of its own in generated code. */
export type NamedEncoding = EnumEncoding | SetEncoding | CompositeEncoding

/** What a type, message or group is called, and the file that it is in. */
export interface Named {
  readonly name: string
  readonly file: string
}

/** What is added to the names of types for what belongs to them. */
const DERIVED = ['Decoder', 'Encoder', 'Fields', 'Name']

/** Gives every enumeration, set, composite, message and group of a schema a name and a file that no other has. */
export class TypeTable {
  readonly encodings: readonly NamedEncoding[]
  readonly #named = new Map<NamedEncoding | Message | Group, Named>()
  readonly #names: Names
  readonly #files: Names

  constructor(schema: Schema, suffix: string) {
    this.#names = new Names(suffix)
    this.#files = new Names('-2', ['index'], (file) => file.toLowerCase())
    const encodings: NamedEncoding[] = []
    for (const type of schema.types) collect(type, encodings)
    this.encodings = encodings
    for (const encoding of encodings) this.#give(encoding, typeName(encoding.name), [])
    for (const message of schema.messages) {
      this.#give(message, typeName(message.name), ['-decoder', '-encoder', '-fields'])
      this.#giveGroups(message.groups, message)
    }
  }

  /** What something is called. */
  of(named: NamedEncoding | Message | Group): Named {
    return this.#named.get(named)!
  }

  /** The groups are in the files of their message. */
  #giveGroups(groups: readonly Group[], parent: Message | Group): void {
    const { name, file } = this.of(parent)
    for (const group of groups) {
      this.#named.set(group, { name: this.#names.take(name + typeName(group.name), DERIVED), file })
      this.#giveGroups(group.groups, group)
    }
  }

  #give(named: NamedEncoding | Message, wanted: string, files: readonly string[]): void {
    const name = this.#names.take(wanted, DERIVED)
    this.#named.set(named, { name, file: this.#files.take(fileName(name), files) })
  }
}

/** All types with a name in a type, innermost first, each once. */
function collect(encoding: Encoding, into: NamedEncoding[]): void {
  if (encoding.kind === 'scalar' || encoding.kind === 'array' || into.includes(encoding)) return
  if (encoding.kind === 'composite') for (const member of encoding.members) collect(member.encoding, into)
  into.push(encoding)
}
