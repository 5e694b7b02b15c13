import type { EnumEncoding, ValidValue } from './layout.ts'
import type { Numeric, Primitive } from './primitive.ts'
import { isInteger, isPrimitive, parseNumeric, primitives } from './primitive.ts'
import type { Reading } from './reading.ts'
import { reportDuplicates } from './reading.ts'
import type { TypeLookup } from './type-lookup.ts'
import type { Element } from './xml.ts'

/** What an enumeration or a set is written as. */
export interface Underlying {
  readonly primitive: Primitive
  readonly nullValue: Numeric
}

/** Reads an `<enum>`. */
export function readEnum(reading: Reading, element: Element, types: TypeLookup): EnumEncoding | undefined {
  const described = reading.described(element)
  const underlying = readUnderlying(reading, element, types)
  if (underlying === undefined) return undefined
  const { primitive } = underlying
  if (primitive !== 'char' && !isInteger(primitive)) {
    reading.report(element, 'enum', `an enum is of char or whole numbers, not of ${primitive}`)
    return undefined
  }
  const nullValue = readNull(reading, element, underlying)
  const valid = element.children.filter((child) => isNamed(reading, child, 'validValue'))
  reportDuplicates(reading, valid, 'the name', ({ attributes }) => attributes['name'])
  const parsed = (child: Element) => parseNumeric(primitive, child.text)
  reportDuplicates(reading, valid, 'the value', (child) => parsed(child)?.toString())
  const values = valid.flatMap((child) => readValue(reading, child, { primitive, nullValue }) ?? [])
  if (valid.length === 0) reading.report(element, 'enum', 'an enum has valid values')
  const size = primitives[primitive].size
  return { kind: 'enum', ...described, ...reading.semantics(element), primitive, nullValue, values, size }
}

/** The primitive that `encodingType` names, itself or by a type. */
export function readUnderlying(reading: Reading, element: Element, types: TypeLookup): Underlying | undefined {
  const name = reading.required(element, 'encodingType')
  if (name === '') return undefined
  if (isPrimitive(name)) return { primitive: name, nullValue: primitives[name].nullValue }
  const encoding = types.find(name, element)
  if (encoding === undefined) return undefined
  if (encoding.kind === 'scalar') return { primitive: encoding.primitive, nullValue: encoding.nullValue }
  reading.report(element, element.name === 'enum' ? 'enum' : 'set', `"${name}" is no type of a single number`)
  return undefined
}

/** Tells whether a child is what it must be; what is not is reported. */
export function isNamed(reading: Reading, child: Element, name: string): boolean {
  if (child.name === name) return true
  reading.report(child, 'element', `only <${name}> may stand here`)
  return false
}

function readNull(reading: Reading, element: Element, { primitive, nullValue }: Underlying): Numeric {
  const text = reading.text(element, 'nullValue')
  if (text === undefined) return nullValue
  const value = parseNumeric(primitive, text)
  if (value === undefined) reading.report(element, 'value-range', `\`nullValue\` is "${text}", no ${primitive}`)
  return value ?? nullValue
}

function readValue(reading: Reading, element: Element, { primitive, nullValue }: Underlying): ValidValue | undefined {
  const described = reading.described(element)
  const value = parseNumeric(primitive, element.text)
  if (value === undefined) {
    reading.report(element, 'enum', `"${element.text}" is no ${primitive}`)
    return undefined
  }
  if (value === nullValue) reading.report(element, 'enum', `${element.text} says that there is no value`)
  return { ...described, value }
}
