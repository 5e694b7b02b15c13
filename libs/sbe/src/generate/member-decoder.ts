import type { ArrayEncoding, EnumEncoding, Member, ScalarEncoding, SetEncoding } from '../schema/layout.ts'
import type { Numeric, Primitive } from '../schema/primitive.ts'
import { primitives } from '../schema/primitive.ts'
import type { Access } from './literals.ts'
import { alignedGet, halvesOf, literal, nullTest, numericType, plus, quote, wordAt } from './literals.ts'
import { methodName } from './names.ts'
import type { MemberNames } from './plan.ts'
import { isVersioned, mayBeNull, shapeOf } from './plan.ts'
import type { Imports } from './source.ts'
import { method } from './source.ts'
import type { NamedEncoding, TypeTable } from './type-table.ts'

/** What the methods of members are written with. */
export interface MemberContext {
  readonly access: Access
  readonly types: TypeTable
  readonly imports: Imports
  readonly runtime: string
  /** The module of a generated file. */
  readonly moduleOf: (file: string) => string
  /** What errors call the class. */
  readonly label: string
  /** A debug build. */
  readonly checks: boolean
  /** Members of a block that starts at a word. */
  readonly aligned: boolean
  /** What a debug build does first when a member is touched; empty in a fast one. */
  readonly guard: (member: Member) => string
}

/** The methods that read a member. */
export function memberDecoder(member: Member, names: MemberNames, context: MemberContext): string {
  return new MemberDecoder(member, names, context).text()
}

/** The name that a set, enumeration or composite has in the code, imported. */
export function imported(context: MemberContext, encoding: NamedEncoding, prefix: string, suffix: string): string {
  const { name, file } = context.types.of(encoding)
  const base = prefix === 'lower' ? methodName(name) : name
  return context.imports.value(base + suffix, context.moduleOf(file))
}

class MemberDecoder {
  readonly #member: Member
  readonly #names: MemberNames
  readonly #context: MemberContext
  readonly #at: string
  /** What every method starts with. */
  readonly #start: readonly string[]
  readonly #orNull: string

  constructor(member: Member, names: MemberNames, context: MemberContext) {
    this.#member = member
    this.#names = names
    this.#context = context
    this.#at = plus('this.$at', member.offset)
    const { sinceVersion } = member
    this.#start = [
      context.guard(member),
      ...(sinceVersion > 0 ? [`if (this.$version < ${sinceVersion}) return null`] : []),
    ]
    this.#orNull = mayBeNull(member) ? ' | null' : ''
  }

  text(): string {
    const { encoding, presence } = this.#member
    if (presence === 'constant') return this.#constant()
    switch (encoding.kind) {
      case 'scalar':
        return this.#scalar(encoding)
      case 'array':
        return shapeOf(encoding) === 'text' ? this.#fixedText(encoding) : this.#numbers(encoding)
      case 'enum':
        return this.#enum(encoding)
      case 'set':
        return this.#set(encoding)
      case 'composite':
        return this.#composite()
    }
  }

  #constant(): string {
    const { constant, encoding } = this.#member
    const value = typeof constant === 'string' ? quote(constant) : literal(constant!)
    if (encoding.kind !== 'enum') return this.#method(this.#names.value, value, `return ${value}`)
    const code = encoding.values.find(({ name }) => name === constant)!.value
    return (
      this.#method(this.#names.value, literal(code), `return ${literal(code)}`) +
      this.#method(this.#names.byName, value, `return ${value}`)
    )
  }

  #scalar(encoding: ScalarEncoding): string {
    const { primitive, nullValue } = encoding
    const shape = shapeOf(encoding)
    const raw = this.#raw(primitive)
    const made = (value: string) => (shape === 'char' ? `String.fromCharCode(${value})` : value)
    const type = shape === 'char' ? 'string' : numericType(primitive)
    const value = this.#method(this.#names.value, type, ...this.#unlessNull(raw, nullValue, made))
    return shape === 'wide' ? value + this.#wideAsNumber(encoding) : value
  }

  #raw(primitive: Primitive): string {
    const { access, aligned } = this.#context
    const word = aligned ? alignedGet(primitive, this.#member.offset) : undefined
    return word ?? access.get(primitive, this.#at)
  }

  #wideAsNumber({ primitive, nullValue }: ScalarEncoding): string {
    const { access, imports, runtime, label } = this.#context
    const { low, high } = access.halves
    const { value, number } = this.#names
    const none = halvesOf(BigInt(nullValue), primitive)
    const signed = primitive === 'int64'
    const { offset } = this.#member
    const inWords = this.#context.aligned && offset % 4 === 0
    const word = (at: number) => wordAt(at, 'words', 'word')
    const lowHalf = inWords ? `(${word(offset)} >>> 0)` : access.get('uint32', plus('at', low), 'view')
    // Beyond 2^53 the upper half has more than 21 bits, and its sign.
    const inexact = signed ? 'high >> 21 !== high >> 31' : 'high >>> 21 !== 0'
    const refuse = imports.value('refuseUpperHalf', runtime)
    const documentation = `The same as a number, exact to 2^53; a greater one throws an \`SbeError\`, use \`${value}\`.`
    return this.#documented(
      documentation,
      number,
      'number',
      inWords ? 'const words = this.$words' : 'const view = this.$view',
      inWords ? 'const word = this.$word' : `const at = ${this.#at}`,
      `const high = ${inWords ? word(offset + 4) : access.get(signed ? 'int32' : 'uint32', plus('at', high), 'view')}`,
      this.#member.presence === 'optional' && `if (high === ${inWords ? none.high | 0 : none.high} && ${lowHalf} === ${none.low}) return null`,
      `if (${inexact}) return ${refuse}(${quote(`${label}.${value}`)}, high)`,
      `return high * 4294967296 + ${lowHalf}`,
    )
  }

  #fixedText({ length, characterEncoding, primitive, nullValue }: ArrayEncoding): string {
    const { access, imports, runtime } = this.#context
    const read = imports.value('readFixedText', runtime)
    const octets = imports.value('octetsOf', runtime)
    const isNull = nullTest(access.get(primitive, this.#at), nullValue)
    const nothing = this.#member.presence === 'optional' && `if (${isNull}) return null`
    const text = `${read}(this.$view, ${this.#at}, ${length}, ${quote(characterEncoding!)})`
    const documentation = `All its ${length} octets, as a view of the same memory.`
    return (
      this.#method(this.#names.value, 'string', nothing, `return ${text}`) +
      this.#documented(
        documentation,
        this.#names.octets,
        'Uint8Array',
        `return ${octets}(this.$view, ${this.#at}, ${length})`,
      )
    )
  }

  #numbers({ primitive, length, nullValue }: ArrayEncoding): string {
    const { access, imports, runtime, label } = this.#context
    const { value, array } = this.#names
    const type = numericType(primitive)
    const { size } = primitives[primitive]
    const orNull = this.#member.sinceVersion > 0 ? ' | null' : ''
    const refuse = imports.value('refuseIndex', runtime)
    const refusal = `${refuse}(${quote(`${label}.${value}`)}, index, ${length})`
    const isNull = nullTest(access.get(primitive, this.#at), nullValue)
    const place = `${this.#at} + index * ${size}`
    const one = method(
      `${this.#documentation()} One of its ${length} values, from 0.`,
      `${value}(index: number): ${type}${orNull}`,
      ...this.#start,
      `if (!Number.isInteger(index) || index < 0 || index >= ${length}) return ${refusal}`,
      `return ${access.get(primitive, place)}`,
    )
    return one + this.#documented(
      'All its values.',
      array,
      `readonly ${type}[]`,
      this.#member.presence === 'optional' && `if (${isNull}) return null`,
      `const values: ${type}[] = []`,
      `for (let index = 0; index < ${length}; index += 1) values.push(${access.get(primitive, place)})`,
      'return values',
    )
  }

  #enum(encoding: EnumEncoding): string {
    const { primitive, nullValue } = encoding
    const nameOf = imported(this.#context, encoding, 'lower', 'Name')
    const type = numericType(primitive)
    const { name, file } = this.#context.types.of(encoding)
    const names = this.#context.imports.type(`${name}Name`, this.#context.moduleOf(file))
    const raw = this.#raw(primitive)
    return (
      this.#method(this.#names.value, type, ...this.#unlessNull(raw, nullValue)) +
      this.#documented(
        'The same by its name; a value that the schema does not know is its number.',
        this.#names.byName,
        `${names} | ${type}`,
        ...this.#unlessNull(raw, nullValue, (value) => `${nameOf}(${value})`),
      )
    )
  }

  #set(encoding: SetEncoding): string {
    const { primitive } = encoding
    const namesOf = imported(this.#context, encoding, 'lower', 'Names')
    const { name, file } = this.#context.types.of(encoding)
    const names = this.#context.imports.type(`${name}Name`, this.#context.moduleOf(file))
    const raw = this.#raw(primitive)
    return (
      this.#method(this.#names.value, numericType(primitive), `return ${raw}`) +
      this.#documented(
        'The same by the names of its choices; one that the schema does not know is the number of its bit.',
        this.#names.byName,
        `(${names} | number)[]`,
        `return ${namesOf}(${raw})`,
      )
    )
  }

  #composite(): string {
    const { encoding, presence } = this.#member
    if (encoding.kind !== 'composite') return ''
    const type = imported(this.#context, encoding, '', 'Decoder')
    const version = isVersioned(encoding) ? ', this.$version' : ''
    const part = `this.#${this.#names.value}.wrap(this.$view, ${this.#at}${version})`
    if (presence !== 'optional') return this.#method(this.#names.value, type, `return ${part}`)
    return this.#method(this.#names.value, type, `const part = ${part}`, 'return part.isNull() ? null : part')
  }

  /** Returns what is made of a value, or null for the null of an optional one. */
  #unlessNull(raw: string, nullValue: Numeric, made: (value: string) => string = (value) => value): string[] {
    if (this.#member.presence !== 'optional') return [`return ${made(raw)}`]
    return [`const value = ${raw}`, `return ${nullTest('value', nullValue)} ? null : ${made('value')}`]
  }

  #method(name: string, type: string, ...body: readonly (string | false)[]): string {
    return this.#documented(this.#documentation(), name, type, ...body)
  }

  #documented(documentation: string, name: string, type: string, ...body: readonly (string | false)[]): string {
    return method(documentation, `${name}(): ${type}${this.#orNull}`, ...this.#start, ...body)
  }

  #documentation(): string {
    return documentationOf(this.#member)
  }
}

/** What is said of a member: its description, and since when it is there. */
export function documentationOf({ name, description, sinceVersion, deprecated }: Member): string {
  const text = description === '' ? `The \`${name}\`.` : description
  const since = sinceVersion > 0 ? ` Null before version ${sinceVersion}.` : ''
  return `${text}${since}${deprecated > 0 ? ` Deprecated since version ${deprecated}.` : ''}`
}
