import type { ArrayEncoding, EnumEncoding, Member, ScalarEncoding, SetEncoding } from '../schema/layout.ts'
import type { Numeric, Primitive } from '../schema/primitive.ts'
import { isWide, primitives } from '../schema/primitive.ts'
import { alignedSet, literal, numericType, plus, quote } from './literals.ts'
import type { MemberContext } from './member-decoder.ts'
import { documentationOf, imported } from './member-decoder.ts'
import type { MemberNames } from './plan.ts'
import { mayBeNull, shapeOf } from './plan.ts'
import { method } from './source.ts'

/** A value of a primitive type cut to its bits, which is itself where they can say it. */
const CUT: Readonly<Record<string, string>> = {
  int8: '(value << 24) >> 24',
  int16: '(value << 16) >> 16',
  int32: '(value | 0)',
  uint8: '(value & 255)',
  uint16: '(value & 65535)',
  uint32: 'value >>> 0',
}

/** The methods that write a member; a constant is not written. */
export function memberEncoder(member: Member, names: MemberNames, context: MemberContext): string {
  return member.presence === 'constant' ? '' : new MemberEncoder(member, names, context).text()
}

/** The call that writes that a member has no value, as a statement. */
export function putNullStatement({ encoding, presence }: Member, names: MemberNames): string {
  const { value, byName, array, putNull } = names
  if (presence === 'constant') return ''
  if (encoding.kind === 'set') return `this.${value}(${numericType(encoding.primitive) === 'bigint' ? '0n' : '0'})`
  if (encoding.kind === 'composite') return `this.${putNull}()`
  if (encoding.kind === 'enum') return `this.${byName}(${literal(encoding.nullValue)})`
  return array === '' ? `this.${value}(null)` : `this.${array}(null)`
}

class MemberEncoder {
  readonly #member: Member
  readonly #names: MemberNames
  readonly #context: MemberContext
  readonly #at: string
  readonly #guard: string
  readonly #label: string
  readonly #mayBeNull: boolean

  constructor(member: Member, names: MemberNames, context: MemberContext) {
    this.#member = member
    this.#names = names
    this.#context = context
    this.#at = plus('this.$at', member.offset)
    this.#guard = context.guard(member)
    this.#label = quote(`${context.label}.${names.value}`)
    this.#mayBeNull = mayBeNull(member)
  }

  text(): string {
    const { encoding } = this.#member
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

  #scalar(encoding: ScalarEncoding): string {
    const { primitive, nullValue } = encoding
    const shape = shapeOf(encoding)
    const put = (value: string) => this.#put(primitive, value)
    if (shape === 'char') {
      const refuse = this.#context.imports.value('refuseValue', this.#context.runtime)
      return this.#setter(
        this.#names.value,
        'string',
        this.#nullFirst(put(literal(nullValue))),
        `if (value.length !== 1 || value > '\\u00ff') ${refuse}(${this.#label}, value, ${quote('a text of one octet')})`,
        put('value.charCodeAt(0)'),
      )
    }
    const value = this.#setter(
      this.#names.value,
      numericType(primitive),
      this.#nullFirst(put(literal(nullValue))),
      this.#rangeCheck(encoding),
      put('value'),
    )
    return shape === 'wide' ? value + this.#wideAsNumber(encoding) : value
  }

  #put(primitive: Primitive, value: string): string {
    const { access, aligned } = this.#context
    const word = aligned ? alignedSet(primitive, this.#member.offset, value) : undefined
    return word ?? access.set(primitive, this.#at, value)
  }

  #wideAsNumber({ primitive, minimum, maximum, nullValue }: ScalarEncoding): string {
    const { access, imports, runtime } = this.#context
    const { low, high } = access.halves
    const { value, number } = this.#names
    const facts = primitives[primitive]
    const signed = primitive === 'int64'
    const unsafe = signed ? '!Number.isSafeInteger(value)' : '!Number.isSafeInteger(value) || value < 0'
    const refuse = imports.value('refuseUnsafe', runtime)
    // What a safe integer cannot be beyond needs no test.
    const tests = [
      minimum > facts.minimum && `value < ${literal(Number(minimum))}`,
      maximum < facts.maximum && `value > ${literal(Number(maximum))}`,
    ].filter((test) => test !== false)
    const outside = tests.length > 0 && `if (${tests.join(' || ')}) ${this.#refuse('value', minimum, maximum)}`
    // What is not negative is cut by the writing of it as it would be by rounding down.
    const upper = signed ? 'Math.floor(value / 4294967296)' : 'value / 4294967296'
    const { offset } = this.#member
    return method(
      `The same as a number; one that is not exact throws an \`SbeError\`, use \`${value}\`.`,
      `${number}(value: number${this.#orNull()}): this`,
      this.#guard,
      this.#nullFirst(access.set(primitive, this.#at, literal(nullValue))),
      `if (${unsafe}) return ${refuse}(${this.#label}, value)`,
      this.#context.checks && outside,
      ...(this.#context.aligned && offset % 4 === 0
        ? [
            'const words = this.$words',
            'const word = this.$word',
            `words[${plus('word', offset / 4)}] = value`,
            `words[${plus('word', offset / 4 + 1)}] = ${upper}`,
          ]
        : [
            'const view = this.$view',
            'const at = this.$at',
            access.set('uint32', plus('at', offset + low), 'value', 'view'),
            access.set(signed ? 'int32' : 'uint32', plus('at', offset + high), upper, 'view'),
          ]),
      'return this',
    )
  }

  #fixedText({ length, characterEncoding, nullValue }: ArrayEncoding): string {
    const { imports, runtime } = this.#context
    const put = imports.value('putFixedText', runtime)
    const fill = imports.value('fillOctets', runtime)
    const copy = imports.value('putOctets', runtime)
    const refuse = imports.value('refuseData', runtime)
    const { value, octets } = this.#names
    const none = `${fill}(this.$view, ${this.#at}, ${length}, ${literal(nullValue)})`
    return (
      this.#setter(
        value,
        'string',
        this.#nullFirst(none),
        `${put}(this.$view, ${this.#at}, ${length}, value, ${quote(characterEncoding!)})`,
      ) +
      method(
        `Its octets as they are, at most ${length}, with NULs behind them.`,
        `${octets}(value: Uint8Array): this`,
        this.#guard,
        `if (value.length > ${length}) ${refuse}(${this.#label}, value.length, ${length})`,
        `${fill}(this.$view, ${this.#at} + value.length, ${length} - value.length)`,
        `${copy}(this.$view, ${this.#at}, value)`,
        'return this',
      )
    )
  }

  #numbers(encoding: ArrayEncoding): string {
    const { access, imports, runtime } = this.#context
    const { primitive, length, nullValue } = encoding
    const { value, array } = this.#names
    const type = numericType(primitive)
    const refuse = imports.value('refuseIndex', runtime)
    const put = (what: string) => access.set(primitive, `${this.#at} + index * ${primitives[primitive].size}`, what)
    const loop = `for (let index = 0; index < ${length}; index += 1)`
    const zero = type === 'bigint' ? '0n' : '0'
    const one = method(
      `${documentationOf(this.#member)} One of its ${length} values, from 0.`,
      `${value}(index: number, value: ${type}): this`,
      this.#guard,
      `if (!Number.isInteger(index) || index < 0 || index >= ${length}) ${refuse}(${this.#label}, index, ${length})`,
      this.#rangeCheck(encoding),
      put('value'),
      'return this',
    )
    return one + method(
      'All its values; those that are not given are 0.',
      `${array}(values: readonly ${type}[]${this.#orNull()}): this`,
      this.#guard,
      ...(this.#mayBeNull ? ['if (values === null) {', `  ${loop} ${put(literal(nullValue))}`, '  return this', '}'] : []),
      `if (values.length > ${length}) ${refuse}(${this.#label}, values.length - 1, ${length})`,
      `${loop} ${put(zero)}`,
      `for (const [index, value] of values.entries()) this.${value}(index, value)`,
      'return this',
    )
  }

  #enum(encoding: EnumEncoding): string {
    const { primitive, nullValue } = encoding
    const { imports, moduleOf, types } = this.#context
    const { value, byName } = this.#names
    const { name, file } = types.of(encoding)
    const codeOf = imported(this.#context, encoding, 'lower', 'Code')
    const code = imports.type(name, moduleOf(file))
    // The compiler knows a code to be one of the values, a debug build sees to it.
    const given = this.#context.checks ? `${codeOf}(value)` : 'value'
    const names = imports.type(`${name}Name`, moduleOf(file))
    const put = (what: string) => this.#put(primitive, what)
    const none = this.#nullFirst(put(literal(nullValue)))
    return (
      this.#setter(value, code, none, put(given)) +
      method(
        'The same by its name, or by a number that the schema does not know.',
        `${byName}(value: ${names} | ${numericType(primitive)}${this.#orNull()}): this`,
        this.#guard,
        none,
        put(`${codeOf}(value)`),
        'return this',
      )
    )
  }

  #set(encoding: SetEncoding): string {
    const { primitive } = encoding
    const { imports, moduleOf, types } = this.#context
    const { value, byName } = this.#names
    const { name, file } = types.of(encoding)
    const bitsOf = imported(this.#context, encoding, 'lower', 'Bits')
    const names = imports.type(`${name}Name`, moduleOf(file))
    const orNull = this.#orNull()
    return (
      method(
        documentationOf(this.#member),
        `${value}(value: ${numericType(primitive)}): this`,
        this.#guard,
        this.#bitsCheck(primitive),
        this.#put(primitive, 'value'),
        'return this',
      ) +
      method(
        'The same by the names of its choices, or by the numbers of bits that the schema does not know.',
        `${byName}(value: readonly (${names} | number)[]${orNull}): this`,
        this.#guard,
        this.#put(primitive, orNull === '' ? `${bitsOf}(value)` : `${bitsOf}(value ?? [])`),
        'return this',
      )
    )
  }

  #composite(): string {
    const { encoding } = this.#member
    if (encoding.kind !== 'composite') return ''
    const type = imported(this.#context, encoding, '', 'Encoder')
    const { value, putNull } = this.#names
    const part = `this.#${value}.wrap(this.$view, ${this.#at})`
    return (
      method(documentationOf(this.#member), `${value}(): ${type}`, this.#guard, `return ${part}`) +
      method('Says that it has no value.', `${putNull}(): this`, this.#guard, `${part}.putNull()`, 'return this')
    )
  }

  #setter(name: string, type: string, ...body: readonly (string | false)[]): string {
    const signature = `${name}(value: ${type}${this.#orNull()}): this`
    return method(documentationOf(this.#member), signature, this.#guard, ...body, 'return this')
  }

  #orNull(): string {
    return this.#mayBeNull ? ' | null' : ''
  }

  /** Writes the null of a value that may be missing, and returns. */
  #nullFirst(statement: string): string {
    return this.#mayBeNull ? `if (value === null) {\n      ${statement}\n      return this\n    }` : ''
  }

  /** A debug build sees to the range of the type, a fast one that the bits can say the value. */
  #rangeCheck({ primitive, minimum, maximum }: ScalarEncoding | ArrayEncoding): string {
    if (primitive === 'float' || primitive === 'double') return ''
    if (!this.#context.checks) return this.#bitsCheck(primitive)
    const whole = isWide(primitive) ? '' : '!Number.isInteger(value) || '
    const outside = `${whole}value < ${literal(minimum)} || value > ${literal(maximum)}`
    return `if (${outside}) ${this.#refuse('value', minimum, maximum)}`
  }

  #bitsCheck(primitive: Primitive): string {
    const { lowest, highest } = primitives[primitive]
    if (isWide(primitive)) {
      if (!this.#context.checks) return ''
      const outside = `value < ${literal(lowest)} || value > ${literal(highest)}`
      return `if (${outside}) ${this.#refuse('value', lowest, highest)}`
    }
    return `if (${CUT[primitive]} !== value) return ${this.#refuse('value', lowest, highest)}`
  }

  #refuse(value: string, minimum: Numeric, maximum: Numeric): string {
    const refuse = this.#context.imports.value('refuseValue', this.#context.runtime)
    return `${refuse}(${this.#label}, ${value}, ${quote(`${minimum} to ${maximum}`)})`
  }
}
