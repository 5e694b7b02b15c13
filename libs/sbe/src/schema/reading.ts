import type { Described, Presence, Semantics } from './layout.ts'
import type { SchemaProblem, SchemaRule } from './problems.ts'
import type { Element } from './xml.ts'

const NO_SEMANTICS: Semantics = { semanticType: '', epoch: '', timeUnit: '' }

/** How long a name may be. */
const NAME_LENGTH_MAX = 200

/** Offsets beyond it cannot be said by a block length of 32 bits, and no message is that long. */
const OFFSET_MAX = 2 ** 31 - 1

/** What the parts of a schema are read with: it keeps what is wrong, so that all of it can be said at once. */
export class Reading {
  readonly problems: SchemaProblem[] = []
  /** The version of the schema; what is newer is wrong. */
  version = 0

  /** Notes that an element breaks a rule. */
  report({ file, line, column, name, attributes }: Element, rule: SchemaRule, message: string): void {
    const element = attributes['name'] === undefined ? `<${name}>` : `<${name} name="${attributes['name']}">`
    this.problems.push({ file, line, column, rule, element, message })
  }

  /** An attribute that is a text; undefined where it is missing. */
  text(element: Element, attribute: string): string | undefined {
    return element.attributes[attribute]
  }

  /** An attribute that must be there. */
  required(element: Element, attribute: string): string {
    const text = element.attributes[attribute]
    if (text === undefined || text === '') this.report(element, 'attribute', `\`${attribute}\` is missing`)
    return text ?? ''
  }

  /** An attribute that is a whole number of 0 or more and at most `maximum`; `missing` where it is missing. */
  integer<Missing>(element: Element, attribute: string, maximum: number, missing: Missing): number | Missing {
    const text = element.attributes[attribute]
    if (text === undefined) return missing
    const value = Number(text)
    if (/^\d+$/.test(text) && value <= maximum) return value
    this.report(element, 'attribute', `\`${attribute}\` is "${text}"; it must be a whole number from 0 to ${maximum}`)
    return missing
  }

  /** An id, which must be there. */
  id(element: Element): number {
    this.required(element, 'id')
    return this.integer(element, 'id', 65535, 0)
  }

  /** A name, which must be there and be an identifier. */
  name(element: Element): string {
    const name = this.required(element, 'name')
    if (name !== '' && (!/^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > NAME_LENGTH_MAX)) {
      const rule = `letters, digits and underscores, not a digit first, at most ${NAME_LENGTH_MAX}`
      this.report(element, 'name', `\`name\` is "${name}"; it must be made of ${rule}`)
    }
    return name
  }

  /** The presence that an element says; undefined where it says none. */
  presence(element: Element): Presence | undefined {
    const text = element.attributes['presence']
    if (text === undefined || text === 'required' || text === 'optional' || text === 'constant') return text
    this.report(element, 'attribute', `\`presence\` is "${text}"; it must be required, optional or constant`)
    return undefined
  }

  /** The offset that an element asks for, which must not lie in what is before it, or else the next free one. */
  offset(element: Element, end: number): number {
    const offset = this.integer(element, 'offset', OFFSET_MAX, end)
    if (offset >= end) return offset
    this.report(element, 'offset', `the offset ${offset} lies in what is before it, which ends at ${end}`)
    return end
  }

  /** What every element with a name says of itself. */
  described(element: Element): Described {
    const sinceVersion = this.integer(element, 'sinceVersion', 65535, 0)
    if (sinceVersion > this.version) {
      this.report(element, 'since-version', `since version ${sinceVersion}, but the schema is of version ${this.version}`)
    }
    const deprecated = this.integer(element, 'deprecated', 65535, 0)
    if (deprecated > this.version) {
      this.report(element, 'since-version', `deprecated in version ${deprecated} of a schema of version ${this.version}`)
    }
    const description = (element.attributes['description'] ?? '').replaceAll(/\s+/g, ' ').trim()
    const extensions = Object.fromEntries(Object.entries(element.attributes).filter(([name]) => name.includes(':')))
    return { name: this.name(element), description, sinceVersion, deprecated, extensions }
  }

  /** What an element says of the meaning of its values, or what `otherwise` says. */
  semantics(element: Element, otherwise?: Semantics): Semantics {
    const { semanticType, epoch, timeUnit } = otherwise ?? NO_SEMANTICS
    const own = this.text(element, 'semanticType') ?? semanticType
    if (semanticType !== '' && own !== semanticType) {
      this.report(element, 'semantic-type', `\`semanticType\` is "${own}" here and "${semanticType}" in its type`)
    }
    return {
      semanticType: own,
      epoch: this.text(element, 'epoch') ?? epoch,
      timeUnit: this.text(element, 'timeUnit') ?? timeUnit,
    }
  }
}

/** Reports elements that have the same of something; `keyOf` says what of them must differ. */
export function reportDuplicates(
  reading: Reading,
  elements: readonly Element[],
  what: string,
  keyOf: (element: Element) => string | undefined,
): void {
  const seen = new Map<string, Element>()
  for (const element of elements) {
    const key = keyOf(element)
    if (key === undefined) continue
    const first = seen.get(key)
    if (first === undefined) seen.set(key, element)
    else reading.report(element, 'duplicate', `${what} "${key}" is that of line ${first.line} already`)
  }
}
