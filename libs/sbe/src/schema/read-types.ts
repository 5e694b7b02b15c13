import type { CompositeEncoding, Described, Encoding, Member } from './layout.ts'
import { primitiveEncoding, readScalarOrArray } from './read-scalar.ts'
import { readEnum } from './read-enum.ts'
import { readSet } from './read-set.ts'
import type { Reading } from './reading.ts'
import { reportDuplicates } from './reading.ts'
import { isPrimitive } from './primitive.ts'
import { constantOf, presenceOf } from './presence.ts'
import type { TypeLookup } from './type-lookup.ts'
import type { Element } from './xml.ts'

/** The named types of a schema, resolved as they are asked for, so that their order does not matter. */
export class TypeReader implements TypeLookup {
  readonly #reading: Reading
  readonly #elements = new Map<string, Element>()
  readonly #resolved = new Map<string, Encoding | undefined>()
  readonly #underway = new Set<string>()

  constructor(reading: Reading, elements: readonly Element[]) {
    this.#reading = reading
    reportDuplicates(reading, elements, 'the name', ({ attributes }) => attributes['name'])
    for (const element of elements) this.#elements.set(element.attributes['name'] ?? '', element)
  }

  /** All named types. */
  all(): Encoding[] {
    return [...this.#elements].flatMap(([name, element]) => this.find(name, element) ?? [])
  }

  /** The type of a name, for an element that uses it; undefined where it is not to be had, which is reported. */
  find(name: string, user: Element): Encoding | undefined {
    if (this.#resolved.has(name)) return this.#resolved.get(name)
    const element = this.#elements.get(name)
    if (element === undefined) {
      if (isPrimitive(name)) return primitiveEncoding(name)
      this.#reading.report(user, 'unknown-type', `there is no type "${name}"`)
      return undefined
    }
    if (this.#underway.has(name)) {
      this.#reading.report(user, 'circular-reference', `"${name}" is made of itself`)
      return undefined
    }
    this.#underway.add(name)
    const encoding = this.read(element)
    this.#underway.delete(name)
    this.#resolved.set(name, encoding)
    return encoding
  }

  /** The type of a name where it is there and sound; nothing is reported. */
  peek(name: string): Encoding | undefined {
    const element = this.#elements.get(name)
    return element === undefined || this.#underway.has(name) ? undefined : this.find(name, element)
  }

  /** Reads the element of a type. */
  read(element: Element): Encoding | undefined {
    const reading = this.#reading
    if (element.name === 'type') return readScalarOrArray(reading, element, this)
    if (element.name === 'enum') return readEnum(reading, element, this)
    if (element.name === 'set') return readSet(reading, element, this)
    if (element.name === 'composite') return this.#readComposite(element)
    reading.report(element, 'element', 'types are made of type, composite, enum and set')
    return undefined
  }

  #readComposite(element: Element): CompositeEncoding {
    const reading = this.#reading
    const members: Member[] = []
    let size = 0
    reportDuplicates(reading, element.children, 'the name', ({ attributes }) => attributes['name'])
    for (const child of element.children) {
      const member = this.#readMember(child, size)
      if (member === undefined) continue
      members.push(member)
      if (member.presence !== 'constant') size = member.offset + member.encoding.size
    }
    if (element.children.length === 0) reading.report(element, 'element', 'a composite has members')
    return { kind: 'composite', ...reading.described(element), ...reading.semantics(element), members, size }
  }

  #readMember(element: Element, end: number): Member | undefined {
    const reading = this.#reading
    const encoding =
      element.name === 'ref' ? this.find(reading.required(element, 'type'), element) : this.read(element)
    if (encoding === undefined) return undefined
    const presence = presenceOf(reading, element, encoding)
    return {
      ...(element.name === 'ref' ? reading.described(element) : describedAs(encoding)),
      ...reading.semantics(element, element.name === 'ref' ? encoding : undefined),
      encoding,
      offset: reading.offset(element, end),
      presence,
      constant: presence === 'constant' ? constantOf(reading, element, encoding, this) : undefined,
    }
  }
}

function describedAs({ name, description, sinceVersion, deprecated, extensions }: Encoding): Described {
  return { name, description, sinceVersion, deprecated, extensions }
}
